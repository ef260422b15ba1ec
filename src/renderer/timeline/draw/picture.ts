import { isNumberLane, isUsageLane } from "../../../shared/trace/lanes";
import type { GroupId } from "../lane-tree";
import { itemsBetween, type LaneItem, type Layout, type LayoutItem, placeOf, rulerHeight } from "../layout";
import type { Lit } from "../lit";
import type { GroupStrip } from "../store/group-shares";
import type { TraceStore } from "../store/trace-store";
import type { Ticks, TimeView } from "../view";
import type { Colouring } from "./colouring";
import { drawDetailEdge } from "./detail-edge";
import { drawGroupStrip } from "./group-strip";
import { drawCorner, drawGroup, drawHeader } from "./headers";
import { drawJointValues } from "./joint-values";
import { drawGround, drawTrack, type LaneScene } from "./lanes";
import type { Paint } from "./paint";
import { drawQueueLane } from "./queue-lane";
import { drawRuler } from "./ruler";
import { drawLock, drawValue } from "./shared-lanes";
import { clipped, type Surface } from "./surface";
import { drawUsage } from "./usage-lane";

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
  /** What the lanes of collapsed groups do, by group. */
  readonly strips: ReadonlyMap<GroupId, GroupStrip>;
  readonly colouring: Colouring;
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
    const { pinnedHeight } = layout;
    const laneHeight = height - rulerHeight;
    drawItems(out, paint, dimmed, picture, store, {
      items: itemsBetween(layout, pinnedHeight + scrollTop, laneHeight + scrollTop),
      top: rulerHeight + pinnedHeight,
      height: laneHeight - pinnedHeight,
    });
    if (pinnedHeight > 0) {
      const items = itemsBetween(layout, 0, pinnedHeight);
      drawItems(out, paint, dimmed, picture, store, { items, top: rulerHeight, height: pinnedHeight });
      // A line where the pinned lanes end and the others scroll.
      out.fillStyle = theme.borderControl;
      out.fillRect(0, rulerHeight + pinnedHeight - 1, width, 1);
    }
    const { detailFromNs } = store.memory;
    clipped(out, { x: headerWidth, y: rulerHeight, width: view.width, height: laneHeight }, () => {
      out.translate(headerWidth, 0);
      drawDetailEdge(out, paint, view, detailFromNs, rulerHeight, laneHeight);
    });
  }
  clipped(out, { x: headerWidth, y: 0, width: view.width, height: rulerHeight }, () => {
    out.translate(headerWidth, 0);
    drawRuler(out, paint, view, picture.ticks);
  });
  drawCorner(out, paint, headerWidth);
  out.fillStyle = theme.borderSubtle;
  out.fillRect(headerWidth - 1, 0, 1, height);
}

/** Items that scroll together, and the stretch of the canvas in which they are seen, CSS pixels. */
interface Band {
  readonly items: readonly LayoutItem[];
  readonly top: number;
  readonly height: number;
}

function drawItems(
  out: Surface,
  paint: Paint,
  dimmed: Paint,
  picture: Picture,
  store: TraceStore,
  { items, top, height }: Band,
): void {
  const { layout, view, width, headerWidth, scrollTop, lit, strips } = picture;
  const topOf = (item: LayoutItem): number => rulerHeight + placeOf(layout, item, scrollTop);
  const scene = { store, view, ticks: picture.ticks, nowNs: picture.nowNs, colouring: picture.colouring };
  clipped(out, { x: headerWidth, y: top, width: view.width, height }, () => {
    out.translate(headerWidth, 0);
    for (const item of items) {
      if (item.kind !== "lane") continue;
      const bright = lit === null || lit.whole.has(item.lane.id);
      drawLane(out, bright ? paint : dimmed, scene, item, topOf(item));
      if (!bright) drawLit(out, paint, scene, item, topOf(item), lit);
    }
  });
  clipped(out, { x: 0, y: top, width, height }, () => {
    const headers = { store, width: headerWidth, nowNs: picture.nowNs, live: picture.live };
    for (const item of items) {
      if (item.kind === "group") {
        drawGroup(out, paint, item, topOf(item), headerWidth, width, picture.focused === item.id);
      } else drawHeader(out, paint, headers, item, topOf(item), picture.focused === item.lane.id);
    }
  });
  clipped(out, { x: headerWidth, y: top, width: view.width, height }, () => {
    out.translate(headerWidth, 0);
    for (const item of items) {
      const strip = item.kind === "group" && item.collapsed ? strips.get(item.id) : undefined;
      if (strip !== undefined) drawGroupStrip(out, paint, view, strip, topOf(item));
    }
  });
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
  } else if (item.guests.length > 0) {
    drawJointValues(out, paint, scene, item, top);
  } else if (isUsageLane(item.lane.kind)) {
    if (value !== undefined) drawUsage(out, paint, scene, item, value, top);
  } else if (isNumberLane(item.lane.kind)) {
    if (value === undefined) return;
    if (item.lane.kind === "queue") drawQueueLane(out, paint, scene, value, top);
    else drawValue(out, paint, scene, value, top);
  } else if (track !== undefined) drawTrack(out, paint, scene, item, track, top);
}
