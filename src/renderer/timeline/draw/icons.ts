import type { Surface } from "./surface";

/**
 * Icons of 24 units, drawn at 14 px with a stroke of 1.5 px.
 * Source: Lucide `lock`, `activity`, `chevron-down` (ISC).
 */
const size = 14;
const unit = size / 24;

export function drawLockIcon(out: Surface, x: number, y: number, colour: string): void {
  stroke(out, colour, () => {
    out.roundRect(x + 3 * unit, y + 11 * unit, 18 * unit, 11 * unit, 2 * unit);
    out.moveTo(x + 7 * unit, y + 11 * unit);
    out.lineTo(x + 7 * unit, y + 7 * unit);
    out.arc(x + 12 * unit, y + 7 * unit, 5 * unit, Math.PI, 0);
    out.lineTo(x + 17 * unit, y + 11 * unit);
  });
}

export function drawActivityIcon(out: Surface, x: number, y: number, colour: string): void {
  const points = [22, 12, 18, 12, 15, 21, 9, 3, 6, 12, 2, 12];
  stroke(out, colour, () => {
    for (let at = 0; at < points.length; at += 2) {
      const px = x + points[at]! * unit;
      const py = y + points[at + 1]! * unit;
      if (at === 0) out.moveTo(px, py);
      else out.lineTo(px, py);
    }
  });
}

export function drawChevron(out: Surface, x: number, y: number, collapsed: boolean, colour: string): void {
  stroke(out, colour, () => {
    if (collapsed) {
      out.moveTo(x + 3, y + 1);
      out.lineTo(x + 6.5, y + 4.5);
      out.lineTo(x + 3, y + 8);
    } else {
      out.moveTo(x + 1, y + 3);
      out.lineTo(x + 4.5, y + 6.5);
      out.lineTo(x + 8, y + 3);
    }
  });
}

function stroke(out: Surface, colour: string, body: () => void): void {
  out.beginPath();
  body();
  out.strokeStyle = colour;
  out.lineWidth = 1.25;
  out.stroke();
}
