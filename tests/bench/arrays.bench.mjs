import { inTurn, node, pythonPool } from "./support/pools.mjs";

const count = 10_000_000;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "arrays",
  description: "10 million float64 summed over 2 processes: moved there, and in a SharedArray; against Python's",
  run: async ({ quick }) => {
    const rounds = quick ? 1 : 5;
    const ms = await inTurn(
      {
        moved: node("moved", count, rounds),
        pythonMoved: pythonPool("moved", count, 1),
        shared: node("shared", count, rounds),
        pythonShared: pythonPool("shared", count, 1),
      },
      quick,
    );
    /** @param {string} figure @param {number} value @param {number} baseline */
    const time = (figure, value, baseline) => ({ figure, value, unit: "ms", baseline, ratio: baseline / value });
    return [
      time("moved as a typed array", ms.moved, ms.pythonMoved),
      time("placed in a SharedArray", ms.shared, ms.pythonShared),
    ];
  },
};
