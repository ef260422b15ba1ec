import { generatedCsv } from "./support/csv.mjs";
import { measureCli, median } from "./support/processes.mjs";

const megabyte = 1_000_000;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "scaling",
  description: "1 GB CSV, 100,000 groups: 2 workers against 1, and the memory of each process",
  async run({ quick }) {
    const path = generatedCsv({ bytes: (quick ? 100 : 1_000) * megabyte, groups: 100_000 });
    /** @type {Record<1 | 2, number[]>} */
    const seconds = { 1: [], 2: [] };
    let [parentBytes, workerBytes] = [0, 0];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      for (const workers of /** @type {const} */ ([1, 2])) {
        const cost = await measureCli([
          ...["run", "group-by", path, "--param", "by=product", "--param", "of=price"],
          ...["--mode", "processes", "--workers", String(workers)],
        ]);
        seconds[workers].push(cost.report.wallMs / 1000);
        parentBytes = Math.max(parentBytes, cost.parentBytes);
        workerBytes = Math.max(workerBytes, cost.childBytes);
      }
    }
    const [one, two] = [median(seconds[1]), median(seconds[2])];
    return [
      { figure: "2 workers, against 1", value: two, unit: "s", baseline: one, ratio: one / two },
      { figure: "resident memory of a worker, at most", value: workerBytes / megabyte, unit: "MB" },
      { figure: "resident memory of the parent, at most", value: parentBytes / megabyte, unit: "MB" },
    ];
  },
};
