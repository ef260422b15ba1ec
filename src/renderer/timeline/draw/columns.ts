import { categories } from "../../../shared/trace/records";
import type { Surface } from "./surface";

/** From the bottom of a column to its top: work, then overhead, then waits. Idle stays empty. */
export const stackOrder: readonly number[] = [
  categories.compute,
  categories.task,
  categories.serialize,
  categories.deserialize,
  categories.startStop,
  categories.failed,
  categories.dataWait,
  categories.lockWait,
];

/** A colour as its channels, 0 to 255. */
export type Channels = readonly [red: number, green: number, blue: number];

/** Pixels that are painted by hand and then put onto a surface. */
export interface PixelSheet {
  /**
   * Room for a picture, with whatever was there before.
   *
   * @returns Pixels in the order of bytes R, G, B, A, `stride` of them per row, the top row first.
   */
  acquire(columns: number, rows: number): { readonly pixels: Uint32Array; readonly stride: number };
  /** Puts the picture at x, y: a column is one CSS pixel wide, all rows together are `height` CSS pixels high. */
  put(out: Surface, columns: number, rows: number, x: number, y: number, height: number): void;
}

/** A pixel of `cover`, 0 to 1. Source: canvas image data is RGBA; every platform we run on is little-endian. */
export function packPixel(red: number, green: number, blue: number, cover: number): number {
  // None of them is negative: adding a half rounds them.
  return (((cover * 255 + 0.5) << 24) | ((blue + 0.5) << 16) | (((green + 0.5) | 0) << 8) | (red + 0.5)) >>> 0;
}

/**
 * Shares of categories per pixel column, for slices too narrow to draw one by one. It only lends its memory: empty
 * before and after each use.
 */
export class ColumnStack {
  readonly #categories: number;
  #shares = new Float64Array(0);
  /** By column: a bit for each category that has a share. */
  #present = new Uint32Array(0);
  #first = Number.POSITIVE_INFINITY;
  #last = -1;

  constructor(categoryCount: number) {
    this.#categories = categoryCount;
  }

  /** Makes room for columns 0..width-1. */
  reserve(width: number): void {
    const cells = Math.ceil(width) * this.#categories;
    if (cells <= this.#shares.length) return;
    this.#shares = new Float64Array(cells);
    this.#present = new Uint32Array(Math.ceil(width));
  }

  /**
   * Adds a stretch, CSS pixels; what lies outside 0..width is left out.
   *
   * @param weight Which share of the columns' height it fills, 0 to 1.
   */
  add(category: number, from: number, to: number, weight: number, width: number): void {
    const right = Math.min(to, width);
    let at = Math.max(from, 0);
    if (!(right > at)) return;
    let column = Math.floor(at);
    this.#first = Math.min(this.#first, column);
    while (at < right) {
      const until = Math.min(right, column + 1);
      const cell = column * this.#categories + category;
      this.#shares[cell] = this.#shares[cell]! + (until - at) * weight;
      this.#present[column] = this.#present[column]! | (1 << category);
      at = until;
      column++;
    }
    this.#last = Math.max(this.#last, column - 1);
  }

  /** Share of a category in a column, 0 to 1. */
  share(column: number, category: number): number {
    return this.#shares[column * this.#categories + category]!;
  }

  /** Empties the columns from..to-1: something else is drawn there. */
  erase(from: number, to: number): void {
    const first = Math.max(from, this.#first);
    const last = Math.min(to - 1, this.#last);
    if (first > last) return;
    this.#shares.fill(0, first * this.#categories, (last + 1) * this.#categories);
    this.#present.fill(0, first, last + 1);
  }

  get empty(): boolean {
    return this.#last < this.#first;
  }

  /**
   * Draws the columns as stacks and empties itself. Where a boundary falls within a pixel, the pixel gets the mean of what it covers: heights
   * are exact.
   *
   * @param colours By category number.
   * @param rows Device pixels of the height.
   * @param least Device pixels that a column gets at least, however little is in it.
   */
  draw(
    out: Surface,
    sheet: PixelSheet,
    colours: readonly Channels[],
    top: number,
    height: number,
    rows: number,
    least = 0,
  ): void {
    if (this.empty) return;
    const count = this.#last - this.#first + 1;
    const { pixels, stride } = sheet.acquire(count, rows);
    pixels.fill(0, 0, rows * stride);
    const solid = colours.map(([red, green, blue]) => packPixel(red, green, blue, 1));
    for (let at = 0; at < count; at++)
      this.#paintColumn(this.#first + at, pixels, at, stride, colours, solid, rows, least);
    sheet.put(out, count, rows, this.#first, top, height);
    this.#shares.fill(0, this.#first * this.#categories, (this.#last + 1) * this.#categories);
    this.#present.fill(0, this.#first, this.#last + 1);
    this.#first = Number.POSITIVE_INFINITY;
    this.#last = -1;
  }

  /** Paints one column from its bottom pixel up. */
  #paintColumn(
    column: number,
    pixels: Uint32Array,
    x: number,
    stride: number,
    colours: readonly Channels[],
    solid: readonly number[],
    rows: number,
    least: number,
  ): void {
    const base = column * this.#categories;
    const present = this.#present[column]!;
    if (present === 0) return;
    let sum = 0;
    for (let kind = 0; kind < this.#categories; kind++) if ((present >> kind) & 1) sum += this.#shares[base + kind]!;
    const scale = sum > 0 && sum * rows < least ? least / sum : rows;
    let cell = (rows - 1) * stride + x;
    let filled = 0;
    let row = 0;
    // The pixel that boundaries cut: what it has collected so far.
    let cover = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let place = 0; place < stackOrder.length; place++) {
      const category = stackOrder[place]!;
      if (((present >> category) & 1) === 0) continue;
      const end = Math.min(filled + this.#shares[base + category]! * scale, rows);
      const channels = colours[category]!;
      const r = channels[0];
      const g = channels[1];
      const b = channels[2];
      if (cover > 0) {
        // The pixel that the one below has begun.
        const part = Math.min(end, row + 1) - filled;
        cover += part;
        red += r * part;
        green += g * part;
        blue += b * part;
        if (end < row + 1) {
          filled = end;
          continue;
        }
        pixels[cell] = packPixel(red / cover, green / cover, blue / cover, cover);
        cover = red = green = blue = 0;
        row++;
        cell -= stride;
      }
      const colour = solid[category]!;
      for (const whole = Math.floor(end); row < whole; row++, cell -= stride) pixels[cell] = colour;
      filled = end;
      cover = end - row;
      red = r * cover;
      green = g * cover;
      blue = b * cover;
    }
    if (cover > 0) pixels[cell] = packPixel(red / cover, green / cover, blue / cover, cover);
  }
}
