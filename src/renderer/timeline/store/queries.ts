import { type CategoryName, categories } from "../../../shared/trace/records";
import { formatDuration } from "../format";
import type { PhaseInfo, RangeInfo, SliceInfo } from "../types";
import { categoryCount } from "./coarse-shares";
import { upperBound } from "./columns";
import type { LaneTrack, Slices } from "./lane-track";
import type { LockTrack } from "./lock-track";
import type { TraceStore } from "./trace-store";

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

/** Points at a slice of a lane, or at a stretch for which a lock was held. */
export type SliceRef =
  | { readonly kind: "slice"; readonly laneId: number; readonly row: number; readonly index: number }
  | { readonly kind: "hold"; readonly laneId: number; readonly holder: number; readonly startNs: number };

export function sameSlice(a: SliceRef | null, b: SliceRef | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.laneId !== b.laneId) return false;
  if (a.kind === "slice") return b.kind === "slice" && a.row === b.row && a.index === b.index;
  return b.kind === "hold" && a.holder === b.holder && a.startNs === b.startNs;
}

/** The first slice of a row that ends behind `time`, nanoseconds since the epoch. */
export function firstVisible(slices: Slices, time: number): number {
  return upperBound(slices.columns.end, time, 0, slices.length);
}

/** The slice of a row that covers `time`, or else the nearest one within `reach` nanoseconds; -1 where none is. */
export function sliceAt(slices: Slices, time: number, reach: number): number {
  const { start, end } = slices.columns;
  const index = firstVisible(slices, time);
  if (index < slices.length && start[index]! <= time) return index;
  const after = index < slices.length ? start[index]! - time : Number.POSITIVE_INFINITY;
  const before = index > 0 ? time - end[index - 1]! : Number.POSITIVE_INFINITY;
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
  const { length, columns } = lock.holds;
  const open = lock.openHolds();
  return {
    count: length + open.length,
    at(index) {
      if (index >= length) {
        const { lane, requestNs, startNs } = open[index - length]!;
        return { requestNs, startNs, endNs: Number.POSITIVE_INFINITY, holder: lane };
      }
      return {
        requestNs: columns.request[index]!,
        startNs: columns.start[index]!,
        endNs: columns.end[index]!,
        holder: columns.holder[index]!,
      };
    },
  };
}

/** The first finished hold that ends behind `time`; exact, since holds of one lock do not overlap. */
export function firstHold(lock: LockTrack, time: number): number {
  const { length, columns } = lock.holds;
  return upperBound(columns.end, time, 0, length);
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
  const { length, columns } = lock.holds;
  const after = upperBound(columns.start, startNs, 0, length);
  for (let index = after - 1; index >= 0 && columns.start[index] === startNs; index--) {
    if (columns.holder[index] === holder) return holds.at(index);
  }
  for (let index = length; index < holds.count; index++) {
    const hold = holds.at(index);
    if (hold.startNs === startNs && hold.holder === holder) return hold;
  }
  return null;
}

/** What stands on a slice. `short` is used where `full` does not fit, empty where there is none. */
export interface SliceLabel {
  readonly full: string;
  readonly short: string;
}

export function sliceLabel(store: TraceStore, slices: Slices, index: number): SliceLabel {
  const { category, name, value, subject } = slices.columns;
  const kind = category[index]!;
  if (kind === categories.lockWait) {
    const lock = store.track(subject[index]!)?.lane.name ?? store.name(name[index]!);
    return lock === "" ? { full: "lock wait", short: "" } : { full: `wait ${lock}`, short: lock };
  }
  if (kind === categories.task && !Number.isNaN(value[index]!)) {
    return { full: `chunk ${value[index]!}`, short: String(value[index]!) };
  }
  const text = store.name(name[index]!);
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
 * Facts about a slice.
 *
 * @param nowNs Where open slices end for now, nanoseconds since the epoch.
 * @returns Null when the reference no longer points at anything.
 */
export function describeSlice(store: TraceStore, ref: SliceRef, nowNs: number): SliceInfo | null {
  return ref.kind === "slice" ? describeTrackSlice(store, ref, nowNs) : describeHold(store, ref, nowNs);
}

function describeTrackSlice(
  store: TraceStore,
  ref: Extract<SliceRef, { kind: "slice" }>,
  nowNs: number,
): SliceInfo | null {
  const track = store.track(ref.laneId);
  const slices = track?.rows[ref.row];
  if (track === undefined || slices === undefined || ref.index >= slices.length) return null;
  const { start, end, category, value, amount, attempt, subject } = slices.columns;
  const startNs = start[ref.index]!;
  const endNs = Number.isFinite(end[ref.index]!) ? end[ref.index]! : null;
  const kind = category[ref.index]!;
  const detail: { label: string; value: string }[] = [];
  const lock = kind === categories.lockWait ? store.lock(subject[ref.index]!) : undefined;
  if (lock !== undefined) detail.push(...waitFacts(store, lock, ref.laneId, startNs, endNs ?? nowNs));
  const chunk = enclosingTask(store, track, ref.row, ref.index);
  if (chunk !== null) detail.push({ label: "Worker, task", value: `${laneTitle(store, ref.laneId)}, ${chunk}` });
  if (attempt[ref.index]! > 1) detail.push({ label: "Attempt", value: String(attempt[ref.index]!) });
  return {
    laneId: ref.laneId,
    laneName: laneTitle(store, ref.laneId),
    name: sliceLabel(store, slices, ref.index).full,
    category: categoryNames[kind]!,
    startNs,
    endNs,
    untilNs: endNs ?? nowNs,
    value: numberOrNull(value[ref.index]!),
    attempt: attempt[ref.index] === 0 ? null : attempt[ref.index]!,
    amount: numberOrNull(amount[ref.index]!),
    detail,
    inside: ref.row === 0 ? phasesOf(store, track, startNs, endNs ?? nowNs) : [],
  };
}

function describeHold(store: TraceStore, ref: Extract<SliceRef, { kind: "hold" }>, nowNs: number): SliceInfo | null {
  const lock = store.lock(ref.laneId);
  const hold = lock === undefined ? null : findHold(lock, ref.startNs, ref.holder);
  if (lock === undefined || hold === null) return null;
  const detail = [{ label: "Held by", value: laneTitle(store, hold.holder) }];
  const waited = hold.startNs - hold.requestNs;
  if (waited > 0) detail.push({ label: "Waited before", value: formatDuration(waited) });
  const others = otherWaiters(lock, hold.holder, hold.startNs, Math.min(hold.endNs, nowNs));
  if (others > 0) detail.push({ label: "Made wait", value: workers(others) });
  return {
    laneId: ref.laneId,
    laneName: laneTitle(store, ref.laneId),
    name: `held by ${laneTitle(store, hold.holder)}`,
    category: "task",
    startNs: hold.startNs,
    endNs: Number.isFinite(hold.endNs) ? hold.endNs : null,
    untilNs: Math.min(hold.endNs, nowNs),
    value: null,
    attempt: null,
    amount: null,
    detail,
    inside: [],
  };
}

/** The label of the task around a phase, null for tasks and for phases outside of one. */
function enclosingTask(store: TraceStore, track: LaneTrack, row: number, index: number): string | null {
  let at = index;
  for (let level = row; level > 0; level--) {
    at = track.rows[level]!.columns.parent[at]!;
    if (at < 0) return null;
  }
  return row === 0 ? null : sliceLabel(store, track.rows[0]!, at).full;
}

/** The phases of a task by name, the first ones first; at most eight names. */
function phasesOf(store: TraceStore, track: LaneTrack, from: number, to: number): readonly PhaseInfo[] {
  const phases = track.rows[1]!;
  const { start, end, category } = phases.columns;
  const sums = new Map<string, PhaseInfo>();
  for (let index = firstVisible(phases, from); index < phases.length && start[index]! < to; index++) {
    const name = sliceLabel(store, phases, index).full;
    const before = sums.get(name) ?? { name, category: categoryNames[category[index]!]!, ns: 0, count: 0 };
    if (sums.size === 8 && before.count === 0) continue;
    sums.set(name, { ...before, ns: before.ns + Math.min(end[index]!, to) - start[index]!, count: before.count + 1 });
  }
  return [...sums.values()];
}

function waitFacts(
  store: TraceStore,
  lock: LockTrack,
  laneId: number,
  from: number,
  to: number,
): { label: string; value: string }[] {
  const facts: { label: string; value: string }[] = [];
  const holds = holdsOf(lock);
  const heldBy: string[] = [];
  for (let index = firstHold(lock, from); index < holds.count && heldBy.length < 6; index++) {
    const hold = holds.at(index);
    if (hold.startNs >= to) break;
    const overlap = Math.min(hold.endNs, to) - Math.max(hold.startNs, from);
    if (overlap > 0) heldBy.push(`${shortLaneName(store, hold.holder)} ${formatDuration(overlap)}`);
  }
  if (heldBy.length > 0) facts.push({ label: "Held by", value: heldBy.join(", ") });
  const others = otherWaiters(lock, laneId, from, to);
  if (others > 0) facts.push({ label: "Also waited", value: workers(others) });
  return facts;
}

/** How many lanes besides `laneId` waited for the lock between `from` and `to`. */
function otherWaiters(lock: LockTrack, laneId: number, from: number, to: number): number {
  const lanes = new Set<number>();
  const { length, columns } = lock.holds;
  // Requests are nearly in the order of the holds, so a few dozen too late in a row mean that no more follow.
  let tooLate = 0;
  for (let index = upperBound(columns.start, from, 0, length); index < length && tooLate < 64; index++) {
    tooLate = columns.request[index]! >= to ? tooLate + 1 : 0;
    if (tooLate === 0 && columns.start[index]! > columns.request[index]!) lanes.add(columns.holder[index]!);
  }
  for (const hold of lock.openHolds()) {
    if (hold.requestNs < to && hold.startNs > from && hold.startNs > hold.requestNs) lanes.add(hold.lane);
  }
  for (const wait of lock.openWaits()) if (wait.requestNs < to) lanes.add(wait.lane);
  lanes.delete(laneId);
  return lanes.size;
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
  for (let row = 0; row < track.rows.length; row++) {
    const slices = track.rows[row]!;
    const { start, end, category, parent } = slices.columns;
    for (let index = firstVisible(slices, lower); index < slices.length && start[index]! < upper; index++) {
      const overlap = Math.min(end[index]!, upper) - Math.max(start[index]!, lower);
      const outer = parent[index]! < 0 ? categories.idle : track.rows[row - 1]!.columns.category[parent[index]!]!;
      times[category[index]!] = times[category[index]!]! + overlap;
      times[outer] = times[outer]! - overlap;
    }
  }
  return times;
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
    .filter((lane) => lane.kind !== "lock" && lane.kind !== "value")
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

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function workers(count: number): string {
  return count === 1 ? "1 other worker" : `${count} other workers`;
}
