import { python, withProgram } from "./support/memory.mjs";
import { median } from "./support/processes.mjs";

const processes = 10;
const times = 10_000;

/** @param {Record<string, number>} run */
function checked(run) {
  if (run.value !== processes * times) throw new Error(`${run.value} instead of ${processes * times}`);
  return run.workMs ?? Number.NaN;
}

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "counter",
  description: "10 processes that add 1 under a lock 10,000 times, against Python's Lock and Value (fork)",
  run: ({ quick }) =>
    withProgram("counter", async (ours) => {
      /** @type {number[]} */
      const mine = [];
      /** @type {number[]} */
      const theirs = [];
      for (let round = 0; round < (quick ? 1 : 9); round++) {
        mine.push(checked(await ours(processes, times)));
        theirs.push(checked(await python("counter", processes, times)));
      }
      const [value, baseline] = [median(mine), median(theirs)];
      return [{ figure: "work of all, against Python", value, unit: "ms", baseline, ratio: baseline / value }];
    }),
};
