// Ten processes add one to the same number, each under the lock.
// Watch: one holds the lock while others wait, and no update is lost.
import { defineTasks, isMainProcess, Lock, Process, Value } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async increment(counter: Value<"int32">, lock: Lock) {
    await lock.with(() => {
      counter.value += 1;
    });
  },
});

if (isMainProcess) {
  const counter = new Value("int32", 0, { name: "counter" });
  const lock = new Lock({ name: "lock" });
  const workers = Array.from({ length: 10 }, () => new Process(tasks.increment, [counter, lock]));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  console.log(`Final shared value: ${counter.value}`);
}
