// A process is started, does its own work, and is waited for.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async count(last: number) {
    for (let number = 1; number <= last; number++) {
      await sleep(200);
      console.log(`counter: ${number}`);
    }
  },
});

if (isMainProcess) {
  const counter = new Process(tasks.count, [5], { name: "counter" });
  counter.start();
  console.log("main: started it");
  await counter.join();
  console.log(`main: it ended with code ${counter.exitCode}`);
}
