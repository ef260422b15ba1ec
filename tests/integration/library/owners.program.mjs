/** Leaves locks locked, and uses what belongs to another program. Prints what came of it, one line of JSON each. */
import { defineTasks, Event, isMainProcess, Lock, Pool, Process, RLock, Thread } from "lanescope";

/** @typedef {{ acquireSync(): boolean, acquire(options: object): Promise<boolean>, abandoned: boolean }} AnyLock */

export const tasks = defineTasks(import.meta.url, {
  /** @param {AnyLock} lock */
  leave: (lock) => lock.acquireSync(),
  /** @param {AnyLock} lock @param {{ held: Event, released: Event }} events */
  async lend(lock, { held, released }) {
    lock.acquireSync();
    await held.set();
    await released.wait();
  },
  /** @param {AnyLock} _own @param {AnyLock} foreign */
  use: (_own, foreign) => foreign.acquireSync(),
});

/** @param {object} result */
const print = (result) => console.log(JSON.stringify(result));

if (isMainProcess) {
  for (const Runner of [Process, Thread]) {
    for (const lock of [new Lock({ name: "door" }), new RLock({ name: "gate" })]) {
      const runner = new Runner(tasks.leave, [lock], { name: Runner.name });
      runner.start();
      await runner.join();
      const free = await lock.acquire({ timeoutMs: 10_000 });
      print({ runner: Runner.name, exitCode: runner.exitCode, free, abandoned: lock.abandoned });
    }
    const lent = new Lock({ name: "lent" });
    const events = { held: new Event(), released: new Event() };
    const lender = new Runner(tasks.lend, [lent, events]);
    lender.start();
    await events.held.wait();
    await lent.release();
    await events.released.set();
    await lender.join();
    const lock = new Lock();
    const foreign = { "lanescope:handle": { ...lock.descriptor, context: "another" } };
    const runner = new Runner(tasks.use, [lock, /** @type {any} */ (foreign)], { name: Runner.name });
    runner.start();
    await runner.join();
    print({ runner: Runner.name, foreign: runner.exitCode });
  }
  const pool = new Pool({ workers: 1 });
  const lock = new Lock({ name: "till" });
  await pool.apply(tasks.leave, [lock]);
  print({ pool: await lock.acquire({ timeoutMs: 0 }) });
  await lock.release();
  print({ pool: await lock.acquire({ timeoutMs: 0 }) });
  await pool.close();
  // The main program has used it, but it is the task that leaves it.
  const bell = new Lock({ name: "bell" });
  bell.acquireSync();
  bell.releaseSync();
  const interleaved = new Pool({ workers: 1, mode: "concurrent" });
  await interleaved.apply(tasks.leave, [bell]);
  await interleaved.close();
}
