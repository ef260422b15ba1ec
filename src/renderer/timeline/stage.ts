import { isSharedLane } from "../../shared/trace/lanes";
import { type Arrangement, type EntryId, plainArrangement } from "./arrangement";
import type { Colouring } from "./draw/colouring";
import { type Arrows, allArrows, chainArrows } from "./flow-arrows";
import { locksWithQueues } from "./follow";
import { formatValue } from "./format";
import { boxesOf, timesOf } from "./hit";
import type { GroupId } from "./lane-tree";
import { emptyLayout, idOf, itemsBetween, type Layout } from "./layout";
import { LayoutCache } from "./layout-cache";
import { type Lit, litByLock, litByRefs } from "./lit";
import { MarkKeeper } from "./mark-keeper";
import type { Painter } from "./painter";
import type { Search } from "./search/search";
import type { SelectionModel } from "./selection-model";
import { binWidth, GroupShares, type GroupStrip } from "./store/group-shares";
import { type SliceRef, sameSlice } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import { type TimeView, timeTicks, timeView } from "./view";

const tickSpacing = 92;
/** Pinned lanes stay in view while they take no more than this share of the height. */
const mostPinned = 0.6;
/** Width of a bin of a collapsed group, CSS pixels. */
const binPx = 3;
/** Milliseconds of a frame that may go into summing up collapsed groups. */
const sumUpMs = 4;
/** Of a finding with more slices than these the first are outlined; all are lit. */
const mostOutlined = 100;

/** What is shown right now: a run at a moment, its lanes, how far they are scrolled, the stretch of time; and draws it. */
export class Stage {
  readonly marks = new MarkKeeper();
  store: TraceStore | null = null;
  live = true;
  /** Whether all arrows in view are drawn, not only those of a slice. */
  showsArrows = false;
  /** The newest time, nanoseconds since the epoch. */
  nowNs = 0;
  /** CSS pixels. */
  scrollTop = 0;
  layout: Layout = emptyLayout;
  shown: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  /** What the overview shows. */
  whole: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  readonly #painter: Painter;
  arrangement: Arrangement = plainArrangement;
  colouring: Colouring = "category";
  /** Whether collapsed groups are not summed up wholly: the next frame goes on. */
  summing = false;
  readonly #shares = new GroupShares();
  readonly #layouts = new LayoutCache();
  #queueRows: ReadonlySet<number> = new Set();

  constructor(painter: Painter) {
    this.#painter = painter;
  }

  /** Puts the lanes where they belong now. */
  layOut(): void {
    const { store } = this;
    this.layout = store === null ? emptyLayout : this.#layouts.layOut(store, this.arrangement, this.#queueRows);
    // So many that little would be left for the others: then they scroll too.
    if (this.layout.pinnedHeight > mostPinned * this.#painter.laneHeight) {
      this.layout = { ...this.layout, pinnedHeight: 0 };
    }
  }

  /** @returns Whether the lanes moved. */
  scrollTo(top: number): boolean {
    const most = Math.max(0, this.layout.height - this.#painter.laneHeight);
    const next = Math.round(Math.max(0, Math.min(most, top)));
    const moved = next !== this.scrollTop;
    this.scrollTop = next;
    return moved;
  }

  /** Scrolls just far enough that an item is within the height. */
  reveal(item: { readonly top: number; readonly height: number }): void {
    const visible = this.#painter.laneHeight;
    const bottom = item.top + item.height;
    const { pinnedHeight } = this.layout;
    if (item.top < pinnedHeight) return;
    if (item.top - pinnedHeight < this.scrollTop) this.scrollTo(item.top - pinnedHeight);
    else if (bottom > this.scrollTop + visible) this.scrollTo(bottom - visible);
  }

  revealEntry(id: EntryId): void {
    const item = this.layout.items.find((one) => idOf(one) === id);
    if (item !== undefined) this.reveal(item);
  }

  /** Scrolls so that lanes are within the height, the first of them before all others. */
  revealLanes(lanes: readonly number[]): void {
    for (const id of [...lanes].reverse()) {
      const item = this.layout.laneItems.get(id);
      if (item !== undefined) this.reveal(item);
    }
  }

  /**
   * @param lights The lock or the slices that stay bright, null where nothing is dimmed.
   * @param clock Milliseconds: collapsed groups are summed up for a part of a frame only.
   */
  drawBase(focused: number | GroupId | null, lights: number | readonly SliceRef[] | null, clock: () => number): void {
    const { store, shown } = this;
    if (store !== null) this.#queueRows = locksWithQueues(store, shown, this.#queueRows);
    this.layOut();
    this.scrollTo(this.scrollTop);
    this.#painter.placeThumb(this.layout, this.scrollTop);
    this.#painter.drawBase({
      store,
      layout: this.layout,
      view: shown,
      ticks: timeTicks(shown, tickSpacing),
      nowNs: this.nowNs,
      live: this.live,
      scrollTop: this.scrollTop,
      focused,
      strips: this.#sumUp(clock),
      colouring: this.colouring,
      lit: store === null || lights === null ? null : this.#lit(store, lights),
    });
    this.#painter.showClock(store === null ? null : this.nowNs, this.live);
  }

  /** What the lanes of collapsed groups that are in view do, as far as the time of a frame allows. */
  #sumUp(clock: () => number): ReadonlyMap<GroupId, GroupStrip> {
    const strips = new Map<GroupId, GroupStrip>();
    this.summing = false;
    const { store, shown, layout, scrollTop, nowNs } = this;
    if (store === null) return strips;
    const until = clock() + sumUpMs;
    for (const item of itemsBetween(layout, layout.pinnedHeight + scrollTop, scrollTop + this.#painter.laneHeight)) {
      const lanes = item.kind === "group" && item.collapsed ? item.lanes.filter(({ kind }) => !isSharedLane(kind)) : [];
      if (item.kind !== "group" || lanes.length === 0) continue;
      const bin = binWidth(shown.pxPerNs, binPx);
      const made = this.#shares.strip(store, item.id, lanes, shown, bin, nowNs, () => clock() < until);
      strips.set(item.id, made.strip);
      this.summing ||= !made.complete;
    }
    return strips;
  }

  #lit(store: TraceStore, lights: number | readonly SliceRef[]): Lit | null {
    return typeof lights === "number"
      ? litByLock(store, lights, this.shown, this.nowNs)
      : litByRefs(store, lights, this.shown, this.nowNs);
  }

  /** @param keyboard Whether the canvas shows that it has the keyboard. */
  drawOverlay(chosen: SelectionModel, keyboard: boolean, search: Search | null): void {
    const { store, layout, shown, scrollTop, nowNs } = this;
    if (store === null) {
      this.#painter.drawOverlay(null);
      return;
    }
    const { pointer, hovered, slice, selection } = chosen;
    const place = (ref: SliceRef | null) => (ref === null ? [] : boxesOf(store, layout, shown, ref, scrollTop, nowNs));
    const flowing = slice ?? hovered;
    const x = pointer === null ? -1 : pointer.x - this.#painter.headerWidth;
    const arrows: Arrows = this.showsArrows
      ? allArrows(store, layout, shown, scrollTop)
      : flowing === null
        ? { shown: [], total: 0 }
        : chainArrows(store, layout, shown, flowing, scrollTop, nowNs);
    this.#painter.drawOverlay({
      view: shown,
      ticks: timeTicks(shown, tickSpacing),
      nowNs,
      live: this.live,
      cursorNs: x >= 0 ? shown.toTime(x) : null,
      anchorNs: chosen.anchorNs,
      selectedNs: (slice === null ? null : timesOf(store, slice, nowNs)?.fromNs) ?? null,
      range: selection?.kind === "range" ? selection.range : null,
      hovered: [
        ...(sameSlice(hovered, slice) ? [] : place(hovered)),
        ...chosen.found.slice(0, mostOutlined).flatMap(place),
      ],
      selected: place(slice),
      focused: keyboard,
      marks: this.marks.all,
      hits: search === null ? null : { store, layout, search, scrollTop },
      arrows: arrows.shown,
      arrowNote: this.showsArrows ? arrowWords(arrows) : "",
    });
  }

  /** Nanoseconds between the ruler's figures. */
  get tickNs(): number {
    return timeTicks(this.shown, tickSpacing).stepNs;
  }

  /** @param estimateNs When the run is expected to end, null where there is no estimate. */
  drawOverview(estimateNs: number | null, search: Search | null): void {
    const end = this.live ? Math.max(this.nowNs * 1.04, estimateNs ?? 0, 1e9) : this.nowNs;
    this.whole = timeView({ fromNs: 0, toNs: Math.max(end, 1_000) }, this.#painter.laneWidth);
    this.#painter.drawOverview(this.store, this.whole, this.nowNs, search, this.marks.all);
  }
}

/** How many arrows are drawn, and of how many where that is not all. */
function arrowWords({ shown, total }: Arrows): string {
  const all = total === 1 ? "1 arrow" : `${formatValue(total)} arrows`;
  return shown.length < total ? `${formatValue(shown.length)} of ${all}` : all;
}
