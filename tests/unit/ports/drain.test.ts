import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Drain } from "../../../src/engine/ports/drain";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("reading a dead worker's pipes", () => {
  it("ends when they are closed", async () => {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const done = watch(new Drain().finish(closed));
    await vi.advanceTimersByTimeAsync(400);
    expect(done()).toBe(false);
    close();
    await vi.advanceTimersByTimeAsync(0);
    expect(done()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("goes on while anything comes, and ends after half a second of silence", async () => {
    const drain = new Drain();
    const done = watch(drain.finish(never()));
    for (let passedMs = 0; passedMs < 2_000; passedMs += 400) {
      drain.note();
      await vi.advanceTimersByTimeAsync(400);
      expect(done()).toBe(false);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(done()).toBe(true);
  });

  it("takes what has come while this thread was busy before it calls that silence", async () => {
    const drain = new Drain();
    const done = watch(drain.finish(never()));
    // After a busy second timers are first; what the pipes hold comes then, before immediates.
    vi.advanceTimersByTime(500);
    drain.note();
    await vi.advanceTimersByTimeAsync(10);
    expect(done()).toBe(false);
  });

  it("ends after five seconds though another process prints for ever", async () => {
    const drain = new Drain();
    const printing = setInterval(() => drain.note(), 100);
    const done = watch(drain.finish(never()));
    await vi.advanceTimersByTimeAsync(4_500);
    expect(done()).toBe(false);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(done()).toBe(true);
    clearInterval(printing);
  });
});

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** @returns Whether it has resolved. */
function watch(promise: Promise<unknown>): () => boolean {
  let resolved = false;
  void promise.then(() => {
    resolved = true;
  });
  return () => resolved;
}
