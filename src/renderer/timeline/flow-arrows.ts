import type { Arrow } from "./draw/overlay";
import { timesOf } from "./hit";
import { type Layout, phaseRowHeight, placeOf, rulerHeight, taskRowHeight } from "./layout";
import type { Flow } from "./store/flows";
import type { LaneTrack } from "./store/lane-track";
import { type SliceRef, sliceAt } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimeRange, TimeView } from "./view";

/** Arrows that are drawn, and of how many. */
export interface Arrows {
  readonly shown: readonly Arrow[];
  readonly total: number;
}

/** More cannot be told apart. */
const mostArrows = 200;
/** A task with more ends of arrows than these is a loop: its phases are steps of a chain, not the task as a whole. */
const mostTaskEnds = 8;

/**
 * All arrows of the chain that a slice is part of: those that lead to it and from it, and so on in both directions, between lanes
 * that are shown. `total` is what was followed; the chain is followed no further than can be drawn.
 */
export function chainArrows(
  store: TraceStore,
  layout: Layout,
  view: TimeView,
  ref: SliceRef,
  scrollTop: number,
  nowNs: number,
): Arrows {
  const times = timesOf(store, ref, nowNs);
  if (ref.kind !== "slice" || times === null) return { shown: [], total: 0 };
  const found = new Map<string, Flow>();
  const follow = (isForward: boolean): void => {
    const queue: { readonly laneId: number; readonly range: TimeRange }[] = [{ laneId: ref.laneId, range: times }];
    for (const { laneId, range } of queue) {
      const track = store.track(laneId);
      if (track === undefined) continue;
      for (const flow of flowsWithin(store, track, range, isForward)) {
        const key = `${flow.fromLane} ${flow.fromNs} ${flow.toLane} ${flow.toNs}`;
        if (found.has(key)) continue;
        if (found.size === mostArrows) return;
        found.set(key, flow);
        const next = isForward
          ? { laneId: flow.toLane, atNs: flow.toNs }
          : { laneId: flow.fromLane, atNs: flow.fromNs };
        const step = stepAt(store, next.laneId, next.atNs, nowNs);
        if (step !== null) queue.push({ laneId: next.laneId, range: step });
      }
    }
  };
  follow(true);
  follow(false);
  const shown = [...found.values()].flatMap((flow) => arrowOf(store, layout, view, flow, scrollTop));
  return { shown, total: found.size };
}

/** Arrows that arrive in view, on lanes that are shown; evenly thinned where they are too many. */
export function allArrows(store: TraceStore, layout: Layout, view: TimeView, scrollTop: number): Arrows {
  const stretches: { readonly track: LaneTrack; readonly first: number; readonly last: number }[] = [];
  let total = 0;
  for (const [laneId] of layout.laneItems) {
    const track = store.track(laneId);
    if (track === undefined) continue;
    const ends = track.flowsIn;
    const first = ends.upperBound("time", view.fromNs);
    const last = ends.upperBound("time", view.toNs);
    if (last > first) stretches.push({ track, first, last });
    total += last - first;
  }
  const stride = Math.max(1, Math.ceil(total / mostArrows));
  const shown: Arrow[] = [];
  let skip = 0;
  for (const { track, first, last } of stretches) {
    let row = first + skip;
    for (; row < last; row += stride) {
      const flow = store.flow(track.flowsIn.flow(row));
      if (flow !== null) shown.push(...arrowOf(store, layout, view, flow, scrollTop));
    }
    skip = row - last;
  }
  return { shown, total };
}

function flowsWithin(store: TraceStore, track: LaneTrack, range: TimeRange, isForward: boolean): readonly Flow[] {
  const ends = isForward ? track.flowsOut : track.flowsIn;
  const flows: Flow[] = [];
  let row = ends.upperBound("time", range.fromNs - 1);
  for (; row < ends.length && ends.time(row) <= range.toNs && flows.length < mostArrows; row++) {
    const flow = store.flow(ends.flow(row));
    if (flow !== null) flows.push(flow);
  }
  return flows;
}

/** The stretch of a lane that an arrow leaves from or arrives at: the task where that is one step, else the innermost slice. */
function stepAt(store: TraceStore, laneId: number, atNs: number, nowNs: number): TimeRange | null {
  const track = store.track(laneId);
  if (track === undefined) return null;
  const rangeOf = (row: number): TimeRange | null => {
    const slices = track.rows[row]!;
    const index = sliceAt(slices, atNs, 0);
    return index < 0 ? null : { fromNs: slices.start(index), toNs: Math.min(slices.end(index), nowNs) };
  };
  const task = rangeOf(0);
  if (task !== null) {
    const endsWithin = [track.flowsIn, track.flowsOut].reduce(
      (sum, ends) => sum + ends.upperBound("time", task.toNs) - ends.upperBound("time", task.fromNs - 1),
      0,
    );
    if (endsWithin <= mostTaskEnds) return task;
  }
  for (let row = track.rows.length - 1; row > 0; row--) {
    const range = rangeOf(row);
    if (range !== null) return range;
  }
  return task;
}

function arrowOf(store: TraceStore, layout: Layout, view: TimeView, flow: Flow, scrollTop: number): readonly Arrow[] {
  const fromY = middleOf(layout, flow.fromLane, scrollTop);
  const toY = middleOf(layout, flow.toLane, scrollTop);
  if (fromY === null || toY === null || store.track(flow.fromLane) === undefined) return [];
  return [{ fromX: view.toPx(flow.fromNs), fromY, toX: view.toPx(flow.toNs), toY }];
}

/** The middle of a lane's first row, CSS pixels below the top of the ruler; null where the lane is not shown. */
function middleOf(layout: Layout, laneId: number, scrollTop: number): number | null {
  const item = layout.laneItems.get(laneId);
  if (item === undefined) return null;
  const first = item.rowTops.findIndex((rowTop) => rowTop >= 0);
  if (first < 0) return null;
  const height = first === 0 ? taskRowHeight : phaseRowHeight;
  return rulerHeight + placeOf(layout, item, scrollTop) + item.rowTops[first]! + height / 2;
}
