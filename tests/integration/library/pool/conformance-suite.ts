import { Lock, Pool, type PoolOptions, Value } from "lanescope";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numbers, poolKit, until } from "./kit";
import { tasks } from "./pool.tasks.mjs";

const modes = ["processes", "threads", "sequential", "concurrent"] as const;

/**
 * What Python's documentation says of `multiprocessing.pool.Pool` and `AsyncResult`; each test begins with the clause.
 * Where something of it means workers of their own, the test is about those modes only.
 */
export function describeConformance(backend: string): void {
  describe.each(modes)(`a pool in the mode %s, on ${backend}`, (mode) => {
    let pool: Pool;
    beforeAll(() => {
      pool = new Pool({ mode, workers: 2 });
    });
    afterAll(async () => {
      pool.terminate();
      await pool.join();
    });

    it("map: 'a parallel equivalent of the map() built-in function'", async () => {
      expect(await pool.map(tasks.double, numbers(1000))).toEqual(numbers(1000).map((x) => 2 * x));
      expect(await pool.map(tasks.doubleLater, new Set([3, 1, 2]))).toEqual([6, 2, 4]);
      expect(await pool.map(tasks.double, [])).toEqual([]);
    });

    it.each(["auto", 1, 7, 5000] as const)(
      "map: 'the (approximate) size of these chunks can be specified by setting chunksize': %s",
      async (chunkSize) => {
        expect(await pool.map(tasks.double, numbers(1001), { chunkSize })).toEqual(numbers(1001).map((x) => 2 * x));
      },
    );

    it("starmap: 'the elements of the iterable are expected to be iterables that are unpacked as arguments'", async () => {
      const pairs: [number, number][] = [
        [1, 2],
        [3, 4],
      ];
      expect(await pool.starmap(tasks.add, pairs)).toEqual([3, 7]);
      expect(await pool.starmapAsync(tasks.add, pairs).get()).toEqual([3, 7]);
    });

    it("apply: 'call func with arguments args', 'only executed in one of the workers of the pool'", async () => {
      const counter = new Value("int32", 0);
      expect(await pool.apply(tasks.add, [5, 6])).toBe(11);
      await pool.apply(tasks.increment, [counter]);
      expect(counter.value).toBe(1);
    });

    it("apply: many calls made at one time each give their own result or failure", async () => {
      const settled = await Promise.allSettled([
        ...numbers(200).map((x) => pool.apply(tasks.failOdd, [x])),
        pool.apply(tasks.add, [1, 2]),
        pool.apply(tasks.add, [1, (() => 1) as never]),
      ]);
      const [one, two] = settled.splice(200);
      expect(one).toEqual({ status: "fulfilled", value: 3 });
      if (mode === "processes" || mode === "threads") {
        expect(two).toMatchObject({ status: "rejected", reason: { code: "not-serializable" } });
      }
      for (const [x, result] of settled.entries()) {
        if (x % 2 === 0) expect(result).toEqual({ status: "fulfilled", value: x });
        else expect(result).toMatchObject({ status: "rejected", reason: { x } });
      }
    });

    it("imap: 'a lazier version of map()', in order, whatever the chunk size", async () => {
      const results: number[] = [];
      for await (const result of pool.imap(tasks.sleep, [20, 0, 10])) results.push(result);
      expect(results).toEqual([20, 0, 10]);
      results.length = 0;
      for await (const result of pool.imap(tasks.double, numbers(500), { chunkSize: 7 })) results.push(result);
      expect(results).toEqual(numbers(500).map((x) => 2 * x));
    });

    it("imap: 'next(timeout) will raise TimeoutError if the result cannot be returned within timeout'", async () => {
      const gate = new Value("int32", 0);
      const results = pool.imap(tasks.waitFor, [gate]);
      await expect(results.next(1)).rejects.toMatchObject({ code: "timeout" });
      gate.value = 1;
      expect(await results.next()).toEqual({ done: false, value: 1 });
      expect(await results.next()).toEqual({ done: true, value: undefined });
    });

    it("imap: an exception is raised in the place of its item, and the next one can be asked for", async () => {
      const results = pool.imap(tasks.failOdd, [0, 1, 2]);
      expect(await results.next()).toMatchObject({ value: 0 });
      await expect(results.next()).rejects.toMatchObject({ name: "RangeError", x: 1 });
      expect(await results.next()).toMatchObject({ value: 2 });
      expect(await results.next()).toMatchObject({ done: true });
    });

    it("imap: an exception of the iterable itself is raised where its item would be", async () => {
      const items = function* (): Generator<number> {
        yield 1;
        throw new TypeError("no more");
      };
      const results = pool.imap(tasks.double, items());
      expect(await results.next()).toMatchObject({ value: 2 });
      await expect(results.next()).rejects.toThrow("no more");
      expect(await results.next()).toMatchObject({ done: true });
    });

    it("imap_unordered: 'the same as imap() except that the ordering should be considered arbitrary'", async () => {
      const results: number[] = [];
      for await (const result of pool.imapUnordered(tasks.double, numbers(300))) results.push(result);
      expect(results.sort((a, b) => a - b)).toEqual(numbers(300).map((x) => 2 * x));
    });

    it("get: 'if the remote call raised an exception then that exception will be reraised by get()'", async () => {
      const error = await pool
        .mapAsync(tasks.failOdd, [0, 2, 5, 7])
        .get()
        .catch((thrown: unknown) => thrown);
      // Of several, the one of the first item; with its class, its fields, and the stack that it had there.
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({ message: "5 is odd", x: 5, stack: expect.stringContaining("failOdd") });
    });

    it("get: 'if the result does not arrive within timeout then TimeoutError is raised'", async () => {
      const gate = new Value("int32", 0);
      const result = pool.applyAsync(tasks.waitFor, [gate, 7]);
      await expect(result.get(1)).rejects.toMatchObject({ code: "timeout" });
      gate.value = 7;
      expect(await result.get()).toBe(7);
    });

    it("wait: 'wait until the result is available or until timeout seconds pass'", async () => {
      const gate = new Value("int32", 0);
      const result = pool.applyAsync(tasks.waitFor, [gate, 1]);
      expect(await result.wait(1)).toBe(false);
      gate.value = 1;
      expect(await result.wait(Number.POSITIVE_INFINITY)).toBe(true);
      expect(await result.wait(0)).toBe(true);
    });

    it("ready, successful: 'whether the call has completed', 'without raising an exception'", async () => {
      const gate = new Value("int32", 0);
      const result = pool.applyAsync(tasks.waitFor, [gate, 1]);
      expect(result.ready).toBe(false);
      // 'If the result is not ready then ValueError is raised.'
      expect(() => result.successful).toThrow(expect.objectContaining({ code: "result-pending" }));
      gate.value = 1;
      await result.get();
      expect(result).toMatchObject({ ready: true, successful: true });
      const failed = pool.applyAsync(tasks.failOdd, [1]);
      await failed.wait();
      expect(failed).toMatchObject({ ready: true, successful: false });
    });

    it("map: 'it blocks until the result is ready': also after a failure nothing of it runs on", async () => {
      const counter = new Value("int32", 0);
      const items = [[counter, true], ...times(20, [counter, false])] as [Value<"int32">, boolean][];
      await expect(pool.starmap(tasks.failOrCount, items)).rejects.toThrow("failed");
      expect(counter.value).toBe(20);
    });

    it("arguments may hold synchronization primitives and shared objects", async () => {
      const lock = new Lock();
      const counter = new Value("int32", 0);
      expect(await pool.map(tasks.sameLock, [lock, lock])).toEqual([true, true]);
      await pool.map(tasks.incrementLocked, times(50, { lock, counter }));
      expect(counter.value).toBe(50);
    });
  });

  describe.each(modes)(`the life of a pool in the mode %s, on ${backend}`, (mode) => {
    const kit = poolKit();
    const open = (options: PoolOptions = {}): Pool => kit.open({ mode, ...options });

    it("close: 'prevents any more tasks from being submitted', 'once all tasks have been completed the workers exit'", async () => {
      const pool = open();
      const results = pool.mapAsync(tasks.doubleLater, numbers(100));
      const lazy = pool.imap(tasks.double, numbers(2000));
      pool.close();
      await expect(pool.map(tasks.double, [1])).rejects.toMatchObject({ code: "pool-closed" });
      expect(() => pool.applyAsync(tasks.double, [1])).toThrow(expect.objectContaining({ code: "pool-closed" }));
      await pool.join();
      expect(await results.get()).toEqual(numbers(100).map((x) => 2 * x));
      expect(pool.statistics().workers).toEqual([]);
      // Results that were not asked for are there all the same.
      expect(await lazy.next()).toMatchObject({ value: 0 });
    });

    it("join: 'one must call close() or terminate() before using join()'", async () => {
      await expect(open().join()).rejects.toMatchObject({ code: "pool-open" });
    });

    it("terminate: 'stops the worker processes immediately without completing outstanding work'", async () => {
      const pool = open();
      const started = new Value("int32", 0);
      const result = pool.map(tasks.startForever, times(3, started));
      result.catch(() => undefined);
      await until(() => started.value > 0);
      pool.terminate();
      await expect(result).rejects.toMatchObject({ code: "pool-closed" });
      await pool.join();
      expect(pool.statistics().workers).toEqual([]);
    });

    it("with: '__exit__() calls terminate()'", async () => {
      let result: Promise<unknown>;
      {
        await using pool = open();
        result = pool.map(tasks.forever, [1]);
        result.catch(() => undefined);
      }
      await expect(result).rejects.toMatchObject({ code: "pool-closed" });
    });

    it("initializer: 'each worker process will call initializer(*initargs) when it starts'", async () => {
      const pool = open({ initializer: tasks.initialize, initializerArgs: ["hello"] });
      expect(await pool.map(tasks.initialized, [1, 2, 3, 4])).toEqual(["hello", "hello", "hello", "hello"]);
    });

    it("initializer: one that throws makes the pool give up instead of trying for ever", async () => {
      const pool = open({ initializer: tasks.refuse });
      const message = expect.stringContaining("TypeError: the initializer failed");
      await expect(pool.map(tasks.double, [1])).rejects.toMatchObject({ code: "pool-broken", message });
      await expect(pool.map(tasks.double, [1])).rejects.toMatchObject({ code: "pool-broken", message });
      await pool.join();
    });
  });

  describe.each(["processes", "threads"] as const)(`workers in the mode %s, on ${backend}`, (mode) => {
    const kit = poolKit();
    const open = (options: PoolOptions = {}): Pool => kit.open({ mode, ...options });

    it("processes: 'the number of worker processes to use'", async () => {
      const pool = open({ workers: 3 });
      const started: string[] = [];
      pool.on("worker-started", ({ name }) => started.push(name));
      await until(() => started.length === 3);
      expect(pool.statistics().workers.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
    });

    it("maxtasksperchild: 'the number of tasks a worker can complete before it will exit and be replaced'", async () => {
      const pool = open({ workers: 1, maxTasksPerChild: 2 });
      const reasons: string[] = [];
      pool.on("worker-replaced", (_old, _new, reason) => reasons.push(reason));
      // Each worker has memory of its own, and so counts from 1.
      expect(await pool.map(tasks.count, [1, 2, 3, 4, 5], { chunkSize: 1 })).toEqual([1, 2, 1, 2, 1]);
      expect(reasons).toEqual(["tasks", "tasks"]);
      // A chunk is one task.
      expect(await pool.map(tasks.count, [1, 2, 3, 4, 5, 6], { chunkSize: 3 })).toEqual([2, 3, 4, 1, 2, 3]);
    });

    it("imap_unordered: 'only when there is only one worker is the order guaranteed'", async () => {
      const pool = open({ workers: 1 });
      const results: number[] = [];
      for await (const result of pool.imapUnordered(tasks.sleep, [5, 0, 3])) results.push(result);
      expect(results).toEqual([5, 0, 3]);
    });

    it("workers have memory of their own", async () => {
      const pool = open({ workers: 1 });
      const own = tasks.count();
      expect([await pool.apply(tasks.count, []), await pool.apply(tasks.count, [])]).toEqual([1, 2]);
      expect(tasks.count()).toBe(own + 1);
    });
  });
}

function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}
