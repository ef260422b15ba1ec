import type { Performed } from "./actions";
import type { Arranging } from "./arranging";
import type { Surroundings } from "./bindings";
import { placeOf } from "./finding-place";
import { formatTime } from "./format";
import type { GestureActions } from "./gestures";
import { timesOf } from "./hit";
import { heightAt, idOf, itemAt, rulerHeight } from "./layout";
import { around, moveFocus } from "./navigation";
import type { Painter } from "./painter";
import type { Finder } from "./search/finder";
import type { QuestKind } from "./search/quest";
import { Seeking } from "./seeking";
import type { SelectionModel } from "./selection-model";
import type { Stage } from "./stage";
import type { SliceRef } from "./store/queries";
import type { Mark } from "./types";
import { type TimeRange, timeView, type ViewModel, zoomLimitWords } from "./view";
import type { ViewHistory } from "./view-history";

/** What pointers, keys and commands act on. */
export interface Acted {
  readonly view: ViewModel;
  readonly stage: Stage;
  readonly painter: Painter;
  readonly chosen: SelectionModel;
  readonly finder: Finder;
  readonly history: ViewHistory;
  /** The user marked a place, or chose a mark. */
  marked(range: TimeRange): void;
  markChosen(mark: Mark): void;
  /** Says something to the user, for a while. */
  tell(text: string): void;
  readonly arranging: Arranging;
  /** Milliseconds of the clock that moves the view. */
  time(): number;
  /** The lanes changed: they are drawn anew with the next frame. */
  changed(): void;
  /** Only what floats over the lanes changed. */
  floatingChanged(): void;
}

/** Turns pointers, keys and commands into changes of the view and the selection. */
export class Interaction {
  readonly #on: Acted;
  readonly #seeking = new Seeking();

  constructor(on: Acted) {
    this.#on = on;
    const { view, stage, history } = on;
    view.onLeave = (nowMs) =>
      history.note({ range: view.target, following: view.following, scrollTop: stage.scrollTop }, nowMs);
  }

  backToLive(): void {
    this.#on.view.backToLive(this.#on.time());
    this.#on.changed();
  }

  /** Brings a lane into sight; a lock's waits and holds are lit until something else is chosen. Null ends that. */
  showLane(laneId: number | null): void {
    const { chosen, stage } = this.#on;
    chosen.shownLock = laneId !== null && stage.store?.lock(laneId) !== undefined ? laneId : null;
    if (laneId !== null) this.#on.arranging.uncover(laneId);
    const item = laneId === null ? undefined : stage.layout.laneItems.get(laneId);
    if (laneId !== null && item !== undefined) {
      chosen.focused = laneId;
      stage.reveal(item);
    }
    this.#on.changed();
  }

  /** What lies under the pointer may be another slice now. @param moved Whether it was the pointer that moved. */
  hover(moved: boolean): void {
    const { stage, painter, chosen } = this.#on;
    const relit = chosen.hover(stage.layout, stage.shown, painter.headerWidth, stage.scrollTop, stage.nowNs, moved);
    if (relit) this.#on.changed();
    else this.#on.floatingChanged();
  }

  gestures(): GestureActions {
    const { painter, chosen, stage, view } = this.#on;
    const move = (x: number, y: number): void => {
      chosen.pointer = { x, y };
      this.#on.arranging.hover(x, y);
      this.hover(true);
    };
    const leave = (): void => {
      chosen.pointer = null;
      this.#on.arranging.hover(null, 0);
      this.hover(true);
    };
    return {
      dragHeader: this.#on.arranging.drag(),
      contextMenu: (x, y) => {
        this.#on.arranging.menuAt(x, y);
        this.#on.changed();
      },
      headerWidth: () => painter.headerWidth,
      laneWidth: () => painter.laneWidth,
      range: () => view.target,
      zoomAt: (x, factor) => this.#zoomAtPx(x - painter.headerWidth, factor),
      panPx: (px) => {
        view.panBy(px / painter.laneWidth, this.#on.time(), false);
        this.#on.changed();
      },
      show: (range) => {
        view.show(range, this.#on.time(), false);
        this.#on.changed();
      },
      scrollBy: (px) => this.#scrollTo(stage.scrollTop + px),
      hover: move,
      leave,
      click: (x, y, shift) => {
        if (shift && x >= painter.headerWidth) this.#placeCursor(stage.shown.toTime(x - painter.headerWidth));
        else if (!this.#chooseMark(x, y)) this.#click(x, y);
      },
      clickRuler: (x) => this.#chooseMark(x, 0),
      doubleClick: (x) => {
        if (x < painter.headerWidth) return;
        if (chosen.slice === null) this.#fit();
        else this.#showSelection();
      },
      selectRange: (fromX, toX) => {
        leave();
        const toTime = (x: number): number =>
          stage.shown.toTime(Math.max(0, Math.min(painter.laneWidth, x - painter.headerWidth)));
        const [fromNs, toNs] = [toTime(Math.min(fromX, toX)), toTime(Math.max(fromX, toX))];
        if (toNs > fromNs) chosen.select({ kind: "range", range: { fromNs, toNs } }, stage.nowNs);
        this.#on.floatingChanged();
      },
    };
  }

  performed(): Performed {
    const { painter, chosen, stage, view } = this.#on;
    return {
      zoom: (factor) => {
        const x = chosen.pointer === null ? -1 : chosen.pointer.x - painter.headerWidth;
        this.#zoomAtPx(x >= 0 ? x : painter.laneWidth / 2, factor);
      },
      pan: (fraction) => {
        view.panBy(fraction, this.#on.time());
        this.#on.changed();
      },
      showSelection: () => this.#showSelection(),
      fit: () => this.#fit(),
      backToLive: () => this.backToLive(),
      step: (direction) => this.goTo(chosen.next(direction, (view.target.fromNs + view.target.toNs) / 2)),
      moveLane: (direction) => {
        const next = moveFocus(stage.layout, chosen.focused, direction);
        if (next === null) return;
        chosen.focused = idOf(next);
        chosen.shownLock = null;
        stage.reveal(next);
        this.#on.changed();
      },
      moveRow: (direction) => this.goTo(chosen.inner(direction)),
      history: (direction) => this.goTo(chosen.history.move(direction)),
      hit: (direction) => this.#goToHit(direction),
      scrollPage: (direction) => this.#scrollTo(stage.scrollTop + direction * painter.laneHeight * 0.9),
      toggleGroup: () => {
        if (chosen.focused !== null) this.#on.arranging.toggleAt(chosen.focused);
        this.#on.changed();
      },
      toggleArrows: () => {
        stage.showsArrows = !stage.showsArrows;
        this.#on.tell(stage.showsArrows ? "All arrows in view are shown." : "Only the arrows of a slice are shown.");
        this.#on.floatingChanged();
      },
      undoView: (direction) => this.#undoView(direction),
      seek: (kind, everywhere) => this.#seek(kind, everywhere),
      placeCursor: () => this.#placeCursor(this.#placeOfInterest()),
      arrange: (key) => this.#on.tell(this.#on.arranging.key(key)),
      mark: () => this.#mark(),
      goToMark: (direction) => {
        const mark = stage.marks.next(direction, (view.target.fromNs + view.target.toNs) / 2);
        if (mark !== null) this.showMark(mark);
        else this.#on.tell(direction > 0 ? "There is no mark behind this." : "There is no mark before this.");
      },
      clear: () => {
        chosen.anchorNs = null;
        chosen.focused = null;
        chosen.shownLock = null;
        chosen.select(null, stage.nowNs);
        this.#on.changed();
      },
    };
  }

  /** Drags the scrollbar's thumb; the place where it was taken stays under the pointer. */
  thumbDrag(): Surroundings["dragThumb"] {
    const { stage, painter } = this.#on;
    let grabbed = 0;
    return (y, start) => {
      const visible = painter.laneHeight;
      if (start) grabbed = y - (stage.scrollTop / stage.layout.height) * visible;
      else this.#scrollTo(((y - grabbed) / visible) * stage.layout.height);
    };
  }

  #fit(): void {
    this.#on.view.fit(this.#on.time());
    this.#on.changed();
  }

  /** Zooms around a place, CSS pixels of the lanes' area: around what is there once the view has come to rest. */
  #zoomAtPx(x: number, factor: number): void {
    const { view, painter } = this.#on;
    const limit = view.zoomAt(timeView(view.target, painter.laneWidth).toTime(x), factor, this.#on.time());
    if (limit === null) this.#on.changed();
    else this.#on.tell(zoomLimitWords[limit]);
  }

  /** @returns Whether a mark's flag or note is there. */
  #chooseMark(x: number, y: number): boolean {
    const mark = this.#on.painter.markAt(this.#on.stage.marks.all, this.#on.stage.shown, x, y);
    if (mark !== null) this.#on.markChosen(mark);
    return mark !== null;
  }

  #click(x: number, y: number): void {
    const { stage, painter, chosen } = this.#on;
    const item =
      y < rulerHeight ? null : itemAt(stage.layout, heightAt(stage.layout, y - rulerHeight, stage.scrollTop));
    if (item?.kind === "group") {
      chosen.focused = item.id;
      this.#on.arranging.toggle(item.id);
      this.#on.changed();
      return;
    }
    chosen.shownLock = null;
    if (item !== null) chosen.focused = item.lane.id;
    if (x >= painter.headerWidth) {
      chosen.pointer = { x, y };
      this.hover(true);
      const ref = chosen.hovered;
      chosen.select(ref === null ? null : { kind: "slice", ref }, stage.nowNs);
    }
    this.#on.changed();
  }

  #showSelection(): void {
    const { chosen, stage, view } = this.#on;
    const range =
      chosen.selection === null || stage.store === null ? null : around(stage.store, chosen.selection, stage.nowNs);
    if (range === null) this.#fit();
    else {
      view.show(range, this.#on.time(), true);
      this.#on.changed();
    }
  }

  #goToHit(direction: 1 | -1): void {
    const { finder, stage, chosen, view } = this.#on;
    if (finder.search === null) {
      this.#on.tell("Nothing is looked for.");
      return;
    }
    const hit = finder.go(direction, view.target.fromNs);
    if (hit === null) this.#on.tell(finder.done ? "No matches." : "No matches so far.");
    else if (hit.kind === "slice") this.goTo(hit.ref);
    else if (hit.kind === "instant") this.goTo({ kind: "moment", laneId: hit.laneId, index: hit.index });
    else {
      chosen.select(null, stage.nowNs);
      this.showLane(hit.laneId);
    }
  }

  #undoView(direction: 1 | -1): void {
    const { view, stage, history } = this.#on;
    const present = { range: view.target, following: view.following, scrollTop: stage.scrollTop };
    const moved = history.move(direction, present, (place) => {
      if (place.following && stage.live) view.backToLive(this.#on.time());
      else view.show(place.range, this.#on.time(), true);
      stage.scrollTo(place.scrollTop);
    });
    if (moved) this.#on.changed();
    else this.#on.tell(direction < 0 ? "The view was not moved before." : "There is nothing to redo.");
  }

  #placeCursor(timeNs: number): void {
    const { chosen } = this.#on;
    chosen.anchorNs = Math.max(0, timeNs);
    this.#on.tell(`Time is measured from ${this.#timeText(chosen.anchorNs)}. Esc ends that.`);
    this.#on.floatingChanged();
  }

  /** The time that the user is at: where the selection begins, else the pointer, else the middle of the view. */
  #placeOfInterest(): number {
    const { chosen, stage, painter } = this.#on;
    const { selection, pointer } = chosen;
    if (selection?.kind === "range") return selection.range.fromNs;
    const times = selection === null || stage.store === null ? null : timesOf(stage.store, selection.ref, stage.nowNs);
    if (times !== null) return times.fromNs;
    const x = pointer === null ? -1 : pointer.x - painter.headerWidth;
    return x >= 0 ? stage.shown.toTime(x) : (stage.shown.fromNs + stage.shown.toNs) / 2;
  }

  #mark(): void {
    const { chosen, stage } = this.#on;
    if (stage.store === null) return;
    const { selection } = chosen;
    const own = selection?.kind === "slice" ? timesOf(stage.store, selection.ref, stage.nowNs) : selection?.range;
    const timeNs = this.#placeOfInterest();
    const range = own ?? { fromNs: timeNs, toNs: timeNs };
    this.#on.marked({ fromNs: range.fromNs, toNs: range.toNs });
    this.#on.tell(`A mark stands at ${this.#timeText(range.fromNs)}.`);
  }

  /** Brings a mark into the middle; a stretch longer than the view into view as a whole. */
  showMark(mark: Mark): void {
    const { view, stage } = this.#on;
    const span = view.target.toNs - view.target.fromNs;
    const length = mark.toNs - mark.fromNs;
    const wanted = length > span ? length * 1.16 : span;
    const middle = (mark.fromNs + mark.toNs) / 2;
    view.show({ fromNs: middle - wanted / 2, toNs: middle + wanted / 2 }, this.#on.time(), true);
    stage.marks.visit(mark);
    this.#on.tell(stage.marks.name(mark, (ns) => this.#timeText(ns)));
    this.#on.changed();
  }

  #timeText(ns: number): string {
    return formatTime(ns, Math.max(1, this.#on.stage.tickNs / 100));
  }

  #seek(kind: QuestKind, everywhere: boolean): void {
    const { stage, view } = this.#on;
    if (stage.store === null) return;
    this.#seeking.begin(stage.store, kind, everywhere ? null : view.target, stage.nowNs);
    // What is found within a frame is there for the key that follows at once.
    if (this.seekOn(() => this.#on.time()) === "under way") this.#on.floatingChanged();
  }

  /** Another run: what is looked for is gone. */
  dropQuest(): void {
    this.#seeking.drop();
  }

  /** Goes on looking for what stands out, for a part of a frame. */
  seekOn(now: () => number): "idle" | "under way" | "found" {
    if (!this.#seeking.isUnderWay) return "idle";
    const sought = this.#seeking.work(now);
    if (sought === null) return "under way";
    const { words, slice, lost } = sought;
    this.#on.tell(words);
    if (slice !== null) this.goTo(slice);
    if (lost?.endNs != null) {
      this.#on.chosen.select(null, this.#on.stage.nowNs);
      this.showLane(lost.id);
      this.#on.view.reveal({ fromNs: lost.endNs, toNs: lost.endNs }, this.#on.time());
      this.#on.changed();
    }
    return "found";
  }

  /** Shows where a finding is to be seen, and lights it. */
  showFinding(id: number): void {
    const { chosen, stage, view } = this.#on;
    const finding = stage.store?.findings().find((one) => one.id === id);
    if (stage.store === null || finding === undefined) return;
    const place = placeOf(stage.store, finding);
    chosen.select(null, stage.nowNs);
    chosen.shownLock = null;
    chosen.found = place.refs;
    for (const lane of place.lanes) this.#on.arranging.uncover(lane);
    stage.revealLanes(place.lanes);
    view.show(around(stage.store, { kind: "range", range: place.range }, stage.nowNs)!, this.#on.time(), true);
    this.#on.changed();
  }

  /** Selects a slice and brings it into view; null and what is gone do nothing. */
  goTo(ref: SliceRef | null): void {
    const { chosen, stage, view } = this.#on;
    if (stage.store === null || ref === null || timesOf(stage.store, ref, stage.nowNs) === null) return;
    this.#on.arranging.uncover(ref.laneId);
    chosen.focused = ref.laneId;
    chosen.shownLock = null;
    chosen.select({ kind: "slice", ref }, stage.nowNs);
    const item = stage.layout.laneItems.get(ref.laneId);
    if (item !== undefined) stage.reveal(item);
    const range = around(stage.store, { kind: "slice", ref }, stage.nowNs);
    if (range !== null) view.reveal(range, this.#on.time());
    this.#on.changed();
  }

  #scrollTo(top: number): void {
    if (!this.#on.stage.scrollTo(top)) return;
    const { pointer } = this.#on.chosen;
    if (pointer !== null) this.#on.arranging.hover(pointer.x, pointer.y);
    this.#on.changed();
  }
}
