import { z } from "zod";
import {
  builtinWorkload,
  categories,
  FileProblems,
  filesOf,
  forEachImage,
  formatNumber,
  leftOutProblems,
  planFiles,
  requireDataset,
} from "../../library/worker";
import { bins, colourOf, countColours } from "./colour-bins";
import { paintColours } from "./paint-colours";

const parameters = z.strictObject({
  top: z.int().min(1).max(bins).default(24).meta({
    title: "Top",
    description: "How many of the most frequent colours to list.",
  }),
});

interface Colours {
  /** Pixels by colour, shape [4096]. */
  readonly counts: Float64Array;
  readonly images: number;
}

/** Counts the colours of images. */
export const imageColours = builtinWorkload<z.output<typeof parameters>, Colours>({
  id: "image-colours",
  title: "Colours of images",
  summary: "Counts every pixel of a folder's images by its colour: 16 shades each of red, green and blue.",
  lesson:
    "Nearly all of the time is spent in decoding, slice by slice: a histogram of 4,096 numbers is all that a worker hands on. So little to send and merge is what makes work scale.",
  input: "images",
  kind: "cpu",
  area: "images",
  teaches: ["scaling", "merging"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planFiles({ ...input, dataset: requireDataset(input.dataset, "Colours of images") }),
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, "Colours of images");
    const problems = new FileProblems();
    const counts = new Float64Array(bins);
    let images = 0;
    await forEachImage(chunk, dataset, context, problems, (_, image) => {
      if (image === null) return;
      images++;
      const pixels = context.trace.slice(categories.compute, "pixels", () => image.pixels(Number.POSITIVE_INFINITY));
      context.trace.begin(categories.compute, "count");
      countColours(pixels.rgba, counts);
      context.trace.end(pixels.width * pixels.height);
    });
    return { partial: { counts, images }, problems: problems.list() };
  },
  combine({ dataset, parameters: { top } }) {
    const known = requireDataset(dataset, "Colours of images");
    const counts = new Float64Array(bins);
    let images = 0;
    return {
      add(partial) {
        images += partial.images;
        partial.counts.forEach((count, bin) => {
          counts[bin]! += count;
        });
      },
      result: () => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        // Sorting is stable: among colours as frequent, the order of their numbers stays.
        const order = Array.from(counts.keys())
          .filter((bin) => counts[bin]! > 0)
          .sort((a, b) => counts[b]! - counts[a]!);
        return {
          columns: [
            { name: "colour", type: "text" },
            { name: "pixels", type: "integer" },
            { name: "percent", type: "decimal" },
          ],
          rows: order
            .slice(0, top)
            .map((bin) => [colourOf(bin).hex, counts[bin]!, roundedPercent(counts[bin]!, total)]),
          totalRows: Math.min(top, order.length),
          partial: false,
          chart: { kind: "bar", x: "colour", y: "pixels" },
          picture: { ...paintColours(counts), title: "Pixels by hue, dark to light" },
          headline: `${formatNumber(total)} pixels of ${formatNumber(images)} of ${formatNumber(filesOf(known).count)} images, ${formatNumber(order.length)} different colours`,
        };
      },
      problems: () => leftOutProblems(known),
    };
  },
});

/** To a thousandth: more digits tell nobody anything. */
function roundedPercent(count: number, total: number): number {
  return Math.round((count / total) * 100_000) / 1_000;
}
