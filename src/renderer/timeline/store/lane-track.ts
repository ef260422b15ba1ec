import type { Lane } from "../../../shared/trace/lanes";
import { categories } from "../../../shared/trace/records";
import type { SliceChunk } from "./chunk";
import { type CoarseShares, categoryCount } from "./coarse-shares";
import { type Block, type Rows, tableOf } from "./columns";
import { Pyramid } from "./pyramid";

const sliceColumns = {
  /** Nanoseconds since the epoch, ascending. */
  start: Float64Array,
  /** Nanoseconds since the epoch; Infinity while open. Ascending: slices of one row never overlap. */
  end: Float64Array,
  category: Uint8Array,
  /** Store-wide name, 0 for none. */
  name: Uint32Array,
  /** Number such as a chunk's index, NaN for none. */
  value: Float64Array,
  /** What the end told: bytes, rows. NaN for none. */
  amount: Float64Array,
  /** 0 for none, 1 for the first try. */
  attempt: Uint32Array,
  /** Lane of the lock that a lock wait is about, 0 for none. */
  subject: Uint32Array,
  /** Index of the enclosing slice in the row above, -1 for none. */
  parent: Int32Array,
  /** Byte of the trace's file at which the event's text begins, NaN for none. */
  place: Float64Array,
} as const;
const missingInSlices = {
  value: Number.NaN,
  amount: Number.NaN,
  attempt: 0,
  subject: 0,
  parent: -1,
  place: Number.NaN,
} as const;
const SliceTable: new () => Rows<typeof sliceColumns, keyof typeof missingInSlices> = tableOf(
  sliceColumns,
  missingInSlices,
);

/** Where a row holds slices that follow each other: slice `index` at `index - from` of each column. */
export type SliceBlock = Block<typeof sliceColumns, keyof typeof missingInSlices>;

/** A row of slices that do not overlap. */
export class Slices extends SliceTable {
  /** The row of the slices around these, null for the tasks. */
  readonly above: Slices | null;
  readonly pyramid = new Pyramid(this);

  constructor(above: Slices | null) {
    super();
    this.above = above;
  }

  override clear(): void {
    super.clear();
    this.pyramid.clear();
  }
}

const instantColumns = {
  time: Float64Array,
  name: Uint32Array,
  value: Float64Array,
  /** As that of slices. */
  place: Float64Array,
} as const;
type Instants = Rows<typeof instantColumns, "value" | "place">;
const InstantTable: new () => Instants = tableOf(instantColumns, { value: 0, place: Number.NaN });
const counterColumns = { time: Float64Array, value: Float64Array } as const;
type Counter = Rows<typeof counterColumns>;
export const CounterTable: new () => Counter = tableOf(counterColumns, {});
const flowEndColumns = { time: Float64Array, flow: Uint32Array } as const;
type FlowEnds = Rows<typeof flowEndColumns>;
const FlowEndTable: new () => FlowEnds = tableOf(flowEndColumns, {});
const intervalColumns = { start: Float64Array, end: Float64Array } as const;
export type Intervals = Rows<typeof intervalColumns>;
const IntervalTable: new () => Intervals = tableOf(intervalColumns, {});

/**
 * What one lane did. Row 0 holds the task containers, row 1 the phases in them or between them, each further row one
 * level of nesting more.
 */
export class LaneTrack {
  lane: Lane;
  readonly rows: Slices[] = [];
  readonly instants: Instants = new InstantTable();
  readonly counters = new Map<number, Counter>();
  readonly flowsOut: FlowEnds = new FlowEndTable();
  readonly flowsIn: FlowEnds = new FlowEndTable();
  /** When the lane held at least one lock. */
  readonly holds: Intervals = new IntervalTable();
  /** Nanoseconds of each category so far, of the innermost slice at each time; complete up to `accountedNs`. */
  readonly totals = new Float64Array(categoryCount);
  accountedNs: number;
  /** Records that the lane's producer dropped. */
  dropped = 0;
  #ownName: string;
  #givenName: string | null = null;
  readonly #openRow: number[] = [];
  readonly #openIndex: number[] = [];
  /** Where among the open slices that is which `beginTask` has opened within its task; -1 for none. */
  #computesAt = -1;
  /** Lanes of the locks that the lane holds now, the last taken last. */
  readonly heldLocks: number[] = [];
  /** Whether the start slice is open that the store itself put before the first record. */
  #impliedStart = false;
  /** Receives the lane's time, null for lanes that the overview leaves out. */
  readonly shares: CoarseShares | null;
  /** What was open when the lane ended. */
  #cut: {
    readonly at: number;
    readonly row: number[];
    readonly index: number[];
    readonly start: boolean;
    readonly computesAt: number;
    readonly held: readonly number[];
  } | null = null;

  /**
   * @param startName Store-wide name of the start slice that workers begin with, null where the trace has all there is.
   */
  constructor(lane: Lane, shares: CoarseShares | null, startName: number | null) {
    this.lane = lane;
    this.#ownName = lane.name;
    this.shares = shares;
    this.#addRow();
    this.#addRow();
    this.accountedNs = lane.startNs;
    if (lane.kind === "worker" && startName !== null) {
      this.begin(lane.startNs, categories.startStop, startName, Number.NaN, 0, 0);
      this.#impliedStart = true;
    }
  }

  /** @param name Given by hand; null for the one that the lane has by itself. */
  rename(name: string | null): void {
    this.#givenName = name;
    this.lane = { ...this.lane, name: name ?? this.#ownName };
  }

  /** Takes in what became known about the lane. */
  update(known: Lane): void {
    this.#ownName = known.name;
    const lane = this.#givenName === null ? known : { ...known, name: this.#givenName };
    const untouched = this.#impliedStart && this.accountedNs === this.lane.startNs;
    this.lane = lane;
    if (untouched) {
      this.accountedNs = lane.startNs;
      this.rows[1]!.set("start", 0, lane.startNs);
    }
  }

  /** The first record ends the start that the store assumed, unless it is the start slice itself. @returns Whether it was. */
  firstRecord(time: number, isStart: boolean, name: number): boolean {
    if (!this.#impliedStart) return false;
    this.#impliedStart = false;
    if (!isStart) {
      this.end(time, Number.NaN);
      return false;
    }
    if (name !== 0) this.rows[1]!.set("name", 0, name);
    return true;
  }

  begin(at: number, category: number, name: number, value: number, attempt: number, subject: number): void {
    const time = this.account(at);
    const depth = this.#openRow.length;
    const outer = depth === 0 ? -1 : this.#openRow[depth - 1]!;
    const row = depth === 0 && category === categories.task ? 0 : Math.max(outer + 1, 1);
    if (row === this.rows.length) this.#addRow();
    const slices = this.rows[row]!;
    const index = slices.push();
    const { columns, from } = slices.tail;
    columns.start[index - from] = time;
    columns.end[index - from] = Number.POSITIVE_INFINITY;
    // A category of a newer producer counts as a plain container.
    columns.category[index - from] = category < categoryCount ? category : categories.task;
    columns.name[index - from] = name;
    if (!Number.isNaN(value)) slices.set("value", index, value);
    if (attempt !== 0) slices.set("attempt", index, attempt);
    if (subject !== 0) slices.set("subject", index, subject);
    if (depth > 0) slices.set("parent", index, this.#openIndex[depth - 1]!);
    this.#openRow.push(row);
    this.#openIndex.push(index);
  }

  /** Opens a task and, in it, a slice in which it computes; one `end` closes both. */
  beginTask(at: number, name: number, value: number, attempt: number): void {
    this.begin(at, categories.task, name, value, attempt, 0);
    this.begin(at, categories.compute, name, Number.NaN, 0, 0);
    this.#computesAt = this.#openRow.length - 1;
  }

  /** Appends slices that come as whole columns, closed all of them. */
  takeSlices({ row, start, end, category, name, place, parent }: SliceChunk): void {
    while (this.rows.length <= row) this.#addRow();
    // What is nowhere given need not take memory.
    const columns = {
      ...(parent.some((index) => index >= 0) ? { parent } : {}),
      ...(place.some((byte) => !Number.isNaN(byte)) ? { place } : {}),
    };
    this.rows[row]!.adopt({ start, end, category, name, ...columns }, start.length);
  }

  /** Bytes that the lane's columns take. */
  get bytes(): number {
    const tables = [this.instants, this.flowsOut, this.flowsIn, this.holds, ...this.counters.values()];
    return [...this.rows, ...tables, ...this.rows.map((row) => row.pyramid)].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Gives up what is over before a time; of slices the sums stay. */
  forgetBefore(timeNs: number): void {
    for (const row of this.rows) {
      row.forgetBefore(Math.min(row.lowerBound("end", timeNs), row.pyramid.summedUp));
    }
    this.holds.forgetBefore(this.holds.lowerBound("end", timeNs));
    for (const table of [this.instants, this.flowsOut, this.flowsIn, ...this.counters.values()]) {
      table.forgetBefore(table.lowerBound("time", timeNs));
    }
  }

  /** Brings the sums of the rows up to date. */
  sumUp(): void {
    for (const row of this.rows) row.pyramid.update();
  }

  #addRow(): void {
    this.rows.push(new Slices(this.rows[this.rows.length - 1] ?? null));
  }

  /** Forgets all that came as columns: it comes again. */
  clear(): void {
    for (const table of [...this.rows, this.instants, this.flowsOut, this.flowsIn]) table.clear();
  }

  /** Closes the innermost open slice; without one it does nothing, since the begin was dropped. */
  end(at: number, amount: number): void {
    const time = this.account(at);
    const row = this.#openRow.pop();
    const index = this.#openIndex.pop();
    if (row === undefined || index === undefined) return;
    const slices = this.rows[row]!;
    slices.set("end", index, time);
    if (!Number.isNaN(amount)) slices.set("amount", index, amount);
    if (this.#openRow.length !== this.#computesAt) return;
    this.#computesAt = -1;
    this.end(time, amount);
  }

  /** Closes the innermost wait for `lock`, and what is still open inside it. */
  endWait(at: number, lock: number): void {
    for (let depth = this.#openRow.length - 1; depth >= 0; depth--) {
      const slices = this.rows[this.#openRow[depth]!]!;
      const index = this.#openIndex[depth]!;
      if (slices.category(index) !== categories.lockWait || slices.subject(index) !== lock) continue;
      while (this.#openRow.length > depth) this.end(at, Number.NaN);
      return;
    }
  }

  hold(lock: number, at: number): void {
    if (this.heldLocks.push(lock) > 1) return;
    const row = this.holds.push();
    this.holds.set("start", row, at);
    this.holds.set("end", row, Number.POSITIVE_INFINITY);
  }

  release(lock: number, at: number): void {
    const place = this.heldLocks.lastIndexOf(lock);
    if (place < 0) return;
    this.heldLocks.splice(place, 1);
    if (this.heldLocks.length === 0) this.#endHold(at);
  }

  #endHold(at: number): void {
    this.holds.set("end", this.holds.length - 1, at);
  }

  /** The process ended at `at`: whatever is open ends with it. */
  closeAll(at: number): void {
    this.reopen();
    this.#cut = {
      at: this.accountedNs,
      row: [...this.#openRow],
      index: [...this.#openIndex],
      start: this.#impliedStart,
      computesAt: this.#computesAt,
      held: [...this.heldLocks],
    };
    this.#impliedStart = false;
    this.account(at);
    while (this.#openRow.length > 0) this.end(at, Number.NaN);
    if (this.heldLocks.length > 0) {
      this.heldLocks.length = 0;
      this.#endHold(Math.max(at, this.holds.start(this.holds.length - 1)));
    }
  }

  /** More records came than were known when the lane ended: takes back what `closeAll` did, until it is called again. */
  reopen(): void {
    const cut = this.#cut;
    if (cut === null) return;
    this.#cut = null;
    cut.row.forEach((row, depth) => {
      const index = cut.index[depth]!;
      this.rows[row]!.set("end", index, Number.POSITIVE_INFINITY);
      this.#openRow.push(row);
      this.#openIndex.push(index);
    });
    this.#impliedStart = cut.start;
    this.#computesAt = cut.computesAt;
    this.heldLocks.push(...cut.held);
    if (cut.held.length > 0) this.#endHold(Number.POSITIVE_INFINITY);
    const category = this.presentCategory;
    this.totals[category] = this.totals[category]! - (this.accountedNs - cut.at);
    this.shares?.add(category, cut.at, this.accountedNs, -1);
    this.accountedNs = cut.at;
  }

  /** Row of the innermost open slice, always the row's last; -1 where nothing is open. */
  get openRow(): number {
    return this.#openRow[this.#openRow.length - 1] ?? -1;
  }

  /** The category that the lane is in now. */
  get presentCategory(): number {
    const row = this.openRow;
    if (row < 0) return categories.idle;
    const slices = this.rows[row]!;
    return slices.category(slices.length - 1);
  }

  /** Books the time up to `at`. @returns `at`, or the lane's newest time where a clock went backwards. */
  account(at: number): number {
    if (!(at > this.accountedNs)) return this.accountedNs;
    const category = this.presentCategory;
    this.totals[category] = this.totals[category]! + (at - this.accountedNs);
    this.shares?.add(category, this.accountedNs, at);
    this.accountedNs = at;
    return at;
  }
}
