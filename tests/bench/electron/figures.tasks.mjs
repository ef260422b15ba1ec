import { defineTasks } from "lanescope";

const batch = 50_000;

export const tasks = defineTasks(import.meta.url, {
  nothing: () => undefined,
  /** @param {number} item */
  same: (item) => item,
  /**
   * Takes and releases a lock that nobody else wants.
   *
   * @param {import("lanescope").Lock | import("lanescope").RLock} lock
   * @param {number} times
   * @returns Nanoseconds of one lock and unlock: the median over batches, so that what else runs on the machine counts
   *   little.
   */
  lock(lock, times) {
    /** @type {number[]} */
    const batches = [];
    for (let done = 0; done < times; done += batch) {
      const startedNs = process.hrtime.bigint();
      for (let time = 0; time < batch; time++) {
        lock.acquireSync();
        lock.releaseSync();
      }
      batches.push(Number(process.hrtime.bigint() - startedNs) / batch);
    }
    return batches.sort((a, b) => a - b)[batches.length >> 1] ?? Number.NaN;
  },
});
