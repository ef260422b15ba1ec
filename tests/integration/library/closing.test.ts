import { Lock, Pool, Queue, Semaphore, SharedArray, Value } from "lanescope";
import { describe, expect, it } from "vitest";
import { tasks } from "./closing.tasks.mjs";

const length = 10_000;

/** Where an array of that length lies now. */
function placeOf(array: SharedArray<"float64">): string {
  return JSON.stringify(array.descriptor.place);
}

describe.each(["processes", "threads"] as const)("a handle that is closed, with workers in %s", (mode) => {
  it("gives its memory to the next one, zeroed, once the workers that have it let go", async () => {
    await using pool = new Pool({ workers: 1, mode });
    const first = new SharedArray("float64", length);
    const place = placeOf(first);
    await pool.apply(tasks.fill, [first]);
    first.close();
    await expect
      .poll(() => {
        const next = new SharedArray("float64", length);
        const isSame = placeOf(next) === place;
        if (isSame) expect(next.read().every((number) => number === 0)).toBe(true);
        next.close();
        return isSame;
      })
      .toBe(true);
  });

  it("is refused to whoever gets it from a queue afterwards", async () => {
    await using pool = new Pool({ workers: 1, mode });
    const queue = new Queue<unknown>();
    const value = new Value("int32", 1);
    await queue.put({ value });
    value.close();
    expect(await pool.apply(tasks.getFrom, [queue])).toBe("handle-closed");
  });
});

describe("closing in the main process", () => {
  it("closes the lock that a value brought along, and may follow the lock's own close", () => {
    const value = new Value("int32");
    const lock = value.getLock();
    value.close();
    expect(() => lock.acquireSync()).toThrow(expect.objectContaining({ code: "handle-closed" }));
    const other = new Value("int32");
    other.getLock().close();
    other.close();
  });

  it("ends the waits for it, and its memory serves nobody else meanwhile", async () => {
    const lock = new Lock();
    await lock.acquire();
    const semaphore = new Semaphore(0);
    const waits = Promise.allSettled([lock.acquire(), semaphore.acquire()]);
    for (const handle of [lock, semaphore]) handle.close();
    const others = Array.from({ length: 50 }, () => new Lock());
    for (const wait of await waits) expect(wait).toMatchObject({ reason: { code: "handle-closed" } });
    for (const other of others) expect(other.acquireSync(0)).toBe(true);
  });
});
