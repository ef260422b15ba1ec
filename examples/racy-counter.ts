// Four processes add to the same number without a lock: each reads, takes a while, and writes what is old by then.
// Watch: the value steps back, whenever somebody writes over what others have written.
import { setTimeout as sleep } from "node:timers/promises";
import { Barrier, defineTasks, isMainProcess, Process, Value } from "lanescope";

const rounds = 50;

const tasks = defineTasks(import.meta.url, {
  async increment(counter: Value<"int32">, start: Barrier) {
    await start.wait();
    for (let round = 0; round < rounds; round++) {
      const seen = counter.value;
      await sleep(1);
      counter.value = seen + 1;
    }
  },
});

if (isMainProcess) {
  const counter = new Value("int32", 0, { name: "counter" });
  const start = new Barrier(4, { name: "start" });
  const workers = Array.from({ length: 4 }, () => new Process(tasks.increment, [counter, start]));
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  const expected = workers.length * rounds;
  console.log(`${counter.value} of ${expected}: ${expected - counter.value} updates were lost`);
}
