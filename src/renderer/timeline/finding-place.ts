import type { Finding } from "../../shared/trace/findings";
import { categories } from "../../shared/trace/records";
import { timesOf } from "./hit";
import type { LockTrack } from "./store/lock-track";
import { type SliceRef, sliceAt } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimeRange } from "./view";

/** Where something is to be seen. */
export interface Place {
  /** The most telling one first. */
  readonly lanes: readonly number[];
  readonly range: TimeRange;
  readonly refs: readonly SliceRef[];
}

/** How far back a lane's newest hold of a lock is looked for, and how many losses are lit: enough to be quick. */
const mostLooks = 4_096;
/** Where a finding has no slice, so much around its time is shown, nanoseconds. */
const bareSpanNs = 1_000_000;

/** Where a finding is to be seen: who held what, who waited, which writes overwrote others. */
export function placeOf(store: TraceStore, finding: Finding): Place {
  const lanes = finding.lanes.filter((lane) => store.track(lane) !== undefined);
  const { atNs } = finding;
  const refs =
    finding.kind === "lost-update"
      ? lossesOf(store, lanes, atNs)
      : finding.kind === "worker-lost"
        ? lanes.flatMap((lane) => lastSlice(store, lane))
        : locksOf(store, lanes, atNs);
  const range = refs.reduce<TimeRange | null>((whole, ref) => {
    const times = timesOf(store, ref, store.endNs);
    if (times === null) return whole;
    const { fromNs } = times;
    // A write is a moment here, however long its value stood.
    const toNs = ref.kind === "write" ? fromNs : times.toNs;
    return whole === null
      ? { fromNs, toNs }
      : { fromNs: Math.min(whole.fromNs, fromNs), toNs: Math.max(whole.toNs, toNs) };
  }, null);
  return { lanes, refs, range: range ?? { fromNs: atNs - bareSpanNs, toNs: atNs + bareSpanNs } };
}

/** Who held which of the locks at a time, or last before it, and who waited for one of them. */
function locksOf(store: TraceStore, lanes: readonly number[], atNs: number): readonly SliceRef[] {
  const locks = lanes.filter((lane) => store.lock(lane) !== undefined);
  const refs: SliceRef[] = [];
  for (const laneId of lanes) {
    for (const lockId of locks) {
      const startNs = newestHold(store.lock(lockId)!, laneId, atNs);
      if (startNs !== null) refs.push({ kind: "hold", laneId: lockId, holder: laneId, startNs });
    }
    store.track(laneId)?.rows.forEach((slices, row) => {
      const index = sliceAt(slices, atNs, 0);
      const waits = index >= 0 && slices.category(index) === categories.lockWait;
      if (waits && locks.includes(slices.subject(index))) refs.push({ kind: "slice", laneId, row, index });
    });
  }
  return refs;
}

/** When a lane began its newest hold at or before a time; null where it had none. */
function newestHold(lock: LockTrack, laneId: number, atNs: number): number | null {
  const open = lock.openHolds().find(({ lane, startNs }) => lane === laneId && startNs <= atNs);
  if (open !== undefined) return open.startNs;
  const { holds } = lock;
  const last = holds.upperBound("start", atNs) - 1;
  for (let row = last; row >= holds.first && row > last - mostLooks; row--) {
    if (holds.holder(row) === laneId) return holds.start(row);
  }
  return null;
}

/** The writes that overwrote others; of what has no lane, the tasks that wrote. */
function lossesOf(store: TraceStore, lanes: readonly number[], atNs: number): readonly SliceRef[] {
  const refs: SliceRef[] = [];
  for (const laneId of lanes) {
    const losses = store.value(laneId)?.losses;
    if (losses === undefined) continue;
    for (let row = losses.first; row < losses.length && refs.length < mostLooks; row++) {
      refs.push({ kind: "write", laneId, writer: losses.writer(row), startNs: losses.time(row) });
    }
  }
  if (refs.length > 0) return refs;
  return lanes.flatMap((laneId) => {
    const index = sliceAt(store.track(laneId)!.rows[0]!, atNs, Number.POSITIVE_INFINITY);
    return index < 0 ? [] : [{ kind: "slice", laneId, row: 0, index } as const];
  });
}

/** What a lane did last. */
function lastSlice(store: TraceStore, laneId: number): readonly SliceRef[] {
  const slices = store.track(laneId)!.rows[1]!;
  return slices.length === 0 ? [] : [{ kind: "slice", laneId, row: 1, index: slices.length - 1 }];
}
