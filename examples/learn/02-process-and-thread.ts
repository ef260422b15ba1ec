// The same work in a process and in a thread: who shares the main program's process?
import { defineTasks, isMainProcess, Process, Thread } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  work(name: string) {
    let sum = 0;
    for (let number = 1; number <= 100_000_000; number++) sum += number % 7;
    console.log(`${name}: process id ${process.pid}, sum ${sum}`);
  },
});

if (isMainProcess) {
  console.log(`main: process id ${process.pid}`);
  const workers = [
    new Process(tasks.work, ["process"], { name: "a process" }),
    new Thread(tasks.work, ["thread"], { name: "a thread" }),
  ];
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
