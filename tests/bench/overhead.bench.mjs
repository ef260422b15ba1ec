import { stepsFor } from "./support/grind.mjs";
import { inTurn, node, processorMs, traced } from "./support/pools.mjs";

const tasks = 10_000;
const us = 100;

/**
 * What tracing costs in time, and in processor time: that is what is missing elsewhere, and what else runs on the machine
 * changes it less. A task of the first measures the clock, one of the second does the same work each time.
 *
 * @type {import("../../scripts/bench.mjs").Benchmark}
 */
export default {
  name: "overhead",
  description: "what tracing costs a program of 10,000 tasks of 100 us, over 2 processes",
  run: async ({ quick }) => {
    const rounds = quick ? 1 : 3;
    const spin = [tasks, us, rounds];
    const grind = [tasks, stepsFor(us), rounds];
    const ms = await inTurn(
      {
        off: node("spin", ...spin),
        on: traced("spin", ...spin),
        processorOff: processorMs(node("grind", ...grind)),
        processorOn: processorMs(traced("grind", ...grind)),
      },
      quick,
    );
    return [
      ...compared("all tasks, traced, against not traced", "overhead of tracing", ms.on, ms.off),
      ...compared(
        "processor time of all processes, from start to end, traced, against not traced",
        "overhead of tracing in processor time",
        ms.processorOn,
        ms.processorOff,
      ),
    ];
  },
};

/** @param {string} figure @param {string} share @param {number} on Milliseconds. @param {number} off */
function compared(figure, share, on, off) {
  return [
    { figure, value: on, unit: "ms", baseline: off, ratio: off / on },
    { figure: share, value: (100 * (on - off)) / off, unit: "%" },
  ];
}
