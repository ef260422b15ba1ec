import { defineWorkload, FaultError, Lock, Process, Value } from "lanescope";
import { tasks } from "./tasks.js";

/** A program as a user would write it; the test compiles it against the packed package and runs it. */

const squares = defineWorkload({
  title: "Squares",
  parameters: {
    below: { type: "integer", default: 10, min: 1 },
    sign: { type: "choice", choices: ["plus", "minus"] },
  },
  split: ({ parameters }) => parameters.below,
  task({ from, to }, { parameters }) {
    let sum = 0;
    for (let number = from; number < to; number++) sum += number * number;
    return { sum: parameters.sign === "plus" ? sum : -sum };
  },
  combine: (before, next) => ({ sum: before.sum + next.sum }),
  view: ({ sum }) => ({ show: "table", headline: `${sum} in all`, columns: ["sum"], rows: [[sum]] }),
});

/** What the types must refuse; never called. */
export function misuses(counter: Value<"int32">, lock: Lock): void {
  // @ts-expect-error A text is no Value.
  new Process(tasks.increment, ["counter", lock, 1]);
  // @ts-expect-error An argument is missing.
  new Process(tasks.increment, [counter, lock]);
  // @ts-expect-error There is no such type of value.
  new Value("integer", 0);
  defineWorkload({
    title: "Misused",
    parameters: { below: { type: "integer", default: 10 }, sign: { type: "choice", choices: ["plus", "minus"] } },
    // @ts-expect-error There is no such parameter.
    split: ({ parameters }) => parameters.above,
    // @ts-expect-error There is no such choice.
    task: (_chunk, { parameters }) => parameters.sign === "times",
    combine: (before) => before,
    // @ts-expect-error There is no such view.
    view: () => ({ show: "pie", headline: "", columns: [], rows: [] }),
  });
}

const parameters = { below: 10, sign: "plus" };
const plan = squares.split({ parameters, dataset: null, chunkSize: 4, workers: 2 });
const combiner = squares.combine({ parameters, dataset: null });
for (const [index, sum] of [14, 126, 145].entries()) combiner.add({ sum }, index);
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
