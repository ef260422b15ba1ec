import { describe, expect, it } from "vitest";
import {
  type Assignment,
  ChunkLedger,
  type ChunkReport,
  checkPlan,
  chunkCount,
} from "../../../src/engine/host/chunk-ledger";
import type { Plan, Seam } from "../../../src/engine/protocol/workload";
import { FaultError } from "../../../src/shared/fault";

const everything = Number.POSITIVE_INFINITY;

function done(seam?: Seam, lines?: number): ChunkReport {
  return { seam, lines };
}

function plan(count: number, unit: Plan["unit"] = "items"): Plan {
  return { unit, from: 0, to: count * 10, chunkSize: 10 };
}

/** Takes the next chunk where there must be one. */
function take(ledger: ChunkLedger): Assignment {
  return ledger.next(everything) ?? expect.fail("there is no chunk");
}

describe("handing out chunks", () => {
  it("cuts the plan into stretches, the last one shorter", () => {
    const ledger = new ChunkLedger({ unit: "bytes", from: 7, to: 30, chunkSize: 10 });
    expect(ledger.count).toBe(3);
    expect([take(ledger), take(ledger), take(ledger), ledger.next(everything)]).toEqual([
      { chunk: { index: 0, from: 7, to: 17 }, attempt: 1 },
      { chunk: { index: 1, from: 17, to: 27 }, attempt: 1 },
      { chunk: { index: 2, from: 27, to: 30 }, attempt: 1 },
      null,
    ]);
  });

  it("cuts the end of the plan finer where it says so", () => {
    const cut: Plan = { unit: "bytes", from: 7, to: 32, chunkSize: 10, tail: { from: 17, chunkSize: 4 } };
    expect(chunkCount(cut)).toBe(5);
    const ledger = new ChunkLedger(cut);
    const chunks = Array.from({ length: 5 }, () => [take(ledger).chunk, ledger.left]);
    expect(chunks).toEqual([
      [{ index: 0, from: 7, to: 17 }, 15],
      [{ index: 1, from: 17, to: 21 }, 11],
      [{ index: 2, from: 21, to: 25 }, 7],
      [{ index: 3, from: 25, to: 29 }, 3],
      [{ index: 4, from: 29, to: 32 }, 0],
    ]);
    expect(ledger.isHandedOut).toBe(true);
  });

  it("counts chunks as the plan says", () => {
    expect(chunkCount({ unit: "items", from: 5, to: 5, chunkSize: 3 })).toBe(0);
    expect(chunkCount({ unit: "items", from: 5, to: 11, chunkSize: 3 })).toBe(2);
    expect(chunkCount({ unit: "items", from: 5, to: 12, chunkSize: 3 })).toBe(3);
    expect(new ChunkLedger(plan(0)).isHandedOut).toBe(true);
  });

  it.each([
    ["whose tail begins within a chunk", { from: 0, to: 30, chunkSize: 10, tail: { from: 15, chunkSize: 4 } }],
    ["whose tail begins behind the end", { from: 0, to: 30, chunkSize: 10, tail: { from: 40, chunkSize: 4 } }],
    ["whose tail begins before the work", { from: 20, to: 30, chunkSize: 10, tail: { from: 10, chunkSize: 4 } }],
    ["whose tail has chunks of nothing", { from: 0, to: 30, chunkSize: 10, tail: { from: 30, chunkSize: 0 } }],
    ["with chunks of nothing", { from: 0, to: 30, chunkSize: 0 }],
    ["without a size", { from: 0, to: 30, chunkSize: Number.NaN }],
    ["that ends before it begins", { from: 30, to: 0, chunkSize: 10 }],
  ])("refuses a plan %s", (_what, wrong) => {
    expect(() => checkPlan({ unit: "items", ...wrong })).toThrow(/cannot be cut as its plan says \(from \d+ to \d+/);
  });

  it("takes a plan whose tail begins with a chunk, and one of no work", () => {
    checkPlan({ unit: "bytes", from: 7, to: 32, chunkSize: 10, tail: { from: 17, chunkSize: 4 } });
    checkPlan(plan(0));
  });

  it("hands out new chunks only below a limit, and those that come again whatever the limit is", () => {
    const ledger = new ChunkLedger(plan(5));
    expect(ledger.next(1)?.chunk.index).toBe(0);
    expect(ledger.next(1)).toBeNull();
    const second = ledger.next(2)!;
    ledger.lost(second);
    expect(ledger.next(0)).toEqual({ ...second, attempt: 2 });
  });
});

describe("accepting results", () => {
  it("keeps those that come too early until they are next", () => {
    const ledger = new ChunkLedger(plan(3));
    const [first, second, third] = [take(ledger), take(ledger), take(ledger)];
    expect(ledger.done(third, done(undefined, 4))).toEqual({ accepted: [], wrong: null });
    expect(ledger.done(second, done(undefined, 3)).accepted).toEqual([]);
    expect(ledger.accepted).toBe(0);
    const { accepted } = ledger.done(first, done(undefined, 2));
    expect(accepted.map(({ index, linesBefore }) => [index, linesBefore])).toEqual([
      [0, 0],
      [1, 2],
      [2, 5],
    ]);
    expect(ledger.accepted).toBe(3);
  });

  it("accepts a chunk whose rows begin where those of the chunk before ended", () => {
    const ledger = new ChunkLedger(plan(2, "bytes"));
    const [first, second] = [take(ledger), take(ledger)];
    ledger.done(second, done({ first: 13, next: 21 }));
    const { accepted, wrong } = ledger.done(first, done({ first: 0, next: 13 }));
    expect(accepted.map(({ index }) => index)).toEqual([0, 1]);
    expect(wrong).toBeNull();
  });

  it("sends a chunk again whose guess was wrong, told where its first row begins", () => {
    const ledger = new ChunkLedger(plan(3, "bytes"));
    const [first, second, third] = [take(ledger), take(ledger), take(ledger)];
    ledger.done(third, done({ first: 22, next: 30 }));
    ledger.done(second, done({ first: 11, next: 22 }));
    const { accepted, wrong } = ledger.done(first, done({ first: 0, next: 13 }));
    expect([accepted.map(({ index }) => index), wrong]).toEqual([[0], 1]);
    const again = take(ledger);
    expect(again).toEqual({ chunk: { ...second.chunk, rowStart: 13 }, attempt: 1 });
    expect(ledger.done(again, done({ first: 13, next: 22 })).accepted.map(({ index }) => index)).toEqual([1, 2]);
  });

  it("fails where a task does not begin where it was told, instead of sending it for ever", () => {
    const ledger = new ChunkLedger(plan(2, "bytes"));
    const [first, second] = [take(ledger), take(ledger)];
    ledger.done(first, done({ first: 0, next: 13 }));
    expect(ledger.done(second, done({ first: 11, next: 20 })).wrong).toBe(1);
    const again = take(ledger);
    expect(() => ledger.done(again, done({ first: 11, next: 20 }))).toThrow(FaultError);
  });
});

describe("losing chunks", () => {
  it("sends a chunk again twice, then gives it up", () => {
    const ledger = new ChunkLedger(plan(2));
    const lost = take(ledger);
    for (const attempt of [2, 3]) {
      expect(ledger.lost({ ...lost, attempt: attempt - 1 })).toBe(true);
      expect(take(ledger)).toEqual({ chunk: lost.chunk, attempt });
    }
    expect(ledger.lost({ ...lost, attempt: 3 })).toBe(false);
    expect(take(ledger).chunk.index).toBe(1);
  });

  it("still knows where a chunk's rows begin when a worker is lost with it", () => {
    const ledger = new ChunkLedger(plan(2, "bytes"));
    ledger.done(take(ledger), done({ first: 0, next: 13 }));
    ledger.done(take(ledger), done({ first: 10, next: 20 }));
    ledger.lost(take(ledger));
    expect(take(ledger)).toMatchObject({ chunk: { index: 1, rowStart: 13 }, attempt: 2 });
  });
});

describe("sending chunks once more", () => {
  it("sends one again whose report was not accepted yet as it was", () => {
    const ledger = new ChunkLedger(plan(3, "bytes"));
    const [first, second] = [take(ledger), take(ledger)];
    ledger.done(second, done({ first: 12, next: 21 }));
    ledger.repeat(second, { first: 12, next: 21 });
    expect(ledger.done(first, done({ first: 0, next: 12 })).accepted.map(({ index }) => index)).toEqual([0]);
    expect(take(ledger)).toEqual(second);
    expect(ledger.done(second, done({ first: 12, next: 21 })).accepted.map(({ index }) => index)).toEqual([1]);
  });

  it("sends an accepted one again with where its rows begin, and accepts it no second time", () => {
    const ledger = new ChunkLedger(plan(3, "bytes"));
    const [first, second] = [take(ledger), take(ledger)];
    ledger.done(first, done({ first: 0, next: 12 }));
    ledger.done(second, done({ first: 12, next: 21 }));
    expect(ledger.lost(second, { first: 12, next: 21 })).toBe(true);
    const again = take(ledger);
    expect(again).toEqual({ chunk: { ...second.chunk, rowStart: 12 }, attempt: 2 });
    expect(ledger.done(again, done({ first: 12, next: 21 }))).toEqual({ accepted: [], wrong: null });
    expect(() => ledger.done(again, done({ first: 13, next: 21 }))).toThrow(FaultError);
  });

  it("has handed everything out only when none has to be sent again", () => {
    const ledger = new ChunkLedger(plan(1));
    expect(ledger.isHandedOut).toBe(false);
    const only = take(ledger);
    expect(ledger.isHandedOut).toBe(true);
    ledger.done(only, done());
    ledger.repeat(only);
    expect(ledger.isHandedOut).toBe(false);
    expect(take(ledger)).toEqual(only);
  });
});
