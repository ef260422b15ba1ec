import { LockFigures } from "../../../shared/trace/lock-figures";
import { type Rows, tableOf } from "./columns";
import { Extremes } from "./extremes";
import { SortedTimes } from "./sorted-times";

const holdColumns = {
  /** When the holder asked, nanoseconds since the epoch; equal to `start` where it did not have to ask. */
  request: Float64Array,
  /** When it got the lock, ascending. */
  start: Float64Array,
  /** When it gave the lock back. */
  end: Float64Array,
  /** Lane of the holder. */
  holder: Uint32Array,
  /** 1 where the holder asked before the holder before it was done. */
  contended: Uint8Array,
} as const;

const lostWaitColumns = {
  /** When the lane asked, nanoseconds since the epoch. */
  request: Float64Array,
  /** When it gave up or its process ended, ascending. */
  end: Float64Array,
  lane: Uint32Array,
} as const;

type Holds = Rows<typeof holdColumns, "contended">;
const HoldTable: new () => Holds = tableOf(holdColumns, { contended: 0 });
type LostWaits = Rows<typeof lostWaitColumns>;
const WaitingTable = tableOf({ count: Float64Array }, {});
const LostWaitTable: new () => LostWaits = tableOf(lostWaitColumns, {});

/** Stands for "not now" in the tables of open requests and holds. */
const none = Number.NaN;

/**
 * One lock: finished holds, open holds and requests, and how many waited when. Lanes report out of step, so holds are put in order
 * when they are read.
 */
export class LockTrack {
  readonly #holds = new HoldTable();
  #settled = 0;
  /** By lane: what became of its requests. Which were contended is known once the holds are in order. */
  readonly #figures = new Map<number, LockFigures>();
  readonly #lostWaits = new LostWaitTable();
  #lostWaitsSettled = 0;
  readonly #waitStarts = new SortedTimes();
  readonly #waitEnds = new SortedTimes();
  /** How many waited just after each beginning of a wait; the first of them are up to date. */
  readonly #waiting = new WaitingTable();
  readonly #mostWaiting = new Extremes((row) => this.#waiting.count(row));
  /** By lane: when it asked for the lock it now waits for or holds. */
  readonly #requests: number[] = [];
  /** By lane: when it got the lock it now holds. */
  readonly #starts: number[] = [];
  #isUntouched = true;

  request(lane: number, time: number): void {
    this.#isUntouched = false;
    this.#requests[lane] = time;
    this.#waitStarts.add(time);
  }

  acquire(lane: number, time: number): void {
    this.#isUntouched = false;
    if (Number.isNaN(this.#requests[lane] ?? none)) this.#requests[lane] = time;
    else this.#waitEnds.add(time);
    this.#starts[lane] = time;
  }

  /** The lane no longer waits for the lock, which it did not get. */
  giveUp(lane: number, time: number): void {
    const request = this.#requests[lane] ?? none;
    if (Number.isNaN(request) || !Number.isNaN(this.#starts[lane] ?? none)) return;
    const end = Math.max(time, request);
    this.#waitEnds.add(end);
    this.#requests[lane] = none;
    const row = this.#lostWaits.push();
    const { columns, from } = this.#lostWaits.tail;
    columns.request[row - from] = request;
    columns.end[row - from] = end;
    columns.lane[row - from] = lane;
    this.#figuresOf(lane).addLostWait(end - request);
  }

  release(lane: number, time: number): void {
    const start = this.#starts[lane] ?? none;
    if (!Number.isNaN(start)) {
      const row = this.#holds.push();
      const { columns, from } = this.#holds.tail;
      columns.request[row - from] = this.#requests[lane]!;
      columns.start[row - from] = start;
      columns.end[row - from] = Math.max(start, time);
      columns.holder[row - from] = lane;
      this.#figuresOf(lane).addHold(this.#requests[lane]!, start, Math.max(start, time));
    }
    this.#starts[lane] = none;
    this.#requests[lane] = none;
  }

  /** The lane's process ended at `time`: it neither holds nor waits any longer. */
  abandon(lane: number, time: number): void {
    this.giveUp(lane, time);
    this.release(lane, time);
  }

  /** Bytes that the columns take. */
  get bytes(): number {
    return [this.#holds, this.#lostWaits, this.#waiting, this.#waitStarts, this.#waitEnds].reduce(
      (sum, { bytes }) => sum + bytes,
      0,
    );
  }

  /** Gives up single holds and waits that are over before a time; how many waited when stays. */
  forgetBefore(timeNs: number): void {
    const { holds, lostWaits } = this;
    holds.forgetBefore(holds.lowerBound("end", timeNs));
    lostWaits.forgetBefore(lostWaits.lowerBound("end", timeNs));
  }

  /** Whether nobody ever asked for it. */
  get isUntouched(): boolean {
    return this.#isUntouched;
  }

  /** Finished holds in order of their start. */
  get holds(): Holds {
    this.#settle();
    return this.#holds;
  }

  /** Waits that ended without the lock, in order of their end. */
  get lostWaits(): LostWaits {
    if (this.#lostWaitsSettled < this.#lostWaits.length) {
      this.#lostWaits.settle("end", this.#lostWaitsSettled);
      this.#lostWaitsSettled = this.#lostWaits.length;
    }
    return this.#lostWaits;
  }

  /** By lane: what became of its requests so far; what goes on is not in it. */
  get figures(): ReadonlyMap<number, LockFigures> {
    this.#settle();
    return this.#figures;
  }

  /**
   * Share of the requests that had to wait for another holder, 0 to 1, those that never got the lock included; null before the first
   * is over.
   */
  get contendedShare(): number | null {
    const all = new LockFigures();
    for (const one of this.figures.values()) all.add(one);
    return all.contendedShare;
  }

  /** Puts the holds in order; only then it is known which were contended. */
  #settle(): void {
    const holds = this.#holds;
    if (this.#settled === holds.length) return;
    const first = holds.settle("start", this.#settled);
    // What was counted of these rows may stand anywhere behind the first one that moved; new rows hold 0.
    for (let row = first; row < holds.length; row++) {
      if (holds.contended(row) === 1) this.#figuresOf(holds.holder(row)).contended--;
    }
    for (let row = first; row < holds.length; row++) {
      const contended = row > 0 && holds.request(row) < holds.end(row - 1) ? 1 : 0;
      if (contended !== holds.contended(row)) holds.set("contended", row, contended);
      if (contended === 1) this.#figuresOf(holds.holder(row)).contended++;
    }
    this.#settled = holds.length;
  }

  #figuresOf(lane: number): LockFigures {
    let figures = this.#figures.get(lane);
    if (figures === undefined) {
      figures = new LockFigures();
      this.#figures.set(lane, figures);
    }
    return figures;
  }

  /** Lanes that hold the lock by the newest they told: one, or several while their blocks are out of step. */
  openHolds(): { readonly lane: number; readonly requestNs: number; readonly startNs: number }[] {
    const found: { lane: number; requestNs: number; startNs: number }[] = [];
    this.#starts.forEach((start, lane) => {
      if (!Number.isNaN(start)) found.push({ lane, requestNs: this.#requests[lane]!, startNs: start });
    });
    return found.sort((a, b) => a.startNs - b.startNs);
  }

  /** Lanes that wait now, the first to ask first. */
  openWaits(): { readonly lane: number; readonly requestNs: number }[] {
    const found: { lane: number; requestNs: number }[] = [];
    this.#requests.forEach((request, lane) => {
      if (!Number.isNaN(request) && Number.isNaN(this.#starts[lane] ?? none)) found.push({ lane, requestNs: request });
    });
    return found.sort((a, b) => a.requestNs - b.requestNs);
  }

  /** Times at which a wait began, in order. */
  get waitStarts(): SortedTimes {
    return this.#waitStarts;
  }

  /** Times at which a wait ended, in order. */
  get waitEnds(): SortedTimes {
    return this.#waitEnds;
  }

  /**
   * The most that waited at once, between two times.
   *
   * @param fromNs Included; those that wait then count.
   * @param toNs Not included.
   */
  mostWaiting(fromNs: number, toNs: number): number {
    this.#countWaiting();
    const starts = this.#waitStarts.sorted;
    const first = starts.lowerBound("time", fromNs);
    const last = starts.lowerBound("time", toNs);
    const before = first - this.#waitEnds.sorted.lowerBound("time", fromNs);
    if (first >= last) return before;
    this.#mostWaiting.look(first, last);
    return Math.max(before, this.#mostWaiting.high);
  }

  #countWaiting(): void {
    const starts = this.#waitStarts;
    const ends = this.#waitEnds;
    let changed = starts.takeChange();
    const end = ends.takeChange();
    if (end < ends.length) changed = Math.min(changed, starts.sorted.lowerBound("time", ends.sorted.time(end)));
    if (changed === starts.length) return;
    this.#waiting.cutTo(changed);
    this.#mostWaiting.cutTo(changed);
    let ended = ends.countUntil(starts.sorted.time(changed));
    for (let start = changed; start < starts.length; start++) {
      const time = starts.sorted.time(start);
      while (ended < ends.length && ends.sorted.time(ended) <= time) ended++;
      this.#waiting.set("count", this.#waiting.push(), start + 1 - ended);
    }
    this.#mostWaiting.grow(starts.length);
  }

  /** How many wait at `time`. */
  waitersAt(time: number): number {
    return this.#waitStarts.countUntil(time) - this.#waitEnds.countUntil(time);
  }
}
