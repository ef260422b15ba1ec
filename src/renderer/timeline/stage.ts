import { isSharedLane } from "../../shared/trace/lanes";
import { locksWithQueues } from "./follow";
import { arrowsOf, boxesOf, timesOf } from "./hit";
import { type GroupId, type Layout, layOut } from "./layout";
import { litByLock } from "./lit";
import type { Painter } from "./painter";
import type { Search } from "./search/search";
import type { SelectionModel } from "./selection-model";
import { type SliceRef, sameSlice } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import { type TimeView, timeTicks, timeView } from "./view";

const tickSpacing = 92;
/** A view of this share of the run or more is as good as the whole of it; less where that was so before: no flicker. */
const wholeShare = { begins: 0.85, ends: 0.7 } as const;
const emptyLayout: Layout = { items: [], height: 0 };

/** What is shown right now: a run at a moment, its lanes, how far they are scrolled, the stretch of time; and draws it. */
export class Stage {
  store: TraceStore | null = null;
  live = true;
  /** The newest time, nanoseconds since the epoch. */
  nowNs = 0;
  /** CSS pixels. */
  scrollTop = 0;
  layout: Layout = emptyLayout;
  shown: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  /** What the overview shows. */
  whole: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  readonly #painter: Painter;
  readonly #collapsed = new Set<GroupId>();
  #queueRows: ReadonlySet<number> = new Set();
  #overviewFigures = false;

  constructor(painter: Painter) {
    this.#painter = painter;
  }

  toggle(group: GroupId): void {
    if (!this.#collapsed.delete(group)) this.#collapsed.add(group);
  }

  /** Opens the group that hides a lane. */
  uncover(laneId: number): void {
    const { store } = this;
    const lane = store?.track(laneId)?.lane;
    if (store === null || lane === undefined) return;
    if (!this.#collapsed.delete(isSharedLane(lane.kind) ? "shared" : "processes")) return;
    this.layout = layOut(store, this.#collapsed, this.#queueRows);
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
    if (item.top < this.scrollTop) this.scrollTo(item.top);
    else if (bottom > this.scrollTop + visible) this.scrollTo(bottom - visible);
  }

  /** @param litLock The lock whose waits and holds stay bright, null where nothing is dimmed. */
  drawBase(focused: number | GroupId | null, litLock: number | null): void {
    const { store, shown } = this;
    if (store !== null) this.#queueRows = locksWithQueues(store, shown, this.#queueRows);
    this.layout = store === null ? emptyLayout : layOut(store, this.#collapsed, this.#queueRows);
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
      lit: store === null || litLock === null ? null : litByLock(store, litLock, shown, this.nowNs),
    });
    this.#painter.showClock(store === null ? null : this.nowNs, this.live);
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
    this.#painter.drawOverlay({
      view: shown,
      ticks: timeTicks(shown, tickSpacing),
      nowNs,
      live: this.live,
      cursorNs: x >= 0 ? shown.toTime(x) : null,
      anchorNs: chosen.anchorNs,
      selectedNs: (slice === null ? null : timesOf(store, slice, nowNs)?.fromNs) ?? null,
      range: selection?.kind === "range" ? selection.range : null,
      hovered: sameSlice(hovered, slice) ? [] : place(hovered),
      selected: place(slice),
      focused: keyboard,
      hits: search === null ? null : { store, layout, search, scrollTop },
      arrows: flowing === null ? [] : arrowsOf(store, layout, shown, flowing, scrollTop, nowNs),
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
    this.#overviewFigures = this.#differs;
    this.#painter.drawOverview(this.store, this.whole, this.nowNs, this.#overviewFigures, search);
  }

  /** Whether the overview shows figures that it need not, or none where it should: the stretch in view has changed. */
  get overviewOutdated(): boolean {
    return this.#overviewFigures !== this.#differs;
  }

  /** Whether the lanes show so little of the run that the overview's times are news. */
  get #differs(): boolean {
    const share = (this.shown.toNs - this.shown.fromNs) / (this.whole.toNs - this.whole.fromNs);
    return share < (this.#overviewFigures ? wholeShare.begins : wholeShare.ends);
  }
}
