import { library, python, withProgram } from "./support/memory.mjs";
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
    withProgram("counter", async (addon) => {
      /** @type {Record<"library" | "addon" | "python", number[]>} */
      const runs = { library: [], addon: [], python: [] };
      for (let round = 0; round < (quick ? 1 : 9); round++) {
        runs.library.push(checked(await library("counter", processes, times)));
        runs.addon.push(checked(await addon(processes, times)));
        runs.python.push(checked(await python("counter", processes, times)));
      }
      const baseline = median(runs.python);
      return [
        { figure: "work of all through Lock and Value, against Python", value: median(runs.library) },
        { figure: "work of all with the addon alone, against Python", value: median(runs.addon) },
      ].map(({ figure, value }) => ({ figure, value, unit: "ms", baseline, ratio: baseline / value }));
    }),
};
