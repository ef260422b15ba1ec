import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, median } from "./support/processes.mjs";

const program = fileURLToPath(new URL("library/overhead.mjs", import.meta.url));

/** What a task is to take, milliseconds. */
const taskMs = 0.1;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "overhead",
  description: "what tracing costs a pool of two processes with tasks of 100 us",
  async run({ quick }) {
    const calibration = await measure(process.execPath, [program]);
    const rounds = Math.round(JSON.parse(calibration.output).roundsPerMs * taskMs);
    const count = quick ? 2_000 : 30_000;
    const folder = mkdtempSync(join(tmpdir(), "lanescope-bench-"));
    /** @type {Record<"off" | "on", { wallMs: number, processorMs: number }[]>} */
    const runs = { off: [], on: [] };
    try {
      for (let round = 0; round < (quick ? 1 : 7); round++) {
        for (const tracing of /** @type {const} */ (["off", "on"])) {
          const environment = tracing === "on" ? { LANESCOPE_TRACE: join(folder, "trace") } : {};
          const { output } = await measure(process.execPath, [program, String(count), String(rounds)], environment);
          runs[tracing].push(JSON.parse(output));
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return /** @type {const} */ (["processorMs", "wallMs"]).map((figure) => {
      const [off, on] = [runs.off, runs.on].map((all) => median(all.map((run) => run[figure])));
      const cost = ((on ?? Number.NaN) / (off ?? Number.NaN) - 1) * 100;
      return { figure: figure === "wallMs" ? "wall time" : "processor time", value: cost, unit: "% more" };
    });
  },
};
