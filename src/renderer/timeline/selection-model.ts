import { overviewHeight } from "./draw/overview";
import { type Hit, hitTest } from "./hit";
import type { GroupId } from "./lane-tree";
import { heightAt, itemAt, type Layout, phaseRowHeight, placeOf, rulerHeight, taskRowHeight } from "./layout";
import { describe, nearest, neighbour, otherRow, type Selection } from "./navigation";
import { SelectionHistory } from "./selection-history";
import { describeSlice } from "./store/describe";
import { describeRange, type SliceRef, sameSlice } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import { waitStory } from "./store/wait-story";
import type { RangeInfo, SliceInfo, TimelineOptions } from "./types";
import type { TimeRange, TimeView } from "./view";

/** Where the pointer is, CSS pixels of the main canvas. */
export interface PointerPlace {
  readonly x: number;
  readonly y: number;
}

type SelectionOptions = Pick<TimelineOptions, "onHover" | "onSelect" | "onHistory">;

/** What is selected, hovered, and under the keyboard; tells the app when it changes. */
export class SelectionModel {
  selection: Selection | null = null;
  hovered: SliceRef | null = null;
  focused: number | GroupId | null = null;
  pointer: PointerPlace | null = null;
  /** A second cursor, nanoseconds since the epoch, from which time is measured. */
  anchorNs: number | null = null;
  /** The lock that a table or a list points at. */
  shownLock: number | null = null;
  /** The slices of a finding that is shown: they are lit until something is selected. */
  found: readonly SliceRef[] = [];
  /** The lock whose lane the pointer is on. */
  #lockUnderPointer: number | null = null;
  readonly history: SelectionHistory;
  readonly #options: SelectionOptions;
  #store: TraceStore | null = null;
  #range: RangeInfo | null = null;
  /** Whether the app was told of the selected slice while it was still open. */
  #open = false;
  /** The same of the hovered one. */
  #hoversOpen = false;
  /** What is known about the hovered slice, and of which version of the store. */
  #hoveredInfo: SliceInfo | null = null;
  #hoveredVersion = -1;

  constructor(options: SelectionOptions) {
    this.#options = options;
    this.history = new SelectionHistory((info) => options.onHistory(info));
  }

  setStore(store: TraceStore | null): void {
    this.#store = store;
    this.focused = null;
    this.anchorNs = null;
    if (this.hovered !== null) this.#options.onHover(null);
    this.hovered = null;
    this.#lockUnderPointer = null;
    this.shownLock = null;
    this.select(null, 0);
    this.history.reset();
  }

  /** The selected slice, null where none or a range is selected. */
  get slice(): SliceRef | null {
    return this.selection?.kind === "slice" ? this.selection.ref : null;
  }

  select(selection: Selection | null, nowNs: number): void {
    this.found = [];
    if (selection === null && this.selection === null) return;
    this.selection = selection;
    this.history.visit(this.slice);
    this.#tell(nowNs);
  }

  /** The store grew: a selected slice that was open may have ended. */
  refresh(nowNs: number): void {
    if (this.#open && this.slice !== null) this.#tell(nowNs);
  }

  #tell(nowNs: number): void {
    const store = this.#store;
    const selection = this.selection;
    this.#range = null;
    this.#open = false;
    if (store === null || selection === null) {
      this.#options.onSelect(null);
      return;
    }
    if (selection.kind === "range") {
      this.#range = describeRange(store, selection.range.fromNs, selection.range.toNs, nowNs);
      this.#options.onSelect({ kind: "range", range: this.#range });
      return;
    }
    const slice = describeSlice(store, selection.ref, nowNs);
    this.#open = slice?.endNs === null;
    const story = waitStory(store, selection.ref, nowNs);
    this.#options.onSelect(slice === null ? null : { kind: "slice", ref: selection.ref, slice, story });
  }

  /**
   * Looks at what is under the pointer.
   *
   * @param moved False where the lanes moved under a pointer at rest: then only another slice is news, or one that is open.
   * @returns Whether another lock is lit now.
   */
  hover(
    layout: Layout,
    view: TimeView,
    headerWidth: number,
    scrollTop: number,
    nowNs: number,
    moved: boolean,
  ): boolean {
    const { pointer } = this;
    const store = this.#store;
    const hit =
      pointer === null || store === null
        ? null
        : hitTest(store, layout, view, pointer.x - headerWidth, pointer.y, scrollTop, nowNs);
    const ref = hit?.ref ?? null;
    const lit = lockAt(layout, pointer, scrollTop);
    const relit = lit !== this.#lockUnderPointer;
    this.#lockUnderPointer = lit;
    const same = sameSlice(ref, this.hovered);
    if (same && !moved && !this.#hoversOpen) return relit;
    this.hovered = ref;
    if (pointer === null || hit === null || store === null) {
      this.#hoversOpen = false;
      this.#options.onHover(null);
      return relit;
    }
    // Facts of a wait are gathered from all that held the lock: not for each pixel that the pointer moves.
    if (!same || this.#hoversOpen || store.version !== this.#hoveredVersion) {
      this.#hoveredInfo = ref === null ? null : describeSlice(store, ref, nowNs);
      this.#hoveredVersion = store.version;
      this.#hoversOpen = this.#hoveredInfo?.endNs === null;
    }
    this.#options.onHover({
      slice: this.#hoveredInfo,
      laneId: hit.item.lane.id,
      timeNs: hit.timeNs,
      x: pointer.x,
      ...placeInHost(hit, layout, scrollTop),
    });
    return relit;
  }

  /**
   * What is lit: the lock under the pointer, else the one that a table points at, else the finding that is shown, else the lock that
   * the keyboard is on.
   *
   * @param keyboard Whether the canvas shows that it has the keyboard.
   */
  lights(keyboard: boolean): number | readonly SliceRef[] | null {
    if (this.#lockUnderPointer !== null) return this.#lockUnderPointer;
    if (this.shownLock !== null) return this.shownLock;
    if (this.found.length > 0) return this.found;
    const { focused } = this;
    return keyboard && typeof focused === "number" && this.#store?.lock(focused) !== undefined ? focused : null;
  }

  /** The slice before or after the selected one on the focused lane; else one near `middleNs`. */
  next(direction: 1 | -1, middleNs: number): SliceRef | null {
    const store = this.#store;
    if (store === null) return null;
    const selected = this.slice;
    const lane = typeof this.focused === "number" ? this.focused : (selected?.laneId ?? null);
    if (selected !== null && selected.laneId === lane) return neighbour(store, selected, direction);
    const laneId = lane ?? store.lanes().find((one) => one.kind === "worker")?.id;
    return laneId === undefined ? null : nearest(store, laneId, middleNs);
  }

  /** The selected task's first phase, or the selected phase's task. */
  inner(direction: 1 | -1): SliceRef | null {
    return this.#store === null || this.slice === null ? null : otherRow(this.#store, this.slice, direction);
  }

  describe(layout: Layout, shown: TimeRange, nowNs: number): string {
    return describe(this.#store, this.selection, this.#range, layout, shown, nowNs, this.focused);
  }
}

/** Lanes up to this height are left free as a whole by what is told of them, CSS pixels. */
const wholeLaneUpTo = 72;

/** From where to where what the pointer is on stands, CSS pixels from the top of the host. */
function placeInHost(
  { item, ref }: Hit,
  layout: Layout,
  scrollTop: number,
): { readonly top: number; readonly bottom: number } {
  const laneTop = overviewHeight + 1 + rulerHeight + placeOf(layout, item, scrollTop);
  if (ref?.kind !== "slice" || item.height <= wholeLaneUpTo) return { top: laneTop, bottom: laneTop + item.height };
  const top = laneTop + (item.rowTops[ref.row] ?? 0);
  return { top, bottom: top + (ref.row === 0 ? taskRowHeight : phaseRowHeight) };
}

/** The lock on whose lane a place is, its header included. */
function lockAt(layout: Layout, place: PointerPlace | null, scrollTop: number): number | null {
  if (place === null || place.y < rulerHeight) return null;
  const item = itemAt(layout, heightAt(layout, place.y - rulerHeight, scrollTop));
  return item?.kind === "lane" && item.lane.kind === "lock" ? item.lane.id : null;
}
