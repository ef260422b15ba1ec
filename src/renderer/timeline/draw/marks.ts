import { rulerHeight } from "../layout";
import type { Mark } from "../types";
import type { TimeView } from "../view";
import { drawNotes, placeNotes } from "./mark-notes";
import { overviewHeight, stripTop } from "./overview";
import type { Paint } from "./paint";
import type { Surface } from "./surface";

/** CSS pixels. */
const flagWidth = 9;
const flagHeight = 8;
/** Below the figures of the ruler. */
const flagTop = 15;

export interface MarkScene {
  readonly view: TimeView;
  /** Height of the whole canvas, ruler included, CSS pixels. */
  readonly height: number;
  /** In the order of their times. */
  readonly marks: readonly Mark[];
}

/** A flag on the ruler and a line over the lanes for each mark, with their notes beside them. The area starts at x = 0. */
export function drawMarks(out: Surface, paint: Paint, { view, height, marks }: MarkScene): void {
  const { theme } = paint;
  for (const { fromNs, toNs } of marks) {
    const left = view.toPx(fromNs);
    const right = view.toPx(toNs);
    if (right < 0 || left >= view.width) continue;
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
  }
  drawNotes(out, paint, placeNotes(paint, view, marks));
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
export function flagAt(marks: readonly Mark[], view: TimeView, x: number): Mark | null {
  const near = marks.filter(({ fromNs }) => x >= view.toPx(fromNs) - 3 && x <= view.toPx(fromNs) + flagWidth + 2);
  return near.sort((a, b) => b.fromNs - a.fromNs)[0] ?? null;
}
