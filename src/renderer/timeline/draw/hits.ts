import type { Lane } from "../../../shared/trace/lanes";
import {
  itemsBetween,
  type Layout,
  type LayoutItem,
  phaseRowHeight,
  placeOf,
  rulerHeight,
  taskRowHeight,
} from "../layout";
import type { HitDensity } from "../search/hit-density";
import type { Search } from "../search/search";
import { firstVisible } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { TimeView } from "../view";
import { drawDimmedLabels } from "./dimmed-labels";
import { overviewHeight, stripBottom } from "./overview";
import type { Paint } from "./paint";
import { clipped, type Surface } from "./surface";

/** A gap between hits that is narrower than this stays bright: it could not be seen, CSS pixels. */
const leastGap = 3;
/** A hit keeps this width at every zoom, CSS pixels. */
const leastWidth = 2;
/** The same of a marker on the overview. */
const leastMarker = 3;
const dimmedShare = 0.72;
const underline = 2;

export interface HitScene {
  readonly store: TraceStore;
  readonly layout: Layout;
  readonly search: Search;
  readonly view: TimeView;
  readonly scrollTop: number;
  /** Height of the whole canvas, ruler included, CSS pixels. */
  readonly height: number;
  readonly nowNs: number;
}

/** Dims the lanes but for what was found, and underlines that. The area starts at x = 0 and includes the ruler. */
export function drawHits(out: Surface, paint: Paint, scene: HitScene): void {
  const { layout, scrollTop, height, view } = scene;
  const { pinnedHeight } = layout;
  const laneHeight = height - rulerHeight;
  const scrolled = itemsBetween(layout, pinnedHeight + scrollTop, laneHeight + scrollTop);
  const place = { x: 0, width: view.width };
  clipped(out, { ...place, y: rulerHeight + pinnedHeight, height: laneHeight - pinnedHeight }, () =>
    drawItems(out, paint, scene, scrolled),
  );
  if (pinnedHeight === 0) return;
  const pinned = itemsBetween(layout, 0, pinnedHeight);
  clipped(out, { ...place, y: rulerHeight, height: pinnedHeight }, () => drawItems(out, paint, scene, pinned));
}

function drawItems(out: Surface, paint: Paint, scene: HitScene, items: readonly LayoutItem[]): void {
  const { layout, search, store, scrollTop } = scene;
  const width = Math.ceil(scene.view.width);
  const whole = new Set(search.lanes);
  const lit = new Uint8Array(width);
  const own = new Uint8Array(width);
  for (const item of items) {
    if (item.kind !== "lane") continue;
    const top = rulerHeight + placeOf(layout, item, scrollTop);
    const rows = store.track(item.lane.id)?.rows ?? [];
    // A lane that goes by what was looked for stays bright as a whole.
    const named = whole.has(item.lane.id);
    exceptLife(lit, scene, item.lane);
    own.fill(0);
    markInstants(own, scene, item.lane.id);
    for (let x = 0; x < width; x++) lit[x] = lit[x]! | own[x]!;
    out.fillStyle = paint.theme.accentText;
    // Above the phases, where the moments' ticks stand.
    eachRun(own, 1, (x, length) => out.fillRect(x, top, length, underline));
    // What is within a hit stays bright with it.
    let from = 0;
    rows.forEach((slices, row) => {
      const rowTop = item.rowTops[row] ?? -1;
      if (rowTop < 0) return;
      own.fill(0);
      markRow(own, scene, item.lane.id, row);
      for (let x = 0; x < width; x++) lit[x] = lit[x]! | own[x]!;
      const bottom = rowTop + (row === 0 ? taskRowHeight : phaseRowHeight);
      if (!named) {
        dim(out, paint, lit, top + from, bottom - from);
        const place = { top: top + rowTop, height: bottom - rowTop, isTasks: row === 0 };
        drawDimmedLabels(out, paint, { ...place, store, view: scene.view, slices, nowNs: scene.nowNs, lit });
      }
      out.fillStyle = paint.theme.accentText;
      eachRun(own, 1, (x, length) => out.fillRect(x, top + bottom - underline, length, underline));
      from = bottom;
    });
    exceptLife(lit, scene, item.lane);
    if (!named) dim(out, paint, lit, top + from, item.height - 1 - from);
  }
}

/** Where there is no lane there is nothing to dim: sets the pixels outside of a lane's life, clears the others. */
function exceptLife(pixels: Uint8Array, { view, nowNs }: HitScene, { startNs, endNs }: Lane): void {
  const left = Math.floor(view.toPx(startNs));
  const right = Math.ceil(view.toPx(endNs ?? nowNs));
  pixels.fill(0);
  pixels.fill(1, 0, Math.max(0, left));
  pixels.fill(1, Math.max(0, right));
}

function dim(out: Surface, paint: Paint, lit: Uint8Array, top: number, height: number): void {
  out.globalAlpha = dimmedShare;
  out.fillStyle = paint.theme.surfaceLane;
  eachRun(lit, 0, (x, length) => {
    if (length >= leastGap) out.fillRect(x, top, length, height);
  });
  out.globalAlpha = 1;
}

/** Marks the pixels of a row's hits. Costs pixels, not slices: what lies within a marked pixel is jumped over. */
function markRow(pixels: Uint8Array, { store, search, view, nowNs }: HitScene, laneId: number, row: number): void {
  const slices = store.track(laneId)?.rows[row];
  const bits = search.bitsOf(laneId, row);
  if (slices === undefined || bits === undefined || bits.count === 0) return;
  let index = bits.next(firstVisible(slices, view.fromNs));
  while (index >= 0 && index < slices.length && slices.start(index) < view.toNs) {
    const left = Math.max(0, Math.floor(view.toPx(slices.start(index))));
    const end = Math.ceil(view.toPx(Math.min(slices.end(index), nowNs)));
    const right = Math.max(end, left + leastWidth);
    pixels.fill(1, left, right);
    const next = bits.next(index + 1);
    index =
      next < 0 || view.toPx(slices.end(next)) > right ? next : bits.next(firstVisible(slices, view.toTime(right)));
  }
}

/** Marks the pixels of a lane's moments that were found, one look for each pixel. */
function markInstants(pixels: Uint8Array, { store, search, view }: HitScene, laneId: number): void {
  const instants = store.track(laneId)?.instants;
  const bits = search.instantBitsOf(laneId);
  if (instants === undefined || bits === undefined || bits.count === 0) return;
  let index = bits.next(instants.upperBound("time", view.fromNs));
  while (index >= 0 && index < instants.length && instants.time(index) < view.toNs) {
    const left = Math.max(0, Math.floor(view.toPx(instants.time(index))) - 1);
    const right = left + 2 * leastWidth;
    pixels.fill(1, left, right);
    index = bits.next(Math.max(index + 1, instants.upperBound("time", view.toTime(right))));
  }
}

/** Runs of equal pixels. */
function eachRun(pixels: Uint8Array, value: 0 | 1, run: (x: number, length: number) => void): void {
  for (let x = 0; x < pixels.length; ) {
    const end = pixels.indexOf(value === 0 ? 1 : 0, x);
    const to = end < 0 ? pixels.length : end;
    if (to > x) run(x, to - x);
    const next = pixels.indexOf(value, to);
    if (next < 0) return;
    x = next;
  }
}

/** Ticks below the overview's strip where hits are. */
export function drawHitMarkers(out: Surface, paint: Paint, density: HitDensity, whole: TimeView): void {
  const { counts, binNs } = density;
  out.fillStyle = paint.theme.accentText;
  let free = Number.NEGATIVE_INFINITY;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    const left = Math.floor(whole.toPx(bin * binNs));
    if (left < free) continue;
    const right = Math.max(left + leastMarker, Math.ceil(whole.toPx((bin + 1) * binNs)));
    out.fillRect(left, stripBottom, right - left, overviewHeight - stripBottom);
    free = left + leastWidth;
  }
}
