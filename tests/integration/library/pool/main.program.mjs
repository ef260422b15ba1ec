/** Programs with a pool, by the name in their first argument; they print their workers' process ids first. */

import { isMainProcess, Pool } from "lanescope";
import { tasks } from "./pool.tasks.mjs";

/** @param {import("lanescope").Pool} pool */
async function tellWorkers(pool) {
  // Workers that have nothing to do do not keep this process alive: tasks do.
  while (pool.statistics().workers.some(({ state }) => state !== "ready")) await pool.apply(tasks.sleep, [5]);
  console.log(JSON.stringify(pool.statistics().workers.map(({ pid }) => pid)));
}

const programs = {
  async idle() {
    await tellWorkers(new Pool({ workers: 2 }));
    console.log("done");
  },
  async pending() {
    const pool = new Pool({ workers: 2 });
    await tellWorkers(pool);
    console.log(await pool.apply(tasks.sleep, [300]));
  },
  /** Nobody asks for the rest of its results. */
  async abandoned() {
    const pool = new Pool({ workers: 2 });
    await tellWorkers(pool);
    const results = pool.imap(tasks.sleep, Array(1000).fill(20));
    console.log((await results.next()).value);
  },
  async throwing() {
    const pool = new Pool({ workers: 2 });
    await tellWorkers(pool);
    pool.map(tasks.spin, [1e9, 1e9]);
    throw new Error("the main program failed");
  },
  async spinning() {
    const pool = new Pool({ workers: 2 });
    await tellWorkers(pool);
    console.log("spinning");
    await pool.map(tasks.spin, [1e9, 1e9]);
  },
  async dropped() {
    await tellWorkers(new Pool({ workers: 2 }));
    for (;;) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },
};

if (isMainProcess) await programs[process.argv[2]]();
