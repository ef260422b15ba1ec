import { defineWorkload, FaultError, Lock, Process, planItems, type ResultTable, Value } from "lanescope";
import { z } from "zod";
import { tasks } from "./tasks.js";

/** A program as a user would write it; the test compiles it against the packed package and runs it. */

const parameters = z.strictObject({ below: z.int().min(1).default(10) });

const squares = defineWorkload<z.output<typeof parameters>, number>({
  id: "squares",
  title: "Squares",
  summary: "Adds up squares.",
  lesson: "",
  input: "none",
  kind: "cpu",
  parameters,
  chunkUnit: "items",
  restartable: true,
  split: (input) => planItems(0, input.parameters.below, input),
  async task({ from, to }) {
    let sum = 0;
    for (let number = from; number < to; number++) sum += number * number;
    return { partial: sum };
  },
  combine() {
    let total = 0;
    return {
      add(partial) {
        total += partial;
      },
      result: (): ResultTable => ({
        columns: [{ name: "total", type: "integer" }],
        rows: [[total]],
        totalRows: 1,
        partial: false,
        chart: null,
        headline: `${total} in all`,
      }),
    };
  },
});

/** What the types must refuse; never called. */
export function misuses(counter: Value<"int32">, lock: Lock): void {
  // @ts-expect-error A text is no Value.
  new Process(tasks.increment, ["counter", lock, 1]);
  // @ts-expect-error An argument is missing.
  new Process(tasks.increment, [counter, lock]);
  // @ts-expect-error There is no such type of value.
  new Value("integer", 0);
  // @ts-expect-error The parameters are the schema's.
  squares.combine({ parameters: { above: 1 }, dataset: null });
  // @ts-expect-error A partial result is what the task gives.
  squares.combine({ parameters: { below: 1 }, dataset: null }).add("1", 0);
}

const plan = squares.split({ parameters: { below: 10 }, dataset: null, chunkSize: 4, workers: 2 });
const combiner = squares.combine({ parameters: { below: 10 }, dataset: null });
for (const [index, partial] of [14, 126, 145].entries()) combiner.add(partial, index);
console.log(`chunks of ${plan.chunkSize} ${plan.unit}: ${combiner.result({}, {}).headline}`);

const counter = new Value("int32", 0);
const lock = new Lock();
const processes = [1, 2].map(() => new Process(tasks.increment, [counter, lock, 250]));
for (const process of processes) process.start();
for (const process of processes) await process.join();
console.log(`counted to ${counter.value}, exit codes ${processes.map(({ exitCode }) => exitCode).join(" and ")}`);

try {
  new Process((): void => undefined, []);
} catch (error) {
  console.log(error instanceof FaultError ? error.code : error);
}
