import { Lock, Process, SharedArray, Thread, Value } from "lanescope";
import { describe, expect, it } from "vitest";
import { tasks } from "./process.tasks.mjs";

describe.each([
  { name: "Process", Runner: Process },
  { name: "Thread", Runner: Thread },
])("a $name", ({ name, Runner }) => {
  it("runs its body and ends with code 0", async () => {
    const runner = new Runner(tasks.nothing, []);
    expect(runner.isAlive).toBe(false);
    runner.start();
    expect(runner.isAlive).toBe(true);
    expect(await runner.join()).toBe(true);
    expect(runner).toMatchObject({ isAlive: false, exitCode: 0, signal: null });
    expect(runner.name).toMatch(new RegExp(`^${name}-\\d+$`));
  });

  it("ends with the code that its body exits with, and with 1 after an error", async () => {
    const runners = [new Runner(tasks.exit, [7]), new Runner(tasks.fail, [])];
    for (const runner of runners) runner.start();
    for (const runner of runners) await runner.join();
    expect(runners.map(({ exitCode }) => exitCode)).toEqual([7, 1]);
  });

  it("joins no longer than asked, and ends when it is killed", async () => {
    const runner = new Runner(tasks.forever, []);
    runner.start();
    expect(await runner.join(1)).toBe(false);
    expect(() => runner.close()).toThrow(expect.objectContaining({ code: "process-state" }));
    runner.kill();
    expect(await runner.sentinel).toEqual({ code: null, signal: "SIGKILL" });
    expect(runner).toMatchObject({ exitCode: null, signal: "SIGKILL" });
  });

  it("is started once", () => {
    const runner = new Runner(tasks.nothing, [], { daemon: true });
    runner.start();
    expect(() => runner.start()).toThrow(expect.objectContaining({ code: "process-state" }));
  });

  it("shares values and locks with others, so that no increment is lost", async () => {
    const counter = new Value("int32", 0);
    const lock = new Lock({ name: "total" });
    const runners = Array.from({ length: 4 }, () => new Runner(tasks.increment, [counter, lock, 500]));
    for (const runner of runners) runner.start();
    for (const runner of runners) await runner.join();
    expect(counter.value).toBe(2_000);
  });

  it("finds handles anywhere within its arguments", async () => {
    const counter = new Value("int32", 1);
    const runner = new Runner(tasks.addNested, [{ counters: new Map([["one", counter]]) }]);
    runner.start();
    await runner.join();
    expect(counter.value).toBe(42);
  });

  it("gets large buffers whole", async () => {
    const sum = new Value("float64");
    const runner = new Runner(tasks.sum, [new Float64Array(100_000).fill(0.5), sum]);
    runner.start();
    await runner.join();
    expect(sum.value).toBe(50_000);
  });
});

describe("bad use of a Process", () => {
  it("names the field that cannot travel, and starts nothing", () => {
    const process = new Process(tasks.addNested, [{ rows: [{}, { work: () => 1 }] } as never]);
    expect(() => process.start()).toThrow(
      expect.objectContaining({ code: "not-serializable", message: expect.stringContaining("args[0].rows[1].work") }),
    );
    expect(process.isAlive).toBe(false);
  });

  it("says how to declare a function that cannot travel", () => {
    const plain = (): number => 1;
    expect(() => new Process(plain, [])).toThrow(expect.objectContaining({ code: "task-unknown" }));
  });

  it("refuses handles that were closed", () => {
    const lock = new Lock();
    lock.close();
    const process = new Process(tasks.dieWith, [lock]);
    expect(() => process.start()).toThrow(expect.objectContaining({ code: "handle-closed" }));
  });
});

describe("a process that dies with a lock", () => {
  it("leaves it to the next one, who learns that it was abandoned", async () => {
    const lock = new Lock();
    const process = new Process(tasks.dieWith, [lock]);
    process.start();
    await process.join();
    expect(process.signal).toBe("SIGKILL");
    expect(await lock.acquire({ timeoutMs: 10_000 })).toBe(true);
    expect(lock.abandoned).toBe(true);
    await lock.release();
  });

  it("leaves it to the next one who blocks for it, and whoever follows learns nothing of that any more", async () => {
    const lock = new Lock();
    const process = new Process(tasks.dieWith, [lock]);
    process.start();
    await process.join();
    expect(lock.acquireSync()).toBe(true);
    expect(lock.abandoned).toBe(true);
    lock.releaseSync();
    expect(lock.acquireSync()).toBe(true);
    expect(lock.abandoned).toBe(false);
    lock.releaseSync();
  });
});

describe("a SharedArray", () => {
  it("gives single numbers and stretches, and refuses what lies outside", () => {
    const array = new SharedArray("int32", [1, 2, 3, 4]);
    array.set(-1, 40);
    array.add(0, 9);
    expect([...array]).toEqual([10, 2, 3, 40]);
    expect(array.read(1, 3)).toEqual(Int32Array.of(2, 3));
    array.write([7, 8], 1);
    array.fill(5, 3);
    expect([...array.read()]).toEqual([10, 7, 8, 5]);
    for (const outside of [() => array.get(4), () => array.get(-5), () => array.read(2, 9), () => array.set(0.5, 1)]) {
      expect(outside).toThrow(expect.objectContaining({ code: "memory-range" }));
    }
    expect(() => array.set(0, "1" as never)).toThrow(expect.objectContaining({ code: "bad-parameter" }));
  });
});
