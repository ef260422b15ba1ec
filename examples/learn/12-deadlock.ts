// Two processes need the same two locks, and take them in opposite orders.
import { Barrier, defineTasks, isMainProcess, Lock, Process } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async move(name: string, first: Lock, second: Lock, both: Barrier) {
    await first.with(async () => {
      console.log(`${name} holds its first lock`);
      await both.wait();
      await second.with(() => console.log(`${name} holds both`));
    });
  },
});

if (isMainProcess) {
  const pen = new Lock({ name: "pen" });
  const paper = new Lock({ name: "paper" });
  const both = new Barrier(3, { name: "both have one" });
  const writers = [
    new Process(tasks.move, ["Ada", pen, paper, both], { name: "Ada" }),
    new Process(tasks.move, ["Bob", paper, pen, both], { name: "Bob" }),
  ];
  for (const writer of writers) writer.start();
  await both.wait();
  const isOver = await writers[0]!.join(2_000);
  console.log(isOver ? "both have written" : "nobody moves any more: a deadlock");
  for (const writer of writers) writer.terminate();
}
