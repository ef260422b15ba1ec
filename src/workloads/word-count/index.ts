import { z } from "zod";
import { accumulating, defineWorkload, formatNumber, KeyTable, planBytes, requireDataset } from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { WordCounter, type WordsPartial } from "./count-words";

const parameters = z.strictObject({
  top: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .meta({ title: "Top", description: "How many of the most frequent words to list." }),
});

/** Counts words. What a word is stands in `count-words.ts`. */
export const wordCount = defineWorkload<z.output<typeof parameters>, WordsPartial>({
  id: "word-count",
  title: "Count words",
  summary:
    "Counts how often each word occurs. A word is a run of letters, digits and underscores, with apostrophes inside; A to Z count as a to z.",
  lesson:
    "The classic map and reduce: each worker counts its own part of the text, and the counts are added up at the end.",
  input: "any",
  kind: "data",
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  split: (input) => planBytes({ ...input, dataset: requireDataset(input.dataset, "Count words") }),
  ...accumulating<z.output<typeof parameters>, WordsPartial>(({ dataset }) => {
    const known = requireDataset(dataset, "Count words");
    const counter = new WordCounter();
    return {
      async add(chunk, context) {
        await counter.add(chunk, known, context);
        return {};
      },
      partial: () => counter.toPartial(),
      get bytes() {
        return counter.bytes;
      },
    };
  }),
  combine({ parameters: { top } }) {
    const keys = new KeyTable();
    let counts = new Float64Array(0);
    let texts = new KeyTexts();
    return {
      add(partial) {
        const numbers = keys.merge(partial.keys);
        if (keys.size > counts.length) {
          const grown = new Float64Array(Math.max(keys.size, counts.length * 2));
          grown.set(counts);
          counts = grown;
        }
        partial.counts.forEach((count, word) => {
          counts[numbers[word]!]! += count;
        });
      },
      result() {
        texts = new KeyTexts();
        let total = 0;
        for (let word = 0; word < keys.size; word++) total += counts[word]!;
        // Sorting is stable: among words as frequent, the order of their bytes stays.
        const order = Array.from(keys.sorted())
          .sort((a, b) => counts[b]! - counts[a]!)
          .slice(0, top);
        return {
          columns: [
            { name: "word", type: "text" },
            { name: "count", type: "integer" },
          ],
          rows: order.map((word) => [texts.textOf(keys.key(word)), counts[word]!]),
          totalRows: order.length,
          partial: false,
          chart: { kind: "bar", x: "word", y: "count" },
          headline: `${formatNumber(total)} ${total === 1 ? "word" : "words"}, ${formatNumber(keys.size)} different`,
        };
      },
      problems: () => texts.problems(),
    };
  },
});
