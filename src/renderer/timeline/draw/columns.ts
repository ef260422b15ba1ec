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

/**
 * Shares of categories per pixel column, for slices too narrow to draw one by one. It only lends its memory: empty
 * before and after each use.
 */
export class ColumnStack {
  readonly #categories: number;
  #shares = new Float64Array(0);
  #first = Number.POSITIVE_INFINITY;
  #last = -1;

  constructor(categoryCount: number) {
    this.#categories = categoryCount;
  }

  /** Makes room for columns 0..width-1. */
  reserve(width: number): void {
    const cells = Math.ceil(width) * this.#categories;
    if (cells > this.#shares.length) this.#shares = new Float64Array(cells);
  }

  /** Adds a stretch, CSS pixels; what lies outside 0..width is left out. */
  add(category: number, from: number, to: number, width: number): void {
    this.addWeighted(category, from, to, 1, width);
  }

  /** Adds a stretch that fills only a share of the height. */
  addWeighted(category: number, from: number, to: number, weight: number, width: number): void {
    const right = Math.min(to, width);
    let at = Math.max(from, 0);
    if (!(right > at)) return;
    let column = Math.floor(at);
    this.#first = Math.min(this.#first, column);
    while (at < right) {
      const until = Math.min(right, column + 1);
      const cell = column * this.#categories + category;
      this.#shares[cell] = this.#shares[cell]! + (until - at) * weight;
      at = until;
      column++;
    }
    this.#last = Math.max(this.#last, column - 1);
  }

  /** Share of a category in a column, 0 to 1. */
  share(column: number, category: number): number {
    return this.#shares[column * this.#categories + category]!;
  }

  get empty(): boolean {
    return this.#last < this.#first;
  }

  /** Puts everything into its first column and fills that: for events shorter than a pixel, which must not vanish. */
  gather(): void {
    if (this.empty) return;
    const base = this.#first * this.#categories;
    let sum = 0;
    for (let category = 0; category < this.#categories; category++) {
      for (let column = this.#first + 1; column <= this.#last; column++) {
        const cell = column * this.#categories + category;
        this.#shares[base + category] = this.#shares[base + category]! + this.#shares[cell]!;
        this.#shares[cell] = 0;
      }
      sum += this.#shares[base + category]!;
    }
    for (let category = 0; category < this.#categories; category++) {
      this.#shares[base + category] = this.#shares[base + category]! / sum;
    }
    this.#last = this.#first;
  }

  /** Fills the columns from..to-1 with the one category that was added: a lone sliver on whole pixels. */
  fillWhole(from: number, to: number, width: number): void {
    if (this.empty) return;
    const category = stackOrder.find((candidate) => this.share(this.#first, candidate) > 0) ?? categories.task;
    this.#clear();
    this.add(category, from, to, width);
  }

  #clear(): void {
    this.#shares.fill(0, this.#first * this.#categories, (this.#last + 1) * this.#categories);
    this.#first = Number.POSITIVE_INFINITY;
    this.#last = -1;
  }

  /** Draws the columns as stacks, each category one step area over the areas below it, and empties itself. */
  draw(out: Surface, fill: readonly string[], top: number, height: number): void {
    if (this.empty) return;
    const count = this.#last - this.#first + 1;
    const bottom = top + height;
    const sums = new Float64Array(count);
    const layers: { category: number; sums: Float64Array }[] = [];
    for (const category of stackOrder) {
      let present = false;
      for (let at = 0; at < count; at++) {
        const share = this.share(this.#first + at, category);
        if (share <= 0) continue;
        present = true;
        sums[at] = sums[at]! + share;
      }
      if (present) layers.push({ category, sums: sums.slice() });
    }
    // The highest area first: each lower one covers it, so that no seams show between them.
    for (const layer of layers.reverse()) {
      out.fillStyle = fill[layer.category]!;
      stepArea(out, layer.sums, this.#first, bottom, height);
    }
    this.#clear();
  }
}

/** Fills the area under steps of one pixel each; runs of equal height are one step. */
function stepArea(out: Surface, heights: Float64Array, left: number, bottom: number, full: number): void {
  let at = 0;
  while (at < heights.length) {
    if (heights[at] === 0) {
      at++;
      continue;
    }
    out.beginPath();
    out.moveTo(left + at, bottom);
    while (at < heights.length && heights[at]! > 0) {
      const height = heights[at]!;
      const start = at;
      while (at < heights.length && heights[at] === height) at++;
      const y = bottom - Math.min(1, height) * full;
      out.lineTo(left + start, y);
      out.lineTo(left + at, y);
    }
    out.lineTo(left + at, bottom);
    out.closePath();
    out.fill();
  }
}
