// Four pieces of computing: first taking turns on one thread, then in two processes.
import { performance } from "node:perf_hooks";
import { setImmediate as letOthersGoOn } from "node:timers/promises";
import { defineTasks, isMainProcess, Pool } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async compute(piece: number) {
    let sum = piece;
    for (let turn = 0; turn < 10; turn++) {
      for (let step = 0; step < 2_000_000; step++) sum = (sum * 31 + step) % 1_000_003;
      await letOthersGoOn();
    }
    return sum;
  },
});

async function measure(mode: "concurrent" | "processes"): Promise<number> {
  await using pool = new Pool({ workers: 2, mode, name: mode });
  await pool.map(tasks.compute, [0, 0]); // both workers are up and warm
  const startMs = performance.now();
  await pool.map(tasks.compute, [1, 2, 3, 4]);
  return performance.now() - startMs;
}

if (isMainProcess) {
  for (const mode of ["concurrent", "processes"] as const) {
    console.log(`${mode}: ${Math.round(await measure(mode))} ms`);
  }
}
