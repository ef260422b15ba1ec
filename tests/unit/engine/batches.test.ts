import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Batches, type Order, type Outcome } from "../../../src/engine/host/batches";
import type { TaskDone } from "../../../src/engine/protocol/frames";
import type { Plan, Seam } from "../../../src/engine/protocol/workload";
import { FaultError } from "../../../src/shared/fault";

function plan(count: number, unit: Plan["unit"] = "bytes"): Plan {
  return { unit, from: 0, to: count * 10, chunkSize: 10 };
}

type ChunkOrder = Extract<Order, { type: "chunk" }>;

/** Takes a lane's next chunk where there must be one. */
function take(batches: Batches, lane: number): ChunkOrder {
  const order = batches.next(lane);
  if (order?.type !== "chunk") throw new Error(`lane ${lane} got ${order?.type ?? "nothing"}`);
  return order;
}

const bytes = new Uint8Array(1);

/** A chunk's rows begin and end where the chunk does; its result is kept, or comes with it. */
function done({ chunk: { from, to } }: ChunkOrder, partial: Uint8Array | null = null): TaskDone {
  return { partial, seam: { first: from, next: to }, lines: 1 };
}

function indexes({ accepted, ready }: Outcome): readonly (readonly number[])[] {
  return [accepted.map(({ index }) => index), ready.map(({ index }) => index)];
}

describe("results that workers keep", () => {
  it("go into one batch for each lane, which is asked for when everything is handed out", () => {
    const batches = new Batches(plan(3), { lanes: 2, keeps: true });
    const [first, second] = [take(batches, 1), take(batches, 2)];
    expect(first.batch).not.toBe(second.batch);
    expect(indexes(batches.done(1, done(first)))).toEqual([[0], []]);
    const third = take(batches, 1);
    expect(third.batch).toBe(first.batch);
    expect(indexes(batches.done(2, done(second)))).toEqual([[1], []]);
    expect(batches.next(2)).toEqual({ type: "hand-on" });
    expect(batches.next(2)).toBeNull();
    expect(indexes(batches.done(2, { partial: bytes }))).toEqual([[], [1]]);
    expect(batches.next(2)).toBeNull();
    batches.done(1, done(third));
    expect(batches.next(1)).toEqual({ type: "hand-on" });
    expect(indexes(batches.done(1, { partial: bytes }))).toEqual([[], [0]]);
    expect(batches.finished).toBe(false);
    batches.combined();
    batches.combined();
    expect(batches.finished).toBe(true);
  });

  it("wait here until all of their chunks are proved", () => {
    const batches = new Batches(plan(3), { lanes: 2, keeps: true });
    const [first, second] = [take(batches, 1), take(batches, 2)];
    batches.done(2, done(second));
    const third = take(batches, 2);
    expect(indexes(batches.done(2, done(third, bytes)))).toEqual([[], []]);
    expect(batches.isNothing).toBe(true);
    expect(indexes(batches.done(1, done(first)))).toEqual([[0, 1, 2], [1]]);
    expect(batches.isNothing).toBe(false);
  });

  it("are lost with their worker, and their chunks go to other lanes", () => {
    const batches = new Batches(plan(4), { lanes: 2, keeps: true });
    const first = take(batches, 1);
    const second = take(batches, 2);
    batches.done(1, done(first));
    const third = take(batches, 1);
    const { chunks, undone, givenUp } = batches.lost(1);
    expect(chunks.map(({ chunk }) => chunk.index)).toEqual([0, 2]);
    expect(undone.map(({ chunk }) => chunk.index)).toEqual([0]);
    expect(givenUp).toBeNull();
    batches.done(2, done(second));
    // What was proved of the first one stays; its report is not told again.
    const firstAgain = take(batches, 2);
    expect(firstAgain).toMatchObject({ chunk: { index: 0, rowStart: 0 }, attempt: 2, batch: second.batch });
    expect(indexes(batches.done(2, done(firstAgain)))).toEqual([[], []]);
    expect(take(batches, 3)).toMatchObject({ chunk: third.chunk, attempt: 2 });
  });

  it("are given up with a chunk that was lost three times", () => {
    const batches = new Batches(plan(1), { lanes: 1, keeps: true });
    for (const lane of [1, 2, 3]) {
      const order = take(batches, lane);
      expect(order.attempt).toBe(lane);
      batches.done(lane, done(order));
      expect(batches.next(lane)).toEqual({ type: "hand-on" });
      expect(batches.lost(lane).givenUp?.chunk.index).toBe(lane === 3 ? 0 : undefined);
    }
  });

  it("are done again where one of them rests on a wrong guess, and from there on each is handed on at once", () => {
    const batches = new Batches(plan(8), { lanes: 2, keeps: true });
    const [first, second] = [take(batches, 1), take(batches, 2)];
    batches.done(2, { ...done(second), seam: { first: 13, next: 20 } });
    const third = take(batches, 2);
    batches.done(2, done(third));
    const fourth = take(batches, 2);
    const { wrong, undone } = batches.done(1, done(first));
    expect([wrong, undone.map(({ chunk }) => chunk.index)]).toEqual([1, [1, 2]]);
    // What lane 1 keeps is no worse for it; lane 2's work goes into what is void.
    expect(batches.next(1)).toEqual({ type: "hand-on" });
    expect(indexes(batches.done(1, { partial: bytes }))).toEqual([[], [0]]);
    expect(batches.done(2, done(fourth))).toMatchObject({ counts: false, accepted: [], ready: [] });
    const again = [take(batches, 1), take(batches, 2)];
    expect(again.map(({ chunk, attempt, batch }) => [chunk.index, chunk.rowStart, attempt, batch])).toEqual([
      [1, 10, 1, null],
      [2, undefined, 1, null],
    ]);
    expect(indexes(batches.done(1, done(again[0]!, bytes)))).toEqual([[1], [1]]);
    expect(take(batches, 1).chunk).toEqual(fourth.chunk);
  });

  it("fail the run where a chunk that is done again begins elsewhere than it was told", () => {
    const batches = new Batches(plan(2), { lanes: 2, keeps: true });
    batches.done(1, done(take(batches, 1)));
    batches.lost(1);
    const again = take(batches, 1);
    expect(() => batches.done(1, { ...done(again), seam: { first: 5, next: 10 } })).toThrow(FaultError);
  });
});

describe("results that come at once", () => {
  it("are combined in the order of their chunks", () => {
    const batches = new Batches(plan(3, "items"), { lanes: 3, keeps: false });
    const orders = [1, 2, 3].map((lane) => take(batches, lane));
    expect(orders.map(({ batch }) => batch)).toEqual([null, null, null]);
    expect(indexes(batches.done(3, { partial: bytes }))).toEqual([[], []]);
    expect(indexes(batches.done(2, { partial: bytes }))).toEqual([[], []]);
    expect(indexes(batches.done(1, { partial: bytes }))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it("are not run further ahead of than twice the lanes, and less where they are large", () => {
    const batches = new Batches(plan(40, "items"), { lanes: 2, keeps: false });
    take(batches, 1);
    for (let more = 0; more < 5; more++) {
      take(batches, 2);
      batches.done(2, { partial: new Uint8Array(4 * 1024 * 1024) });
    }
    // Six are out, as many as may be.
    expect(batches.next(2)).toBeNull();
    batches.done(1, { partial: bytes });
    expect(batches.next(1)).toBeNull();
    for (let more = 0; more < 2; more++) batches.combined();
    expect(take(batches, 1).chunk.index).toBe(6);
  });
});

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

/** What a result holds: of each chunk, where its rows began. */
type Content = readonly (readonly [index: number, first: number])[];

/** A worker: does what it is told, keeps results as it likes. */
class Worker {
  readonly lane: number;
  order: Order | null = null;
  #batch: number | null = null;
  #kept: (readonly [number, number])[] = [];

  constructor(lane: number) {
    this.lane = lane;
  }

  /** @param sent Gets what a result holds, under its number. */
  answer(rows: Rows | null, guessesWrong: boolean, handsOn: boolean, sent: Content[]): TaskDone {
    const order = this.order!;
    this.order = null;
    const handOn = (): Uint8Array => {
      const kept = this.#kept;
      this.#kept = [];
      this.#batch = null;
      return Uint8Array.of(sent.push(kept) - 1);
    };
    if (order.type === "hand-on") {
      expect(this.#kept).not.toEqual([]);
      return { partial: handOn() };
    }
    const { chunk, batch } = order;
    if (batch === null || batch !== this.#batch) this.#kept = [];
    this.#batch = batch;
    const { index, from, to, rowStart } = chunk;
    const right = rows === null ? undefined : rowStart === undefined ? rows.guess(from, to) : rows.from(rowStart, to);
    const isWrong = right !== undefined && rowStart === undefined && from > 0 && guessesWrong;
    const seam = isWrong ? { first: right.first + 1, next: right.next + 1 } : right;
    this.#kept.push([index, seam?.first ?? from]);
    return { partial: batch === null || handsOn ? handOn() : null, seam, lines: index + 1 };
  }
}

describe("any order of events, with any losses and any wrong guesses", () => {
  const step = fc.record({
    what: fc.constantFrom("send", "send", "send", "done", "done", "done", "combined", "lost"),
    which: fc.nat(),
    guessesWrong: fc.boolean(),
    handsOn: fc.boolean(),
  });

  const kinds = [
    { keeps: true, hasSeams: true },
    { keeps: true, hasSeams: false },
    { keeps: false, hasSeams: true },
    { keeps: false, hasSeams: false },
  ];

  it.each(kinds)(
    "combines every chunk once, rightly begun (keeps: $keeps, seams: $hasSeams)",
    ({ keeps, hasSeams }) => {
      let completed = 0;
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 14 }),
          fc.integer({ min: 1, max: 4 }),
          fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 }),
          fc.array(step, { maxLength: 150 }),
          (count, lanes, starts, steps) => {
            const shape = plan(count, hasSeams ? "bytes" : "items");
            const rows = hasSeams ? new Rows([0, ...starts], shape.to) : null;
            const batches = new Batches(shape, { lanes, keeps });
            let nextLane = 1;
            let workers = Array.from({ length: lanes }, () => new Worker(nextLane++));
            const sent: Content[] = [];
            const accepted: number[] = [];
            const combining: Content[] = [];
            const combined: Content[] = [];
            let done = 0;
            let lines = 0;
            const amountOf = ({ order }: Worker): number => (order?.type === "chunk" ? 1 : 0);
            const send = (worker: Worker): boolean => {
              if (worker.order !== null) return false;
              worker.order = batches.next(worker.lane);
              return worker.order !== null;
            };
            const finish = (worker: Worker, guessesWrong: boolean, handsOn: boolean): void => {
              const amount = amountOf(worker);
              const outcome = batches.done(worker.lane, worker.answer(rows, guessesWrong, handsOn, sent));
              for (const { index, linesBefore } of outcome.accepted) {
                expect(linesBefore).toBe(lines);
                lines += index + 1;
                accepted.push(index);
              }
              for (const { partial, index } of outcome.ready) {
                const content = sent[partial[0]!]!;
                expect(index).toBe(Math.min(...content.map(([chunk]) => chunk)));
                if (!keeps) expect(content).toEqual([[combining.length + combined.length, expect.anything()]]);
                combining.push(content);
              }
              done += (outcome.counts ? amount : 0) - outcome.undone.length;
            };
            const combine = (): void => {
              combined.push(combining.shift()!);
              batches.combined();
            };
            for (const { what, which, guessesWrong, handsOn } of steps) {
              const busy = workers.filter(({ order }) => order !== null);
              if (what === "send") send(workers[which % lanes]!);
              else if (what === "combined") {
                if (combining.length > 0) combine();
              } else if (what === "lost") {
                const worker = workers[which % lanes]!;
                const { undone, givenUp } = batches.lost(worker.lane);
                // The run fails.
                if (givenUp !== null) {
                  expect(givenUp.attempt).toBe(3);
                  return;
                }
                done -= undone.length;
                workers = workers.map((one) => (one === worker ? new Worker(nextLane++) : one));
              } else if (busy.length > 0) finish(busy[which % busy.length]!, guessesWrong, handsOn);
            }
            // Nobody guesses wrong any more, and nobody is lost: the run comes to its end, and never comes to a halt before.
            for (;;) {
              const sentAny = workers.filter(send).length > 0;
              const busy = workers.find(({ order }) => order !== null);
              if (busy !== undefined) finish(busy, false, false);
              else if (combining.length > 0) combine();
              else if (!sentAny) break;
            }
            completed++;
            expect(batches.finished).toBe(true);
            expect(done).toBe(count);
            const all = Array.from({ length: count }, (_, index) => index);
            expect(accepted).toEqual(all);
            const contents = combined.flat().sort(([a], [b]) => a - b);
            expect(contents.map(([index]) => index)).toEqual(all);
            let next = 0;
            for (const [index, first] of contents) {
              const [from, to] = [index * 10, index * 10 + 10];
              expect(first).toBe(rows === null ? from : next);
              next = rows?.from(first, to).next ?? to;
            }
          },
        ),
        { numRuns: 1_000 },
      );
      expect(completed).toBeGreaterThan(300);
    },
  );
});
