import { defineTasks, isMainProcess, Lock, Pool, Process, Thread, Value } from "lanescope";

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
  /** @param {readonly { readonly name: string }[]} rows */
  give: (rows) => rows,
  forever: () => new Promise((resolve) => setTimeout(resolve, 2 ** 30)),
});

if (isMainProcess) {
  const [what = "count"] = process.argv.slice(2);
  if (what === "fail") throw new TypeError("the program failed");
  if (what === "messages") {
    // Of all sizes: some runtimes are particular about a few of them.
    const pool = new Pool({ workers: 1 });
    for (let rows = 1; rows <= 4_096; rows *= 2) {
      const sent = Array.from({ length: rows }, (_, row) => ({ name: `row ${row}` }));
      const got = await pool.apply(tasks.give, [sent]);
      if (got.length !== rows || got[rows - 1]?.name !== `row ${rows - 1}`)
        throw new Error(`${rows} rows came back wrong`);
    }
    pool.close();
    await pool.join();
    console.log("all came back");
    process.exit(0);
  }
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
