import { categories } from "../../../shared/trace/records";
import type { SliceBlock, Slices } from "../store/lane-track";
import { type GroupBlock, groupHas, mixedCategories, visitRow } from "../store/pyramid";
import type { SliceLabel } from "../store/queries";
import type { TimeView } from "../view";
import { drawBar, snapBar } from "./bars";
import { Cluster } from "./cluster";
import type { Paint } from "./paint";
import { drawGap, fitSticky, groupedBelowPx, heldWithin, overhangPx, type PhasePlace, sliverPx } from "./rows";
import type { Surface } from "./surface";

/** Narrower than this nothing is written, so nothing need be measured. */
const labelFromPx = 15;
const failureMinimumPx = 2;

/**
 * Draws a row of phases: bars where there is room, merged where names no longer fit, exact shares per pixel column where slices are
 * narrower than three pixels, and lines in gaps of three pixels or more.
 *
 * @param labelOf Names a slice by its index; asked only for slices that may have room.
 */
export function drawPhases(
  out: Surface,
  paint: Paint,
  slices: Slices,
  view: TimeView,
  place: PhasePlace,
  labelOf: (index: number) => SliceLabel,
): void {
  new PhaseRow(out, paint, slices, view, place, labelOf).draw();
}

/** Only one row is drawn at a time. */
const cluster = new Cluster();

/** The drawing of one row, from left to right. */
class PhaseRow {
  readonly #out: Surface;
  readonly #paint: Paint;
  readonly #slices: Slices;
  readonly #view: TimeView;
  readonly #place: PhasePlace;
  readonly #labelOf: (index: number) => SliceLabel;
  readonly #lifeEnd: number;
  /** Where what was drawn last ends, CSS pixels. */
  #previousEnd: number;
  /** Where something failed that is too short for a bar. */
  readonly #failures: number[] = [];
  // A bar that later neighbours may still join; of category -1 for none.
  #barCategory = -1;
  #barParent = -1;
  #barFrom = 0;
  #barTo = 0;
  #barLabel = "";
  /** Null for that of the category. */
  #barColour: string | null = null;
  #barOpen = false;

  constructor(
    out: Surface,
    paint: Paint,
    slices: Slices,
    view: TimeView,
    place: PhasePlace,
    labelOf: (index: number) => SliceLabel,
  ) {
    this.#out = out;
    this.#paint = paint;
    this.#slices = slices;
    this.#view = view;
    this.#place = place;
    this.#labelOf = labelOf;
    this.#lifeEnd = Math.min(view.toPx(place.endNs), view.width);
    this.#previousEnd = Math.max(view.toPx(place.startNs), 0);
  }

  draw(): void {
    const { columns, sheet, channels, ratio } = this.#paint;
    const { top, height } = this.#place;
    const view = this.#view;
    columns.reserve(view.width);
    cluster.restart();
    visitRow(this.#slices, view.fromNs, view.toNs, groupedBelowPx / view.pxPerNs, this);
    this.#flushBar();
    this.#flushCluster();
    columns.draw(this.#out, sheet, channels, top, height, Math.round(height * ratio), 1);
    this.#drawIdle(this.#previousEnd, this.#lifeEnd);
    this.#out.fillStyle = this.#paint.fill[categories.failed]!;
    for (const x of this.#failures) this.#out.fillRect(Math.round(x), top, failureMinimumPx, height);
  }

  slices({ columns, from: base }: SliceBlock, first: number, until: number): void {
    const view = this.#view;
    const { width } = view;
    const lifeEndNs = this.#place.endNs;
    const { start, end, category, parent } = columns;
    for (let index = first; index < until; index++) {
      const at = index - base;
      const from = view.toPx(start[at]!);
      if (from >= width) return;
      const endNs = end[at]!;
      const open = endNs > lifeEndNs;
      const to = view.toPx(open ? lifeEndNs : endNs);
      if (to < from) continue;
      if (from - this.#previousEnd >= sliverPx) this.#drawIdle(this.#previousEnd, Math.min(from, this.#lifeEnd));
      if (to > this.#previousEnd) this.#previousEnd = to;
      const kind = category[at]!;
      if (kind === categories.idle) this.#drawIdle(Math.max(from, 0), Math.min(to, width));
      else if (kind === categories.failed && to - from < sliverPx) this.#failures.push(from);
      else {
        const outer = parent === null ? -1 : parent[at]!;
        if (to - from < sliverPx && !open) this.#addNarrow(index, null, 1, from, to, kind, outer);
        else this.#addBar(index, from, to, kind, outer, open);
      }
    }
  }

  group(block: GroupBlock, at: number, count: number): void {
    const view = this.#view;
    const { columns } = block;
    const from = view.toPx(columns.start[at]!);
    if (from >= view.width) return;
    const to = view.toPx(columns.end[at]!);
    if (from - this.#previousEnd >= sliverPx) this.#drawIdle(this.#previousEnd, Math.min(from, this.#lifeEnd));
    this.#previousEnd = Math.max(to, this.#previousEnd);
    const category = columns.category[at]!;
    if (category === mixedCategories || category === categories.failed) {
      if (groupHas(block, at, categories.failed)) this.#failures.push(from);
    }
    this.#addNarrow(at, block, count, from, to, category, columns.parent === null ? -1 : columns.parent[at]!);
  }

  #touchesBar(category: number, parent: number, from: number, colour: string | null): boolean {
    return (
      this.#barColour === colour &&
      this.#barCategory >= 0 &&
      this.#barLabel === "" &&
      this.#barCategory === category &&
      this.#barParent === parent &&
      from - this.#barTo < 1
    );
  }

  #addNarrow(
    index: number,
    block: GroupBlock | null,
    count: number,
    from: number,
    to: number,
    category: number,
    parent: number,
  ): void {
    const colour = block === null ? this.#colourOf(index) : null;
    if (this.#touchesBar(category, parent, from, colour)) {
      this.#barTo = to;
      return;
    }
    this.#flushBar();
    if (from - cluster.to >= 1) this.#flushCluster();
    cluster.add(index, block, count, from, to, category, parent);
  }

  #addBar(index: number, from: number, to: number, category: number, parent: number, open: boolean): void {
    const label =
      to - from < labelFromPx ? "" : fitSticky(this.#paint, this.#labelOf(index), from, to, this.#view.width);
    const colour = this.#colourOf(index);
    const joinsCluster =
      label === "" &&
      colour === null &&
      cluster.pieces > 0 &&
      cluster.category === category &&
      cluster.parent === parent &&
      from - cluster.to < 1;
    const clusterFrom = cluster.from;
    if (joinsCluster) cluster.clear();
    else this.#flushCluster();
    if (label === "" && this.#touchesBar(category, parent, from, colour)) {
      this.#barTo = to;
      this.#barOpen = open;
      return;
    }
    this.#flushBar();
    this.#barFrom = joinsCluster ? clusterFrom : from;
    this.#barTo = to;
    this.#barCategory = category;
    this.#barParent = parent;
    this.#barLabel = label;
    this.#barColour = colour;
    this.#barOpen = open;
  }

  #colourOf(index: number): string | null {
    return this.#place.colourOf?.(index) ?? null;
  }

  #flushBar(): void {
    const category = this.#barCategory;
    if (category < 0) return;
    const view = this.#view;
    const { top, height, holds } = this.#place;
    const [from, to] = [this.#barFrom, this.#barTo];
    const { left, right } = snapBar(Math.max(from, -overhangPx), Math.min(to, view.width + overhangPx), this.#barOpen);
    const box = { x: left, y: top, width: right - left, height };
    this.#paint.columns.erase(left, right);
    const held = category === categories.compute ? heldWithin(holds, view, from, to) : [];
    drawBar(
      this.#out,
      this.#paint,
      category,
      box,
      Math.round(from),
      this.#barLabel,
      this.#barOpen,
      held,
      this.#barColour,
    );
    this.#barCategory = -1;
  }

  #flushCluster(): void {
    if (cluster.pieces === 0) return;
    // Below the shares, where they leave it free.
    if (cluster.isDense) this.#drawIdle(Math.max(cluster.from, 0), Math.min(cluster.to, this.#view.width));
    cluster.draw(this.#out, this.#paint, this.#slices, this.#view, this.#place);
    cluster.clear();
  }

  #drawIdle(from: number, to: number): void {
    const { tasks } = this.#place;
    if (tasks !== null && to - from >= sliverPx) {
      drawGap(this.#out, this.#paint, tasks, this.#view, this.#place, from, to);
    }
  }
}
