// Twenty tasks, one of them long: in two large chunks, and then one by one.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Pool } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async work(milliseconds: number) {
    await sleep(milliseconds);
  },
});

if (isMainProcess) {
  const lengths = [500, ...Array<number>(19).fill(50)];
  await using pool = new Pool({ workers: 2, name: "pool" });
  await pool.map(tasks.work, [1, 1], { chunkSize: 1 }); // both workers are up
  for (const chunkSize of [10, 1]) {
    const startMs = performance.now();
    await pool.map(tasks.work, lengths, { chunkSize });
    console.log(`chunks of ${chunkSize}: ${Math.round(performance.now() - startMs)} ms`);
  }
}
