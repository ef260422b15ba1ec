import { categories } from "../../../shared/trace/records";
import { categoryNames, categoryWords, laneTitle } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { HitBits } from "./hit-bits";
import { HitDensity } from "./hit-density";
import type { Matches } from "./matcher";
import { PlaceSet } from "./place-set";
import { type Hit, SearchedInstants, type SearchedRow, SearchedSlices } from "./searched-row";

/** Rows between looks at the clock. */
const portion = 8_192;

const unknown = 0;
const no = 1;
const yes = 2;

/** Slices and moments are looked through for the places that were found in a file. */
interface Pass {
  readonly places: PlaceSet;
  row: number;
  index: number;
}

/**
 * Looks through the names of a trace, a stretch at a time, and goes on as the trace grows. A name is compared once, however many
 * slices have it; slices then only look up what came of theirs. What is found in slices' arguments comes from outside, as places
 * of their events in the trace's file.
 */
export class Search {
  /** Where in time hits are, for the overview. */
  readonly density = new HitDensity();
  /** Lanes whose name was found, in display order. */
  lanes: readonly number[] = [];
  sliceCount = 0;
  instantCount = 0;
  readonly #store: TraceStore;
  readonly #matches: Matches;
  /** By store-wide name and by category: unknown, no or yes. */
  #names = new Uint8Array(1_024);
  readonly #words = new Uint8Array(categoryNames.length);
  readonly #locks = new Map<number, boolean>();
  #rows: SearchedRow[] = [];
  readonly #byLane = new Map<number, SearchedSlices[]>();
  readonly #instants = new Map<number, SearchedInstants>();
  /** Places in the trace's file that slices and moments have not been compared with. */
  #waiting: Float64Array[] = [];
  #pass: Pass | null = null;
  #at = 0;
  #version = -1;

  constructor(store: TraceStore, matches: Matches) {
    this.#store = store;
    this.#matches = matches;
  }

  /** How many places were found so far. */
  get count(): number {
    return this.lanes.length + this.sliceCount + this.instantCount;
  }

  /** Whether everything that is there has been looked at. */
  get done(): boolean {
    const isRead = this.#version === this.#store.version && this.#at >= this.#rows.length;
    return isRead && this.#pass === null && this.#waiting.length === 0;
  }

  /** Share of the slices that have been looked at, 0 to 1. */
  get progress(): number {
    if (this.#version < 0) return 0;
    let seen = 0;
    let all = 0;
    for (const row of this.#rows) {
      seen += row.seen;
      all += row.length;
    }
    return all === 0 ? 1 : seen / all;
  }

  /** Goes on until everything is seen or `now()` reaches `untilMs`. */
  work(untilMs: number, now: () => number): void {
    if (this.#version !== this.#store.version) this.#takeIn();
    while (this.#at < this.#rows.length) {
      const row = this.#rows[this.#at]!;
      if (row.seen >= row.length) {
        this.#at++;
        continue;
      }
      this.#scan(row, Math.min(row.length, row.seen + portion));
      if (now() >= untilMs) return;
    }
    this.#comparePlaces(untilMs, now);
  }

  /**
   * Slices and moments whose events stand there in the trace's file are found, too.
   *
   * @param places Bytes of the file at which the events begin, in any order.
   */
  addPlaces(places: Float64Array): void {
    if (places.length > 0) this.#waiting.push(places);
  }

  instantBitsOf(laneId: number): HitBits | undefined {
    return this.#instants.get(laneId)?.bits;
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
    const next = from === null ? this.#outermost(-1) : this.#nextInTime(from, direction);
    if (next !== null) return next;
    const laneId = lanes[direction > 0 ? 0 : lanes.length - 1];
    return laneId === undefined ? this.#outermost(direction) : laneHit(laneId);
  }

  /** The first slice or moment found that begins at or behind a time; else as `next` does from the start. */
  firstFrom(timeNs: number): Hit | null {
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    for (const row of this.#rows) {
      const index = row.bits.next(row.lowerBound(timeNs));
      if (index >= row.first && (best === null || row.timeAt(index) < best.timeAt(bestIndex))) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? this.next(null, 1) : best.hitAt(bestIndex);
  }

  /** Which one in the order of `next` a place is, from 1; 0 where it was not found. */
  ordinal(hit: Hit): number {
    if (hit.kind === "lane") return this.lanes.indexOf(hit.laneId) + 1;
    const { own, index } = this.#rowOf(hit);
    if (own === undefined || !own.bits.has(index)) return 0;
    const time = own.timeAt(index);
    let before = this.lanes.length;
    let passed = false;
    for (const row of this.#rows) {
      if (row === own) {
        before += row.bits.countBefore(index);
        passed = true;
      } else if (row.bits.count > 0) {
        before += row.bits.countBefore(passed ? row.lowerBound(time) : row.upperBound(time));
      }
    }
    return before + 1;
  }

  #rowOf(hit: Exclude<Hit, { kind: "lane" }>): { readonly own: SearchedRow | undefined; readonly index: number } {
    if (hit.kind === "instant") return { own: this.#instants.get(hit.laneId), index: hit.index };
    const { laneId, row, index } = hit.ref;
    return { own: this.#byLane.get(laneId)?.[row], index };
  }

  /** The first or the last of all but lanes. */
  #outermost(direction: 1 | -1): Hit | null {
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    for (const row of this.#rows) {
      const index = direction > 0 ? row.bits.next(row.first) : row.bits.previous(row.length - 1);
      // Rows that were given up keep their bits.
      if (index < row.first) continue;
      const time = row.timeAt(index);
      const known = best === null ? 0 : best.timeAt(bestIndex);
      if (best === null || (direction > 0 ? time < known : time >= known)) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? null : best.hitAt(bestIndex);
  }

  /** In the order of time; of those that begin at once in that of the rows. */
  #nextInTime(from: Exclude<Hit, { kind: "lane" }>, direction: 1 | -1): Hit | null {
    const { own, index: ownIndex } = this.#rowOf(from);
    if (own === undefined) return this.#outermost(direction);
    const time = own.timeAt(ownIndex);
    let best: SearchedRow | null = null;
    let bestIndex = -1;
    let passed = false;
    for (const row of this.#rows) {
      const { bits } = row;
      let index: number;
      if (row === own) {
        index = direction > 0 ? bits.next(ownIndex + 1) : bits.previous(ownIndex - 1);
        passed = true;
      } else {
        const border = passed ? row.lowerBound(time) : row.upperBound(time);
        index = direction > 0 ? bits.next(border) : bits.previous(border - 1);
      }
      // Rows that were given up keep their bits.
      if (index < row.first) continue;
      const start = row.timeAt(index);
      const known = best === null ? 0 : best.timeAt(bestIndex);
      if (best === null || (direction > 0 ? start < known : start >= known)) {
        best = row;
        bestIndex = index;
      }
    }
    return best === null ? null : best.hitAt(bestIndex);
  }

  /** The trace grew: more lanes, more rows, more slices. */
  #takeIn(): void {
    const store = this.#store;
    this.#version = store.version;
    this.#at = 0;
    // Rows of a trace that was not sorted start over: what was found in them is gone.
    const restarted = this.#rows.some((row) => row.length < row.seen);
    if (restarted) {
      this.#byLane.clear();
      this.#instants.clear();
      this.density.clear();
      this.sliceCount = this.instantCount = 0;
    }
    const rows: SearchedRow[] = [];
    const lanes: number[] = [];
    for (const lane of store.lanes()) {
      if (this.#matches(laneTitle(store, lane.id))) lanes.push(lane.id);
      const known = this.#byLane.get(lane.id) ?? [];
      const track = store.track(lane.id);
      track?.rows.forEach((slices, row) => {
        if (known[row]?.table !== slices) known[row] = new SearchedSlices(lane.id, row, slices);
      });
      this.#byLane.set(lane.id, known);
      rows.push(...known);
      if (track === undefined || track.instants.length === 0) continue;
      const instants = this.#instants.get(lane.id) ?? new SearchedInstants(lane.id, track.instants);
      this.#instants.set(lane.id, instants);
      rows.push(instants);
    }
    this.lanes = lanes;
    this.#rows = rows;
  }

  #scan(row: SearchedRow, to: number): void {
    const from = Math.max(row.seen, row.first);
    row.seen = to;
    if (row instanceof SearchedSlices) this.#scanSlices(row, from, to);
    else if (row instanceof SearchedInstants) this.#scanInstants(row, from, to);
  }

  #scanSlices({ table, bits }: SearchedSlices, from: number, to: number): void {
    const before = bits.count;
    for (const block of table.blocks) {
      if (block.to <= from) continue;
      if (block.from >= to) break;
      const { category, name, value, start } = block.columns;
      const last = Math.min(to, block.to) - block.from;
      for (let at = Math.max(from, block.from) - block.from; at < last; at++) {
        const kind = category[at]!;
        const id = name[at]!;
        let found: boolean;
        if (kind === categories.lockWait) found = this.#isLock(table.subject(block.from + at)) || this.#isName(id);
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

  #scanInstants({ table, bits }: SearchedInstants, from: number, to: number): void {
    const before = bits.count;
    for (let index = from; index < to; index++) {
      if (!this.#isName(table.name(index))) continue;
      bits.add(index);
      this.density.add(table.time(index));
    }
    this.instantCount += bits.count - before;
  }

  /** Compares all slices and moments with the places that came meanwhile, and so on until none is left or the time is over. */
  #comparePlaces(untilMs: number, now: () => number): void {
    for (;;) {
      if (this.#pass === null) {
        if (this.#waiting.length === 0) return;
        this.#pass = { places: new PlaceSet(this.#waiting), row: 0, index: 0 };
        this.#waiting = [];
      }
      const pass = this.#pass;
      for (; pass.row < this.#rows.length; pass.row++, pass.index = 0) {
        const row = this.#rows[pass.row]!;
        while (pass.index < row.length) {
          if (now() >= untilMs) return;
          const to = Math.min(row.length, pass.index + portion);
          this.#markPlaces(row, pass.places, Math.max(pass.index, row.first), to);
          pass.index = to;
        }
      }
      this.#pass = null;
    }
  }

  #markPlaces(row: SearchedRow, places: PlaceSet, from: number, to: number): void {
    const { table, bits } = row;
    const before = bits.count;
    for (const block of table.blocks) {
      if (block.to <= from) continue;
      if (block.from >= to) break;
      const { place } = block.columns;
      if (place === null) continue;
      const last = Math.min(to, block.to) - block.from;
      for (let at = Math.max(from, block.from) - block.from; at < last; at++) {
        // By its name it may have been found already.
        if (!places.has(place[at]!) || bits.has(block.from + at)) continue;
        bits.add(block.from + at);
        this.density.add(row.timeAt(block.from + at));
      }
    }
    if (row instanceof SearchedSlices) this.sliceCount += bits.count - before;
    else this.instantCount += bits.count - before;
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
