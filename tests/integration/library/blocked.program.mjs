/** Starts workers that block for ever in different ways, prints their process ids, and waits. */
import { defineTasks, Event, isMainProcess, Process, Queue, Semaphore } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  /** @param {any} handle @param {string} method @param {import("lanescope").Queue<number>} pids */
  block(handle, method, pids) {
    pids.putSync(process.pid);
    handle[method]();
  },
});

if (isMainProcess) {
  const pids = new Queue();
  for (const [handle, method] of [
    [new Queue(), "getSync"],
    [new Event(), "waitSync"],
    [new Semaphore(0), "acquireSync"],
  ]) {
    new Process(tasks.block, [handle, method, pids]).start();
    console.log(await pids.get());
  }
}
