import { isNumberLane } from "../../../shared/trace/lanes";
import { type GroupId, type LaneItem, type Layout, rulerHeight } from "../layout";
import type { Lit } from "../lit";
import type { TraceStore } from "../store/trace-store";
import type { Ticks, TimeView } from "../view";
import { drawCorner, drawGroup, drawHeader } from "./headers";
import { drawGround, drawTrack, type LaneScene } from "./lanes";
import type { Paint } from "./paint";
import { drawRuler } from "./ruler";
import { drawLock, drawValue } from "./shared-lanes";
import { clipped, type Surface } from "./surface";

/** Everything the main canvas shows, but for what moves with the pointer and the clock. */
export interface Picture {
  readonly store: TraceStore | null;
  readonly layout: Layout;
  readonly view: TimeView;
  readonly ticks: Ticks;
  readonly nowNs: number;
  readonly live: boolean;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly headerWidth: number;
  readonly scrollTop: number;
  /** The lane that the keyboard is on, or the group. */
  readonly focused: number | GroupId | null;
  /** What stays bright while the rest is dimmed; null where nothing is. */
  readonly lit: Lit | null;
}

/**
 * Draws the ruler, the groups, and the lanes that are within the height.
 *
 * @param dimmed The paint for what is not lit.
 */
export function drawPicture(out: Surface, paint: Paint, dimmed: Paint, picture: Picture): void {
  const { store, layout, view, width, height, headerWidth, scrollTop } = picture;
  const theme = paint.theme;
  out.fillStyle = theme.surfaceApp;
  out.fillRect(0, 0, width, height);
  out.fillStyle = theme.surfacePanel;
  out.fillRect(0, 0, headerWidth, height);
  if (store !== null) {
    const visible = layout.items.filter(
      (item) => item.top + item.height > scrollTop && item.top < scrollTop + height - rulerHeight,
    );
    const topOf = (item: { readonly top: number }): number => rulerHeight + item.top - scrollTop;
    const scene = { store, view, ticks: picture.ticks, nowNs: picture.nowNs };
    clipped(out, { x: headerWidth, y: rulerHeight, width: view.width, height: height - rulerHeight }, () => {
      out.translate(headerWidth, 0);
      for (const item of visible) {
        if (item.kind !== "lane") continue;
        const bright = picture.lit === null || picture.lit.lockId === item.lane.id;
        drawLane(out, bright ? paint : dimmed, scene, item, topOf(item));
        if (!bright) drawLit(out, paint, scene, item, topOf(item), picture.lit);
      }
    });
    clipped(out, { x: 0, y: rulerHeight, width, height: height - rulerHeight }, () => {
      const headers = { store, width: headerWidth, nowNs: picture.nowNs, live: picture.live };
      for (const item of visible) {
        if (item.kind === "group") {
          drawGroup(out, paint, item, topOf(item), headerWidth, width, picture.focused === item.id);
        } else drawHeader(out, paint, headers, item, topOf(item), picture.focused === item.lane.id);
      }
    });
  }
  clipped(out, { x: headerWidth, y: 0, width: view.width, height: rulerHeight }, () => {
    out.translate(headerWidth, 0);
    drawRuler(out, paint, view, picture.ticks);
  });
  drawCorner(out, paint, headerWidth, store?.lanes().length ?? 0);
  out.fillStyle = theme.borderSubtle;
  out.fillRect(headerWidth - 1, 0, 1, height);
}

/** Draws what is lit of a lane once more over what is dimmed: the rows of its phases, and the line of its holds. */
function drawLit(out: Surface, paint: Paint, scene: LaneScene, item: LaneItem, top: number, lit: Lit | null): void {
  const stretches = lit?.stretches.get(item.lane.id);
  const rowTop = item.rowTops[1];
  if (stretches === undefined || rowTop === undefined || rowTop < 0) return;
  out.save();
  out.beginPath();
  for (const { from, to } of stretches) {
    const left = Math.round(from);
    out.rect(left, top + rowTop, Math.max(Math.round(to) - left, 1), item.height - rowTop - 1);
  }
  out.clip();
  drawLane(out, paint, scene, item, top);
  out.restore();
}

function drawLane(out: Surface, paint: Paint, scene: LaneScene, item: LaneItem, top: number): void {
  const { store } = scene;
  drawGround(out, paint, scene, item, top);
  const id = item.lane.id;
  const lock = store.lock(id);
  const value = store.value(id);
  const track = store.track(id);
  if (item.lane.kind === "lock") {
    if (lock !== undefined) drawLock(out, paint, scene, item, lock, top);
  } else if (isNumberLane(item.lane.kind)) {
    if (value !== undefined) drawValue(out, paint, scene, value, top);
  } else if (track !== undefined) drawTrack(out, paint, scene, item, track, top);
}
