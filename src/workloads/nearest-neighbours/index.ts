import { z } from "zod";
import {
  builtinWorkload,
  categories,
  type Dataset,
  fail,
  formatNumber,
  type IdxFile,
  planItems,
  type ResultTable,
  readIdx,
  requireDataset,
} from "../../library/worker";
import { ErrorSheet, mostErrors } from "./error-sheet";
import { Nearest, vote } from "./neighbours";

const title = "Nearest neighbours";

const parameters = z.strictObject({
  neighbours: z.int().min(1).max(99).default(3).meta({
    title: "Neighbours",
    description: "How many of the nearest known images vote for a label.",
  }),
  known: z.int().min(1).max(1_000_000).default(5_000).meta({
    title: "Known images",
    description: "Images, from the first on, whose labels are known.",
  }),
  asked: z.int().min(1).max(1_000_000).default(500).meta({
    title: "Asked images",
    description: "Images, from the end, whose labels are guessed.",
  }),
});
type NeighbourParameters = z.output<typeof parameters>;

/** What was guessed of a chunk's images. */
interface Guessed {
  readonly labels: Uint8Array;
  readonly guesses: Uint8Array;
  /** The images that were taken for something else, one behind the other, up to as many as are shown. */
  readonly wrong: Uint8Array;
}

/** Guesses what an image shows by those that are most like it. */
export const nearestNeighbours = builtinWorkload<NeighbourParameters, Guessed>({
  id: "nearest-neighbours",
  title,
  summary: "Guesses the label of each image by the known images that are most like it, pixel by pixel.",
  lesson:
    "Every worker reads the whole set before its first guess: with processes that is done, and held in memory, once for each. From there on nobody waits for anybody.",
  input: "idx",
  kind: "cpu",
  area: "learning",
  teaches: ["scaling", "shared-memory"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, sharesOf(input.dataset, input.parameters).asked, input),
  async task(chunk, context) {
    const { neighbours } = context.parameters;
    const { dataset, known, firstAsked } = sharesOf(context.dataset, context.parameters);
    const { images, labels } = context.trace.slice(categories.dataWait, "read", () => readSet(dataset));
    const imageBytes = dataset.records.width * dataset.records.height;
    const guesses = new Uint8Array(chunk.to - chunk.from);
    const wrong: Uint8Array[] = [];
    const nearest = new Nearest(neighbours);
    for (let item = chunk.from; item < chunk.to; item++) {
      const image = firstAsked + item;
      context.trace.begin(categories.compute, "compare");
      nearest.find({ data: images.data, imageBytes }, image, known);
      context.trace.end(known);
      const guess = vote(nearest.images, labels.data);
      guesses[item - chunk.from] = guess;
      if (guess !== labels.data[image] && wrong.length < mostErrors) {
        wrong.push(images.data.subarray(image * imageBytes, (image + 1) * imageBytes));
      }
      context.progress(item + 1 - chunk.from);
      await context.yield();
    }
    const actual = labels.data.slice(firstAsked + chunk.from, firstAsked + chunk.to);
    return { partial: { labels: actual, guesses, wrong: joined(wrong, imageBytes) } };
  },
  combine(input) {
    const { dataset, known, asked } = sharesOf(input.dataset, input.parameters);
    const { width, height } = dataset.records;
    const sheet = new ErrorSheet(width, height);
    /** How often label `a` was taken for `b`, at a * 256 + b. */
    const counts = new Uint32Array(256 * 256);
    return {
      add({ labels, guesses, wrong }) {
        labels.forEach((label, at) => {
          counts[label * 256 + guesses[at]!]! += 1;
        });
        for (let at = 0; at < wrong.length; at += width * height) sheet.add(wrong.subarray(at, at + width * height));
      },
      result: () => {
        const { right, done } = totalsOf(counts);
        return {
          ...confusion(counts),
          picture: { ...sheet.picture(), title: "Guessed wrong" },
          figures: [
            { name: "asked", value: asked },
            { name: "known", value: known },
            { name: "wrong", value: done - right },
          ],
          headline: `${formatNumber(right)} of ${formatNumber(done)} right${done === 0 ? "" : `, ${percent(right, done)} %`}`,
        };
      },
    };
  },
});

type IdxDataset = Dataset & { readonly records: NonNullable<Dataset["records"]> };

/** Which of a set's images are known, and which are asked for: never the same. */
function sharesOf(
  given: Dataset | null,
  { known, asked }: NeighbourParameters,
): { readonly dataset: IdxDataset; readonly known: number; readonly asked: number; readonly firstAsked: number } {
  const dataset = requireDataset(given, title);
  const { records } = dataset;
  if (records === undefined || records.count < 2) {
    return fail("dataset-unsuitable", `${title} needs labelled images, two at least. Open an IDX file of images.`);
  }
  const most = Math.min(asked, Math.floor(records.count / 2));
  return {
    dataset: { ...dataset, records },
    asked: most,
    known: Math.min(known, records.count - most),
    firstAsked: records.count - most,
  };
}

interface LabelledImages {
  readonly images: IdxFile;
  readonly labels: IdxFile;
}

/** The set that was read last: the tasks of a worker all ask for the same one. */
let last: { readonly key: string; readonly set: LabelledImages } | null = null;

function readSet({ path, size, modifiedMs, records }: IdxDataset): LabelledImages {
  const key = JSON.stringify([path, size, modifiedMs]);
  if (last?.key === key) return last.set;
  const images = readIdx(path);
  const labels = readIdx(records.labels);
  const least = Math.min(images.count, labels.count);
  if (least < records.count) {
    fail(
      "dataset-unreadable",
      `${path} and its labels end after ${formatNumber(least)} of ${formatNumber(records.count)} records. Get them anew.`,
    );
  }
  last = { key, set: { images, labels } };
  return last.set;
}

function joined(images: readonly Uint8Array[], imageBytes: number): Uint8Array {
  const all = new Uint8Array(images.length * imageBytes);
  images.forEach((image, index) => {
    all.set(image, index * imageBytes);
  });
  return all;
}

/** What was taken for what, a row for each label that occurs. */
function confusion(counts: Uint32Array): Omit<ResultTable, "headline" | "picture"> {
  const used = Array.from({ length: 256 }, (_, label) => label).filter((label) =>
    Array.from({ length: 256 }, (_, other) => counts[label * 256 + other]! + counts[other * 256 + label]!).some(
      Boolean,
    ),
  );
  const rows = used.map((label) => {
    const row = used.map((guess) => counts[label * 256 + guess]!);
    const sum = row.reduce((all, count) => all + count, 0);
    return [String(label), percent(counts[label * 257]!, sum), ...row];
  });
  return {
    columns: [
      { name: "label", type: "text" },
      { name: "percent right", type: "decimal" },
      ...used.map((label) => ({ name: `taken for ${label}`, type: "integer" as const })),
    ],
    rows,
    totalRows: rows.length,
    partial: false,
    chart: { kind: "columns", x: "label", y: "percent right" },
  };
}

function totalsOf(counts: Uint32Array): { readonly right: number; readonly done: number } {
  let right = 0;
  for (let label = 0; label < 256; label++) right += counts[label * 257]!;
  return { right, done: counts.reduce((sum, count) => sum + count, 0) };
}

/** To a tenth; null of nothing. */
function percent(count: number, total: number): number | null {
  return total === 0 ? null : Math.round((count / total) * 1_000) / 10;
}
