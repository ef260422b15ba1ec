// Three processes work and count: first all on one locked number, then each on a total of its own.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Barrier, defineTasks, isMainProcess, Lock, Process, Value } from "lanescope";

const pieces = 40;

const tasks = defineTasks(import.meta.url, {
  async count(total: Value<"int32">, lock: Lock, start: Barrier) {
    await start.wait();
    for (let piece = 0; piece < pieces; piece++) {
      await lock.with(async () => {
        await sleep(4); // the work, done while holding the lock
        total.value += 1;
      });
    }
    await start.wait();
    let own = 0;
    for (let piece = 0; piece < pieces; piece++) {
      await sleep(4); // the same work, and nobody waits
      own += 1;
    }
    await lock.with(() => total.add(own));
    await start.wait();
  },
});

if (isMainProcess) {
  const total = new Value("int32", 0, { name: "total" });
  const lock = new Lock({ name: "hot lock" });
  const start = new Barrier(4, { name: "all" });
  const workers = [1, 2, 3].map((n) => new Process(tasks.count, [total, lock, start], { name: `worker ${n}` }));
  for (const worker of workers) worker.start();
  await start.wait();
  let startMs = performance.now();
  for (const how of ["one locked number", "totals of their own"]) {
    await start.wait();
    console.log(`${how}: ${Math.round(performance.now() - startMs)} ms`);
    startMs = performance.now();
  }
  for (const worker of workers) await worker.join();
  console.log(`counted to ${total.value}`);
}
