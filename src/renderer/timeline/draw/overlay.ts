import { mix } from "../colour";
import { formatDuration, formatTime } from "../format";
import { rulerHeight } from "../layout";
import type { Mark } from "../types";
import type { Ticks, TimeRange, TimeView } from "../view";
import { drawHits, type HitScene } from "./hits";
import { drawMarks } from "./marks";
import { fonts, type Paint } from "./paint";
import { collide, drawPill, type Pill, pillAt } from "./ruler";
import { drawSecondCursor, secondCursorPill } from "./second-cursor";
import { type Box, clipped, type Surface } from "./surface";

/** An arrow between lanes, CSS pixels of the lanes' area: the sender's edge and the receiver's. */
export interface Arrow {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

export interface OverlayScene {
  readonly view: TimeView;
  readonly ticks: Ticks;
  /** Height of the whole canvas, ruler included, CSS pixels. */
  readonly height: number;
  readonly nowNs: number;
  readonly live: boolean;
  readonly cursorNs: number | null;
  /** The second cursor, null where none is. */
  readonly anchorNs: number | null;
  /** Where the selected slice begins, null where none is selected. */
  readonly selectedNs: number | null;
  readonly range: TimeRange | null;
  readonly hovered: readonly Box[];
  readonly selected: readonly Box[];
  /** Whether the selection has the keyboard. */
  readonly focused: boolean;
  readonly arrows: readonly Arrow[];
  /** How many arrows are drawn of how many, empty where only those of a slice are. */
  readonly arrowNote: string;
  readonly marks: readonly Mark[];
  /** What was found and is lit; null where nothing is looked for. */
  readonly hits: Omit<HitScene, "view" | "height" | "nowNs"> | null;
}

/** What moves with the pointer and the clock, above the lanes. The area starts at x = 0 and includes the ruler. */
export function drawOverlay(out: Surface, paint: Paint, scene: OverlayScene): void {
  const { view, height } = scene;
  const lanes = { x: 0, y: rulerHeight, width: view.width, height: height - rulerHeight };
  const theme = paint.theme;
  if (scene.range !== null) drawRange(out, paint, scene, scene.range);
  clipped(out, lanes, () => {
    if (scene.hits !== null) drawHits(out, paint, { ...scene.hits, view, height, nowNs: scene.nowNs });
    drawArrows(out, scene.arrows, theme.accentText, scene.arrowNote !== "");
    if (scene.arrowNote !== "") drawArrowNote(out, paint, scene.arrowNote, height);
    for (const box of scene.hovered) outlineBox(out, box, theme.textPrimary, 1, 0.5);
    scene.selected.forEach((box, index) => {
      outlineBox(out, box, theme.textPrimary, 2, 1);
      // The first is the slice itself.
      if (scene.focused && index === 0) outlineBox(out, box, theme.focusRing, 2, 4.5);
    });
  });
  const nowX = nowPlace(scene);
  if (nowX !== null) {
    out.fillStyle = theme.accentText;
    out.fillRect(Math.min(nowX, view.width - 1), 0, 1, height);
  }
  const cursorX = cursorPlace(scene);
  if (cursorX !== null) {
    out.save();
    out.globalAlpha = 0.45;
    out.fillStyle = theme.taskEdge;
    out.fillRect(cursorX, rulerHeight, 1, height - rulerHeight);
    out.restore();
  }
  drawMarks(out, paint, scene);
  const measured = { ...scene, otherNs: scene.cursorNs ?? scene.selectedNs };
  drawSecondCursor(out, paint, measured);
  // The pointer's figure goes before the range's, and both before the newest time, which stands in the corner too.
  const shown: Pill[] = [];
  const second = secondCursorPill(paint, measured);
  for (const pill of [...pillsOf(paint, scene, nowX, cursorX), ...(second === null ? [] : [second])]) {
    if (shown.some((other) => collide(pill, other))) continue;
    shown.push(pill);
    drawPill(out, paint, view, scene.ticks, pill);
  }
}

/** Where the newest time is, CSS pixels; null where it is not in view. */
export function nowPlace({ view, nowNs, live }: OverlayScene): number | null {
  const x = Math.round(view.toPx(nowNs));
  return live && x >= 0 && x <= view.width ? x : null;
}

/** Where the pointer is, CSS pixels; null where it is not over the lanes. */
function cursorPlace({ view, cursorNs }: OverlayScene): number | null {
  if (cursorNs === null) return null;
  const x = Math.round(view.toPx(cursorNs));
  return x >= 0 && x < view.width ? x : null;
}

/** The figures in the ruler, the most wanted first. */
function pillsOf(paint: Paint, scene: OverlayScene, nowX: number | null, cursorX: number | null): readonly Pill[] {
  const { theme } = paint;
  const { view, ticks, range, cursorNs, nowNs } = scene;
  const pills: Pill[] = [];
  if (cursorX !== null && cursorNs !== null) {
    const text = formatTime(cursorNs, Math.max(1, ticks.stepNs / 100));
    const ground = mix(theme.taskEdge, theme.surfaceLane, 0.2);
    pills.push(pillAt(paint, text, cursorX, view.width, { ground, ink: theme.textPrimary }));
  }
  if (range !== null && range.toNs > view.fromNs && range.fromNs < view.toNs) {
    const middle = (Math.max(0, view.toPx(range.fromNs)) + Math.min(view.width, view.toPx(range.toNs))) / 2;
    const colours = { ground: theme.textPrimary, ink: theme.surfaceLane };
    pills.push(pillAt(paint, formatDuration(range.toNs - range.fromNs), middle, view.width, colours));
  }
  if (nowX !== null) {
    const colours = { ground: theme.accentText, ink: paint.inkOn(theme.accentText) };
    pills.push(pillAt(paint, formatTime(nowNs, Math.min(ticks.stepNs, 1e7)), nowX, view.width, colours, "before"));
  }
  return pills;
}

/** A range of time: shaded, with dashed edges. */
function drawRange(out: Surface, paint: Paint, scene: OverlayScene, range: TimeRange): void {
  const { view, height } = scene;
  const theme = paint.theme;
  const from = view.toPx(range.fromNs);
  const to = view.toPx(range.toNs);
  const left = Math.max(0, Math.round(from));
  const right = Math.min(view.width, Math.round(to));
  if (right < 0 || left > view.width) return;
  out.save();
  out.globalAlpha = 0.08;
  out.fillStyle = theme.textPrimary;
  out.fillRect(left, rulerHeight, right - left, height - rulerHeight);
  out.globalAlpha = 0.7;
  out.strokeStyle = theme.textSecondary;
  out.lineWidth = 1;
  out.setLineDash([2, 2]);
  for (const x of [from, to]) {
    if (x < 0 || x > view.width) continue;
    out.beginPath();
    out.moveTo(Math.round(x) + 0.5, rulerHeight);
    out.lineTo(Math.round(x) + 0.5, height);
    out.stroke();
  }
  out.setLineDash([]);
  out.restore();
  out.fillStyle = theme.textPrimary;
  out.fillRect(left, rulerHeight - 2, right - left, 2);
}

/** An outline around a box, its middle `gap` px outside of it. */
function outlineBox(out: Surface, box: Box, colour: string, width: number, gap: number): void {
  out.beginPath();
  out.roundRect(box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap, 2 + gap);
  out.strokeStyle = colour;
  out.lineWidth = width;
  out.stroke();
}

/** @param faint Where they are many: what lies below still reads. */
function drawArrows(out: Surface, arrows: readonly Arrow[], colour: string, faint: boolean): void {
  out.save();
  if (faint) out.globalAlpha = 0.55;
  for (const arrow of arrows) drawArrow(out, arrow, colour);
  out.restore();
}

/** Says at the bottom how many arrows are drawn. */
function drawArrowNote(out: Surface, paint: Paint, text: string, height: number): void {
  const width = Math.ceil(paint.measure(text, fonts.label)) + 16;
  out.fillStyle = paint.theme.surfaceRaised;
  out.beginPath();
  out.roundRect(8, height - 28, width, 20, 4);
  out.fill();
  out.font = fonts.label;
  out.textAlign = "left";
  out.fillStyle = paint.theme.textPrimary;
  out.fillText(text, 16, height - 14);
}

const bend = 6;
const headLength = 6;
const headHalf = 3.5;
/** Nearer than this an arrow drops straight down, CSS pixels. */
const straightPx = 14;
/** From the middle of the receiver's row to its edge. */
const rowHalf = 8;

/** Follows the sender's row, then drops beside the receiver; a hand-over is vertical. */
function drawArrow(out: Surface, arrow: Arrow, colour: string): void {
  const { fromX, fromY, toX, toY } = arrow;
  out.strokeStyle = colour;
  out.fillStyle = colour;
  out.lineWidth = 1.5;
  out.beginPath();
  out.moveTo(fromX, fromY);
  const down = Math.sign(toY - fromY);
  const straight = toX - fromX < straightPx;
  if (straight) out.lineTo(fromX, toY - down * rowHalf);
  else {
    const turn = toX - headLength - bend;
    const radius = Math.min(bend, Math.abs(toY - fromY) / 2);
    out.arcTo(turn, fromY, turn, toY, radius);
    out.arcTo(turn, toY, toX, toY, radius);
    out.lineTo(toX - headLength, toY);
  }
  out.stroke();
  out.beginPath();
  out.arc(fromX, fromY, 2.5, 0, 2 * Math.PI);
  out.fill();
  out.beginPath();
  if (straight) {
    const tip = toY - down * (rowHalf - 2);
    out.moveTo(fromX, tip);
    out.lineTo(fromX - headHalf, tip - down * headLength);
    out.lineTo(fromX + headHalf, tip - down * headLength);
  } else {
    out.moveTo(toX, toY);
    out.lineTo(toX - headLength, toY - headHalf);
    out.lineTo(toX - headLength, toY + headHalf);
  }
  out.closePath();
  out.fill();
}
