import { defineTasks } from "lanescope";

export const tasks = defineTasks(import.meta.url, {
  /**
   * Adds under a lock, passes items on and meets the others, until it is killed or something tells that another one was.
   *
   * @param {{
   *   lock: import("lanescope").Lock, count: import("lanescope").Value<"int32">,
   *   seats: import("lanescope").Semaphore, barrier: import("lanescope").Barrier,
   *   queue: import("lanescope").Queue<Uint8Array>, ready: import("lanescope").Event,
   * }} shared
   * @param {boolean} isBlocking
   */
  async work({ lock, count, seats, barrier, queue, ready }, isBlocking) {
    try {
      for (let round = 0; ; round++) {
        const item = new Uint8Array(round % 3 === 0 ? 100_000 : 10).fill(round);
        if (isBlocking) {
          lock.withSync(() => count.add(1));
          queue.putSync(item);
          queue.getSync();
          queue.taskDoneSync();
          if (round > 0) ready.setSync();
          barrier.waitSync();
        } else {
          await lock.with(() => count.add(1));
          await queue.put(item);
          await queue.get();
          await queue.taskDone();
          if (round > 0) await ready.set();
          await barrier.wait();
        }
        seats.acquireSync(0);
      }
    } catch (error) {
      if (error.code !== "barrier-broken") throw error;
    }
  },
});
