// Three cooks prepare in two phases behind a barrier; a waiter sleeps until the bell tells of a dish.
import { setTimeout as sleep } from "node:timers/promises";
import { Barrier, Condition, defineTasks, isMainProcess, Process, Value } from "lanescope";

const tasks = defineTasks(import.meta.url, {
  async cook(number: number, barrier: Barrier, bell: Condition, dishes: Value<"int32">) {
    for (const phase of ["chopped", "cooked"]) {
      await sleep(150 * number);
      console.log(`cook ${number} has ${phase}`);
      await barrier.wait();
    }
    await bell.with(async () => {
      dishes.value += 1;
      await bell.notify();
    });
  },
  async serve(bell: Condition, dishes: Value<"int32">) {
    await bell.with(async () => {
      while (dishes.value < 3) await bell.wait();
    });
    console.log("waiter: all three dishes are served");
  },
});

if (isMainProcess) {
  const barrier = new Barrier(3, { name: "phase" });
  const bell = new Condition(undefined, { name: "bell" });
  const dishes = new Value("int32", 0, { name: "dishes" });
  const workers = [
    new Process(tasks.serve, [bell, dishes], { name: "waiter" }),
    ...[1, 2, 3].map((n) => new Process(tasks.cook, [n, barrier, bell, dishes], { name: `cook ${n}` })),
  ];
  for (const worker of workers) worker.start();
  for (const worker of workers) await worker.join();
}
