import { library, python, withProgram } from "./support/memory.mjs";
import { median } from "./support/processes.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "lock",
  description: "lock and unlock, uncontended: the library's Lock, the addon's alone, and Python's multiprocessing.Lock",
  run: ({ quick }) =>
    withProgram("lock", async (addon) => {
      const times = quick ? 100_000 : 2_000_000;
      /** @type {Record<"library" | "addon" | "python", Record<string, number>[]>} */
      const runs = { library: [], addon: [], python: [] };
      for (let round = 0; round < (quick ? 1 : 7); round++) {
        runs.library.push(await library("lock", times));
        runs.addon.push(await addon(times));
        runs.python.push(await python("lock", times / 2));
      }
      /** @param {"library" | "addon" | "python"} who @param {string} name */
      const figure = (who, name) => median(runs[who].map((run) => run[name] ?? Number.NaN));
      return [
        { who: /** @type {const} */ ("library"), name: "lockNs", figure: "Lock: acquire + release, against Python" },
        {
          who: /** @type {const} */ ("library"),
          name: "addNs",
          figure: "Lock and Value: acquire, add 1, release, against Python",
        },
        {
          who: /** @type {const} */ ("addon"),
          name: "lockNs",
          figure: "the addon alone: lock + unlock, against Python",
        },
        {
          who: /** @type {const} */ ("addon"),
          name: "addNs",
          figure: "the addon alone: lock, add 1, unlock, against Python",
        },
      ].map(({ who, name, figure: what }) => {
        const [value, baseline] = [figure(who, name), figure("python", name)];
        return { figure: what, value, unit: "ns", baseline, ratio: baseline / value };
      });
    }),
};
