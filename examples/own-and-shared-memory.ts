// A process and a thread add one to a variable of the module, and to a shared value.
// Watch: each has a variable of its own, threads too; only the value is the same for all.
import { defineTasks, isMainProcess, Process, Thread, Value } from "lanescope";

let own = 0;

const tasks = defineTasks(import.meta.url, {
  add(name: string, shared: Value<"int32">) {
    own += 1;
    shared.value += 1;
    console.log(`${name}: own ${own}, shared ${shared.value}`);
  },
});

if (isMainProcess) {
  const shared = new Value("int32", 0, { name: "shared" });
  for (const worker of [new Process(tasks.add, ["Process", shared]), new Thread(tasks.add, ["Thread", shared])]) {
    worker.start();
    await worker.join();
  }
  console.log(`Main: own ${own}, shared ${shared.value}`);
}
