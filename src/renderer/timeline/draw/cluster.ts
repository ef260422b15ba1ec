import { categories } from "../../../shared/trace/records";
import { categoryCount } from "../store/coarse-shares";
import type { Slices } from "../store/lane-track";
import { type GroupBlock, groupTime, mixedCategories, mixedParents } from "../store/pyramid";
import type { TimeView } from "../view";
import { stackOrder } from "./columns";
import type { Paint } from "./paint";
import { type RowPlace, sliverPx } from "./rows";
import type { Surface } from "./surface";

/** From this mean width on, CSS pixels, slivers that touch are drawn one by one; below it as exact shares. */
const barFromMeanPx = 1;
/** So many slivers are painted as one picture: rectangles one by one cost far more. */
const pictureFrom = 32;
/** The share of a pixel column that what has no duration gets: the least that is drawn at all. */
const pointPx = 1e-6;

/**
 * Slices and groups of slices that are too narrow to draw one by one and lie less than a pixel apart. It gathers them and then
 * draws all of them together, in the way that suits how wide they are.
 */
export class Cluster {
  /** CSS pixels. */
  from = 0;
  to = Number.NEGATIVE_INFINITY;
  /** How many were gathered; those of groups not counted one by one. */
  pieces = 0;
  /** The category and the parent that all of them have, `mixedCategories` and `mixedParents` where they differ. */
  category = 0;
  parent = -1;
  #slices = 0;
  // Of each piece: where it is, CSS pixels; its category, or `mixedCategories`; its number.
  #from = new Float64Array(1024);
  #to = new Float64Array(1024);
  #categories = new Uint8Array(1024);
  readonly #indices: number[] = [];
  readonly #blocks: (GroupBlock | null)[] = [];
  readonly #sums = new Float64Array(categoryCount);
  readonly #total = new Float64Array(categoryCount);
  /** How many small ones were drawn of this row. */
  #drawn = 0;

  /**
   * @param index Of a slice, or where in the columns of `block` a group stands.
   * @param block Null for a slice.
   * @param count How many slices.
   */
  add(
    index: number,
    block: GroupBlock | null,
    count: number,
    from: number,
    to: number,
    category: number,
    parent: number,
  ): void {
    if (this.pieces === 0) {
      this.from = from;
      this.category = category;
      this.parent = parent;
      this.#slices = 0;
    } else {
      if (category !== this.category) this.category = mixedCategories;
      if (parent !== this.parent) this.parent = mixedParents;
    }
    if (this.pieces === this.#from.length) this.#grow();
    this.#from[this.pieces] = from;
    this.#to[this.pieces] = to;
    this.#categories[this.pieces] = category;
    this.#indices[this.pieces] = index;
    this.#blocks[this.pieces] = block;
    this.pieces++;
    this.#slices += count;
    this.to = to;
  }

  /** Begins another row. */
  restart(): void {
    this.#drawn = 0;
    this.clear();
  }

  clear(): void {
    this.pieces = 0;
    this.to = Number.NEGATIVE_INFINITY;
  }

  /** Whether it is so dense that it is drawn as shares of pixel columns: gaps within it are then to be drawn before. */
  get isDense(): boolean {
    const extent = this.to - this.from;
    return extent >= sliverPx && extent < this.#slices * barFromMeanPx;
  }

  draw(out: Surface, paint: Paint, slices: Slices, view: TimeView, place: RowPlace): void {
    if (this.to - this.from < sliverPx) this.#drawSmall(out, paint, slices, view, place);
    else if (this.isDense) this.#addShares(paint, view);
    else this.#drawSlivers(out, paint, slices, view, place);
  }

  /** Nanoseconds of a category in a piece that has no other one; what has no duration counts for `least`. */
  #timeOf(piece: number, slices: Slices, category: number, least: number): number {
    const index = this.#indices[piece]!;
    const block = this.#blocks[piece]!;
    return block === null
      ? Math.max(slices.end(index) - slices.start(index), least)
      : groupTime(block, index, category, least);
  }

  /** The same of each category in a group, but for failures, which are drawn apart. */
  #timesOf(block: GroupBlock, index: number, least: number): Float64Array {
    const sums = this.#sums;
    for (let kind = 0; kind < categoryCount; kind++) sums[kind] = groupTime(block, index, kind, least);
    sums[categories.failed] = 0;
    sums[categories.idle] = 0;
    return sums;
  }

  #grow(): void {
    const [from, to, kinds] = [this.#from, this.#to, this.#categories];
    this.#from = new Float64Array(2 * from.length);
    this.#to = new Float64Array(2 * from.length);
    this.#categories = new Uint8Array(2 * from.length);
    this.#from.set(from);
    this.#to.set(to);
    this.#categories.set(kinds);
  }

  /** A few pixels at most: they show in their full height what was there together, however short it was. */
  #drawSmall(out: Surface, paint: Paint, slices: Slices, view: TimeView, place: RowPlace): void {
    const sums = this.#total.fill(0);
    let total = 0;
    for (let piece = 0; piece < this.pieces; piece++) {
      // An event without duration counts for a little, so that it is seen.
      const kind = this.#categories[piece]!;
      if (kind === categories.failed || kind === categories.idle) continue;
      const block = this.#blocks[piece]!;
      if (block === null || kind !== mixedCategories) {
        const ns = this.#timeOf(piece, slices, kind, 1);
        sums[kind] = sums[kind]! + ns;
        total += ns;
        continue;
      }
      const times = this.#timesOf(block, this.#indices[piece]!, 1);
      for (let category = 0; category < categoryCount; category++) {
        sums[category] = sums[category]! + times[category]!;
        total += times[category]!;
      }
    }
    if (total === 0) return;
    const left = Math.max(0, Math.min(Math.round(this.#from[0]!), Math.ceil(view.width) - 1));
    const end = Math.round(this.#to[this.pieces - 1]!);
    const right = Math.min(Math.max(end, left + 1), Math.ceil(view.width));
    if (right <= left) return;
    if (this.#drawn++ >= pictureFrom) {
      paint.columns.erase(left, right);
      for (const kind of stackOrder) {
        if (sums[kind]! > 0) paint.columns.add(kind, left, right, sums[kind]! / total, view.width);
      }
      return;
    }
    let bottom = place.top + place.height;
    for (const kind of stackOrder) {
      const height = (sums[kind]! / total) * place.height;
      if (!(height > 0)) continue;
      out.fillStyle = paint.fill[kind]!;
      out.fillRect(left, bottom - height, right - left, height);
      bottom -= height;
    }
  }

  /** Slivers of a pixel and more, each on whole pixels. */
  #drawSlivers(out: Surface, paint: Paint, slices: Slices, view: TimeView, place: RowPlace): void {
    let painted = Number.NEGATIVE_INFINITY;
    const isPicture = this.pieces >= pictureFrom;
    if (isPicture) paint.columns.erase(Math.floor(this.from), Math.ceil(this.to) + 1);
    for (let piece = 0; piece < this.pieces; piece++) {
      const start = Math.round(this.#from[piece]!);
      // What falls into a pixel that is painted already is shown by it: it must not push those behind it to the right.
      const left = Math.max(start, painted);
      const to = Math.round(this.#to[piece]!);
      const right = Math.min(Math.max(to, start + 1), Math.ceil(view.width));
      const category = this.#mostOf(piece, slices);
      if (right <= left || category < 0) continue;
      if (isPicture) paint.columns.add(category, left, right, 1, view.width);
      else {
        out.fillStyle = paint.fill[category]!;
        out.fillRect(left, place.top, right - left, place.height);
      }
      painted = right;
    }
  }

  /** The category that a piece has most of, -1 where there is nothing to draw. */
  #mostOf(piece: number, slices: Slices): number {
    const block = this.#blocks[piece]!;
    if (block === null) return slices.category(this.#indices[piece]!);
    const times = this.#timesOf(block, this.#indices[piece]!, 1);
    let most = -1;
    for (let category = 0; category < categoryCount; category++) {
      if (times[category]! > (most < 0 ? 0 : times[most]!)) most = category;
    }
    return most;
  }

  #addShares(paint: Paint, view: TimeView): void {
    const { columns } = paint;
    const { width, pxPerNs } = view;
    for (let piece = 0; piece < this.pieces; piece++) {
      const category = this.#categories[piece]!;
      const from = this.#from[piece]!;
      const to = Math.max(this.#to[piece]!, from + pointPx);
      if (category === categories.failed || category === categories.idle) continue;
      const block = this.#blocks[piece]!;
      if (block === null) {
        columns.add(category, from, to, 1, width);
        continue;
      }
      const index = this.#indices[piece]!;
      const share = pxPerNs / (to - from);
      const least = pointPx / pxPerNs;
      if (category !== mixedCategories) {
        const ns = groupTime(block, index, category, least);
        columns.add(category, from, to, Math.min(1, ns * share), width);
        continue;
      }
      for (let kind = 0; kind < categoryCount; kind++) {
        const ns = kind === categories.failed || kind === categories.idle ? 0 : groupTime(block, index, kind, least);
        if (ns > 0) columns.add(kind, from, to, Math.min(1, ns * share), width);
      }
    }
  }
}
