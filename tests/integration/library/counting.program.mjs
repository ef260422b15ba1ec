import { defineTasks, isMainProcess, Lock, Process, Thread, Value } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  /**
   * @param {import("lanescope").Value<"int32">} counter
   * @param {import("lanescope").Lock} lock
   */
  async increment(counter, lock) {
    await lock.with(() => {
      counter.value += 1;
    });
    console.log("one more");
  },
  forever: () => new Promise((resolve) => setTimeout(resolve, 2 ** 30)),
});

if (isMainProcess) {
  const [what = "count"] = process.argv.slice(2);
  if (what === "fail") throw new TypeError("the program failed");
  const counter = new Value("int32");
  const lock = new Lock();
  const workers = [Process, Process, Thread].map((Runner) =>
    what === "forever" ? new Runner(tasks.forever, []) : new Runner(tasks.increment, [counter, lock]),
  );
  for (const worker of workers) worker.start();
  console.log("started");
  for (const worker of workers) await worker.join();
  console.log(`Final shared value: ${counter.value}`);
  process.exitCode = what === "code" ? 3 : 0;
}
