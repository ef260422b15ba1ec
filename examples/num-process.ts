// The numbers 1 to 10, one second apart, from a process of its own.
// Watch: it waits nearly all the time, and the main process waits for it.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async num(seconds: number) {
    for (let number = 1; number <= 10; number++) {
      console.log(number);
      await sleep(seconds * 1_000);
    }
  },
});

if (isMainProcess) {
  const seconds = Number(process.argv[2] ?? 1);
  const worker = new Process(tasks.num, [seconds]);
  worker.start();
  await worker.join();
  console.log("Process execution complete!");
}
