import { categories } from "../../../shared/trace/records";
import { crossPeriod, dotPeriod, type FillStyle, fonts, linePeriod, type Paint, stripePeriod } from "./paint";
import type { Box, Surface } from "./surface";
import { labelPadding } from "./text";

const radius = 2;
/** From this width on, in CSS pixels: a gap, round corners, a pattern. */
const gapFrom = 3;
const roundFrom = 6;
const patternFrom = 5;

/** Where a stretch is painted: on whole pixels, a pixel of gap at its right end where it is wide enough. */
export function snapBar(from: number, to: number, open: boolean): { readonly left: number; readonly right: number } {
  const left = Math.round(from);
  const right = Math.max(Math.round(to), left + 1);
  return { left, right: !open && right - left >= gapFrom ? right - 1 : right };
}

/** A part of a row, CSS pixels. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

function shape(out: Surface, box: Box, roundLeft: boolean, roundRight: boolean): void {
  out.beginPath();
  if (box.width < roundFrom) out.rect(box.x, box.y, box.width, box.height);
  else {
    const left = roundLeft ? radius : 0;
    const right = roundRight ? radius : 0;
    out.roundRect(box.x, box.y, box.width, box.height, [left, right, right, left]);
  }
}

export function fillBar(out: Surface, box: Box, style: FillStyle, roundLeft = true, roundRight = true): void {
  out.fillStyle = style;
  if (box.width < roundFrom) {
    out.fillRect(box.x, box.y, box.width, box.height);
    return;
  }
  shape(out, box, roundLeft, roundRight);
  out.fill();
}

/** Fills with a pattern that starts at `origin`, so that it pans with the slice. */
function fillPattern(out: Surface, box: Box, style: FillStyle, origin: number, period: number): void {
  // A whole number of periods nearer: the same picture, without huge offsets when zoomed far in.
  const near = origin < box.x - period ? origin + Math.floor((box.x - origin) / period) * period : origin;
  out.save();
  out.translate(near, box.y);
  out.fillStyle = style;
  out.fillRect(box.x - near, 0, box.width, box.height);
  out.restore();
}

function outline(out: Surface, box: Box, colour: string): void {
  out.strokeStyle = colour;
  out.lineWidth = 1;
  shape(out, { x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 }, true, true);
  out.stroke();
}

/**
 * Draws a slice of a category.
 *
 * @param box On whole pixels; may reach beyond the view by a few pixels.
 * @param origin Where the slice really starts, CSS pixels: its pattern starts there.
 * @param label Fitted already, empty for none.
 * @param held Where within it its lane held a lock, CSS pixels.
 * @param own The colour of work that has another one than its category.
 */
export function drawBar(
  out: Surface,
  paint: Paint,
  category: number,
  box: Box,
  origin: number,
  label: string,
  open: boolean,
  held: readonly Stretch[] = [],
  own: string | null = null,
): void {
  const colour = own ?? paint.fill[category]!;
  const waits = category === categories.lockWait || category === categories.dataWait;
  const hollow = category === categories.startStop;
  if ((!waits && !hollow) || box.width < patternFrom) {
    fillBar(out, box, colour, true, !open);
    if (category === categories.failed && box.width >= patternFrom) {
      fillPattern(out, box, paint.failedCross, origin, crossPeriod);
    }
    for (const { from, to } of held) {
      const left = Math.max(Math.round(from), box.x);
      const right = Math.min(Math.round(to), box.x + box.width);
      if (right <= left) continue;
      fillPattern(out, { ...box, x: left, width: right - left }, paint.heldDots, Math.round(from), dotPeriod);
    }
    if (label !== "") drawLabel(out, label, own === null ? paint.ink[category]! : paint.inkOn(own), box);
    return;
  }
  fillBar(out, box, paint.tint[category]!);
  const plate =
    label === "" ? 0 : Math.max(box.x, 0) - box.x + paint.measure(label, labelFont(box.height)) + 2 * labelPadding;
  if (waits) {
    const lock = category === categories.lockWait;
    const inner = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
    const pattern = lock ? paint.lockStripes : paint.dataLines;
    const period = lock ? stripePeriod : linePeriod;
    if (plate === 0) fillPattern(out, inner, pattern, origin, period);
    else {
      const rest = { ...inner, x: box.x + plate, width: box.width - 1 - plate };
      if (rest.width > 0) fillPattern(out, rest, pattern, origin, period);
      // Two pixels before the plate, so that the slice reads as hatched from its very start.
      fillPattern(out, { ...inner, width: 2 }, pattern, origin, period);
    }
  }
  outline(out, box, colour);
  if (label !== "") drawLabel(out, label, paint.theme.textPrimary, box);
}

/** Rows lower than this, CSS pixels, are labelled in the small size. */
const smallBelow = 14;

/** The font of labels in a row of some height, CSS pixels. */
export function labelFont(height: number): string {
  return height < smallBelow ? fonts.waiter : fonts.label;
}

export function drawLabel(out: Surface, label: string, ink: string, box: Box): void {
  out.font = labelFont(box.height);
  out.textAlign = "left";
  out.fillStyle = ink;
  out.fillText(
    label,
    Math.max(box.x, 0) + labelPadding,
    box.y + Math.round(box.height / 2 + (box.height < smallBelow ? 3.4 : 4)),
  );
}

/** The end of a slice that its process did not survive: a cross, and the line of the loss over `lane`'s height. */
export function drawLoss(out: Surface, paint: Paint, x: number, cross: Box | null, top: number, height: number): void {
  const category = categories.failed;
  if (cross !== null) {
    out.fillStyle = paint.fill[category]!;
    out.fillRect(cross.x, cross.y, cross.width, cross.height);
    fillPattern(out, cross, paint.failedCross, cross.x, crossPeriod);
  }
  out.fillStyle = paint.fill[category]!;
  out.fillRect(Math.round(x), top, 2, height);
}
