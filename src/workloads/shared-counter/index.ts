import { z } from "zod";
import {
  builtinWorkload,
  categories,
  formatNumber,
  planItems,
  Stopwatch,
  type TaskContext,
} from "../../library/worker";

const counterName = "total";
const lockName = "total lock";

/** Milliseconds of computing after which other tasks of the thread may go on. */
const turnMs = 4;

const parameters = z.strictObject({
  tasks: z
    .int()
    .min(1)
    .max(100_000)
    .default(10)
    .meta({ title: "Tasks", description: "How many tasks add to the total." }),
  increments: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10)
    .meta({ title: "Increments per task", description: "How often each task adds 1." }),
  outside: z
    .number()
    .min(0)
    .max(60_000)
    .default(20)
    .meta({ title: "Work outside the lock (ms)", description: "Computing before each increment, which can overlap." }),
  inside: z
    .number()
    .min(0)
    .max(60_000)
    .default(15)
    .meta({ title: "Work inside the lock (ms)", description: "Computing while the lock is held, one task at a time." }),
});
type CounterParameters = z.output<typeof parameters>;

/** Many tasks, one shared value, one lock. */
export const sharedCounter = builtinWorkload<CounterParameters, null>({
  id: "shared-counter",
  title: "Shared counter under a lock",
  summary: "Tasks add 1 to one shared total, again and again; a lock makes each reading and writing one step.",
  lesson:
    "While one worker holds the lock the others wait: the more work is inside it, the less more workers help. Without the lock additions would be lost.",
  input: "none",
  kind: "lock",
  area: "contention",
  teaches: ["locks", "shared-memory"],
  parameters,
  chunkUnit: "items",
  // A lost task may have added some of its increments already: doing it again would count them twice.
  restartable: false,
  grows: true,
  shared: () => ({
    [counterName]: { kind: "value", type: "float64", initial: 0 },
    [lockName]: { kind: "lock" },
  }),
  split: (input) => planItems(0, input.parameters.tasks, input),
  async task(chunk, context) {
    const { increments, outside, inside } = context.parameters;
    const total = context.value(counterName);
    const lock = context.lock(lockName);
    for (let task = chunk.from; task < chunk.to; task++) {
      for (let increment = 0; increment < increments; increment++) {
        await compute(context, outside, "work");
        await lock.with(async () => {
          const before = await total.get();
          await compute(context, inside, "work inside the lock");
          await total.set(before + 1);
        });
      }
      context.progress(task + 1 - chunk.from);
    }
    return { partial: null };
  },
  combine({ parameters: { tasks, increments } }) {
    return {
      // What counts is the shared value: tasks have nothing to send.
      add: () => undefined,
      result: (values) => {
        const expected = tasks * increments;
        const actual = values[counterName] ?? 0;
        return {
          columns: [
            { name: "expected", type: "integer" },
            { name: "actual", type: "integer" },
          ],
          rows: [[expected, actual]],
          totalRows: 1,
          partial: false,
          chart: { kind: "figure", x: "expected", y: "actual" },
          headline:
            actual === expected
              ? `The total is ${formatNumber(actual)}, as expected`
              : `The total is ${formatNumber(actual)} of ${formatNumber(expected)} expected`,
        };
      },
    };
  },
});

/** Keeps the processor busy for a time, in turns that let other tasks of the thread go on. */
async function compute(context: TaskContext<CounterParameters>, forMs: number, name: string): Promise<void> {
  const whole = new Stopwatch();
  while (whole.elapsedMs() < forMs) {
    const turn = new Stopwatch();
    context.trace.begin(categories.compute, name);
    while (turn.elapsedMs() < turnMs && whole.elapsedMs() < forMs);
    context.trace.end();
    await context.yield();
  }
}
