import { inTurn, node } from "./support/pools.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "startup",
  description: "until all workers of a new pool are ready, against plain forked processes",
  run: async ({ quick }) => {
    const ms = await inTurn(
      {
        two: node("startup", 2),
        forkTwo: node("forkStartup", 2),
        eight: node("startup", 8),
        forkEight: node("forkStartup", 8),
        warm: node("warm", 2),
      },
      quick,
    );
    /** @param {string} figure @param {number} value @param {number} baseline */
    const time = (figure, value, baseline) => ({ figure, value, unit: "ms", baseline, ratio: baseline / value });
    return [
      time("2 workers, cold", ms.two, ms.forkTwo),
      time("8 workers, cold", ms.eight, ms.forkEight),
      { figure: "2 workers, kept: until both have run a task", value: ms.warm, unit: "ms" },
    ];
  },
};
