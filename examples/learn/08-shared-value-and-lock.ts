// Two processes add to one number, first without a lock, then with one.
import { setTimeout as sleep } from "node:timers/promises";
import { Barrier, defineTasks, isMainProcess, Lock, Process, Value } from "lanescope";

async function addOne(counter: Value<"int32">): Promise<void> {
  const seen = counter.value;
  await sleep(2); // the other one may write meanwhile
  counter.value = seen + 1;
}

const tasks = defineTasks(import.meta.url, {
  async add(unsafe: Value<"int32">, safe: Value<"int32">, lock: Lock, start: Barrier) {
    await start.wait();
    for (let time = 0; time < 50; time++) await addOne(unsafe);
    await start.wait();
    for (let time = 0; time < 50; time++) await lock.with(() => addOne(safe));
  },
});

if (isMainProcess) {
  const unsafe = new Value("int32", 0, { name: "without a lock" });
  const safe = new Value("int32", 0, { name: "under the lock" });
  const lock = new Lock({ name: "lock" });
  const start = new Barrier(2, { name: "start" });
  const workers = ["adder 1", "adder 2"].map((name) => new Process(tasks.add, [unsafe, safe, lock, start], { name }));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  console.log(`without a lock: ${unsafe.value} of 100`);
  console.log(`under the lock: ${safe.value} of 100`);
}
