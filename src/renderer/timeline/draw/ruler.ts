import { formatTime } from "../format";
import { rulerHeight } from "../layout";
import type { Ticks, TimeView } from "../view";
import { fonts, type Paint } from "./paint";
import type { Surface } from "./surface";

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
  for (const time of ticks.major) {
    const x = Math.round(view.toPx(time));
    if (x < 0 || x >= view.width) continue;
    out.fillStyle = theme.taskEdge;
    out.fillRect(x, rulerHeight - 8, 1, 7);
    out.fillStyle = theme.textSecondary;
    out.fillText(formatTime(time, ticks.stepNs), x + 5, 14);
  }
  out.fillStyle = theme.borderSubtle;
  out.fillRect(0, rulerHeight - 1, view.width, 1);
}

/** A figure on a plate in the ruler, centred at `x` and kept within the ruler. */
export function drawPill(
  out: Surface,
  paint: Paint,
  text: string,
  x: number,
  width: number,
  colours: { readonly ground: string; readonly ink: string },
  align: "centre" | "before" = "centre",
): void {
  const plate = Math.ceil(paint.measure(text, fonts.figure)) + 10;
  const wanted = align === "centre" ? x - plate / 2 : x - plate + 1;
  const left = Math.round(Math.max(0, Math.min(wanted, width - plate)));
  out.beginPath();
  out.roundRect(left, 3, plate, 17, 3);
  out.fillStyle = colours.ground;
  out.fill();
  out.font = fonts.figure;
  out.textAlign = "left";
  out.fillStyle = colours.ink;
  out.fillText(text, left + 5, 15);
}
