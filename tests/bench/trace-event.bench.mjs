import { withProgram } from "./support/memory.mjs";
import { median } from "./support/processes.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "trace-event",
  description: "one record from JavaScript into a trace ring in shared memory, and out again in bulk",
  run: ({ quick }) =>
    withProgram("trace-event", async (ours) => {
      /** @type {Record<string, number>[]} */
      const runs = [];
      for (let round = 0; round < (quick ? 1 : 7); round++) runs.push(await ours(quick ? 2 : 40));
      const of = (/** @type {string} */ name) => median(runs.map((run) => run[name] ?? Number.NaN));
      return [
        { figure: "push", value: of("pushNs"), unit: "ns" },
        { figure: "drain", value: 1_000 / of("drainNs"), unit: "M/s" },
      ];
    }),
};
