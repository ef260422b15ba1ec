import type { SliceLabel } from "../store/queries";
import { fonts, type Paint } from "./paint";

export const labelPadding = 5;
const keptLetters = 5;

/** The longest form of a label that fits into `width` CSS pixels: full, short, five letters and an ellipsis, nothing. */
export function fitLabel(paint: Paint, label: SliceLabel, width: number, font: string = fonts.label): string {
  const room = width - 2 * labelPadding;
  if (room < 5) return "";
  if (paint.measure(label.full, font) <= room) return label.full;
  if (label.short !== "") return paint.measure(label.short, font) <= room ? label.short : "";
  if (label.full.length <= keptLetters + 1) return "";
  const cut = `${label.full.slice(0, keptLetters).trimEnd()}…`;
  return paint.measure(cut, font) <= room ? cut : "";
}

/** The beginning of a text that fits into `width` CSS pixels, with an ellipsis where something is left out. */
export function ellipsize(paint: Paint, text: string, width: number, font: string): string {
  if (paint.measure(text, font) <= width) return text;
  let low = 0;
  let high = text.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (paint.measure(`${text.slice(0, middle)}…`, font) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${text.slice(0, low).trimEnd()}…`;
}
