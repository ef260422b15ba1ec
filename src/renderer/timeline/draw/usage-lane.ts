import { categories } from "../../../shared/trace/records";
import type { LaneItem } from "../layout";
import type { ValueTrack } from "../store/value-track";
import type { LaneScene } from "./lanes";
import type { Paint } from "./paint";
import { clipped, type Surface } from "./surface";

const topMargin = 4;
const bottomMargin = 2;
/** One core, percent: less than that is not drawn as if it were much. */
const oneCore = 100;

/**
 * What a process uses, as an area. Where a pixel column has several samples, the lowest is solid and the rest up to the
 * highest is pale: nothing between them is lost, nothing is made up.
 */
export function drawUsage(
  out: Surface,
  paint: Paint,
  scene: LaneScene,
  item: LaneItem,
  value: ValueTrack,
  top: number,
): void {
  const { view, nowNs } = scene;
  const { samples } = value;
  const { lane } = item;
  const first = Math.max(samples.first, samples.upperBound("time", view.fromNs) - 1);
  const last = samples.upperBound("time", view.toNs);
  if (last <= first) return;
  let most = lane.kind === "cpu" ? oneCore : 0;
  for (let row = first; row < last; row++) most = Math.max(most, samples.value(row));
  if (most === 0) return;
  const room = item.height - topMargin - bottomMargin;
  const base = top + item.height - bottomMargin;
  const heightOf = (number: number): number => (number > 0 ? Math.max(1, Math.round((number / most) * room)) : 0);
  const { theme } = paint;
  const inks =
    lane.kind === "cpu"
      ? { solid: paint.fill[categories.compute]!, pale: paint.tint[categories.compute]!, edge: null }
      : { solid: theme.taskFill, pale: theme.surfaceHover, edge: theme.taskEdge };
  const end = Math.min(view.width, Math.round(view.toPx(lane.endNs ?? nowNs)));
  clipped(out, { x: 0, y: top, width: Math.max(0, end), height: item.height }, () => {
    let left = Math.round(view.toPx(samples.time(first)));
    let low = samples.value(first);
    let high = low;
    for (let row = first; row < last; row++) {
      const next = row + 1 < samples.length ? Math.round(view.toPx(samples.time(row + 1))) : end;
      low = Math.min(low, samples.value(row));
      high = Math.max(high, samples.value(row));
      if (next <= left && row + 1 < last) continue;
      const width = Math.max(1, next - left);
      const [solid, whole] = [heightOf(low), heightOf(high)];
      out.fillStyle = inks.pale;
      out.fillRect(left, base - whole, width, whole);
      out.fillStyle = inks.solid;
      out.fillRect(left, base - solid, width, solid);
      if (inks.edge !== null) {
        out.fillStyle = inks.edge;
        out.fillRect(left, base - whole, width, 1);
      }
      left += width;
      low = Number.POSITIVE_INFINITY;
      high = Number.NEGATIVE_INFINITY;
    }
  });
}
