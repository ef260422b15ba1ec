// Three stages in a row, each a process, with a queue between them: all work at the same time, on different items.
// Watch: an item goes from stage to stage, and the slowest stage makes the others wait.
import { setTimeout as sleep } from "node:timers/promises";
import { defineTasks, isMainProcess, Process, Queue } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async square(input: Queue<number>, output: Queue<number>) {
    for await (const number of input) await output.put(number ** 2);
    await output.shutdown();
  },
  async halve(input: Queue<number>, output: Queue<number>) {
    for await (const number of input) {
      await sleep(30);
      await output.put(number / 2);
    }
    await output.shutdown();
  },
  async describe(input: Queue<number>, output: Queue<string>) {
    for await (const number of input) await output.put(`${number} ${Number.isInteger(number) ? "is" : "is not"} whole`);
    await output.shutdown();
  },
});

if (isMainProcess) {
  const [numbers, squares, halves] = ["numbers", "squares", "halves"].map((name) => new Queue<number>(2, { name }));
  const sentences = new Queue<string>(2, { name: "sentences" });
  const stages = [
    new Process(tasks.square, [numbers!, squares!], { name: "square" }),
    new Process(tasks.halve, [squares!, halves!], { name: "halve" }),
    new Process(tasks.describe, [halves!, sentences], { name: "describe" }),
  ];
  for (const stage of stages) stage.start();
  const feed = (async () => {
    for (let number = 1; number <= 8; number++) await numbers!.put(number);
    await numbers!.shutdown();
  })();
  for await (const sentence of sentences) console.log(sentence);
  await feed;
  for (const stage of stages) await stage.join();
}
