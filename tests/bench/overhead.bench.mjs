import { inTurn, node, traced } from "./support/pools.mjs";

const tasks = 10_000;
const us = 100;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "overhead",
  description: "what tracing costs a program of 10,000 tasks of 100 us, over 2 processes",
  run: async ({ quick }) => {
    const parameters = [tasks, us, quick ? 1 : 3];
    const ms = await inTurn({ off: node("spin", ...parameters), on: traced("spin", ...parameters) }, quick);
    const share = (100 * (ms.on - ms.off)) / ms.off;
    return [
      {
        figure: "all tasks, traced, against not traced",
        value: ms.on,
        unit: "ms",
        baseline: ms.off,
        ratio: ms.off / ms.on,
      },
      { figure: "overhead of tracing", value: share, unit: "%" },
    ];
  },
};
