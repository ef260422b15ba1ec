import { isNumberLane } from "../../shared/trace/lanes";
import { snapBar } from "./draw/bars";
import { jointLanes, jointScale } from "./draw/joint-values";
import {
  holderHeight,
  holderTop,
  lossHalf,
  lossTop,
  queuePitch,
  queueRowHeight,
  queueRowsShown,
  queueTop,
} from "./draw/shared-lanes";
import type { Box } from "./draw/surface";
import {
  heightAt,
  itemAt,
  type LaneItem,
  type Layout,
  momentHeight,
  momentTop,
  phaseRowHeight,
  placeOf,
  rowAt,
  rulerHeight,
  taskRowHeight,
} from "./layout";
import type { LaneTrack } from "./store/lane-track";
import type { LockTrack } from "./store/lock-track";
import { findHold, findWait, findWrite, holdAt, type SliceRef, sliceAt, writeAt } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { ValueTrack } from "./store/value-track";
import { queueAt, queueStretches } from "./store/waits";
import type { TimeView } from "./view";

/** How near a pointer has to be to a slice too narrow to hit, CSS pixels. */
const reachPx = 2;

export interface Hit {
  readonly item: LaneItem;
  readonly ref: SliceRef | null;
  readonly timeNs: number;
}

/**
 * What lies at a point of the lanes' area.
 *
 * @param x CSS pixels from the left edge of the lanes.
 * @param y CSS pixels from the top of the ruler.
 * @param scrollTop How far the lanes are scrolled, CSS pixels.
 * @param nowNs The newest time: what is open ends there for now.
 */
export function hitTest(
  store: TraceStore,
  layout: Layout,
  view: TimeView,
  x: number,
  y: number,
  scrollTop: number,
  nowNs: number,
): Hit | null {
  if (y < rulerHeight || x < 0 || x > view.width) return null;
  const height = heightAt(layout, y - rulerHeight, scrollTop);
  const item = itemAt(layout, height);
  if (item === null || item.kind === "group") return null;
  const timeNs = view.toTime(x);
  const within = height - item.top;
  const reach = reachPx / view.pxPerNs;
  const future = timeNs > nowNs + reach;
  return { item, ref: future ? null : refAt(store, item, timeNs, within, view, nowNs), timeNs };
}

function refAt(
  store: TraceStore,
  item: LaneItem,
  timeNs: number,
  y: number,
  view: TimeView,
  nowNs: number,
): SliceRef | null {
  const laneId = item.lane.id;
  const reach = reachPx / view.pxPerNs;
  if (item.lane.kind === "lock") {
    const lock = store.lock(laneId);
    if (lock === undefined || y < holderTop) return null;
    if (y > holderTop + holderHeight) return waitAt(store, item, lock, timeNs, y, reach, nowNs);
    const hold = holdAt(lock, timeNs, reach);
    return hold === null ? null : { kind: "hold", laneId, holder: hold.holder, startNs: hold.startNs };
  }
  if (item.guests.length > 0) return jointWriteAt(store, item, view, timeNs, y);
  if (isNumberLane(item.lane.kind)) {
    const value = store.value(laneId);
    const samples = value?.samples;
    const loss = value === undefined || y < lossTop ? null : lossAt(value, timeNs, (reach / reachPx) * lossHalf);
    if (loss !== null) return { kind: "write", laneId, ...loss };
    const write = samples === undefined ? -1 : writeAt(samples, timeNs, reach);
    if (samples === undefined || write < 0) return null;
    return { kind: "write", laneId, writer: samples.writer(write), startNs: samples.time(write) };
  }
  const track = store.track(laneId);
  const moment = track === undefined ? -1 : momentAt(track.instants, item, timeNs, y, reach);
  if (moment >= 0) return { kind: "moment", laneId, index: moment };
  const row = rowAt(item, y);
  const slices = row < 0 ? undefined : track?.rows[row];
  if (slices === undefined) return null;
  const index = sliceAt(slices, timeNs, reach);
  return index < 0 ? null : { kind: "slice", laneId, row, index };
}

/** The moment whose tick is at a height of its lane and nearest to a time, within `reach` nanoseconds; -1 for none. */
function momentAt(instants: LaneTrack["instants"], item: LaneItem, timeNs: number, y: number, reach: number): number {
  const top = momentTop(item);
  if (instants.length === 0 || y < top - 1 || y > top + momentHeight) return -1;
  const next = instants.upperBound("time", timeNs);
  const away = (index: number): number =>
    index >= instants.first && index < instants.length
      ? Math.abs(instants.time(index) - timeNs)
      : Number.POSITIVE_INFINITY;
  const index = away(next - 1) <= away(next) ? next - 1 : next;
  return away(index) <= reach ? index : -1;
}

/** The lost update that is nearest to a time within `reach` nanoseconds, by the write that overwrote others. */
function lossAt(
  { losses }: ValueTrack,
  timeNs: number,
  reach: number,
): { readonly writer: number; readonly startNs: number } | null {
  const next = losses.upperBound("time", timeNs);
  let best = -1;
  for (const row of [next - 1, next]) {
    if (row < losses.first || row >= losses.length) continue;
    const away = Math.abs(losses.time(row) - timeNs);
    if (away <= reach && (best < 0 || away < Math.abs(losses.time(best) - timeNs))) best = row;
  }
  return best < 0 ? null : { writer: losses.writer(best), startNs: losses.time(best) };
}

/** Of the values that share a lane, the one whose line is nearest to a height within it. */
function jointWriteAt(store: TraceStore, item: LaneItem, view: TimeView, timeNs: number, y: number): SliceRef | null {
  const scale = jointScale(store, item, view);
  let nearest: SliceRef | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const { id } of jointLanes(item)) {
    const samples = store.value(id)?.samples;
    const row = samples === undefined ? -1 : writeAt(samples, timeNs, reachPx / view.pxPerNs);
    if (scale === null || samples === undefined || row < 0) continue;
    const away = Math.abs(scale(samples.value(row)) - y);
    if (away >= distance) continue;
    distance = away;
    nearest = { kind: "write", laneId: id, writer: samples.writer(row), startNs: samples.time(row) };
  }
  return nearest;
}

/** The wait of whoever stands at this place of a lock's queue; where it shows only how many wait, of the next one. */
function waitAt(
  store: TraceStore,
  item: LaneItem,
  lock: LockTrack,
  timeNs: number,
  y: number,
  reach: number,
  nowNs: number,
): SliceRef | null {
  const place = item.queueRows ? Math.floor((y - queueTop) / queuePitch) : 0;
  if (place < 0 || place >= queueRowsShown) return null;
  for (const time of [timeNs, timeNs - reach, timeNs + reach]) {
    const wait = queueAt(lock, time, nowNs)[place];
    if (wait !== undefined) return findWait(store, wait.lane, item.lane.id, wait.fromNs);
  }
  return null;
}

/** Start and end of what a reference points at, nanoseconds; null when it points at nothing any more. */
export function timesOf(
  store: TraceStore,
  ref: SliceRef,
  nowNs: number,
): { readonly fromNs: number; readonly toNs: number } | null {
  if (ref.kind === "hold") {
    const lock = store.lock(ref.laneId);
    const hold = lock === undefined ? null : findHold(lock, ref.startNs, ref.holder);
    return hold === null ? null : { fromNs: hold.startNs, toNs: Math.min(hold.endNs, Math.max(nowNs, hold.startNs)) };
  }
  if (ref.kind === "write") {
    const samples = store.value(ref.laneId)?.samples;
    const row = samples === undefined ? -1 : findWrite(samples, ref);
    if (samples === undefined || row < 0) return null;
    const next = row + 1 < samples.length ? samples.time(row + 1) : nowNs;
    return { fromNs: ref.startNs, toNs: Math.max(next, ref.startNs) };
  }
  if (ref.kind === "moment") {
    const instants = store.track(ref.laneId)?.instants;
    if (instants === undefined || ref.index >= instants.length || ref.index < instants.first) return null;
    return { fromNs: instants.time(ref.index), toNs: instants.time(ref.index) };
  }
  const slices = store.track(ref.laneId)?.rows[ref.row];
  if (slices === undefined || ref.index >= slices.length || ref.index < slices.first) return null;
  const fromNs = slices.start(ref.index);
  return { fromNs, toNs: Math.min(slices.end(ref.index), Math.max(nowNs, fromNs)) };
}

/** From the edges of a value's lane to the outline of what it was for a while, CSS pixels. */
const writeMargin = 2;

/** Where a reference stands in the lanes' area, ruler included: a wait also on its lock's lane. Empty where nothing of it is shown. */
export function boxesOf(
  store: TraceStore,
  layout: Layout,
  view: TimeView,
  ref: SliceRef,
  scrollTop: number,
  nowNs: number,
): readonly Box[] {
  const times = timesOf(store, ref, nowNs);
  if (times === null) return [];
  const boxes: Box[] = [];
  const add = (item: LaneItem, fromNs: number, toNs: number, rowTop: number, height: number): void => {
    const from = Math.max(view.toPx(fromNs), -16);
    const to = Math.min(view.toPx(toNs), view.width + 16);
    if (to < from || rowTop < 0) return;
    const { left, right } = snapBar(from, to, false);
    boxes.push({ x: left, y: rulerHeight + placeOf(layout, item, scrollTop) + rowTop, width: right - left, height });
  };
  const item = itemOf(layout, ref.laneId);
  const addOwn = (rowTop: number, height: number): void => {
    if (item !== null) add(item, times.fromNs, times.toNs, rowTop, height);
  };
  if (ref.kind === "hold") addOwn(holderTop, holderHeight);
  else if (ref.kind === "moment") addOwn(item === null ? -1 : momentTop(item), momentHeight);
  else if (ref.kind === "write") addOwn(writeMargin, (item?.height ?? 0) - 2 * writeMargin - 1);
  else {
    addOwn(item?.rowTops[ref.row] ?? -1, ref.row === 0 ? taskRowHeight : phaseRowHeight);
    const lockLane = store.track(ref.laneId)!.rows[ref.row]!.subject(ref.index);
    const queue = itemOf(layout, lockLane);
    const lock = store.lock(lockLane);
    if (queue === null || lock === undefined || !queue.queueRows) return boxes;
    for (const stretch of queueStretches(lock, view.fromNs, view.toNs, nowNs)) {
      const own = stretch.lane === ref.laneId && stretch.requestNs === times.fromNs;
      if (!own || stretch.place >= queueRowsShown) continue;
      add(queue, stretch.fromNs, stretch.toNs, queueTop + stretch.place * queuePitch, queueRowHeight);
    }
  }
  return boxes;
}

function itemOf(layout: Layout, laneId: number): LaneItem | null {
  return layout.laneItems.get(laneId) ?? null;
}
