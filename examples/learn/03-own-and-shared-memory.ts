// Two processes add to a variable of the module, and to a value in shared memory.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Process, Value } from "lanescope";

let own = 0;

const tasks = defineTasks(import.meta.url, {
  async add(name: string, shared: Value<"int32">) {
    for (let time = 1; time <= 3; time++) {
      own += 1;
      shared.add(1);
      await sleep(100);
    }
    console.log(`${name}: own ${own}`);
  },
});

if (isMainProcess) {
  const shared = new Value("int32", 0, { name: "shared" });
  const workers = ["one", "two"].map((name) => new Process(tasks.add, [name, shared], { name }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  console.log(`main: own ${own}, shared ${shared.value}`);
}
