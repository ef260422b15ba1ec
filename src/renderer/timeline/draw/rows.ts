import { categories } from "../../../shared/trace/records";
import type { Intervals, Slices } from "../store/lane-track";
import { firstVisible, type SliceLabel } from "../store/queries";
import type { TimeView } from "../view";
import { drawBar, drawLabel, fillBar, type Stretch, snapBar } from "./bars";
import { stackOrder } from "./columns";
import type { Paint } from "./paint";
import type { Surface } from "./surface";
import { fitLabel } from "./text";

/** Slices under this width, CSS pixels, are drawn as shares of their pixel columns. */
export const sliverPx = 3;
/** Narrower than this nothing is written, so nothing need be measured. */
const labelFromPx = 15;
/** From this mean width on, CSS pixels, slivers that touch are drawn one by one; below it as exact shares. */
const barFromMeanPx = 1;
const failureMinimumPx = 2;
/** Tasks narrower than this stay unnamed: numbers here and there would be noise. */
const taskLabelFromPx = 28;
/** How far beyond the view a bar may reach: further is the same picture. */
const overhangPx = 8;

export interface RowPlace {
  readonly top: number;
  readonly height: number;
  /** Where the lane's life ends in this view, nanoseconds: its end, or the newest time. */
  readonly endNs: number;
  /** Where it begins. */
  readonly startNs: number;
}

export interface PhasePlace extends RowPlace {
  /** A gap within one of them is dashed, elsewhere the lane idles: a line. Null where gaps are left empty. */
  readonly tasks: Slices | null;
  /** When the lane held a lock: work has dotted edges then. */
  readonly holds: Intervals;
}

/**
 * Draws a row of phases: bars where there is room, merged where names no longer fit, exact shares per pixel column where slices are
 * narrower than three pixels, and lines in gaps of three pixels or more.
 *
 * @param labelOf Names a slice by its index; asked only for slices that may have room.
 */
export function drawPhases(
  out: Surface,
  paint: Paint,
  slices: Slices,
  view: TimeView,
  place: PhasePlace,
  labelOf: (index: number) => SliceLabel,
): void {
  const { top, height } = place;
  const columns = paint.columns;
  const width = view.width;
  columns.reserve(width);
  const lifeEnd = Math.min(view.toPx(place.endNs), width);

  // A bar that later neighbours may still join.
  let barFrom = 0;
  let barTo = 0;
  let barIndex = -1;
  let barLabel = "";
  let barOpen = false;
  // A cluster of slivers that touch.
  let clusterFrom = 0;
  let clusterTo = Number.NEGATIVE_INFINITY;
  let clusterCount = 0;
  let clusterFirst = 0;
  let clusterLast = 0;
  // Whether all of the cluster is of one category and one task.
  let clusterUniform = true;
  const failures: number[] = [];
  let previousEnd = Math.max(view.toPx(place.startNs), 0);

  const flushBar = (): void => {
    if (barIndex < 0) return;
    const { left, right } = snapBar(Math.max(barFrom, -overhangPx), Math.min(barTo, width + overhangPx), barOpen);
    const box = { x: left, y: top, width: right - left, height };
    columns.erase(left, right);
    const held = slices.category(barIndex) === categories.compute ? heldWithin(place.holds, view, barFrom, barTo) : [];
    drawBar(out, paint, slices.category(barIndex), box, Math.round(barFrom), barLabel, barOpen, held);
    barIndex = -1;
  };
  const flushCluster = (): void => {
    if (clusterCount === 0) return;
    const extent = clusterTo - clusterFrom;
    if (extent < sliverPx) drawCluster(out, paint, slices, view, place, clusterFirst, clusterLast);
    else if (extent >= clusterCount * barFromMeanPx)
      drawSlivers(out, paint, slices, view, place, clusterFirst, clusterLast);
    else {
      // Below the shares, where they leave it free.
      drawIdle(Math.max(clusterFrom, 0), Math.min(clusterTo, width));
      for (let index = clusterFirst; index <= clusterLast; index++) {
        if (slices.category(index) === categories.failed) continue;
        columns.add(slices.category(index), view.toPx(slices.start(index)), view.toPx(slices.end(index)), 1, width);
      }
    }
    clusterCount = 0;
    clusterTo = Number.NEGATIVE_INFINITY;
  };
  const drawIdle = (from: number, to: number): void => {
    if (place.tasks !== null && to - from >= sliverPx) drawGap(out, paint, place.tasks, view, place, from, to);
  };

  for (let index = firstVisible(slices, view.fromNs); index < slices.length; index++) {
    const from = view.toPx(slices.start(index));
    if (from >= width) break;
    const open = slices.end(index) > place.endNs;
    const to = view.toPx(open ? place.endNs : slices.end(index));
    if (to < from) continue;
    drawIdle(previousEnd, Math.min(from, lifeEnd));
    previousEnd = Math.max(to, previousEnd);
    const kind = slices.category(index);
    if (kind === categories.idle) {
      drawIdle(Math.max(from, 0), Math.min(to, width));
      continue;
    }
    if (kind === categories.failed && to - from < sliverPx) {
      failures.push(from);
      continue;
    }
    const touchesBar =
      barIndex >= 0 &&
      barLabel === "" &&
      slices.category(barIndex) === kind &&
      slices.parent(barIndex) === slices.parent(index) &&
      from - barTo < 1;
    if (to - from < sliverPx && !open) {
      if (touchesBar) {
        barTo = to;
        continue;
      }
      flushBar();
      if (from - clusterTo >= 1) flushCluster();
      if (clusterCount++ === 0) {
        clusterFrom = from;
        clusterFirst = index;
        clusterUniform = true;
      }
      clusterUniform &&= kind === slices.category(clusterFirst) && slices.parent(index) === slices.parent(clusterFirst);
      clusterLast = index;
      clusterTo = to;
      continue;
    }
    const label = to - from < labelFromPx ? "" : fitSticky(paint, labelOf(index), from, to, width);
    const joinsCluster =
      label === "" &&
      clusterCount > 0 &&
      clusterUniform &&
      slices.category(clusterFirst) === kind &&
      slices.parent(clusterFirst) === slices.parent(index) &&
      from - clusterTo < 1;
    if (joinsCluster) {
      clusterCount = 0;
      clusterTo = Number.NEGATIVE_INFINITY;
    } else flushCluster();
    if (touchesBar && label === "") {
      barTo = to;
      barOpen = open;
      continue;
    }
    flushBar();
    barFrom = joinsCluster ? clusterFrom : from;
    barTo = to;
    barIndex = index;
    barLabel = label;
    barOpen = open;
  }
  flushBar();
  flushCluster();
  columns.draw(out, paint.sheet, paint.channels, top, height, Math.round(height * paint.ratio));
  drawIdle(previousEnd, lifeEnd);
  for (const x of failures) fillFailure(out, paint, x, top, height);
}

/** Where within a bar its lane held a lock, CSS pixels; holds that are less than a pixel apart are one. */
function heldWithin(holds: Intervals, view: TimeView, from: number, to: number): readonly Stretch[] {
  const held: { from: number; to: number }[] = [];
  for (let row = holds.upperBound("end", view.toTime(from)); row < holds.length; row++) {
    const left = Math.max(from, view.toPx(holds.start(row)));
    if (left >= to) break;
    const right = Math.min(to, view.toPx(holds.end(row)));
    const last = held[held.length - 1];
    if (last !== undefined && left - last.to < 1) last.to = right;
    else held.push({ from: left, to: right });
  }
  return held;
}

const dashPx = 2;

/** No phase: within a task dashes, elsewhere a line. */
function drawGap(
  out: Surface,
  paint: Paint,
  tasks: Slices,
  view: TimeView,
  { top, height }: RowPlace,
  from: number,
  to: number,
): void {
  const y = top + Math.floor(height / 2);
  const right = Math.round(to);
  let at = Math.round(from);
  const line = (until: number): void => {
    if (until > at) out.fillRect(at, y, until - at, 1);
    at = Math.max(at, until);
  };
  for (let task = firstVisible(tasks, view.toTime(from)); task < tasks.length; task++) {
    const left = Math.min(right, Math.round(view.toPx(tasks.start(task))));
    if (left >= right) break;
    out.fillStyle = paint.theme.category.idle;
    line(left);
    out.fillStyle = paint.theme.taskEdge;
    const until = Math.min(right, Math.round(view.toPx(tasks.end(task))));
    for (; at < until; at += 2 * dashPx) out.fillRect(at, y, Math.min(dashPx, until - at), 1);
    at = until;
  }
  out.fillStyle = paint.theme.category.idle;
  line(right);
}

/** A few pixels at most: they show in their full height what was there together, however short it was. */
function drawCluster(
  out: Surface,
  paint: Paint,
  slices: Slices,
  view: TimeView,
  place: RowPlace,
  first: number,
  last: number,
): void {
  const sums = new Float64Array(paint.fill.length);
  let total = 0;
  for (let index = first; index <= last; index++) {
    if (slices.category(index) === categories.failed) continue;
    // An event without duration counts for a little, so that it is seen.
    const duration = Math.max(slices.end(index) - slices.start(index), 1);
    sums[slices.category(index)] = sums[slices.category(index)]! + duration;
    total += duration;
  }
  const left = Math.max(0, Math.min(Math.round(view.toPx(slices.start(first))), Math.ceil(view.width) - 1));
  const right = Math.min(Math.max(Math.round(view.toPx(slices.end(last))), left + 1), Math.ceil(view.width));
  let bottom = place.top + place.height;
  for (const kind of stackOrder) {
    const height = (sums[kind]! / total) * place.height;
    if (!(height > 0)) continue;
    out.fillStyle = paint.fill[kind]!;
    out.fillRect(left, bottom - height, right - left, height);
    bottom -= height;
  }
}

/** Slivers of a pixel and more, each on whole pixels. */
function drawSlivers(
  out: Surface,
  paint: Paint,
  slices: Slices,
  view: TimeView,
  place: RowPlace,
  first: number,
  last: number,
): void {
  let painted = Number.NEGATIVE_INFINITY;
  for (let index = first; index <= last; index++) {
    const left = Math.max(Math.round(view.toPx(slices.start(index))), painted);
    const right = Math.min(Math.max(Math.round(view.toPx(slices.end(index))), left + 1), Math.ceil(view.width));
    if (right <= left || slices.category(index) === categories.idle) continue;
    out.fillStyle = paint.fill[slices.category(index)]!;
    out.fillRect(left, place.top, right - left, place.height);
    painted = right;
  }
}

function fillFailure(out: Surface, paint: Paint, x: number, top: number, height: number): void {
  out.fillStyle = paint.fill[categories.failed]!;
  out.fillRect(Math.round(x), top, failureMinimumPx, height);
}

/** A label for the part of a slice that is in view: it sticks to the left edge. */
function fitSticky(paint: Paint, label: SliceLabel, from: number, to: number, width: number): string {
  return fitLabel(paint, label, Math.min(to, width) - Math.max(from, 0));
}

/**
 * Draws the row of task containers: neutral, with an edge of two pixels where each begins. Containers too narrow
 * for an edge run together.
 */
export function drawTasks(
  out: Surface,
  paint: Paint,
  slices: Slices,
  view: TimeView,
  place: RowPlace,
  labelOf: (index: number) => SliceLabel,
): void {
  const { top, height } = place;
  const theme = paint.theme;
  let runFrom = 0;
  let runTo = Number.NEGATIVE_INFINITY;
  const flushRun = (): void => {
    if (runTo === Number.NEGATIVE_INFINITY) return;
    const left = Math.round(runFrom);
    out.fillStyle = theme.taskFill;
    out.fillRect(left, top, Math.max(1, Math.round(runTo) - left), height);
    runTo = Number.NEGATIVE_INFINITY;
  };
  for (let index = firstVisible(slices, view.fromNs); index < slices.length; index++) {
    const from = view.toPx(slices.start(index));
    if (from >= view.width) break;
    const open = slices.end(index) > place.endNs;
    const to = view.toPx(open ? place.endNs : slices.end(index));
    if (to < from) continue;
    if (to - from < 2 * sliverPx && !open) {
      if (from - runTo >= 1) {
        flushRun();
        runFrom = Math.max(from, 0);
      }
      runTo = Math.min(to, view.width);
      continue;
    }
    flushRun();
    const { left, right } = snapBar(Math.max(from, -overhangPx), Math.min(to, view.width + overhangPx), open);
    const box = { x: left, y: top, width: right - left, height };
    fillBar(out, box, theme.taskFill, false, !open);
    if (from > -overhangPx) {
      out.fillStyle = theme.taskEdge;
      out.fillRect(left, top, 2, height);
    }
    const label = to - from < taskLabelFromPx ? "" : fitSticky(paint, labelOf(index), from, to, view.width);
    if (label !== "") drawLabel(out, label, theme.textPrimary, { ...box, x: from < 0 ? box.x : box.x + 1 });
  }
  flushRun();
}
