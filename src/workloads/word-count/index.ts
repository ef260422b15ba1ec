import { z } from "zod";
import {
  accumulating,
  builtinWorkload,
  columnIndex,
  type Dataset,
  fail,
  formatNumber,
  KeyCounts,
  type KeyCountsPartial,
  leftOutProblems,
  planBytes,
  planFiles,
  requireDataset,
} from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { countFiles } from "./count-files";
import { WordCounter } from "./count-words";

const parameters = z.strictObject({
  column: z.string().optional().meta({
    title: "Column",
    description: "The column whose words are counted. Left out, those of the whole file.",
    "x-column": "any",
  }),
  top: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .meta({ title: "Top", description: "How many of the most frequent words to list." }),
});

type WordCountParameters = z.output<typeof parameters>;

/** The columns whose cells are counted; null for a text as it stands in the file, as CSV is without a column's name. */
function cellsToCount(dataset: Dataset, { column }: WordCountParameters): readonly number[] | null {
  if (column !== undefined && column !== "") {
    if (dataset.files !== undefined)
      fail("dataset-unsuitable", `${dataset.name} is many texts, which have no columns.`);
    return [columnIndex(dataset, column)];
  }
  return dataset.format === "text" || dataset.format === "csv" || dataset.files !== undefined
    ? null
    : dataset.columns.map((_, index) => index);
}

/** Counts words. What a word is stands in `count-words.ts`. */
export const wordCount = builtinWorkload<WordCountParameters, KeyCountsPartial>({
  id: "word-count",
  title: "Count words",
  summary:
    "Counts how often each word occurs. A word is a run of letters, digits and underscores, with apostrophes inside; A to Z count as a to z.",
  lesson:
    "The classic map and reduce: each worker counts its own part of the text, and the counts are added up at the end. The more different words there are, the more each worker has to send.",
  input: "texts",
  kind: "data",
  area: "text",
  teaches: ["merging", "scaling"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  split(input) {
    const dataset = requireDataset(input.dataset, "Count words");
    cellsToCount(dataset, input.parameters);
    return dataset.files === undefined ? planBytes({ ...input, dataset }) : planFiles({ ...input, dataset });
  },
  ...accumulating<WordCountParameters, KeyCountsPartial>(({ dataset, parameters }) => {
    const known = requireDataset(dataset, "Count words");
    const cells = cellsToCount(known, parameters);
    const counter = new WordCounter();
    return {
      async add(chunk, context) {
        if (known.files !== undefined) return { problems: await countFiles(counter, chunk, known, context) };
        return cells === null ? counter.addText(chunk, known, context) : counter.addCells(chunk, known, context, cells);
      },
      partial: () => counter.counts.toPartial(),
      get bytes() {
        return counter.counts.bytes;
      },
    };
  }),
  combine({ parameters: { top }, dataset }) {
    const counts = new KeyCounts();
    const { keys } = counts;
    let texts = new KeyTexts();
    return {
      add(partial) {
        counts.merge(partial);
      },
      result() {
        texts = new KeyTexts();
        let total = 0;
        for (let word = 0; word < keys.size; word++) total += counts.of(word);
        // Sorting is stable: among words as frequent, the order of their bytes stays.
        const order = Array.from(keys.sorted())
          .sort((a, b) => counts.of(b) - counts.of(a))
          .slice(0, top);
        return {
          columns: [
            { name: "word", type: "text" },
            { name: "count", type: "integer" },
          ],
          rows: order.map((word) => [texts.of(keys, word), counts.of(word)]),
          totalRows: order.length,
          partial: false,
          chart: { kind: "bar", x: "word", y: "count" },
          headline: `${formatNumber(total)} ${total === 1 ? "word" : "words"}, ${formatNumber(keys.size)} different`,
        };
      },
      problems: () => [...texts.problems(), ...(dataset === null ? [] : leftOutProblems(dataset))],
    };
  },
});
