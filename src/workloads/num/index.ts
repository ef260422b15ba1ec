import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { builtinWorkload, categories, formatNumber, planItems } from "../../library/worker";

const parameters = z.strictObject({
  steps: z.int().min(1).max(100_000).default(10).meta({ title: "Steps", description: "How many numbers to print." }),
  seconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(1)
    .meta({ title: "Seconds per step", description: "How long each step waits before it prints." }),
});

/** Steps that only wait: the smallest I/O-bound work. */
export const num = builtinWorkload<z.output<typeof parameters>, number[]>({
  id: "num",
  title: "Print numbers, waiting in between",
  summary: "Prints the number of each step, waiting before it; the processor has nothing to do.",
  lesson:
    "The lanes are hatched throughout, for nobody computes. Waiting can overlap on one thread: concurrent takes as long as processes here, and sequential takes the sum of all waits.",
  input: "none",
  kind: "io",
  area: "computing",
  teaches: ["waiting"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.steps, input),
  async task(chunk, context) {
    const { steps, seconds } = context.parameters;
    const printed: number[] = [];
    for (let step = chunk.from; step < chunk.to; step++) {
      context.trace.begin(categories.dataWait, "wait");
      try {
        await wait(seconds * 1_000);
      } finally {
        context.trace.end();
      }
      console.log(`step ${step + 1} of ${steps}`);
      printed.push(step + 1);
      context.progress(step + 1 - chunk.from);
      await context.yield();
    }
    return { partial: printed };
  },
  combine({ parameters: { seconds } }) {
    const printed: number[] = [];
    return {
      add: (numbers) => {
        for (const number of numbers) printed.push(number);
      },
      result: () => ({
        columns: [{ name: "number", type: "integer" }],
        rows: printed.map((number) => [number]),
        totalRows: printed.length,
        partial: false,
        chart: null,
        headline: `${formatNumber(printed.length)} ${printed.length === 1 ? "number" : "numbers"} printed, ${formatNumber(seconds)} s of waiting before each`,
      }),
    };
  },
});
