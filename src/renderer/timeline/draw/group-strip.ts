import { categories } from "../../../shared/trace/records";
import { groupHeight } from "../layout";
import type { GroupStrip } from "../store/group-shares";
import type { TimeView } from "../view";
import type { Paint } from "./paint";
import type { Surface } from "./surface";

const margin = 3;

/** What the lanes of a collapsed group do: the share of them that computes, and on it the share that waits. */
export function drawGroupStrip(out: Surface, paint: Paint, view: TimeView, strip: GroupStrip, top: number): void {
  const { binNs, bins } = strip;
  const bottom = top + groupHeight - margin;
  const height = groupHeight - 2 * margin;
  const first = Math.max(0, Math.floor(view.fromNs / binNs));
  const last = Math.floor(view.toNs / binNs);
  for (let bin = first; bin <= last; bin++) {
    const known = bins.get(bin);
    if (known === undefined) continue;
    const left = Math.round(view.toPx(bin * binNs));
    const width = Math.max(1, Math.round(view.toPx((bin + 1) * binNs)) - left);
    const work = heightOf(known.work, height);
    const wait = Math.min(height - work, heightOf(known.wait, height));
    out.fillStyle = paint.fill[categories.compute]!;
    if (work > 0) out.fillRect(left, bottom - work, width, work);
    out.fillStyle = paint.fill[categories.lockWait]!;
    if (wait > 0) out.fillRect(left, bottom - work - wait, width, wait);
  }
}

/** However little there is, it is seen. */
function heightOf(share: number, height: number): number {
  return share > 0 ? Math.max(1, Math.round(share * height)) : 0;
}
