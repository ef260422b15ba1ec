import type { ValueTrack } from "../store/value-track";
import type { LaneScene } from "./lanes";
import type { Paint } from "./paint";
import { clipped, type Surface } from "./surface";

const areaTop = 5;
const areaHeight = 17;
const tickTop = 25;
const tickHeight = 3;

/**
 * A queue: how many items are in it as an area from zero, the most of a pixel where several times fall into one; below it a tick
 * for puts in the upper row and for gets in the lower one.
 */
export function drawQueueLane(out: Surface, paint: Paint, scene: LaneScene, value: ValueTrack, top: number): void {
  const { view, nowNs } = scene;
  const { samples } = value;
  const first = Math.max(samples.first, samples.upperBound("time", view.fromNs) - 1);
  const last = samples.upperBound("time", view.toNs);
  if (last <= first) return;
  const most = Math.max(1, value.extremes(first, last).high);
  const base = top + areaTop + areaHeight;
  const toY = (depth: number): number => base - Math.round((Math.max(0, depth) / most) * areaHeight);
  const end = Math.min(view.width, Math.round(view.toPx(nowNs)));
  clipped(out, { x: 0, y: top, width: Math.max(0, end), height: 34 }, () => {
    out.fillStyle = paint.theme.taskEdge;
    let puts = Number.NEGATIVE_INFINITY;
    let gets = Number.NEGATIVE_INFINITY;
    for (let row = first; row < last; ) {
      const x = Math.max(0, Math.round(view.toPx(samples.time(row))));
      const next = Math.max(row + 1, samples.upperBound("time", view.toTime(x + 0.499), row, last));
      const high = next > row + 1 ? value.extremes(row, next).high : samples.value(row);
      const right = next < last ? Math.round(view.toPx(samples.time(next))) : end;
      // The most within the pixel, then what is left until the next change.
      bar(out, x, toY(high), 1, base);
      bar(out, x + 1, toY(samples.value(next - 1)), right - x - 1, base);
      if (row > samples.first && view.toPx(samples.time(row)) >= 0) {
        const before = samples.value(row - 1);
        const low = next > row + 1 ? value.extremes(row, next).low : samples.value(row);
        if (high > before && x >= puts + 2) {
          out.fillRect(x, top + tickTop, 1, tickHeight);
          puts = x;
        }
        if ((low < before || samples.value(next - 1) < high) && x >= gets + 2) {
          out.fillRect(x, top + tickTop + tickHeight + 1, 1, tickHeight);
          gets = x;
        }
      }
      row = next;
    }
    out.fillRect(Math.max(0, Math.round(view.toPx(samples.time(first)))), base, end, 1);
  });
}

function bar(out: Surface, x: number, y: number, width: number, base: number): void {
  if (width > 0 && y < base) out.fillRect(x, y, width, base - y);
}
