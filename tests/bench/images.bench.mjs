import { generatedImages } from "./support/images.mjs";
import { measureCli, median } from "./support/processes.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "images",
  description: "500 images blurred: 2 processes against 1, and the memory of each",
  async run({ quick }) {
    const folder = generatedImages(quick ? 50 : 500);
    /** @type {Record<1 | 2, number[]>} */
    const seconds = { 1: [], 2: [] };
    let [parentBytes, workerBytes] = [0, 0];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      for (const workers of /** @type {const} */ ([1, 2])) {
        const cost = await measureCli([
          ...["run", "image-filter", folder, "--param", "filter=blur", "--param", "longest=480"],
          ...["--mode", "processes", "--workers", String(workers)],
        ]);
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
  },
};
