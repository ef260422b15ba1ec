import type { Intervals, Slices } from "../store/lane-track";
import { visitRow } from "../store/pyramid";
import type { SliceLabel } from "../store/queries";
import type { TimeView } from "../view";
import { drawLabel, fillBar, type Stretch, snapBar } from "./bars";
import type { Paint } from "./paint";
import type { Surface } from "./surface";
import { fitLabel } from "./text";

/** Slices under this width, CSS pixels, are drawn as shares of their pixel columns. */
export const sliverPx = 3;
/** Slices that together are no wider than this, CSS pixels, are drawn by their sums. */
export const groupedBelowPx = 1;
/** Tasks narrower than this stay unnamed: numbers here and there would be noise. */
const taskLabelFromPx = 28;
/** How far beyond the view a bar may reach: further is the same picture. */
export const overhangPx = 8;

export interface RowPlace {
  readonly top: number;
  readonly height: number;
  /** Where the lane's life ends in this view, nanoseconds: its end, or the newest time. */
  readonly endNs: number;
  /** Where it begins. */
  readonly startNs: number;
  /** The colour of a slice that has another one than its category; left out or null where none has. */
  readonly colourOf?: ((index: number) => string | null) | null;
}

export interface PhasePlace extends RowPlace {
  /** A gap within one of them is dashed, elsewhere the lane idles: a line. Null where gaps are left empty. */
  readonly tasks: Slices | null;
  /** When the lane held a lock: work has dotted edges then. */
  readonly holds: Intervals;
}

/** Where within a bar its lane held a lock, CSS pixels; holds that are less than a pixel apart are one. */
export function heldWithin(holds: Intervals, view: TimeView, from: number, to: number): readonly Stretch[] {
  const held: { from: number; to: number }[] = [];
  for (let row = holds.upperBound("end", view.toTime(from)); row < holds.length; ) {
    const left = Math.max(from, view.toPx(holds.start(row)));
    if (left >= to) break;
    // Those that end less than a pixel behind it have gaps of less than a pixel: only the last one counts.
    const next = Math.max(row + 1, holds.upperBound("end", view.toTime(view.toPx(holds.end(row)) + 1)));
    const right = Math.min(to, view.toPx(holds.end(next - 1)));
    row = next;
    const last = held[held.length - 1];
    if (last !== undefined && left - last.to < 1) last.to = right;
    else held.push({ from: left, to: right });
  }
  return held;
}

const dashPx = 2;

/** No phase: within a task dashes, elsewhere a line. */
export function drawGap(
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
  const dash = (start: number, end: number): void => {
    const left = Math.min(right, Math.round(view.toPx(start)));
    if (left >= right) return;
    out.fillStyle = paint.theme.category.idle;
    line(left);
    out.fillStyle = paint.theme.taskEdge;
    const until = Math.min(right, Math.round(view.toPx(end)));
    for (; at < until; at += 2 * dashPx) out.fillRect(at, y, Math.min(dashPx, until - at), 1);
    at = until;
  };
  visitRow(tasks, view.toTime(from), view.toTime(to), groupedBelowPx / view.pxPerNs, {
    slices({ columns, from: base }, first, to) {
      for (let at = first - base; at < to - base; at++) dash(columns.start[at]!, columns.end[at]!);
    },
    group: ({ columns }, at) => dash(columns.start[at]!, columns.end[at]!),
  });
  out.fillStyle = paint.theme.category.idle;
  line(right);
}

/** A label for the part of a slice that is in view: it sticks to the left edge. */
export function fitSticky(paint: Paint, label: SliceLabel, from: number, to: number, width: number): string {
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
  const join = (from: number, to: number): void => {
    if (from - runTo >= 1) {
      flushRun();
      runFrom = Math.max(from, 0);
    }
    runTo = Math.min(to, view.width);
  };
  const container = (index: number, startNs: number, endNs: number): void => {
    const from = view.toPx(startNs);
    if (from >= view.width) return;
    const open = endNs > place.endNs;
    const to = view.toPx(open ? place.endNs : endNs);
    if (to < from) return;
    if (to - from < 2 * sliverPx && !open) {
      join(from, to);
      return;
    }
    flushRun();
    const { left, right } = snapBar(Math.max(from, -overhangPx), Math.min(to, view.width + overhangPx), open);
    const box = { x: left, y: top, width: right - left, height };
    fillBar(out, box, theme.taskFill, false, !open);
    if (from > -overhangPx) {
      out.fillStyle = place.colourOf?.(index) ?? theme.taskEdge;
      out.fillRect(left, top, 2, height);
    }
    const label = to - from < taskLabelFromPx ? "" : fitSticky(paint, labelOf(index), from, to, view.width);
    if (label !== "") drawLabel(out, label, theme.textPrimary, { ...box, x: from < 0 ? box.x : box.x + 1 });
  };
  visitRow(slices, view.fromNs, view.toNs, groupedBelowPx / view.pxPerNs, {
    group({ columns }, at) {
      const from = view.toPx(columns.start[at]!);
      if (from < view.width) join(from, view.toPx(columns.end[at]!));
    },
    slices({ columns, from: base }, first, to) {
      for (let at = first - base; at < to - base; at++) container(base + at, columns.start[at]!, columns.end[at]!);
    },
  });
  flushRun();
}
