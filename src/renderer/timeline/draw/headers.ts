import { isNumberLane, isUsageLane } from "../../../shared/trace/lanes";
import { categories } from "../../../shared/trace/records";
import { formatLaneValue, formatShare, formatValue } from "../format";
import { exitWords, isLost, runGroups } from "../lane-tree";
import { type GroupItem, groupHeight, jointRowHeight, jointTop, type LaneItem, rulerHeight } from "../layout";
import type { LaneTrack } from "../store/lane-track";
import { categoryNames, categoryWords, lifeTimes, sliceLabel } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import { drawActivityIcon, drawChevron, drawLockIcon } from "./icons";
import { jointColour, jointLanes } from "./joint-values";
import { fonts, type Paint } from "./paint";
import type { Surface } from "./surface";
import { ellipsize } from "./text";

const chipX = 12;
const chipSize = 16;
const nameX = 36;
const rightPadding = 10;
const usualBarWidth = 40;
/** In narrow headers the bar gives way to the words. */
const narrowBarWidth = 24;
const narrowBelow = 200;
const barHeight = 4;
/** Lanes lower than this, CSS pixels, have room for one line of words. */
const twoLinesFrom = 40;
/** How far a group within a group stands to the right of it. */
const indentPx = 12;

export interface HeaderScene {
  readonly store: TraceStore;
  /** Width of the header column, CSS pixels. */
  readonly width: number;
  readonly nowNs: number;
  /** False once the run is over: then nothing is present any more. */
  readonly live: boolean;
}

/** The corner beside the ruler, over which the app puts the filter. */
export function drawCorner(out: Surface, paint: Paint, width: number): void {
  out.fillStyle = paint.theme.surfacePanel;
  out.fillRect(0, 0, width, rulerHeight);
  out.fillStyle = paint.theme.borderSubtle;
  out.fillRect(0, rulerHeight - 1, width, 1);
}

/** A group's row, over the whole width. Its note goes beside the headers where it would lie across their edge. */
export function drawGroup(
  out: Surface,
  paint: Paint,
  item: GroupItem,
  top: number,
  headerWidth: number,
  fullWidth: number,
  focused: boolean,
): void {
  const theme = paint.theme;
  out.fillStyle = focused ? theme.surfaceSelected : theme.surfacePanel;
  out.fillRect(0, top, fullWidth, groupHeight);
  out.fillStyle = theme.borderSubtle;
  out.fillRect(0, top + groupHeight - 1, fullWidth, 1);
  const indent = item.depth * indentPx;
  drawChevron(out, chipX + indent, top + 6, item.collapsed, theme.textTertiary);
  // Of several runs each is a heading of its own.
  const isRun = item.id.startsWith(runGroups);
  const font = isRun ? fonts.name : fonts.label;
  out.font = font;
  out.textAlign = "left";
  out.fillStyle = isRun ? theme.textPrimary : theme.textSecondary;
  const titleX = 28 + indent;
  const title = ellipsize(paint, item.title, headerWidth - rightPadding - titleX, font);
  out.fillText(title, titleX, top + 15);
  out.font = fonts.label;
  out.fillStyle = isRun ? theme.textSecondary : theme.textTertiary;
  const noteX = titleX + paint.measure(title, font) + 7;
  const fits = noteX + paint.measure(item.note, fonts.label) <= headerWidth - rightPadding;
  if (!fits && item.collapsed) {
    // Beside the headers is the summary.
    out.fillText(ellipsize(paint, item.note, headerWidth - rightPadding - noteX, fonts.label), noteX, top + 15);
    return;
  }
  out.fillText(item.note, fits ? noteX : headerWidth + rightPadding, top + 15);
}

/** A lane's header: chip, name and pid, shares, what it does now. */
export function drawHeader(
  out: Surface,
  paint: Paint,
  scene: HeaderScene,
  item: LaneItem,
  top: number,
  selected: boolean,
): void {
  const theme = paint.theme;
  out.fillStyle = selected ? theme.surfaceSelected : theme.surfacePanel;
  out.fillRect(0, top, scene.width, item.height);
  out.fillStyle = theme.borderSubtle;
  out.fillRect(0, top + item.height - 1, scene.width, 1);
  const indent = item.depth * indentPx;
  const inner = { ...scene, width: scene.width - indent };
  if (indent > 0) {
    out.save();
    out.translate(indent, 0);
  }
  if (item.lane.kind === "lock") drawLockHeader(out, paint, inner, item, top);
  else if (item.guests.length > 0) drawJointHeader(out, paint, inner, item, top);
  else if (isUsageLane(item.lane.kind)) drawUsageHeader(out, paint, inner, item, top);
  else if (isNumberLane(item.lane.kind)) drawValueHeader(out, paint, inner, item, top);
  else drawTrackHeader(out, paint, inner, item, top);
  if (indent > 0) out.restore();
}

function drawTrackHeader(out: Surface, paint: Paint, scene: HeaderScene, item: LaneItem, top: number): void {
  const theme = paint.theme;
  const lane = item.lane;
  const track = scene.store.track(lane.id);
  if (track === undefined) return;
  const single = item.height < twoLinesFrom;
  const first = top + (single ? 17 : 16);
  drawChip(out, paint, lane.number, lane.name, top + 5);
  const part =
    lane.run !== undefined
      ? computeShare(track, scene.nowNs)
      : lane.part !== ""
        ? lane.part
        : lane.pid === null
          ? ""
          : `pid ${lane.pid}`;
  // Names of a pool's workers differ only at their end: a name that is whole tells more than its process's number.
  const nameRoom = scene.width - rightPadding - nameX - paint.measure(part, fonts.label) - 8;
  const right = paint.measure(lane.name, fonts.name) <= nameRoom ? part : "";
  drawTexts(out, paint, scene.width, first, lane.name, right, {
    left: isLost(lane) ? theme.textSecondary : theme.textPrimary,
    right: theme.textTertiary,
  });
  if (single) return;
  const second = top + 30;
  const { times, life } = lifeOf(track, scene.nowNs);
  const barWidth = scene.width < narrowBelow ? narrowBarWidth : usualBarWidth;
  drawShares(out, paint, times, life, top + 24, barWidth);
  out.font = fonts.label;
  out.fillStyle = theme.textTertiary;
  out.textAlign = "left";
  const share = life > 0 ? formatShare(times[categories.compute]! / life) : "";
  const shareX = nameX + barWidth + (scene.width < narrowBelow ? 6 : 8);
  out.fillText(share, shareX, second);
  const state = presentState(scene, track);
  if (state === "") return;
  out.font = fonts.label;
  out.textAlign = "right";
  out.fillStyle = isLost(lane) ? theme.danger : theme.textSecondary;
  const room = scene.width - rightPadding - shareX - paint.measure(share, fonts.label) - 8;
  // Cut off, a signal's name tells nothing; without the word before it, it fits.
  const words = paint.measure(state, fonts.label) <= room ? state : state.replace(/^exit (?=SIG)/, "");
  out.fillText(ellipsize(paint, words, room, fonts.label), scene.width - rightPadding, second);
}

function lifeOf(track: LaneTrack, nowNs: number): { readonly times: Float64Array; readonly life: number } {
  const times = lifeTimes(track, nowNs);
  let life = 0;
  // Slices side by side take more than all of the time: none is left to be idle.
  for (const time of times) life += Math.max(0, time);
  return { times, life };
}

/** How much of a lane's life is computing, such as `78.2 %`. */
function computeShare(track: LaneTrack, nowNs: number): string {
  const { times, life } = lifeOf(track, nowNs);
  return life > 0 ? formatShare(times[categories.compute]! / life) : "";
}

/** What the lane does now in a word or two: a phase's name, a kind of wait, how it ended. */
function presentState(scene: HeaderScene, track: LaneTrack): string {
  const lane = track.lane;
  if (lane.endNs !== null) {
    const how = exitWords(lane);
    return how === "" ? "ended" : how.startsWith("exit") ? how : `exit ${how}`;
  }
  if (!scene.live) return "";
  const category = categoryNames[track.presentCategory]!;
  const row = track.openRow;
  if (row < 0 || category === "lockWait" || category === "dataWait" || category === "idle") {
    return categoryWords[category];
  }
  const slices = track.rows[row]!;
  return sliceLabel(scene.store, slices, slices.length - 1).full;
}

function drawChip(out: Surface, paint: Paint, number: number, name: string, top: number): void {
  const theme = paint.theme;
  out.beginPath();
  out.font = fonts.chip;
  out.textAlign = "center";
  if (number > 0) {
    const colour = paint.worker(number);
    out.roundRect(chipX, top, chipSize, chipSize, 4);
    out.fillStyle = colour;
    out.fill();
    out.fillStyle = paint.inkOn(colour);
  } else {
    out.roundRect(chipX + 0.5, top + 0.5, chipSize - 1, chipSize - 1, 3.5);
    out.strokeStyle = theme.borderControl;
    out.lineWidth = 1;
    out.stroke();
    out.fillStyle = theme.textSecondary;
  }
  const text = number > 0 ? String(number) : name.slice(0, 1).toUpperCase();
  out.fillText(text, chipX + chipSize / 2, top + 12);
}

/** Work, then the two kinds of waits, as parts of the lane's life. */
function drawShares(
  out: Surface,
  paint: Paint,
  times: Float64Array,
  life: number,
  top: number,
  barWidth: number,
): void {
  if (!(life > 0)) return;
  let x = nameX;
  for (const category of [categories.compute, categories.lockWait, categories.dataWait]) {
    const width = (times[category]! / life) * barWidth;
    if (width < 0.5) continue;
    out.fillStyle = paint.fill[category]!;
    out.fillRect(x, top, Math.max(1, width), barHeight);
    x += Math.max(1, width) + 1;
  }
}

function drawLockHeader(out: Surface, paint: Paint, scene: HeaderScene, item: LaneItem, top: number): void {
  const theme = paint.theme;
  const lock = scene.store.lock(item.lane.id);
  drawLockIcon(out, chipX + 1, top + 6, theme.textTertiary);
  drawTexts(out, paint, scene.width, top + 17, item.lane.name, "lock", {
    left: theme.textPrimary,
    right: theme.textTertiary,
  });
  const contended = lock?.contendedShare ?? null;
  const waiting = lock?.openWaits().length ?? 0;
  const state = scene.live ? (waiting === 1 ? "1 waits" : `${waiting} wait`) : "";
  const share = contended === null ? "" : formatShare(contended);
  const full = share === "" ? "" : `${share} contended`;
  const room = scene.width - rightPadding - nameX - 8 - paint.measure(state, fonts.label);
  drawSecond(out, paint, scene.width, top + 31, paint.measure(full, fonts.label) <= room ? full : share, state);
}

function drawValueHeader(out: Surface, paint: Paint, scene: HeaderScene, item: LaneItem, top: number): void {
  const theme = paint.theme;
  const value = scene.store.value(item.lane.id);
  drawActivityIcon(out, chipX + 1, top + 4, theme.textTertiary);
  const present = value?.present ?? null;
  drawTexts(
    out,
    paint,
    scene.width,
    top + 15,
    item.lane.name,
    present === null ? "" : formatValue(present),
    { left: theme.textPrimary, right: theme.textSecondary },
    fonts.figure,
  );
  const guard = value === undefined || present === null ? 0 : value.guard;
  const lockName = guard === 0 ? "" : (scene.store.track(guard)?.lane.name ?? "");
  if (item.lane.kind === "queue") {
    drawSecond(out, paint, scene.width, top + 28, "queue", present === 1 ? "item" : "items");
    return;
  }
  // Where nobody is known to have written it, nothing is known of locks either.
  const isWritten = value !== undefined && present !== null && value.isWritten;
  const note = !isWritten ? "" : lockName === "" ? "no lock" : `under ${lockName}`;
  drawSecond(out, paint, scene.width, top + 28, item.lane.valueType, note);
}

/** Values that share a lane: a row for each, in the colour of its line. */
function drawJointHeader(out: Surface, paint: Paint, scene: HeaderScene, item: LaneItem, top: number): void {
  const { theme } = paint;
  const colours = { left: theme.textPrimary, right: theme.textSecondary };
  jointLanes(item).forEach((lane, place) => {
    const { id, kind, name } = lane;
    const baseline = top + jointTop + place * jointRowHeight + 10;
    out.fillStyle = jointColour(theme, lane, place);
    out.fillRect(chipX + 3, baseline - 8, 10, 8);
    const present = scene.store.value(id)?.present ?? null;
    const figure = present === null ? "" : formatLaneValue(kind, present);
    drawTexts(out, paint, scene.width, baseline, name, figure, colours, fonts.figure);
  });
}

function drawUsageHeader(out: Surface, paint: Paint, scene: HeaderScene, item: LaneItem, top: number): void {
  const theme = paint.theme;
  const { kind, name, number, pid } = item.lane;
  const present = scene.store.value(item.lane.id)?.present ?? null;
  drawChip(out, paint, number, name, top + 4);
  const figure = present === null ? "" : formatLaneValue(kind, present);
  const colours = { left: theme.textPrimary, right: theme.textSecondary };
  drawTexts(out, paint, scene.width, top + 15, name, figure, colours, fonts.figure);
  const words = kind === "cpu" ? "CPU, of one core" : "memory";
  drawSecond(out, paint, scene.width, top + 28, words, pid === null ? "" : `pid ${pid}`);
}

/** A name at the left, something short at the right that gives way never: the name does. */
function drawTexts(
  out: Surface,
  paint: Paint,
  width: number,
  baseline: number,
  left: string,
  right: string,
  colours: { readonly left: string; readonly right: string },
  rightFont: string = fonts.label,
): void {
  out.font = rightFont;
  out.textAlign = "right";
  out.fillStyle = colours.right;
  out.fillText(right, width - rightPadding, baseline);
  const room = width - rightPadding - nameX - (right === "" ? 0 : paint.measure(right, rightFont) + 8);
  out.font = fonts.name;
  out.textAlign = "left";
  out.fillStyle = colours.left;
  out.fillText(ellipsize(paint, left, room, fonts.name), nameX, baseline);
}

function drawSecond(out: Surface, paint: Paint, width: number, baseline: number, left: string, right: string): void {
  out.font = fonts.label;
  out.textAlign = "left";
  out.fillStyle = paint.theme.textTertiary;
  out.fillText(left, nameX, baseline);
  const room = width - rightPadding - nameX - paint.measure(left, fonts.label) - 8;
  out.textAlign = "right";
  out.fillStyle = paint.theme.textSecondary;
  out.fillText(ellipsize(paint, right, room, fonts.label), width - rightPadding, baseline);
}
