import { defineTasks } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  nothing: () => undefined,
  /** @param {number} item */
  same: (item) => item,
  /**
   * Takes and releases a lock that nobody else wants.
   *
   * @param {import("lanescope").Lock} lock
   * @param {number} times
   * @returns Nanoseconds of one lock and unlock.
   */
  lock(lock, times) {
    const startedNs = process.hrtime.bigint();
    for (let time = 0; time < times; time++) {
      lock.acquireSync();
      lock.releaseSync();
    }
    return Number(process.hrtime.bigint() - startedNs) / times;
  },
});
