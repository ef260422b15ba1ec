import { isSharedLane, isUsageLane } from "../../../shared/trace/lanes";
import { formatTime } from "../format";
import { exitWords, isLost } from "../lane-tree";
import { type LaneItem, momentHeight, momentTop, phaseRowHeight, taskRowHeight } from "../layout";
import type { LaneTrack } from "../store/lane-track";
import { firstVisible, sliceLabel } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { Ticks, TimeView } from "../view";
import { drawLoss } from "./bars";
import { type Colouring, colourerOf } from "./colouring";
import { fonts, type Paint } from "./paint";
import { drawPhases } from "./phases";
import { drawTasks } from "./rows";
import type { Surface } from "./surface";
import { ellipsize } from "./text";

/** What all lanes of one picture share. */
export interface LaneScene {
  readonly store: TraceStore;
  readonly view: TimeView;
  readonly ticks: Ticks;
  /** The newest time, nanoseconds. */
  readonly nowNs: number;
  readonly colouring: Colouring;
}

/** The lane's ground, and the grid on it: lane colour while its process lives, the window's colour outside. */
export function drawGround(out: Surface, paint: Paint, scene: LaneScene, item: LaneItem, top: number): void {
  const { view, nowNs, ticks } = scene;
  const { kind, run } = item.lane;
  // What processes share is there throughout; of several runs each has its end.
  const shared = run === undefined && isSharedLane(kind) && !isUsageLane(kind);
  const from = Math.max(0, Math.round(view.toPx(shared ? 0 : item.lane.startNs)));
  const to = Math.min(view.width, Math.round(view.toPx((shared ? null : item.lane.endNs) ?? nowNs)));
  out.fillStyle = paint.theme.surfaceApp;
  out.fillRect(0, top, view.width, item.height);
  if (to > from) {
    out.fillStyle = paint.theme.surfaceLane;
    out.fillRect(from, top, to - from, item.height);
    out.fillStyle = paint.theme.borderSubtle;
    for (const time of ticks.major) {
      const x = Math.round(view.toPx(time));
      if (x >= from && x < to) out.fillRect(x, top, 1, item.height);
    }
  }
  out.fillStyle = paint.theme.borderSubtle;
  out.fillRect(0, top + item.height - 1, view.width, 1);
}

/** A lane of a process or thread: tasks, phases, holds, marks, and how it ended. `top` is that of the lane. */
export function drawTrack(
  out: Surface,
  paint: Paint,
  scene: LaneScene,
  item: LaneItem,
  track: LaneTrack,
  top: number,
): void {
  const { store, view, nowNs } = scene;
  const lane = item.lane;
  const endNs = lane.endNs ?? nowNs;
  item.rowTops.forEach((rowTop, row) => {
    const slices = track.rows[row];
    if (rowTop < 0 || slices === undefined) return;
    const height = row === 0 ? taskRowHeight : phaseRowHeight;
    const tasks = row === 1 ? track.rows[0]! : null;
    const colourOf = colourerOf(scene.colouring, paint.theme, store, track, slices, nowNs);
    const place = { top: top + rowTop, height, startNs: lane.startNs, endNs, tasks, holds: track.holds, colourOf };
    const labelOf = (index: number) => sliceLabel(store, slices, index);
    if (row === 0) drawTasks(out, paint, slices, view, place, labelOf);
    else drawPhases(out, paint, slices, view, place, labelOf);
  });
  drawHolds(out, paint, scene, item, track, top);
  drawInstants(out, paint, scene, item, track, top);
  if (lane.endNs !== null) drawEnd(out, paint, scene, item, track, top, lane.endNs);
}

/** The line under the phases, in the worker's colour, for as long as it holds a lock. */
function drawHolds(out: Surface, paint: Paint, scene: LaneScene, item: LaneItem, track: LaneTrack, top: number): void {
  const { view, nowNs } = scene;
  const { holds } = track;
  const y = top + item.height - 3;
  out.fillStyle = paint.worker(item.lane.number);
  let painted = 0;
  // The first one that can paint something behind what is painted: each pixel is looked at twice at most.
  const following = (row: number): number =>
    Math.max(row + 1, holds.upperBound("start", view.toTime(painted - 0.5)) - 1);
  for (let row = holds.upperBound("end", view.fromNs); row < holds.length; row = following(row)) {
    const from = view.toPx(holds.start(row));
    if (from >= view.width) break;
    const to = view.toPx(Math.min(holds.end(row), item.lane.endNs ?? nowNs));
    const left = Math.max(Math.round(from), painted);
    const right = Math.min(Math.max(Math.round(to), Math.round(from) + 1), view.width);
    if (right <= left) continue;
    out.fillRect(left, y, right - left, 2);
    painted = right;
  }
}

const momentWidth = 2;

/** Points in time: a tick above the phases, one per pixel at most. */
function drawInstants(
  out: Surface,
  paint: Paint,
  scene: LaneScene,
  item: LaneItem,
  track: LaneTrack,
  top: number,
): void {
  const { view } = scene;
  const { instants } = track;
  const y = top + momentTop(item);
  out.fillStyle = paint.theme.textSecondary;
  let painted = -1;
  const following = (row: number): number =>
    Math.max(row + 1, instants.upperBound("time", view.toTime(painted + 0.499)));
  for (let row = instants.upperBound("time", view.fromNs); row < instants.length; row = following(row)) {
    const x = Math.round(view.toPx(instants.time(row)));
    if (x >= view.width) break;
    if (x === painted) continue;
    out.fillRect(x, y, momentWidth, momentHeight);
    painted = x;
  }
}

const crossWidth = 10;

function drawEnd(
  out: Surface,
  paint: Paint,
  scene: LaneScene,
  item: LaneItem,
  track: LaneTrack,
  top: number,
  endNs: number,
): void {
  const { view } = scene;
  const lane = item.lane;
  const x = view.toPx(endNs);
  const lost = isLost(lane);
  const theme = paint.theme;
  if (x < 0) {
    const how = exitWords(lane);
    const text = `ended at ${formatTime(endNs, 1e6)}${how === "" ? "" : `, ${how}`}`;
    out.font = fonts.label;
    out.textAlign = "left";
    out.fillStyle = theme.textTertiary;
    out.fillText(ellipsize(paint, text, view.width - 24, fonts.label), 12, top + Math.round(item.height / 2) + 4);
    return;
  }
  if (x >= view.width) return;
  if (lost) {
    const phases = track.rows[1]!;
    const last = phases.length - 1;
    const cutOff = last >= 0 && phases.end(last) >= endNs && firstVisible(phases, view.fromNs) <= last;
    const room = cutOff ? Math.min(crossWidth, x - view.toPx(phases.start(last))) : 0;
    const cross =
      room < 2
        ? null
        : {
            x: Math.round(x - room),
            y: top + (item.rowTops[1] ?? 4),
            width: Math.round(x) - Math.round(x - room),
            height: phaseRowHeight,
          };
    drawLoss(out, paint, x, cross, top + 2, item.height - 4);
  }
  drawRemark(out, paint, item, x, top, view.width);
}

/** CSS pixels from a lane's end to the remark, and from there to the edge of the view. */
const remarkGap = 9;

/** What became of the lane: the first sentence in the colour of danger, the rest below or after it. */
function drawRemark(out: Surface, paint: Paint, item: LaneItem, endX: number, top: number, width: number): void {
  const { remark } = item.lane;
  if (remark === "") return;
  const [first = "", ...others] = remark.split(/(?<=\.)\s+/);
  const lines = [first, others.join(" ")].map((line) => line.replace(/\.$/, "")).filter((line) => line !== "");
  const inks = [isLost(item.lane) ? paint.theme.danger : paint.theme.textTertiary, paint.theme.textTertiary];
  const room = width - endX - 2 * remarkGap;
  out.font = fonts.label;
  out.textAlign = "left";
  if (room < paint.measure(lines[0]!, fonts.label)) {
    drawRemarkBefore(out, paint, lines[0]!, inks[0]!, endX, top, item);
    return;
  }
  const single = item.rowTops[0] === -1;
  (single ? [lines.join(". ")] : lines).forEach((line, index) => {
    out.fillStyle = inks[index]!;
    const baseline = single ? 17 : 14 + index * 17;
    out.fillText(ellipsize(paint, line, room, fonts.label), endX + remarkGap, top + baseline);
  });
}

/** Behind the end there is no room: the remark stands before it, on a plate over the task. */
function drawRemarkBefore(
  out: Surface,
  paint: Paint,
  text: string,
  ink: string,
  endX: number,
  top: number,
  item: LaneItem,
): void {
  const shown = ellipsize(paint, text, endX - 2 * remarkGap, fonts.label);
  if (shown === "") return;
  const plate = Math.ceil(paint.measure(shown, fonts.label)) + 10;
  const left = Math.round(endX) - plate - 2;
  const rowTop = top + Math.max(3, item.rowTops[0] ?? 3);
  out.fillStyle = paint.theme.surfaceLane;
  out.fillRect(left, rowTop, plate, taskRowHeight);
  out.fillStyle = ink;
  out.fillText(shown, left + 5, rowTop + 11);
}
