import { snapBar } from "./draw/bars";
import type { Arrow } from "./draw/overlay";
import { holderHeight, holderTop } from "./draw/shared-lanes";
import type { Box } from "./draw/surface";
import { itemAt, type LaneItem, type Layout, phaseRowHeight, rowAt, rulerHeight, taskRowHeight } from "./layout";
import { upperBound } from "./store/columns";
import { findHold, holdAt, type SliceRef, sliceAt } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
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
  const item = itemAt(layout, y - rulerHeight + scrollTop);
  if (item === null || item.kind === "group") return null;
  const timeNs = view.toTime(x);
  const within = y - rulerHeight + scrollTop - item.top;
  const reach = reachPx / view.pxPerNs;
  const future = timeNs > nowNs + reach;
  return { item, ref: future ? null : refAt(store, item, timeNs, within, reach), timeNs };
}

function refAt(store: TraceStore, item: LaneItem, timeNs: number, y: number, reach: number): SliceRef | null {
  const laneId = item.lane.id;
  if (item.lane.kind === "lock") {
    const lock = store.lock(laneId);
    if (lock === undefined || y < holderTop || y > holderTop + holderHeight) return null;
    const hold = holdAt(lock, timeNs, reach);
    return hold === null ? null : { kind: "hold", laneId, holder: hold.holder, startNs: hold.startNs };
  }
  const row = rowAt(item, y);
  const slices = row < 0 ? undefined : store.track(laneId)?.rows[row];
  if (slices === undefined) return null;
  const index = sliceAt(slices, timeNs, reach);
  return index < 0 ? null : { kind: "slice", laneId, row, index };
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
  const slices = store.track(ref.laneId)?.rows[ref.row];
  if (slices === undefined || ref.index >= slices.length) return null;
  const fromNs = slices.columns.start[ref.index]!;
  return { fromNs, toNs: Math.min(slices.columns.end[ref.index]!, Math.max(nowNs, fromNs)) };
}

/** Where a reference stands in the lanes' area, ruler included; null where its lane or row is not shown. */
export function boxOf(
  store: TraceStore,
  layout: Layout,
  view: TimeView,
  ref: SliceRef,
  scrollTop: number,
  nowNs: number,
): Box | null {
  const item = layout.items.find((one): one is LaneItem => one.kind === "lane" && one.lane.id === ref.laneId);
  const times = timesOf(store, ref, nowNs);
  if (item === undefined || times === null) return null;
  const from = Math.max(view.toPx(times.fromNs), -16);
  const to = Math.min(view.toPx(times.toNs), view.width + 16);
  if (to < from) return null;
  const { left, right } = snapBar(from, to, false);
  const rowTop = ref.kind === "hold" ? holderTop : (item.rowTops[ref.row] ?? -1);
  if (rowTop < 0) return null;
  const height = ref.kind === "hold" ? holderHeight : ref.row === 0 ? taskRowHeight : phaseRowHeight;
  return { x: left, y: rulerHeight + item.top + rowTop - scrollTop, width: right - left, height };
}

const mostArrows = 24;

/** Arrows that arrive in or leave from a slice, between lanes that are shown. */
export function arrowsOf(
  store: TraceStore,
  layout: Layout,
  view: TimeView,
  ref: SliceRef,
  scrollTop: number,
  nowNs: number,
): Arrow[] {
  const times = timesOf(store, ref, nowNs);
  const track = store.track(ref.laneId);
  if (ref.kind === "hold" || times === null || track === undefined) return [];
  const arrows: Arrow[] = [];
  const middleOf = (laneId: number): number | null => {
    const item = layout.items.find((one): one is LaneItem => one.kind === "lane" && one.lane.id === laneId);
    if (item === undefined) return null;
    const first = item.rowTops.findIndex((rowTop) => rowTop >= 0);
    if (first < 0) return null;
    const height = first === 0 ? taskRowHeight : phaseRowHeight;
    return rulerHeight + item.top + item.rowTops[first]! + height / 2 - scrollTop;
  };
  for (const ends of [track.flowsIn, track.flowsOut]) {
    const { time, flow } = ends.columns;
    for (
      let row = upperBound(time, times.fromNs - 1, 0, ends.length);
      row < ends.length && time[row]! <= times.toNs && arrows.length < mostArrows;
      row++
    ) {
      const found = store.flow(flow[row]!);
      const fromY = found === null ? null : middleOf(found.fromLane);
      const toY = found === null ? null : middleOf(found.toLane);
      if (found === null || fromY === null || toY === null) continue;
      arrows.push({ fromX: view.toPx(found.fromNs), fromY, toX: view.toPx(found.toNs), toY });
    }
  }
  return arrows;
}
