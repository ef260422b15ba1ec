// Four tasks that wait and four that compute, each time on one thread that may interleave them.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Pool } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async download(milliseconds: number) {
    await sleep(milliseconds); // as long as an answer takes
  },
  compute(steps: number) {
    let sum = 0;
    for (let step = 0; step < steps; step++) sum = (sum * 31 + step) % 1_000_003;
    return sum;
  },
});

if (isMainProcess) {
  await using pool = new Pool({ workers: 4, mode: "concurrent", name: "one thread" });
  let startMs = performance.now();
  await pool.map(tasks.download, [300, 300, 300, 300]);
  console.log(`four times 300 ms of waiting: ${Math.round(performance.now() - startMs)} ms`);
  startMs = performance.now();
  await pool.map(tasks.compute, [3e7, 3e7, 3e7, 3e7]);
  console.log(`four times computing: ${Math.round(performance.now() - startMs)} ms`);
  startMs = performance.now();
  await pool.map(tasks.compute, [3e7]);
  console.log(`once computing: ${Math.round(performance.now() - startMs)} ms`);
}
