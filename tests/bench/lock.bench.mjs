import { python, withProgram } from "./support/memory.mjs";
import { median } from "./support/processes.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "lock",
  description: "lock and unlock in shared memory, uncontended, from JavaScript, against Python's multiprocessing.Lock",
  run: ({ quick }) =>
    withProgram("lock", async (ours) => {
      const times = quick ? 100_000 : 2_000_000;
      /** @type {Record<string, number>[]} */
      const mine = [];
      /** @type {Record<string, number>[]} */
      const theirs = [];
      for (let round = 0; round < (quick ? 1 : 7); round++) {
        mine.push(await ours(times));
        theirs.push(await python("lock", times / 2));
      }
      return [
        { name: "lockNs", figure: "lock + unlock, against Python" },
        { name: "addNs", figure: "lock, add 1, unlock, against Python" },
      ].map(({ name, figure }) => {
        const [value, baseline] = [mine, theirs].map((runs) => median(runs.map((run) => run[name] ?? Number.NaN)));
        return {
          figure,
          value: value ?? 0,
          unit: "ns",
          baseline: baseline ?? 0,
          ratio: (baseline ?? 0) / (value ?? 0),
        };
      });
    }),
};
