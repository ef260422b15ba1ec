import { mix } from "../colour";
import { formatDuration, formatTime } from "../format";
import { rulerHeight } from "../layout";
import type { Ticks, TimeView } from "../view";
import { fonts, type Paint } from "./paint";
import { type Pill, pillAt } from "./ruler";
import type { Surface } from "./surface";

export interface SecondCursorScene {
  readonly view: TimeView;
  readonly ticks: Ticks;
  /** Height of the whole canvas, ruler included, CSS pixels. */
  readonly height: number;
  /** Where the second cursor was put, nanoseconds; null where none is. */
  readonly anchorNs: number | null;
  /** What the time is measured to: the pointer, else the selection. */
  readonly otherNs: number | null;
}

/** The measure stands so far below the ruler, CSS pixels. */
const measureTop = 11;
const plateHeight = 17;

/** A cursor that stays, and the time from it to the other one. The area starts at x = 0 and includes the ruler. */
export function drawSecondCursor(out: Surface, paint: Paint, scene: SecondCursorScene): void {
  const { view, height, anchorNs, otherNs } = scene;
  if (anchorNs === null) return;
  const theme = paint.theme;
  const anchor = Math.round(view.toPx(anchorNs));
  out.fillStyle = theme.accentText;
  if (anchor >= 0 && anchor < view.width) {
    for (let y = rulerHeight; y < height; y += 6) out.fillRect(anchor, y, 1, 4);
  }
  if (otherNs === null) return;
  const other = view.toPx(otherNs);
  const from = Math.max(0, Math.min(anchor, other));
  const to = Math.min(view.width, Math.max(anchor, other));
  if (to <= from) return;
  const y = rulerHeight + measureTop;
  out.fillRect(from, y, to - from, 1);
  for (const x of [anchor, other]) if (x >= 0 && x <= view.width) out.fillRect(x - 0.5, y - 3, 1, 7);
  const text = formatDuration(Math.abs(otherNs - anchorNs));
  const width = Math.ceil(paint.measure(text, fonts.figure)) + 10;
  const left = Math.round(Math.max(0, Math.min((from + to - width) / 2, view.width - width)));
  out.beginPath();
  out.roundRect(left, y - plateHeight / 2, width, plateHeight, 3);
  out.fillStyle = theme.accentText;
  out.fill();
  out.fillStyle = paint.inkOn(theme.accentText);
  out.font = fonts.figure;
  out.textAlign = "left";
  out.fillText(text, left + 5, y + 4);
}

/** The second cursor's time in the ruler, null where it is not in view. */
export function secondCursorPill(paint: Paint, { view, ticks, anchorNs }: SecondCursorScene): Pill | null {
  if (anchorNs === null || anchorNs < view.fromNs || anchorNs > view.toNs) return null;
  const text = formatTime(anchorNs, Math.max(1, ticks.stepNs / 100));
  const ground = mix(paint.theme.accentText, paint.theme.surfaceLane, 0.2);
  return pillAt(paint, text, Math.round(view.toPx(anchorNs)), view.width, { ground, ink: paint.theme.textPrimary });
}
