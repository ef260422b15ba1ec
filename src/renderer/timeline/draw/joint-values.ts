import type { Lane } from "../../../shared/trace/lanes";
import type { LaneItem } from "../layout";
import type { TraceStore } from "../store/trace-store";
import type { ValueTrack } from "../store/value-track";
import type { TimelineTheme } from "../theme";
import type { TimeView } from "../view";
import type { LaneScene } from "./lanes";
import type { Paint } from "./paint";
import { clipped, type Surface } from "./surface";

const margin = 5;

/** The lanes that share one: its own first. */
export function jointLanes({ lane, guests }: LaneItem): readonly Lane[] {
  return [lane, ...guests];
}

/** The colour of a line among those that share a lane: a worker's own, else one by its place, the last ones first. */
export function jointColour({ workers }: TimelineTheme, { number }: Lane, place: number): string {
  const index = number > 0 ? number - 1 : workers.length - 1 - (place % workers.length);
  return workers[index % workers.length]!;
}

/** Rows of a value that are in view, the one in force at its beginning included; null for none. */
function rowsIn({ samples }: ValueTrack, view: TimeView): { readonly first: number; readonly last: number } | null {
  const first = Math.max(samples.first, samples.upperBound("time", view.fromNs) - 1);
  const last = samples.upperBound("time", view.toNs);
  return last > first ? { first, last } : null;
}

/**
 * The scale that all lines of a lane share, so that they can be compared.
 *
 * @returns From a value to CSS pixels below the lane's top; null where nothing is in view.
 */
export function jointScale(store: TraceStore, item: LaneItem, view: TimeView): ((value: number) => number) | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { id } of jointLanes(item)) {
    const value = store.value(id);
    const rows = value === undefined ? null : rowsIn(value, view);
    if (value === undefined || rows === null) continue;
    const extremes = value.extremes(rows.first, rows.last);
    low = Math.min(low, extremes.low);
    high = Math.max(high, extremes.high);
  }
  if (!(high >= low)) return null;
  const room = item.height - 2 * margin - 1;
  return (value) => margin + (high > low ? (1 - (value - low) / (high - low)) * room : room / 2);
}

/** Several values as steps in one lane, each in a colour of its own; zoomed out each from its lowest to its highest. */
export function drawJointValues(out: Surface, paint: Paint, scene: LaneScene, item: LaneItem, top: number): void {
  const { store, view, nowNs } = scene;
  const scale = jointScale(store, item, view);
  if (scale === null) return;
  const toY = (value: number): number => top + Math.round(scale(value)) + 0.5;
  const end = Math.min(view.width, Math.round(view.toPx(item.lane.endNs ?? nowNs)));
  clipped(out, { x: 0, y: top, width: Math.max(0, end), height: item.height }, () => {
    jointLanes(item).forEach((lane, place) => {
      const value = store.value(lane.id);
      const rows = value === undefined ? null : rowsIn(value, view);
      if (value === undefined || rows === null) return;
      const { samples } = value;
      out.beginPath();
      let y = toY(samples.value(rows.first));
      out.moveTo(Math.round(view.toPx(samples.time(rows.first))) + 0.5, y);
      for (let row = rows.first + 1; row < rows.last; ) {
        const x = Math.round(view.toPx(samples.time(row)));
        const next = Math.max(row + 1, samples.upperBound("time", view.toTime(x + 0.499), row, rows.last));
        const band = value.extremes(row, next);
        out.lineTo(x + 0.5, y);
        out.lineTo(x + 0.5, toY(band.low));
        out.lineTo(x + 0.5, toY(band.high));
        y = toY(samples.value(next - 1));
        out.lineTo(x + 0.5, y);
        row = next;
      }
      out.lineTo(end, y);
      out.strokeStyle = jointColour(paint.theme, lane, place);
      out.lineWidth = 1;
      out.stroke();
    });
  });
}
