import { rulerHeight } from "../layout";
import type { Mark } from "../types";
import type { TimeView } from "../view";
import { fonts, type Paint } from "./paint";
import type { Box, Surface } from "./surface";
import { ellipsize } from "./text";

/** CSS pixels. */
const plateHeight = 16;
const platePitch = 18;
const firstTop = rulerHeight + 3;
const widestNote = 168;
const padding = 4;
/** From a mark's line to its note. */
const lineGap = 5;
/** Between two notes of a row. */
const plateGap = 4;
/** For the number of those that are left out. */
const tailRoom = 28;
/** More rows would hide what lies below them. */
const mostRows = 4;

/** A mark's note on its plate, CSS pixels of the canvas without the header column. */
export interface MarkNote extends Box {
  readonly mark: Mark;
  readonly text: string;
  /** Where the mark's line is. */
  readonly lineX: number;
}

/**
 * Gives each note a place beside its mark's line: to the right, at the end of the view to the left, and a row lower where another
 * note stands. Where all rows are taken, the last note there tells how many are left out.
 *
 * @param marks In the order of their times.
 */
export function placeNotes(paint: Paint, view: TimeView, marks: readonly Mark[]): readonly MarkNote[] {
  const rows: MarkNote[][] = Array.from({ length: mostRows }, () => []);
  const leftOut = new Map<Mark, number>();
  for (const mark of marks) {
    const line = Math.round(view.toPx(mark.fromNs));
    const firstLine = mark.note.split("\n")[0] ?? "";
    if (firstLine === "" || view.toPx(mark.toNs) < 0 || line >= view.width) continue;
    const text = ellipsize(paint, firstLine, widestNote, fonts.label);
    const width = Math.ceil(paint.measure(text, fonts.label)) + 2 * padding;
    const lineX = Math.max(0, line);
    const place = (row: number): number => {
      const needed = lineGap + width + tailOf(row);
      return lineX + needed <= view.width ? lineX + lineGap : Math.max(0, lineX - needed);
    };
    const row = rows.findIndex((notes, at) => isFree(notes, place(at), width, plateGap + tailOf(at)));
    if (row >= 0) {
      rows[row]!.push({ mark, text, lineX, x: place(row), y: firstTop + row * platePitch, width, height: plateHeight });
      continue;
    }
    const last = rows[mostRows - 1]!.at(-1)!;
    leftOut.set(last.mark, (leftOut.get(last.mark) ?? 0) + 1);
  }
  return rows.flat().map((note) => {
    const more = leftOut.get(note.mark);
    return more === undefined ? note : { ...note, text: `${note.text} +${more}`, width: note.width + tailRoom };
  });
}

/** Only notes of the last row may tell how many are left out. */
function tailOf(row: number): number {
  return row === mostRows - 1 ? tailRoom : 0;
}

function isFree(notes: readonly MarkNote[], x: number, width: number, gap: number): boolean {
  return notes.every((note) => x >= note.x + note.width + gap || x + width + gap <= note.x);
}

export function drawNotes(out: Surface, paint: Paint, notes: readonly MarkNote[]): void {
  const { theme } = paint;
  out.font = fonts.label;
  out.textAlign = "left";
  out.lineWidth = 1;
  for (const { text, lineX, x, y, width, height } of notes) {
    // Lines of other marks may lie behind the plate: this one is its own.
    out.fillStyle = theme.accentText;
    const [from, to] = x > lineX ? [lineX, x] : [x + width, lineX];
    out.fillRect(from, y + height / 2, Math.max(0, to - from), 1);
    out.beginPath();
    out.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 3);
    out.fillStyle = theme.surfaceRaised;
    out.fill();
    out.strokeStyle = theme.accentText;
    out.stroke();
    out.fillStyle = theme.textPrimary;
    out.fillText(text, x + padding, y + 12);
  }
}

/** The mark whose note is at a place, CSS pixels of the canvas without the header column. */
export function noteAt(notes: readonly MarkNote[], x: number, y: number): Mark | null {
  const note = notes.find((one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height);
  return note?.mark ?? null;
}
