// A producer fills a queue that holds three, a slow consumer empties it and reports through a pipe.
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, defineTasks, isMainProcess, Pipe, Process, Queue } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async produce(queue: Queue<number>) {
    for (let item = 1; item <= 8; item++) await queue.put(item);
    await queue.shutdown();
  },
  async consume(queue: Queue<number>, report: Connection<string>) {
    for await (const item of queue) {
      await sleep(120);
      await report.send(`item ${item} is done`);
    }
    report.close();
  },
});

if (isMainProcess) {
  const queue = new Queue<number>(3, { name: "items" });
  const [reports, report] = Pipe<string>();
  const workers = [
    new Process(tasks.produce, [queue], { name: "producer" }),
    new Process(tasks.consume, [queue, report], { name: "consumer" }),
  ];
  for (const worker of workers) worker.start();
  for await (const line of reports) console.log(line);
  for (const worker of workers) await worker.join();
}
