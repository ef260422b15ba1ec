import { defineTasks } from "lanescope";

/**
 * @typedef {object} Order
 * @property {number} id
 * @property {any} target A handle; null for what this file can do itself.
 * @property {string} method Of the target, or a name in `own`.
 * @property {unknown[]} parameters
 */

/** What needs functions, which do not travel. @type {Record<string, (...parameters: any[]) => unknown>} */
const own = {
  /** @param {any} barrier @param {import("lanescope").Value<"int32">} passed @param {number} rounds */
  async passTimes(barrier, passed, rounds) {
    for (let round = 0; round < rounds; round++) {
      await barrier.wait();
      passed.add(1);
    }
  },
  /** Counts itself in under the lock, then waits. */
  async countAndWait(condition, waiting, options) {
    return condition.with(async () => {
      waiting.add(1);
      return condition.wait(options);
    });
  },
  countAndWaitSync(condition, waiting, timeoutMs) {
    return condition.withSync(() => {
      waiting.add(1);
      return condition.waitSync(timeoutMs);
    });
  },
  async waitForValue(condition, value, wanted, options) {
    return condition.with(() => condition.waitFor(() => value.value === wanted && `saw ${wanted}`, options));
  },
  waitForValueSync(condition, value, wanted, timeoutMs) {
    return condition.withSync(() => condition.waitForSync(() => value.value === wanted && `saw ${wanted}`, timeoutMs));
  },
  /** Adds 1 by a load and a store, holding the lock. */
  incrementSync(lock, value, times) {
    for (let time = 0; time < times; time++) {
      lock.withSync(() => {
        value.value = value.value + 1;
      });
    }
  },
  async increment(lock, value, times) {
    for (let time = 0; time < times; time++) {
      await lock.with(() => {
        value.value = value.value + 1;
      });
    }
  },
  /** Starts a wait and ends it by a signal. */
  async abortWait(handle, method) {
    const controller = new AbortController();
    const waiting = handle[method]({ signal: controller.signal });
    controller.abort(new Error("no more"));
    return waiting.then(
      () => "done",
      (error) => error.message,
    );
  },
  async collect(iterable) {
    const items = [];
    for await (const item of iterable) items.push(item);
    return items;
  },
  async putAll(queue, items) {
    await Promise.all(items.map((item) => queue.put(item)));
  },
  /** Gives back what it gets, with its length. */
  echoSync(from, to, times) {
    for (let time = 0; time < times; time++) {
      const item = from.getSync();
      to.putSync(item);
    }
  },
  depthOf(lock) {
    lock.acquireSync();
    lock.acquireSync();
    lock.releaseSync();
    lock.releaseSync();
    try {
      lock.releaseSync();
    } catch (error) {
      return error.code;
    }
    return "released once too often";
  },
  condDepth(condition, lock, waiting) {
    lock.acquireSync();
    lock.acquireSync();
    waiting.add(1);
    condition.waitSync();
    lock.releaseSync();
    lock.releaseSync();
    try {
      lock.releaseSync();
    } catch (error) {
      return error.code;
    }
    return "released once too often";
  },
  /** Whether a lock that a dead holder left is told of as abandoned: when it is acquired, released, acquired again. */
  abandonedSync(lock) {
    const told = [lock.acquireSync() && lock.abandoned];
    lock.releaseSync();
    told.push(lock.abandoned);
    told.push(lock.acquireSync() && lock.abandoned);
    lock.releaseSync();
    return told;
  },
  typeOf(thing) {
    return thing.constructor.name;
  },
  set(value, number) {
    value.value = number;
  },
  readAll(array) {
    return [...array.read()];
  },
  exit: (code) => process.exit(code),
};

export const tasks = defineTasks(import.meta.url, {
  /**
   * Does what it is told, one order after the other, not waiting for their ends.
   *
   * @param {import("lanescope").Queue<Order | null>} orders
   * @param {import("lanescope").Queue<unknown>} replies
   */
  async serve(orders, replies) {
    for (let order = await orders.get(); order !== null; order = await orders.get()) {
      const { id, target, method, parameters } = order;
      const result = new Promise((resolve) => {
        resolve(target === null ? own[method]?.(...parameters) : target[method](...parameters));
      });
      // What it asked for first is on its way first.
      void replies.put({ id, type: "started" });
      void result.then(
        (value) => replies.put({ id, type: "done", value }),
        (error) => replies.put({ id, type: "failed", code: error.code ?? "none", message: String(error.message) }),
      );
    }
  },
});
