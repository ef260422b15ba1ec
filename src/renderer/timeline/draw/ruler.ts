import { formatTime } from "../format";
import { rulerHeight } from "../layout";
import type { Ticks, TimeView } from "../view";
import { fonts, type Paint } from "./paint";
import type { Surface } from "./surface";

/** From a tick to its figure, CSS pixels. */
const labelOffset = 5;

/** The time axis above the lanes. Its area starts at x = 0. */
export function drawRuler(out: Surface, paint: Paint, view: TimeView, ticks: Ticks): void {
  const theme = paint.theme;
  out.fillStyle = theme.surfacePanel;
  out.fillRect(0, 0, view.width, rulerHeight);
  out.fillStyle = theme.borderDefault;
  for (const time of ticks.minor) {
    const x = Math.round(view.toPx(time));
    if (x >= 0 && x < view.width) out.fillRect(x, rulerHeight - 5, 1, 4);
  }
  out.font = fonts.figure;
  out.textAlign = "left";
  let free = 0;
  for (const time of ticks.major) {
    const x = Math.round(view.toPx(time));
    if (x < 0 || x >= view.width) continue;
    out.fillStyle = theme.taskEdge;
    out.fillRect(x, rulerHeight - 8, 1, 7);
    const text = formatTime(time, ticks.stepNs);
    const end = x + labelOffset + paint.measure(text, fonts.figure);
    // Times far from the start have more digits than ticks have room.
    if (end > view.width || x < free) continue;
    free = end + labelOffset;
    out.fillStyle = theme.textSecondary;
    out.fillText(text, x + labelOffset, 14);
  }
  out.fillStyle = theme.borderSubtle;
  out.fillRect(0, rulerHeight - 1, view.width, 1);
}

/** A figure on a plate in the ruler. */
export interface Pill {
  readonly text: string;
  readonly ground: string;
  readonly ink: string;
  /** CSS pixels from the left of the ruler. */
  readonly left: number;
  readonly width: number;
}

/** Places a pill, centred at `x` or ending there, and kept within the ruler. */
export function pillAt(
  paint: Paint,
  text: string,
  x: number,
  rulerWidth: number,
  colours: { readonly ground: string; readonly ink: string },
  align: "centre" | "before" = "centre",
): Pill {
  const width = Math.ceil(paint.measure(text, fonts.figure)) + 10;
  const wanted = align === "centre" ? x - width / 2 : x - width + 1;
  const left = Math.round(Math.max(0, Math.min(wanted, rulerWidth - width)));
  return { ...colours, text, left, width };
}

const pillGap = 4;

export function collide(one: Pill, other: Pill): boolean {
  return one.left < other.left + other.width + pillGap && other.left < one.left + one.width + pillGap;
}

/** Draws a pill, and takes away the ruler's figures that it would cut. */
export function drawPill(out: Surface, paint: Paint, view: TimeView, ticks: Ticks, pill: Pill): void {
  out.font = fonts.figure;
  out.textAlign = "left";
  out.fillStyle = paint.theme.surfacePanel;
  for (const time of ticks.major) {
    const left = Math.round(view.toPx(time)) + labelOffset;
    const width = Math.ceil(paint.measure(formatTime(time, ticks.stepNs), fonts.figure));
    if (left < pill.left + pill.width && pill.left < left + width) out.fillRect(left, 3, width, rulerHeight - 11);
  }
  out.beginPath();
  out.roundRect(pill.left, 3, pill.width, 17, 3);
  out.fillStyle = pill.ground;
  out.fill();
  out.fillStyle = pill.ink;
  out.fillText(pill.text, pill.left + 5, 15);
}
