import { Pool, type PoolOptions, Value } from "lanescope";
import { describe, expect, it } from "vitest";
import { numbers, poolKit, until } from "./kit";
import { module, tasks } from "./pool.tasks.mjs";

const codeOf = (error: { readonly code: string }): string => error.code;

/** What goes beyond Python: nothing hangs, and nothing but what was meant is lost. @param isShared Whether memory is. */
export function describeFaults(backend: string, isShared: boolean): void {
  describe.each(["processes", "threads"] as const)(`losses and ends in the mode %s, on ${backend}`, (mode) => {
    const kit = poolKit();
    const open = (options: PoolOptions = {}): Pool => kit.open({ mode, ...options });
    /** Whether it is known which task a worker is on. */
    const isExact = isShared || mode === "threads";

    it("a task whose worker ends rejects with its exit, and the worker is replaced", async () => {
      const pool = open({ workers: 1 });
      const told: unknown[] = [];
      pool.on("worker-lost", (worker, fault) => told.push([worker.name, fault.exit]));
      pool.on("worker-replaced", (worker, by, reason) => told.push([worker.name, by.name, reason]));
      const error = await pool.apply(tasks.exit, [7]).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "worker-lost", fault: { exit: { code: 7, signal: null } } });
      expect(await pool.apply(tasks.double, [4])).toBe(8);
      const [one, two] = [`${pool.name} worker 1`, `${pool.name} worker 2`];
      expect(told).toEqual([
        [one, { code: 7, signal: null }],
        [one, two, "lost"],
      ]);
    });

    it("only the task that was running is lost, those sent with it go to others", async () => {
      const pool = open({ workers: 1 });
      // So that short tasks travel many at a time.
      await pool.map(tasks.exitAt, numbers(5000), { chunkSize: 1 });
      const results: unknown[] = [];
      const iterator = pool.imap(tasks.exitAt, [...numbers(200), -1, ...numbers(200)]);
      for (let index = 0; index < 401; index++) {
        results.push(await iterator.next().then(({ value }) => value, codeOf));
      }
      // Those that had been done have sent their results; without shared memory nobody knows what else was begun.
      const lost = results.filter((result) => result === "worker-lost").length;
      expect(results[200]).toBe("worker-lost");
      expect(results.filter((result) => typeof result === "number")).toHaveLength(401 - lost);
      if (isExact) expect(lost).toBe(1);
    });

    it("a task that takes too long is ended alone", async () => {
      const pool = open();
      const results = pool.imap(tasks.spin, [0, 1e9, 1, 2], { timeoutMs: 300 });
      expect(await results.next()).toMatchObject({ value: 0 });
      await expect(results.next()).rejects.toMatchObject({ code: "task-timeout" });
      expect(await results.next()).toMatchObject({ value: 1 });
      expect(await results.next()).toMatchObject({ value: 2 });
      expect(pool.statistics()).toMatchObject({ timedOut: 1, lost: 0 });
    });

    it("the pool's own limit is for every task", async () => {
      const pool = open({ taskTimeoutMs: 300 });
      await expect(pool.apply(tasks.forever, [])).rejects.toMatchObject({ code: "task-timeout" });
      expect(await pool.apply(tasks.sleep, [5], { timeoutMs: 60_000 })).toBe(5);
    });

    it("a signal ends the call with its reason, running tasks with their workers, and no other call", async () => {
      const pool = open();
      const started = new Value("int32", 0);
      const controller = new AbortController();
      const call = pool.map(tasks.startSpinning, Array<Value<"int32">>(50).fill(started), {
        signal: controller.signal,
      });
      const other = pool.map(tasks.double, numbers(20));
      await until(() => started.value === 2);
      controller.abort(new Error("enough"));
      await expect(call).rejects.toThrow("enough");
      expect(await other).toEqual(numbers(20).map((x) => 2 * x));
      expect(started.value).toBe(2);
      expect(pool.statistics().workersLost).toBe(2);
    });

    it("a signal that was given before begins nothing", async () => {
      const pool = open();
      const started = new Value("int32", 0);
      const call = pool.map(tasks.increment, [started], { signal: AbortSignal.abort(new Error("never")) });
      await expect(call).rejects.toThrow("never");
      expect(await pool.apply(tasks.double, [1])).toBe(2);
      expect(started.value).toBe(0);
    });

    it("a handle's cancel ends what waits, and leaves a worker alone that has nothing of it", async () => {
      const pool = open({ workers: 1 });
      const gate = new Value("int32", 0);
      const first = pool.applyAsync(tasks.waitFor, [gate, 1]);
      const second = pool.mapAsync(tasks.double, numbers(100));
      second.cancel();
      await expect(second.get()).rejects.toMatchObject({ code: "aborted" });
      gate.value = 1;
      expect(await first.get()).toBe(1);
      expect(pool.statistics().workersLost).toBe(0);
    });

    // Without shared memory a blocked worker cannot give anything back.
    const itIfExact = isExact ? it : (): void => undefined;
    itIfExact("short tasks behind a long one go to a worker that has nothing to do", async () => {
      const pool = open();
      const short = { gate: null, begun: null };
      await pool.map(tasks.gated, Array(5000).fill(short), { chunkSize: 1 });
      const [gate, begun] = [new Value("int32", 0), new Value("int32", 0)];
      const counted = Array(500).fill({ gate: null, begun });
      const result = pool.map(tasks.gated, [...counted, { gate, begun }, ...counted], { chunkSize: 1 });
      // One item blocks the worker that has it.
      await until(() => begun.value === 1001);
      gate.value = 1;
      expect(await result).toHaveLength(1001);
    });

    it("the offending field of an argument or of a result is named, and only its task fails", async () => {
      const pool = open();
      const items = [1, { rows: [1, { work: () => 1 }] }, 3];
      const results = pool.imap(tasks.same, items);
      expect(await results.next()).toMatchObject({ value: 1 });
      const message = expect.stringContaining("args[0].rows[1].work");
      await expect(results.next()).rejects.toMatchObject({ code: "not-serializable", message });
      expect(await results.next()).toMatchObject({ value: 3 });
      await expect(pool.map(tasks.giveFunction, [1, 2])).rejects.toMatchObject({
        code: "not-serializable",
        message: expect.stringContaining("result.rows[1].work"),
      });
      await expect(pool.starmap(tasks.add, [[1, (() => 1) as never]])).rejects.toMatchObject({
        code: "not-serializable",
        message: expect.stringContaining("args[1]"),
      });
    });

    it("large arguments and results come whole, and leave nothing behind", async () => {
      const pool = open();
      for (let round = 0; round < 3; round++) {
        const [ones, more] = await pool.map(tasks.ones, [100_000, 200_000]);
        expect([ones!.length, more!.length]).toEqual([100_000, 200_000]);
        expect(await pool.map(tasks.sum, [ones!, more!])).toEqual([100_000, 200_000]);
      }
    });

    it("a worker with too much memory is replaced after its task", async () => {
      const megabyte = 1024 * 1024;
      const pool = open({ workers: 1, memoryLimitBytes: 250 * megabyte });
      const reasons: string[] = [];
      pool.on("worker-replaced", (_old, _new, reason) => reasons.push(reason));
      expect(await pool.map(tasks.keep, [1, 300 * megabyte, 1], { chunkSize: 1 })).toEqual([1, 300 * megabyte, 1]);
      expect(await pool.apply(tasks.double, [1])).toBe(2);
      expect(reasons).toEqual(["memory"]);
    });

    it("a task that no module declares is refused in the worker with its names", async () => {
      const pool = open();
      const task = Object.assign((x: number) => x, { [Symbol.for("lanescope.task")]: { module, name: "missing" } });
      await expect(pool.map(task, [1, 2, 3])).rejects.toMatchObject({ code: "task-unknown" });
      await expect(pool.map((x: number) => x, [1])).rejects.toMatchObject({ code: "task-unknown" });
    });

    it("imap takes items only as far ahead as workers need them, and leaves the source when the loop is left", async () => {
      const pool = open();
      let taken = 0;
      let left = false;
      const items = function* (): Generator<number> {
        try {
          for (;;) yield taken++;
        } finally {
          left = true;
        }
      };
      for await (const result of pool.imap(tasks.sleepTen, items())) if (result === 3) break;
      expect(left).toBe(true);
      expect(taken).toBeLessThan(50);
      expect(await pool.apply(tasks.double, [1])).toBe(2);
    });
  });

  describe(`bad use of a pool, on ${backend}`, () => {
    it.each([
      { workers: 0 },
      { workers: 1.5 },
      { mode: "other" as never },
      { taskTimeoutMs: 0 },
      { maxTasksPerChild: 0 },
      { memoryLimitBytes: Number.NaN },
      { mode: "sequential" as const, memoryLimitBytes: 1 },
    ])("options %j are refused", (options) => {
      expect(() => new Pool(options)).toThrow(expect.objectContaining({ code: "bad-parameter" }));
    });
  });
}
