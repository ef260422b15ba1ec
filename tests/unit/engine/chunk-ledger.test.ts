import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Accepted, type Assignment, ChunkLedger, chunkCount } from "../../../src/engine/host/chunk-ledger";
import type { TaskDone } from "../../../src/engine/protocol/frames";
import type { Plan, Seam } from "../../../src/engine/protocol/workload";
import { FaultError } from "../../../src/shared/fault";

const partial = new Uint8Array(0);
const everything = Number.POSITIVE_INFINITY;

function done(seam?: Seam, lines?: number): TaskDone {
  return { partial, seam, lines };
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

  it("counts chunks as the plan says", () => {
    expect(chunkCount({ unit: "items", from: 5, to: 5, chunkSize: 3 })).toBe(0);
    expect(chunkCount({ unit: "items", from: 5, to: 11, chunkSize: 3 })).toBe(2);
    expect(chunkCount({ unit: "items", from: 5, to: 12, chunkSize: 3 })).toBe(3);
    expect(new ChunkLedger(plan(0)).finished).toBe(true);
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
    expect(ledger.finished).toBe(true);
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

describe("any order of completion, with any losses and any wrong guesses", () => {
  /** Bytes at which rows begin, and what tasks make of a chunk. */
  class Rows {
    readonly #starts: readonly number[];
    readonly #end: number;

    constructor(starts: readonly number[], end: number) {
      this.#starts = [...new Set(starts)].sort((a, b) => a - b);
      this.#end = end;
    }

    /** What a task gives that begins at `first`. */
    from(first: number, to: number): Seam {
      return { first, next: first >= to ? first : this.#atOrBehind(to) };
    }

    /** The right guess of a task. */
    guess(from: number, to: number): Seam {
      return this.from(from === 0 ? 0 : this.#atOrBehind(from), to);
    }

    #atOrBehind(position: number): number {
      return this.#starts.find((start) => start >= position) ?? this.#end;
    }
  }

  const step = fc.record({
    what: fc.constantFrom("send", "send", "done", "done", "lost"),
    which: fc.nat(),
    guessesWrong: fc.boolean(),
  });

  it.each([true, false])("accepts every chunk once and in order (with seams: %s)", (hasSeams) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 30 }),
        fc.array(step, { maxLength: 120 }),
        fc.integer({ min: 1, max: 5 }),
        (count, starts, steps, window) => {
          const shape = plan(count, hasSeams ? "bytes" : "items");
          const ledger = new ChunkLedger(shape);
          const rows = new Rows([0, ...starts], shape.to);
          const accepted: Accepted[] = [];
          const atWork: Assignment[] = [];
          const finish = (assignment: Assignment, guessesWrong: boolean): void => {
            const { index, from, to, rowStart } = assignment.chunk;
            const right = rowStart === undefined ? rows.guess(from, to) : rows.from(rowStart, to);
            const mayGuess = rowStart === undefined && from > 0 && guessesWrong;
            const seam = mayGuess ? { first: right.first + 1, next: right.next + 1 } : right;
            const step = ledger.done(assignment, done(hasSeams ? seam : undefined, index + 1));
            accepted.push(...step.accepted);
          };
          const send = (): boolean => {
            const before = ledger.accepted + window;
            const assignment = ledger.next(before);
            if (assignment === null) return false;
            expect(assignment.chunk.index).toBeLessThan(before);
            expect(assignment.attempt).toBeLessThanOrEqual(3);
            expect(atWork.some(({ chunk }) => chunk.index === assignment.chunk.index)).toBe(false);
            atWork.push(assignment);
            return true;
          };
          for (const { what, which, guessesWrong } of steps) {
            if (what === "send") send();
            else if (atWork.length > 0) {
              const [assignment] = atWork.splice(which % atWork.length, 1);
              if (what === "done") finish(assignment!, guessesWrong);
              else if (!ledger.lost(assignment!)) {
                // Given up: the run fails.
                expect(assignment!.attempt).toBe(3);
                return;
              }
            }
          }
          while (send() || atWork.length > 0) if (atWork.length > 0) finish(atWork.pop()!, false);

          expect(ledger.finished).toBe(true);
          expect(accepted.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, index) => index));
          let next = 0;
          let lines = 0;
          for (const { index, done: result, linesBefore } of accepted) {
            expect(linesBefore).toBe(lines);
            lines += index + 1;
            if (!hasSeams) continue;
            const { from, to } = { from: index * 10, to: index * 10 + 10 };
            expect(result.seam).toEqual(index === 0 ? rows.guess(from, to) : rows.from(next, to));
            next = result.seam!.next;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
