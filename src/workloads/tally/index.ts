import { z } from "zod";
import { builtinWorkload, categories, formatNumber, planItems, type TaskContext } from "../../library/worker";

const countsName = "counts";
const totalName = "total";
const lockName = "total lock";

/** Starting numbers of one step. */
const numbersPerStep = 10;

/** Steps of one pack. */
const stepsPerPack = 200;

/** Columns of the chart, at most. */
const mostColumns = 40;

const tallyWays = ["each step", "each chunk"] as const;

const parameters = z.strictObject({
  packs: z.int().min(1).max(4_096).default(400).meta({
    title: "Packs (× 2,000 numbers)",
    description: "How many starting numbers there are, in packs of 2,000.",
  }),
  lock: z.enum(tallyWays).default("each step").meta({
    title: "Lock the total after",
    description:
      "Each step of 10 numbers, as if everybody had to see it at once; or each chunk, from a total of one's own.",
  }),
});
type TallyParameters = z.output<typeof parameters>;

/** A total that all workers add to, with a lock that is hot, or hardly used. */
export const tally = builtinWorkload<TallyParameters, null>({
  id: "tally",
  title: "Shared tally: hot lock or own totals",
  summary:
    "Counts the steps of the Collatz sequences of the first numbers into one total that all workers share, under one lock: after every ten numbers, or once for each chunk.",
  lesson:
    "Locked after each step, the lanes wait for each other more than they compute: the lock's lane is never free. With a total of one's own for each chunk the same work hardly meets the lock, and the result is the same.",
  input: "none",
  kind: "lock",
  area: "contention",
  teaches: ["locks", "shared-memory"],
  parameters,
  chunkUnit: "items",
  // Each pack has a number of its own among the counts: done twice, it is written twice, and counted once.
  restartable: true,
  grows: true,
  shared: ({ packs }) => ({
    [countsName]: { kind: "array", length: packs },
    [totalName]: { kind: "value", type: "float64", initial: 0 },
    [lockName]: { kind: "lock" },
  }),
  split: (input) => planItems(0, input.parameters.packs, input),
  async task(chunk, context) {
    const isHot = context.parameters.lock === "each step";
    const own = new Float64Array(chunk.to - chunk.from);
    for (let pack = chunk.from; pack < chunk.to; pack++) {
      const at = pack - chunk.from;
      for (let step = 0; step < stepsPerPack; step++) {
        if (isHot || step === 0) context.trace.begin(categories.compute, isHot ? "step" : "pack");
        const first = (pack * stepsPerPack + step) * numbersPerStep + 1;
        for (let number = first; number < first + numbersPerStep; number++) own[at]! += collatzSteps(number);
        if (isHot || step === stepsPerPack - 1) context.trace.end();
        if (isHot) await store(context, pack, own.subarray(at, at + 1));
      }
      context.progress(at + 1);
      await context.yield();
    }
    if (!isHot) await store(context, chunk.from, own);
    return { partial: null };
  },
  combine({ parameters: { packs } }) {
    const columns = Math.min(packs, mostColumns);
    return {
      // What counts is in the shared array: tasks have nothing to send.
      add: () => undefined,
      result: (_values, arrays) => {
        const counts = arrays[countsName] ?? new Float64Array(packs);
        const rows = Array.from({ length: columns }, (_, column): [number, number] => {
          const from = Math.ceil((column * packs) / columns);
          const to = Math.ceil(((column + 1) * packs) / columns);
          return [from * stepsPerPack * numbersPerStep + 1, sumOf(counts.subarray(from, to))];
        });
        const total = sumOf(counts);
        return {
          columns: [
            { name: "from number", type: "integer" },
            { name: "steps", type: "integer" },
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "columns", x: "from number", y: "steps" },
          headline: `${formatNumber(total)} steps from the first ${formatNumber(packs * stepsPerPack * numbersPerStep)} numbers down to 1`,
        };
      },
    };
  },
});

/** Writes the counts of packs from `first` on, and the total of all, while it holds the lock. */
async function store(context: TaskContext<TallyParameters>, first: number, own: Float64Array): Promise<void> {
  const counts = context.array(countsName);
  await context.lock(lockName).with(async () => {
    await counts.write(first, own);
    await context.value(totalName).set(sumOf(await counts.read(0, counts.length)));
  });
}

/** Whole numbers, so that no order changes the sum. */
function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How often a number is halved, or tripled with one added, until it is 1. */
function collatzSteps(number: number): number {
  let steps = 0;
  // The last bit is right up to 2^53, which no sequence of such small numbers reaches.
  for (let value = number; value !== 1; steps++) value = (value & 1) === 0 ? value * 0.5 : 3 * value + 1;
  return steps;
}
