import { formatTime } from "../format";
import type { TimeView } from "../view";
import { fonts, type Paint } from "./paint";
import type { Surface } from "./surface";

const veil = 0.4;
const padding = 6;

/**
 * Says from when on every event is there: what is older is veiled, since only its sums were kept.
 *
 * @param fromNs Nanoseconds since the epoch; 0 where nothing was given up.
 * @param top CSS pixels, like `height`: the stretch over which lanes are drawn.
 */
export function drawDetailEdge(
  out: Surface,
  paint: Paint,
  view: TimeView,
  fromNs: number,
  top: number,
  height: number,
): void {
  const x = Math.round(view.toPx(fromNs));
  if (fromNs <= 0 || x <= 0) return;
  const right = Math.min(x, view.width);
  out.save();
  out.globalAlpha = veil;
  out.fillStyle = paint.theme.surfaceApp;
  out.fillRect(0, top, right, height);
  out.restore();
  out.fillStyle = paint.theme.borderControl;
  if (x < view.width) out.fillRect(x, top, 1, height);
  const text = `Only sums before ${formatTime(fromNs, 1e8)}: the trace reached its memory limit`;
  const width = Math.ceil(paint.measure(text, fonts.label)) + 2 * padding;
  const left = Math.max(0, right - width);
  out.fillStyle = paint.theme.surfacePanel;
  out.fillRect(left, top, width, 20);
  out.font = fonts.label;
  out.textAlign = "left";
  out.fillStyle = paint.theme.textSecondary;
  out.fillText(text, left + padding, top + 14);
}
