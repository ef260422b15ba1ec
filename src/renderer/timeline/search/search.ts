import { categories } from "../../../shared/trace/records";
import type { Slices } from "../store/lane-track";
import { categoryNames, categoryWords, laneTitle, type SliceRef } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import { HitBits } from "./hit-bits";
import { HitDensity } from "./hit-density";
import type { Matches } from "./matcher";

/** A place that was found: a lane by its name, or a slice. */
export type Hit =
  | { readonly kind: "lane"; readonly laneId: number }
  | { readonly kind: "slice"; readonly ref: Extract<SliceRef, { kind: "slice" }> };

interface SearchedRow {
  readonly laneId: number;
  readonly row: number;
  readonly slices: Slices;
  readonly bits: HitBits;
  /** Slices before this index have been looked at. */
  seen: number;
}

/** Rows between looks at the clock. */
const portion = 8_192;

const unknown = 0;
const no = 1;
const yes = 2;

/**
 * Looks through the names of a trace, a stretch at a time, and goes on as the trace grows. A name is compared once, however many
 * slices have it; slices then only look up what came of theirs.
 */
export class Search {
  /** Where in time hits are, for the overview. */
  readonly density = new HitDensity();
  /** Lanes whose name was found, in display order. */
  lanes: readonly number[] = [];
  sliceCount = 0;
  readonly #store: TraceStore;
  readonly #matches: Matches;
  /** By store-wide name and by category: unknown, no or yes. */
  #names = new Uint8Array(1_024);
  readonly #words = new Uint8Array(categoryNames.length);
  readonly #locks = new Map<number, boolean>();
  #rows: SearchedRow[] = [];
  readonly #byLane = new Map<number, SearchedRow[]>();
  #at = 0;
  #version = -1;

  constructor(store: TraceStore, matches: Matches) {
    this.#store = store;
    this.#matches = matches;
  }

  /** How many places were found so far. */
  get count(): number {
    return this.lanes.length + this.sliceCount;
  }

  /** Whether everything that is there has been looked at. */
  get done(): boolean {
    return this.#version === this.#store.version && this.#at >= this.#rows.length;
  }

  /** Share of the slices that have been looked at, 0 to 1. */
  get progress(): number {
    if (this.#version < 0) return 0;
    let seen = 0;
    let all = 0;
    for (const { slices, seen: upTo } of this.#rows) {
      seen += upTo;
      all += slices.length;
    }
    return all === 0 ? 1 : seen / all;
  }

  /** Goes on until everything is seen or `now()` reaches `untilMs`. */
  work(untilMs: number, now: () => number): void {
    if (this.#version !== this.#store.version) this.#takeIn();
    while (this.#at < this.#rows.length) {
      const row = this.#rows[this.#at]!;
      if (row.seen >= row.slices.length) {
        this.#at++;
        continue;
      }
      this.#scan(row, Math.min(row.slices.length, row.seen + portion));
      if (now() >= untilMs) return;
    }
  }

  bitsOf(laneId: number, row: number): HitBits | undefined {
    return this.#byLane.get(laneId)?.[row]?.bits;
  }

  /** The place behind or before another one; null: the first or the last. Goes round at the ends. */
  next(from: Hit | null, direction: 1 | -1): Hit | null {
    if (this.count === 0) return null;
    const { lanes } = this;
    if (from?.kind === "lane" || (from === null && direction > 0)) {
      const at = from === null ? -1 : lanes.indexOf(from.laneId);
      const laneId = lanes[at + direction];
      if (laneId !== undefined) return { kind: "lane", laneId };
      return this.#outermost(direction > 0 ? 1 : -1) ?? laneHit(lanes[direction > 0 ? 0 : lanes.length - 1]!);
    }
    const next = from === null ? this.#outermost(-1) : this.#nextSlice(from.ref, direction);
    if (next !== null) return next;
    const laneId = lanes[direction > 0 ? 0 : lanes.length - 1];
    return laneId === undefined ? this.#outermost(direction) : laneHit(laneId);
  }

  /** The first slice found that begins at or behind a time; else as `next` does from the start. */
  firstFrom(timeNs: number): Hit | null {
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    for (const row of this.#rows) {
      const index = row.bits.next(lowerBound(row.slices, timeNs));
      if (index >= row.slices.first && (best === null || row.slices.start(index) < best.slices.start(bestIndex))) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? this.next(null, 1) : hitOf(best, bestIndex);
  }

  /** Which one in the order of `next` a place is, from 1; 0 where it was not found. */
  ordinal(hit: Hit): number {
    if (hit.kind === "lane") return this.lanes.indexOf(hit.laneId) + 1;
    const { ref } = hit;
    const own = this.#byLane.get(ref.laneId)?.[ref.row];
    if (own === undefined || !own.bits.has(ref.index)) return 0;
    const time = own.slices.start(ref.index);
    let before = this.lanes.length;
    let passed = false;
    for (const row of this.#rows) {
      if (row === own) {
        before += row.bits.countBefore(ref.index);
        passed = true;
      } else if (row.bits.count > 0) {
        before += row.bits.countBefore(passed ? lowerBound(row.slices, time) : row.slices.upperBound("start", time));
      }
    }
    return before + 1;
  }

  /** The first or the last slice of all. */
  #outermost(direction: 1 | -1): Hit | null {
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    for (const row of this.#rows) {
      const index = direction > 0 ? row.bits.next(row.slices.first) : row.bits.previous(row.slices.length - 1);
      // Rows that were given up keep their bits.
      if (index < row.slices.first) continue;
      const time = row.slices.start(index);
      const known = best === null ? 0 : best.slices.start(bestIndex);
      if (best === null || (direction > 0 ? time < known : time >= known)) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? null : hitOf(best, bestIndex);
  }

  /** In the order of time; of slices that begin at once in that of the rows. */
  #nextSlice(ref: Extract<SliceRef, { kind: "slice" }>, direction: 1 | -1): Hit | null {
    const own = this.#byLane.get(ref.laneId)?.[ref.row];
    if (own === undefined) return this.#outermost(direction);
    const time = own.slices.start(ref.index);
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    let passed = false;
    for (const row of this.#rows) {
      const { slices, bits } = row;
      let index: number;
      if (row === own) {
        index = direction > 0 ? bits.next(ref.index + 1) : bits.previous(ref.index - 1);
        passed = true;
      } else {
        const from = passed ? lowerBound(slices, time) : slices.upperBound("start", time);
        index = direction > 0 ? bits.next(from) : bits.previous(from - 1);
      }
      // Rows that were given up keep their bits.
      if (index < slices.first) continue;
      const start = slices.start(index);
      const known = best === null ? 0 : best.slices.start(bestIndex);
      if (best === null || (direction > 0 ? start < known : start >= known)) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? null : hitOf(best, bestIndex);
  }

  /** The trace grew: more lanes, more rows, more slices. */
  #takeIn(): void {
    const store = this.#store;
    this.#version = store.version;
    this.#at = 0;
    // Rows of a trace that was not sorted start over: what was found in them is gone.
    const restarted = this.#rows.some(({ slices, seen }) => slices.length < seen);
    if (restarted) {
      this.#byLane.clear();
      this.density.clear();
      this.sliceCount = 0;
    }
    const rows: SearchedRow[] = [];
    const lanes: number[] = [];
    for (const lane of store.lanes()) {
      if (this.#matches(laneTitle(store, lane.id))) lanes.push(lane.id);
      const known = this.#byLane.get(lane.id) ?? [];
      store.track(lane.id)?.rows.forEach((slices, row) => {
        if (known[row]?.slices === slices) return;
        known[row] = { laneId: lane.id, row, slices, bits: new HitBits(), seen: slices.first };
      });
      this.#byLane.set(lane.id, known);
      rows.push(...known);
    }
    this.lanes = lanes;
    this.#rows = rows;
  }

  #scan(row: SearchedRow, to: number): void {
    const { slices, bits } = row;
    const from = Math.max(row.seen, slices.first);
    row.seen = to;
    const before = bits.count;
    for (const block of slices.blocks) {
      if (block.to <= from) continue;
      if (block.from >= to) break;
      const { category, name, value, start } = block.columns;
      const last = Math.min(to, block.to) - block.from;
      for (let at = Math.max(from, block.from) - block.from; at < last; at++) {
        const kind = category[at]!;
        const id = name[at]!;
        let found: boolean;
        if (kind === categories.lockWait) found = this.#isLock(slices.subject(block.from + at)) || this.#isName(id);
        else if (kind === categories.task && value !== null && !Number.isNaN(value[at]!)) {
          found = this.#matches(`chunk ${value[at]!}`) || this.#isName(id);
        } else found = id === 0 ? this.#isWord(kind) : this.#isName(id);
        if (!found) continue;
        bits.add(block.from + at);
        this.density.add(start[at]!);
      }
    }
    this.sliceCount += bits.count - before;
  }

  #isName(id: number): boolean {
    if (id === 0) return false;
    if (id >= this.#names.length) {
      const larger = new Uint8Array(Math.max(id + 1, this.#names.length * 2));
      larger.set(this.#names);
      this.#names = larger;
    }
    if (this.#names[id] === unknown) this.#names[id] = this.#matches(this.#store.name(id)) ? yes : no;
    return this.#names[id] === yes;
  }

  #isWord(category: number): boolean {
    if (this.#words[category] === unknown) {
      this.#words[category] = this.#matches(categoryWords[categoryNames[category]!]) ? yes : no;
    }
    return this.#words[category] === yes;
  }

  #isLock(laneId: number): boolean {
    let found = this.#locks.get(laneId);
    if (found === undefined) {
      const name = this.#store.track(laneId)?.lane.name ?? "";
      found = this.#matches(name === "" ? "lock wait" : `wait ${name}`);
      this.#locks.set(laneId, found);
    }
    return found;
  }
}

function laneHit(laneId: number): Hit {
  return { kind: "lane", laneId };
}

function hitOf({ laneId, row }: SearchedRow, index: number): Hit {
  return { kind: "slice", ref: { kind: "slice", laneId, row, index } };
}

/** The first slice that begins at or behind a time. */
function lowerBound(slices: Slices, time: number): number {
  let index = slices.upperBound("start", time);
  while (index > slices.first && slices.start(index - 1) >= time) index--;
  return index;
}
