import { measureCli, median } from "./processes.mjs";

/**
 * Runs a workload by the command line on one process and on two, by turns.
 *
 * @param {readonly string[]} words What follows `run`.
 * @param {number} rounds
 * @returns {Promise<import("../../../scripts/bench.mjs").Figure[]>}
 */
export async function oneAgainstTwo(words, rounds) {
  /** @type {Record<1 | 2, number[]>} */
  const seconds = { 1: [], 2: [] };
  let [parentBytes, workerBytes] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    for (const workers of /** @type {const} */ ([1, 2])) {
      const cost = await measureCli(["run", ...words, "--mode", "processes", "--workers", String(workers)]);
      seconds[workers].push(cost.report.wallMs / 1000);
      parentBytes = Math.max(parentBytes, cost.parentBytes);
      workerBytes = Math.max(workerBytes, cost.childBytes);
    }
  }
  const [one, two] = [median(seconds[1]), median(seconds[2])];
  return [
    { figure: "2 processes, against 1", value: two, unit: "s", baseline: one, ratio: one / two },
    { figure: "resident memory of a worker, at most", value: workerBytes / 1e6, unit: "MB" },
    { figure: "resident memory of the parent, at most", value: parentBytes / 1e6, unit: "MB" },
  ];
}
