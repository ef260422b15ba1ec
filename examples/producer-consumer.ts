// A producer puts twelve items into a queue that holds three, two consumers take them out.
// Watch: the producer waits while the queue is full, the consumers while it is empty.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Process, Queue } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async produce(queue: Queue<number>) {
    for (let item = 1; item <= 12; item++) await queue.put(item);
    await queue.shutdown();
  },
  async consume(name: string, queue: Queue<number>) {
    for await (const item of queue) {
      await sleep(20);
      console.log(`${name} took ${item}`);
    }
  },
});

if (isMainProcess) {
  const queue = new Queue<number>(3, { name: "items" });
  const workers = [
    new Process(tasks.consume, ["Consumer 1", queue], { name: "Consumer 1" }),
    new Process(tasks.consume, ["Consumer 2", queue], { name: "Consumer 2" }),
    new Process(tasks.produce, [queue], { name: "Producer" }),
  ];
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
  console.log("Everything was consumed.");
}
