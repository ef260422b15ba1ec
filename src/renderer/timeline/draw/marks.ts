import { rulerHeight } from "../layout";
import type { Mark } from "../types";
import type { TimeView } from "../view";
import { overviewHeight, stripTop } from "./overview";
import { fonts, type Paint } from "./paint";
import type { Surface } from "./surface";

/** CSS pixels. */
const flagWidth = 9;
const flagHeight = 8;
/** Below the figures of the ruler. */
const flagTop = 15;
const plateHeight = 16;
const widestNote = 160;
/** From a mark's line to its note. */
const noteOffset = 5;

export interface MarkScene {
  readonly view: TimeView;
  /** Height of the whole canvas, ruler included, CSS pixels. */
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** A flag on the ruler and a line over the lanes for each mark, with its note where there is room. The area starts at x = 0. */
export function drawMarks(out: Surface, paint: Paint, { view, height, marks }: MarkScene): void {
  const { theme } = paint;
  const placed = marks
    .map((mark) => ({ mark, left: view.toPx(mark.fromNs), right: view.toPx(mark.toNs) }))
    .filter(({ left, right }) => right >= 0 && left < view.width)
    .sort((a, b) => a.left - b.left);
  placed.forEach(({ mark, left, right }, index) => {
    out.save();
    out.fillStyle = theme.accentText;
    if (right - left >= 1) {
      out.globalAlpha = 0.1;
      const from = Math.max(0, left);
      out.fillRect(from, rulerHeight, Math.min(view.width, right) - from, height - rulerHeight);
    }
    out.globalAlpha = 0.75;
    for (const x of right - left >= 1 ? [left, right] : [left]) {
      out.fillRect(Math.round(x), flagTop, 1, height - flagTop);
    }
    out.restore();
    drawFlag(out, Math.round(left), theme.accentText);
    const next = placed[index + 1]?.left ?? view.width;
    drawNote(out, paint, mark.note, Math.max(0, Math.round(left)), next);
  });
}

function drawFlag(out: Surface, x: number, colour: string): void {
  out.fillStyle = colour;
  out.beginPath();
  out.moveTo(x, flagTop);
  out.lineTo(x + flagWidth, flagTop + flagHeight / 2);
  out.lineTo(x, flagTop + flagHeight);
  out.closePath();
  out.fill();
}

/** The note's first line beside the mark, cut where the next mark is. */
function drawNote(out: Surface, paint: Paint, note: string, x: number, next: number): void {
  const room = Math.min(widestNote, next - x - noteOffset - 6);
  const text = cut(paint, note.split("\n")[0] ?? "", room - 8);
  if (text === "") return;
  const width = Math.ceil(paint.measure(text, fonts.label)) + 8;
  const top = rulerHeight + 3;
  out.beginPath();
  out.roundRect(x + noteOffset, top, width, plateHeight, 3);
  out.fillStyle = paint.theme.surfaceRaised;
  out.fill();
  out.strokeStyle = paint.theme.accentText;
  out.lineWidth = 1;
  out.stroke();
  out.fillStyle = paint.theme.textPrimary;
  out.font = fonts.label;
  out.textAlign = "left";
  out.fillText(text, x + noteOffset + 4, top + 12);
}

/** As much of a text as fits, with an ellipsis; empty where there is no room for a few letters. */
function cut(paint: Paint, text: string, room: number): string {
  if (paint.measure(text, fonts.label) <= room) return text;
  for (let length = Math.min(text.length - 1, Math.floor(room / 4)); length >= 3; length--) {
    const shorter = `${text.slice(0, length).trimEnd()}…`;
    if (paint.measure(shorter, fonts.label) <= room) return shorter;
  }
  return "";
}

/** Flags above the overview's strip. */
export function drawMarksOverview(out: Surface, paint: Paint, marks: readonly Mark[], whole: TimeView): void {
  out.fillStyle = paint.theme.accentText;
  for (const { fromNs } of marks) {
    const x = Math.round(whole.toPx(fromNs));
    out.fillRect(x, stripTop - 8, 1, overviewHeight - stripTop + 8);
    out.beginPath();
    out.moveTo(x, stripTop - 8);
    out.lineTo(x + 6, stripTop - 5);
    out.lineTo(x, stripTop - 2);
    out.closePath();
    out.fill();
  }
}

/** The mark whose flag is at a place of the ruler, CSS pixels from its left; the topmost of several. */
export function markAt(marks: readonly Mark[], view: TimeView, x: number): Mark | null {
  const near = marks.filter(({ fromNs }) => x >= view.toPx(fromNs) - 3 && x <= view.toPx(fromNs) + flagWidth + 2);
  return near.sort((a, b) => b.fromNs - a.fromNs)[0] ?? null;
}
