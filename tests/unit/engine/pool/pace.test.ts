import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aheadFor,
  batchSize,
  chunkFor,
  hasRoom,
  Pace,
  pythonChunk,
} from "../../../../src/engine/host/program/pool/pace";

function paceOf(msPerCall: number, calls = 100_000): Pace {
  const pace = new Pace();
  pace.measured(calls, calls * msPerCall);
  return pace;
}

describe("the size of a batch", () => {
  it("is one unit until something was measured", () => {
    expect(batchSize({ pace: new Pace(), loadMs: 0, left: 1000, workers: 2, chunk: 1 })).toBe(1);
    expect(batchSize({ pace: new Pace(), loadMs: 0, left: 1000, workers: 2, chunk: 30 })).toBe(30);
  });

  it("grows eightfold at most from what was measured on a few calls", () => {
    expect(batchSize({ pace: paceOf(1e-4, 3), loadMs: 0, left: 100_000, workers: 2, chunk: 1 })).toBe(24);
  });

  it("is about a millisecond of work where tasks are short, one task where they are long", () => {
    expect(batchSize({ pace: paceOf(0.01), loadMs: 0, left: 100_000, workers: 2, chunk: 1 })).toBe(100);
    expect(batchSize({ pace: paceOf(50), loadMs: 0, left: 100_000, workers: 2, chunk: 1 })).toBe(1);
  });

  it("leaves other workers their share at the end", () => {
    expect(batchSize({ pace: paceOf(0.001), loadMs: 0, left: 40, workers: 4, chunk: 1 })).toBe(5);
  });

  it("is whole units, between one and what is left, and adds up to no more than 2 ms at a worker", () => {
    const input = fc.record({
      ms: fc.double({ min: 1e-6, max: 100, noNaN: true }),
      loadMs: fc.double({ min: 0, max: 2, noNaN: true }),
      left: fc.integer({ min: 1, max: 1_000_000 }),
      workers: fc.integer({ min: 1, max: 64 }),
      chunk: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(input, ({ ms, loadMs, left, workers, chunk }) => {
        const size = batchSize({ pace: paceOf(ms), loadMs, left, workers, chunk });
        expect(size).toBeGreaterThan(0);
        expect(size).toBeLessThanOrEqual(left);
        if (size < left) expect(size % chunk).toBe(0);
        if (size > chunk) expect(loadMs + size * ms).toBeLessThanOrEqual(2 + 1e-6);
      }),
    );
  });
});

describe("the pace of a task", () => {
  it("follows what is measured, the newest half", () => {
    const pace = paceOf(1);
    pace.measured(10, 30);
    expect(pace.msPerCall).toBe(2);
  });

  it("lets a worker have more work only where that is no more than 2 ms", () => {
    expect(hasRoom(1.5, 0.5)).toBe(true);
    expect(hasRoom(1.5, 0.6)).toBe(false);
    expect(hasRoom(0.1, Number.NaN)).toBe(false);
  });

  it("lets it have more only where that is worth a message", () => {
    expect(hasRoom(1.5, 0.01)).toBe(true);
    expect(hasRoom(1.6, 0.01)).toBe(false);
  });
});

describe("the size of a chunk that the pool chooses", () => {
  it.each([
    [Number.NaN, 1],
    [10, 1],
    [0.01, 5],
    [1e-5, 256],
  ])("with %d ms a call it is %d", (msPerCall, chunk) => {
    expect(chunkFor(msPerCall)).toBe(chunk);
  });

  it.each([
    [100, 4, 7],
    [1, 4, 1],
    [0, 4, 1],
    [16, 4, 1],
    [17, 4, 2],
  ])("by Python's formula %d items for %d workers are cut into chunks of %d", (items, workers, chunk) => {
    expect(pythonChunk(items, workers)).toBe(chunk);
  });
});

describe("how far imap is ahead of its consumer", () => {
  it("is two units a worker, or what takes it 2 ms", () => {
    expect(aheadFor(new Pace(), 5)).toBe(10);
    expect(aheadFor(paceOf(0.01), 1)).toBe(200);
    expect(aheadFor(paceOf(100), 1)).toBe(2);
  });
});
