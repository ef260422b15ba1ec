// Three processes work in phases: nobody begins the next one before all have ended this one.
// Watch: the fast ones wait at the barrier until the slowest has arrived.
import { setTimeout as sleep } from "node:timers/promises";
import { Barrier, defineTasks, isMainProcess, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async work(number: number, barrier: Barrier) {
    for (let phase = 1; phase <= 3; phase++) {
      await sleep(50 * number);
      console.log(`Worker ${number} ends phase ${phase}`);
      await barrier.wait();
    }
  },
});

if (isMainProcess) {
  let phase = 0;
  const barrier = new Barrier(3, { name: "phases", action: () => console.log(`Phase ${++phase} is over`) });
  const workers = [1, 2, 3].map((number) => new Process(tasks.work, [number, barrier], { name: `Worker ${number}` }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
