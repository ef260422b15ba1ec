import type { Lane } from "../../../shared/trace/lanes";
import { categories } from "../../../shared/trace/records";
import { isLost } from "../lane-tree";
import { type CoarseShares, categoryCount } from "../store/coarse-shares";
import type { TraceStore } from "../store/trace-store";
import type { TimeView } from "../view";
import type { Paint } from "./paint";
import { clipped, type Surface } from "./surface";

/** CSS pixels. */
export const overviewHeight = 50;
/** Above the strip there is room for the flags of marks. */
export const stripTop = 9;
export const stripBottom = 44;

/** Where strips of several runs begin: they need the room more than flags do. */
const stripsTop = 3;

/** Where what the overview shows begins. */
export function overviewTop(store: TraceStore | null): number {
  return store !== null && store.runShares.size > 0 ? stripsTop : stripTop;
}

/**
 * The whole run in small: what all workers did, as stacked shares per pixel column; of several runs a strip each. It tells no
 * times: the ruler below it would be taken for the same.
 */
export function drawOverview(
  out: Surface,
  paint: Paint,
  store: TraceStore | null,
  whole: TimeView,
  nowNs: number,
): void {
  const theme = paint.theme;
  const width = whole.width;
  const height = stripBottom - stripTop;
  out.fillStyle = theme.surfacePanel;
  out.fillRect(0, 0, width, overviewHeight);
  if (store !== null && store.runShares.size > 0) {
    drawRuns(out, paint, store, whole);
    return;
  }
  out.fillStyle = theme.surfaceLane;
  out.fillRect(0, stripTop, Math.max(0, Math.min(width, whole.toPx(nowNs))), height);
  if (store !== null) {
    const open = store.lanes().filter((lane) => lane.kind === "worker" && lane.endNs === null);
    drawShares(out, paint, store, store.workerShares, open, { whole, nowNs, top: stripTop, height });
  }
  out.fillStyle = theme.borderDefault;
  out.fillRect(0, stripBottom, width, 1);
  if (store !== null) drawLosses(out, paint, store, whole);
  out.fillStyle = theme.accentText;
  out.fillRect(Math.round(whole.toPx(nowNs)), stripTop, 1, height);
}

/** Runs under each other, each as long as it took. */
function drawRuns(out: Surface, paint: Paint, store: TraceStore, whole: TimeView): void {
  const { theme } = paint;
  const each = (stripBottom - stripsTop) / store.runShares.size;
  let place = 0;
  for (const [id, shares] of store.runShares) {
    const ends = store.lanes().map(({ run, endNs }) => (run?.id === id ? (endNs ?? 0) : 0));
    const endNs = Math.max(0, ...ends);
    const top = Math.round(stripsTop + place * each);
    const height = Math.max(2, Math.round(stripsTop + (place + 1) * each) - top - 1);
    out.fillStyle = theme.surfaceLane;
    out.fillRect(0, top, Math.max(0, whole.toPx(endNs)), height);
    drawShares(out, paint, store, shares, [], { whole, nowNs: endNs, top, height });
    place++;
  }
  out.fillStyle = theme.borderDefault;
  out.fillRect(0, stripBottom, whole.width, 1);
  drawLosses(out, paint, store, whole);
}

/** Where a strip stands. */
interface Strip {
  readonly whole: TimeView;
  readonly nowNs: number;
  /** CSS pixels. */
  readonly top: number;
  readonly height: number;
}

/**
 * The columns' height stands for the most workers that lived at once.
 *
 * @param open Workers that still live: what they do now has not been booked yet.
 */
function drawShares(
  out: Surface,
  paint: Paint,
  store: TraceStore,
  { ns, binNs }: CoarseShares,
  open: readonly Lane[],
  { whole, nowNs, top, height }: Strip,
): void {
  const binPx = binNs * whole.pxPerNs;
  const bins = Math.min(ns.length / categoryCount, Math.ceil(nowNs / binNs));
  const columns = paint.columns;
  let lanes = 0;
  for (let bin = 0; bin < bins; bin++) {
    let sum = 0;
    for (let category = 0; category < categoryCount; category++) sum += ns[bin * categoryCount + category]!;
    lanes = Math.max(lanes, sum / binNs);
  }
  lanes = Math.max(1, Math.ceil(lanes - 1e-6), open.length);
  columns.reserve(whole.width);
  const add = (category: number, from: number, to: number, share: number): void => {
    if (category !== categories.idle && share > 0) columns.add(category, from, to, share, whole.width);
  };
  for (let bin = 0; bin < bins; bin++) {
    const from = bin * binPx;
    for (let category = 0; category < categoryCount; category++) {
      add(category, from, from + binPx, ns[bin * categoryCount + category]! / binNs / lanes);
    }
  }
  for (const lane of open) {
    const track = store.track(lane.id)!;
    add(track.presentCategory, whole.toPx(track.accountedNs), whole.toPx(nowNs), 1 / lanes);
  }
  clipped(out, { x: 0, y: top, width: Math.max(0, whole.toPx(nowNs)), height }, () =>
    columns.draw(out, paint.sheet, paint.channels, top, height, Math.round(height * paint.ratio)),
  );
}

/** A loss keeps two pixels and a mark at every zoom. */
function drawLosses(out: Surface, paint: Paint, store: TraceStore, whole: TimeView): void {
  out.fillStyle = paint.theme.danger;
  for (const lane of store.lanes()) {
    if (lane.endNs === null || !isLost(lane)) continue;
    const x = Math.round(whole.toPx(lane.endNs));
    out.fillRect(x, stripTop, 2, stripBottom - stripTop);
    out.beginPath();
    out.moveTo(x - 4, overviewHeight - 1);
    out.lineTo(x + 6, overviewHeight - 1);
    out.lineTo(x + 1, stripBottom - 2);
    out.closePath();
    out.fill();
  }
}
