import { isSharedLane } from "../../../shared/trace/lanes";
import { type CategoryName, categories } from "../../../shared/trace/records";
import type { RangeInfo } from "../types";
import { categoryCount } from "./coarse-shares";
import type { LaneTrack, SliceBlock, Slices } from "./lane-track";
import type { LockTrack } from "./lock-track";
import { type GroupBlock, groupTime, groupTimeUnder, visitRow } from "./pyramid";
import type { TraceStore } from "./trace-store";
import type { Samples } from "./value-track";

/** Names of the categories by number. */
export const categoryNames = Object.keys(categories) as readonly CategoryName[];

/** Words for a category where no name is known. */
export const categoryWords: Readonly<Record<CategoryName, string>> = {
  task: "task",
  compute: "compute",
  lockWait: "lock wait",
  dataWait: "data wait",
  serialize: "serialize",
  deserialize: "deserialize",
  startStop: "start, stop",
  idle: "idle",
  failed: "failed",
};

/** Points at a slice or a moment of a lane, at a stretch for which a lock was held, or at a write of a value and what it stood for. */
export type SliceRef =
  | { readonly kind: "slice"; readonly laneId: number; readonly row: number; readonly index: number }
  | { readonly kind: "moment"; readonly laneId: number; readonly index: number }
  | { readonly kind: "hold"; readonly laneId: number; readonly holder: number; readonly startNs: number }
  | { readonly kind: "write"; readonly laneId: number; readonly writer: number; readonly startNs: number };

export function sameSlice(a: SliceRef | null, b: SliceRef | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.laneId !== b.laneId) return false;
  if (a.kind === "slice") return b.kind === "slice" && a.row === b.row && a.index === b.index;
  if (a.kind === "moment") return b.kind === "moment" && a.index === b.index;
  if (a.kind === "hold") return b.kind === "hold" && a.holder === b.holder && a.startNs === b.startNs;
  return b.kind === "write" && a.writer === b.writer && a.startNs === b.startNs;
}

/** The first slice of a row that ends behind `time`, nanoseconds since the epoch. */
export function firstVisible(slices: Slices, time: number): number {
  return slices.upperBound("end", time);
}

/** The slice of a row that covers `time`, or else the nearest one within `reach` nanoseconds; -1 where none is. */
export function sliceAt(slices: Slices, time: number, reach: number): number {
  const index = firstVisible(slices, time);
  if (index < slices.length && slices.start(index) <= time) return index;
  const after = index < slices.length ? slices.start(index) - time : Number.POSITIVE_INFINITY;
  const before = index > slices.first ? time - slices.end(index - 1) : Number.POSITIVE_INFINITY;
  if (Math.min(after, before) > reach) return -1;
  return after <= before ? index : index - 1;
}

/** One stretch of a lock's holds, nanoseconds since the epoch; `endNs` is Infinity while held. */
export interface Hold {
  readonly requestNs: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly holder: number;
}

/** Finished holds followed by the open ones. `at` is in 0..count-1. */
export function holdsOf(lock: LockTrack): { readonly count: number; at(index: number): Hold } {
  const { holds } = lock;
  const { length } = holds;
  const open = lock.openHolds();
  return {
    count: length + open.length,
    at(index) {
      if (index >= length) {
        const { lane, requestNs, startNs } = open[index - length]!;
        return { requestNs, startNs, endNs: Number.POSITIVE_INFINITY, holder: lane };
      }
      return {
        requestNs: holds.request(index),
        startNs: holds.start(index),
        endNs: holds.end(index),
        holder: holds.holder(index),
      };
    },
  };
}

/** The first finished hold that ends behind `time`; exact, since holds of one lock do not overlap. */
export function firstHold(lock: LockTrack, time: number): number {
  return lock.holds.upperBound("end", time);
}

/** The hold that covers `time`, or else the nearest within `reach` nanoseconds; of two it is the later. */
export function holdAt(lock: LockTrack, time: number, reach: number): Hold | null {
  const holds = holdsOf(lock);
  const finished = lock.holds.length;
  const next = firstHold(lock, time);
  let nearest: Hold | null = null;
  let distance = reach;
  const consider = (index: number): void => {
    const hold = holds.at(index);
    const away = Math.max(hold.startNs - time, time - hold.endNs, 0);
    if (away > distance) return;
    nearest = hold;
    distance = away;
  };
  if (next > 0) consider(next - 1);
  if (next < finished) consider(next);
  for (let index = finished; index < holds.count; index++) consider(index);
  return nearest;
}

/** The hold that a holder began at exactly `startNs`. */
export function findHold(lock: LockTrack, startNs: number, holder: number): Hold | null {
  const holds = holdsOf(lock);
  const finished = lock.holds;
  const after = finished.upperBound("start", startNs);
  for (let index = after - 1; index >= finished.first && finished.start(index) === startNs; index--) {
    if (finished.holder(index) === holder) return holds.at(index);
  }
  for (let index = finished.length; index < holds.count; index++) {
    const hold = holds.at(index);
    if (hold.startNs === startNs && hold.holder === holder) return hold;
  }
  return null;
}

/** The slice in which `laneId` waited for a lock since `requestNs`, null where its records are not there. */
export function findWait(store: TraceStore, laneId: number, lock: number, requestNs: number): SliceRef | null {
  const rows = store.track(laneId)?.rows ?? [];
  for (let row = 1; row < rows.length; row++) {
    const slices = rows[row]!;
    for (let index = slices.upperBound("start", requestNs) - 1; index >= slices.first; index--) {
      if (slices.start(index) < requestNs) break;
      if (slices.category(index) === categories.lockWait && slices.subject(index) === lock) {
        return { kind: "slice", laneId, row, index };
      }
    }
  }
  return null;
}

/** The write in force at `time`, or else the first one within `reach` nanoseconds behind it; -1 where none is. */
export function writeAt(samples: Samples, time: number, reach: number): number {
  const { first, length } = samples;
  const next = samples.upperBound("time", time);
  return next > first || (length > first && samples.time(first) - time <= reach) ? Math.max(first, next - 1) : -1;
}

/** The row of a write, -1 where it is not there. */
export function findWrite(samples: Samples, { startNs, writer }: Extract<SliceRef, { kind: "write" }>): number {
  for (let row = samples.upperBound("time", startNs) - 1; row >= samples.first; row--) {
    if (samples.time(row) < startNs) return -1;
    if (samples.writer(row) === writer) return row;
  }
  return -1;
}

/** What stands on a slice. `short` is used where `full` does not fit, empty where there is none. */
export interface SliceLabel {
  readonly full: string;
  readonly short: string;
}

export function sliceLabel(store: TraceStore, slices: Slices, index: number): SliceLabel {
  const kind = slices.category(index);
  if (kind === categories.lockWait) {
    const lock = store.track(slices.subject(index))?.lane.name ?? store.name(slices.name(index));
    return lock === "" ? { full: "lock wait", short: "" } : { full: `wait ${lock}`, short: lock };
  }
  const value = slices.value(index);
  if (kind === categories.task && !Number.isNaN(value)) return { full: `chunk ${value}`, short: String(value) };
  const text = store.name(slices.name(index));
  return { full: text === "" ? categoryWords[categoryNames[kind]!] : text, short: "" };
}

/** `w3` for a numbered worker, else the lane's name. */
export function shortLaneName(store: TraceStore, laneId: number): string {
  const lane = store.track(laneId)?.lane;
  if (lane === undefined) return `lane ${laneId}`;
  return lane.number > 0 ? `w${lane.number}` : lane.name;
}

export function laneTitle(store: TraceStore, laneId: number): string {
  const lane = store.track(laneId)?.lane;
  if (lane === undefined) return `lane ${laneId}`;
  return lane.part === "" ? lane.name : `${lane.name}, ${lane.part}`;
}

/**
 * A lane's time by category between two times, clipped to the lane's life.
 *
 * @param nowNs Where a lane that is alive ends for now.
 * @returns Nanoseconds at the category's number; they add up to the clipped life.
 */
export function categoryTimes(track: LaneTrack, from: number, to: number, nowNs: number): Float64Array {
  const times = new Float64Array(categoryCount);
  const lower = Math.max(from, track.lane.startNs);
  const upper = Math.min(to, track.lane.endNs ?? nowNs);
  if (!(upper > lower)) return times;
  times[categories.idle] = upper - lower;
  for (const row of track.rows) addTimes(row, lower, upper, times);
  return times;
}

/** Adds the time of a row's slices between two times to their categories, and takes it from those of the slices around them. */
function addTimes(row: Slices, lower: number, upper: number, times: Float64Array): void {
  const slice = (index: number): void => {
    const overlap = Math.min(row.end(index), upper) - Math.max(row.start(index), lower);
    const parent = row.parent(index);
    const outer = parent < 0 || row.above === null ? categories.idle : row.above.category(parent);
    const category = row.category(index);
    times[category] = times[category]! + overlap;
    times[outer] = times[outer]! - overlap;
  };
  const until = row.lowerBound("start", upper);
  let first = row.pyramid.firstFrom(lower);
  // The first and the last one may reach beyond the stretch; groups lie within it whole.
  if (first >= row.first && first < until) slice(first++);
  if (first < until && until - 1 >= row.first) slice(until - 1);
  visitRow(row, lower, upper, Number.POSITIVE_INFINITY, { slices, group }, until - 1, first);

  function slices(_block: SliceBlock, from: number, to: number): void {
    for (let index = from; index < to; index++) slice(index);
  }

  function group(block: GroupBlock, at: number): void {
    const start = block.columns.start[at]!;
    const end = block.columns.end[at]!;
    // Where single slices are gone, a group may reach beyond the stretch: then by its share.
    const overlap = Math.max(0, Math.min(end, upper) - Math.max(start, lower));
    const share = end > start ? overlap / (end - start) : 1;
    for (let category = 0; category < categoryCount; category++) {
      const ns = groupTime(block, at, category, 0) - groupTimeUnder(block, at, category);
      times[category] = times[category]! + ns * share;
    }
  }
}

/** A lane's time by category over its life so far, from the running totals: its cost does not grow with the trace. */
export function lifeTimes(track: LaneTrack, nowNs: number): Float64Array {
  const times = track.totals.slice();
  const end = track.lane.endNs ?? nowNs;
  const present = track.presentCategory;
  times[present] = times[present]! + Math.max(0, end - track.accountedNs);
  return times;
}

/** What the lanes with a process or thread did between two times, nanoseconds since the epoch. */
export function describeRange(store: TraceStore, fromNs: number, toNs: number, nowNs: number): RangeInfo {
  return { fromNs, toNs, lanes: lanesOf(store, (track) => categoryTimes(track, fromNs, toNs, nowNs)) };
}

/** What the lanes with a process or thread did so far. */
export function describeWhole(store: TraceStore): RangeInfo {
  return { fromNs: 0, toNs: store.endNs, lanes: lanesOf(store, (track) => lifeTimes(track, store.endNs)) };
}

function lanesOf(store: TraceStore, timesOf: (track: LaneTrack) => Float64Array): RangeInfo["lanes"] {
  return store
    .lanes()
    .filter((lane) => !isSharedLane(lane.kind))
    .map(({ id, kind }) => {
      const times = timesOf(store.track(id)!);
      const shares: Partial<Record<CategoryName, number>> = {};
      categoryNames.forEach((name, category) => {
        shares[name] = Math.max(0, times[category]!);
      });
      // Every name got its figure in the loop above.
      return { laneId: id, laneName: laneTitle(store, id), kind, shares: shares as Record<CategoryName, number> };
    });
}
