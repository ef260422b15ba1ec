import { LiveClock } from "./clock";
import { buildDom, type TimelineDom } from "./dom";
import { locksWithQueues, readableSpan } from "./follow";
import { formatTime } from "./format";
import { bindDrag, bindGestures, type GestureActions } from "./gestures";
import { arrowsOf, boxOf } from "./hit";
import { handleKey, type KeyActions } from "./keyboard";
import { type GroupId, itemAt, type Layout, layOut, rulerHeight } from "./layout";
import { around, moveFocus } from "./navigation";
import { createOverviewBrush, type OverviewBrush } from "./overview-brush";
import { Painter } from "./painter";
import { SelectionModel } from "./selection-model";
import { type SliceRef, sameSlice } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import type { Timeline, TimelineOptions, ViewInfo } from "./types";
import { type TimeView, timeTicks, timeView, ViewModel } from "./view";

const tickSpacing = 92;
/** Milliseconds between looks at what need not be looked at every frame. */
const overviewEveryMs = 100;
const spanEveryMs = 500;
const emptyLayout: Layout = { items: [], height: 0 };

/**
 * Builds a timeline within `host`, which gives it its size.
 *
 * @throws {Error} When the browser has no 2D canvas.
 */
export function createTimeline(host: HTMLElement, options: TimelineOptions): Timeline {
  return new CanvasTimeline(host, options);
}

class CanvasTimeline implements Timeline {
  readonly #window: Window & typeof globalThis;
  readonly #options: TimelineOptions;
  readonly #dom: TimelineDom;
  readonly #painter: Painter;
  readonly #brush: OverviewBrush;
  readonly #view = new ViewModel();
  readonly #clock = new LiveClock();
  readonly #chosen: SelectionModel;
  readonly #undo: (() => void)[] = [];
  #store: TraceStore | null = null;
  #live = true;
  #estimateNs: number | null = null;
  #scrollTop = 0;
  readonly #collapsed = new Set<GroupId>();
  #queueRows: ReadonlySet<number> = new Set();
  #layout: Layout = emptyLayout;
  #shown: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  #whole: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  #nowNs = 0;
  #hasKeyboard = false;
  #frame = 0;
  #baseDirty = true;
  #overlayDirty = true;
  #overviewDirty = true;
  #takenVersion = -1;
  #takenNowPx = Number.NaN;
  #overviewMs = Number.NEGATIVE_INFINITY;
  #spanMs = Number.NEGATIVE_INFINITY;
  #reported: ViewInfo = { fromNs: Number.NaN, toNs: Number.NaN, following: true };

  constructor(host: HTMLElement, options: TimelineOptions) {
    const window = host.ownerDocument.defaultView;
    if (window === null) throw new Error("the timeline's host is in no window");
    this.#window = window;
    this.#options = options;
    this.#dom = buildDom(host);
    this.#painter = new Painter(this.#dom, window, options.theme);
    this.#chosen = new SelectionModel(options);
    this.#brush = createOverviewBrush(this.#dom.brush, (from, to) => {
      this.#view.show({ fromNs: this.#whole.toTime(from), toNs: this.#whole.toTime(to) }, this.#time(), false);
      this.#invalidate();
    });
    this.#bind(host.ownerDocument);
    this.#resize();
  }

  setStore(store: TraceStore | null): void {
    this.#store = store;
    this.#view.reset();
    this.#clock.reset();
    this.#scrollTop = 0;
    this.#chosen.setStore(store);
    this.#takenVersion = -1;
    this.#nowNs = store?.endNs ?? 0;
    // A run that is over comes whole: show the whole of it at once.
    if (!this.#live) this.#view.end(this.#nowNs);
    this.#invalidateAll();
  }

  setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#clock.reset();
    if (!live && this.#store !== null) {
      this.#nowNs = this.#store.endNs;
      this.#view.setNow(this.#nowNs);
    }
    this.#view.setLive(live, this.#time());
    this.#invalidateAll();
  }

  setTheme(theme: TimelineTheme): void {
    this.#painter.setTheme(theme);
    this.#invalidateAll();
  }

  setProgressEstimateNs(totalNs: number | null): void {
    this.#estimateNs = totalNs;
    this.#overviewDirty = true;
    this.#schedule();
  }

  setCaptions(captions: { readonly progress: string; readonly remaining: string }): void {
    setText(this.#dom.progress, captions.progress);
    setText(this.#dom.remaining, captions.remaining);
  }

  backToLive(): void {
    this.#view.backToLive(this.#time());
    this.#invalidate();
  }

  fit(): void {
    this.#view.fit(this.#time());
    this.#invalidate();
  }

  zoomBy(factor: number): void {
    this.#zoomAtPx(this.#painter.laneWidth / 2, factor);
  }

  panBy(fraction: number): void {
    this.#view.panBy(fraction, this.#time());
    this.#invalidate();
  }

  focus(): void {
    this.#dom.canvas.focus();
  }

  describeSelection(): string {
    return this.#chosen.describe(this.#layout, this.#view.target, this.#nowNs);
  }

  destroy(): void {
    this.#window.cancelAnimationFrame(this.#frame);
    for (const undo of this.#undo) undo();
    this.#brush.destroy();
    this.#dom.root.remove();
  }

  #time(): number {
    return this.#window.performance.now();
  }

  #listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener);
    this.#undo.push(() => target.removeEventListener(type, listener));
  }

  #bind(document: Document): void {
    const { canvas, splitter, thumb, root } = this.#dom;
    const painter = this.#painter;
    this.#undo.push(bindGestures(canvas, this.#gestures()));
    let grabbed = 0;
    const dragThumb = (_x: number, y: number, start: boolean): void => {
      const visible = painter.laneHeight;
      if (start) grabbed = y - (this.#scrollTop / this.#layout.height) * visible;
      else this.#scrollTo(((y - grabbed) / visible) * this.#layout.height);
    };
    const setHeader = (width: number): void => {
      painter.setHeaderWidth(width);
      this.#resize();
    };
    this.#undo.push(bindDrag(thumb, dragThumb));
    this.#undo.push(bindDrag(splitter, (x) => setHeader(x - root.getBoundingClientRect().left)));
    this.#listen(splitter, "keydown", (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      event.preventDefault();
      setHeader(painter.headerWidth + (key === "ArrowLeft" ? -8 : 8));
    });
    const keys = this.#keys();
    this.#listen(canvas, "keydown", (event) => {
      this.#hasKeyboard = true;
      if (handleKey(event as KeyboardEvent, keys)) event.preventDefault();
    });
    for (const type of ["focus", "blur"]) {
      this.#listen(canvas, type, () => {
        this.#hasKeyboard = type === "focus" && canvas.matches(":focus-visible");
        this.#overlayDirty = true;
        this.#schedule();
      });
    }
    const stillness = this.#window.matchMedia("(prefers-reduced-motion: reduce)");
    const readStillness = (): void => {
      this.#view.animated = !stillness.matches;
    };
    readStillness();
    this.#listen(stillness, "change", readStillness);
    this.#listen(document.fonts, "loadingdone", () => {
      painter.forgetTexts();
      this.#invalidateAll();
    });
    this.#listen(this.#window, "resize", () => this.#resize());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(root);
    this.#undo.push(() => observer.disconnect());
  }

  #gestures(): GestureActions {
    const painter = this.#painter;
    const move = (x: number, y: number): void => {
      this.#chosen.pointer = { x, y };
      this.#hover(true);
    };
    const leave = (): void => {
      this.#chosen.pointer = null;
      this.#hover(true);
    };
    return {
      headerWidth: () => painter.headerWidth,
      laneWidth: () => painter.laneWidth,
      range: () => this.#view.target,
      zoomAt: (x, factor) => this.#zoomAtPx(x - painter.headerWidth, factor),
      panPx: (px) => {
        this.#view.panBy(px / painter.laneWidth, this.#time(), false);
        this.#invalidate();
      },
      show: (range) => {
        this.#view.show(range, this.#time(), false);
        this.#invalidate();
      },
      scrollBy: (px) => this.#scrollTo(this.#scrollTop + px),
      hover: move,
      leave,
      click: (x, y) => this.#click(x, y),
      doubleClick: (x) => {
        if (x < painter.headerWidth) return;
        if (this.#chosen.slice === null) this.fit();
        else this.#showSelection();
      },
      selectRange: (fromX, toX) => {
        leave();
        const toTime = (x: number): number =>
          this.#shown.toTime(Math.max(0, Math.min(painter.laneWidth, x - painter.headerWidth)));
        const [fromNs, toNs] = [toTime(Math.min(fromX, toX)), toTime(Math.max(fromX, toX))];
        if (toNs > fromNs) this.#chosen.select({ kind: "range", range: { fromNs, toNs } }, this.#nowNs);
        this.#overlayDirty = true;
        this.#schedule();
      },
    };
  }

  #keys(): KeyActions {
    const chosen = this.#chosen;
    const painter = this.#painter;
    return {
      zoom: (factor) => {
        const x = chosen.pointer === null ? -1 : chosen.pointer.x - painter.headerWidth;
        this.#zoomAtPx(x >= 0 ? x : painter.laneWidth / 2, factor);
      },
      pan: (fraction) => this.panBy(fraction),
      showSelection: () => this.#showSelection(),
      fit: () => this.fit(),
      backToLive: () => this.backToLive(),
      step: (direction) => this.#choose(chosen.next(direction, (this.#shown.fromNs + this.#shown.toNs) / 2)),
      moveLane: (direction) => {
        const next = moveFocus(this.#layout, chosen.focused, direction);
        if (next === null) return;
        chosen.focused = next.id;
        this.#reveal(next);
        this.#invalidate();
      },
      moveRow: (direction) => this.#choose(chosen.inner(direction)),
      scrollPage: (direction) => this.#scrollTo(this.#scrollTop + direction * painter.laneHeight * 0.9),
      toggleGroup: () => {
        if (chosen.focused === "processes" || chosen.focused === "shared") this.#toggle(chosen.focused);
      },
      clear: () => {
        chosen.focused = null;
        chosen.select(null, this.#nowNs);
        this.#invalidate();
      },
    };
  }

  /** Zooms around a place, CSS pixels of the lanes' area. */
  #zoomAtPx(x: number, factor: number): void {
    this.#view.zoomAt(this.#shown.toTime(x), factor, this.#time());
    this.#invalidate();
  }

  #hover(moved: boolean): void {
    const { headerWidth } = this.#painter;
    this.#chosen.hover(this.#layout, this.#shown, headerWidth, this.#scrollTop, this.#nowNs, moved);
    this.#overlayDirty = true;
    this.#schedule();
  }

  #click(x: number, y: number): void {
    const item = y < rulerHeight ? null : itemAt(this.#layout, y - rulerHeight + this.#scrollTop);
    if (item?.kind === "group") {
      this.#toggle(item.id);
      return;
    }
    if (item !== null) this.#chosen.focused = item.lane.id;
    if (x >= this.#painter.headerWidth) {
      this.#chosen.pointer = { x, y };
      this.#hover(true);
      const ref = this.#chosen.hovered;
      this.#chosen.select(ref === null ? null : { kind: "slice", ref }, this.#nowNs);
    }
    this.#invalidate();
  }

  #toggle(group: GroupId): void {
    if (!this.#collapsed.delete(group)) this.#collapsed.add(group);
    this.#invalidate();
  }

  #showSelection(): void {
    const { selection } = this.#chosen;
    const range = selection === null || this.#store === null ? null : around(this.#store, selection, this.#nowNs);
    if (range === null) this.fit();
    else {
      this.#view.show(range, this.#time(), true);
      this.#invalidate();
    }
  }

  /** Selects by keyboard, and brings the slice into view. */
  #choose(ref: SliceRef | null): void {
    const store = this.#store;
    if (store === null || ref === null) return;
    this.#chosen.focused = ref.laneId;
    this.#chosen.select({ kind: "slice", ref }, this.#nowNs);
    const item = this.#layout.items.find((one) => one.kind === "lane" && one.lane.id === ref.laneId);
    if (item !== undefined) this.#reveal(item);
    const range = around(store, { kind: "slice", ref }, this.#nowNs);
    if (range !== null) this.#view.reveal(range, this.#time());
    this.#invalidate();
  }

  #reveal(item: { readonly top: number; readonly height: number }): void {
    const visible = this.#painter.laneHeight;
    const bottom = item.top + item.height;
    if (item.top < this.#scrollTop) this.#scrollTo(item.top);
    else if (bottom > this.#scrollTop + visible) this.#scrollTo(bottom - visible);
  }

  #scrollTo(top: number): void {
    const most = Math.max(0, this.#layout.height - this.#painter.laneHeight);
    const next = Math.round(Math.max(0, Math.min(most, top)));
    if (next === this.#scrollTop) return;
    this.#scrollTop = next;
    this.#invalidate();
  }

  #resize(): void {
    this.#painter.resize();
    this.#invalidateAll();
    // Sizing empties the canvases: draw before the next paint, so that nothing flickers.
    this.#overviewMs = Number.NEGATIVE_INFINITY;
    this.#draw();
  }

  #invalidate(): void {
    this.#baseDirty = true;
    this.#overlayDirty = true;
    this.#schedule();
  }

  #invalidateAll(): void {
    this.#overviewDirty = true;
    this.#invalidate();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = this.#window.requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** One frame: draws what changed, and asks for another while something moves. */
  #draw(): void {
    if (this.#painter.width === 0 || this.#painter.height === 0) return;
    const nowMs = this.#time();
    this.#advance(nowMs);
    this.#shown = timeView(this.#view.at(nowMs), this.#painter.laneWidth);
    if (this.#baseDirty) this.#drawBase();
    if (this.#overlayDirty) this.#drawOverlay();
    if (this.#overviewDirty && (!this.#live || nowMs - this.#overviewMs >= overviewEveryMs)) {
      this.#overviewMs = nowMs;
      this.#overviewDirty = false;
      const end = this.#live ? Math.max(this.#nowNs * 1.04, this.#estimateNs ?? 0, 1e9) : this.#nowNs;
      this.#whole = timeView({ fromNs: 0, toNs: Math.max(end, 1_000) }, this.#painter.laneWidth);
      this.#painter.drawOverview(this.#store, this.#whole, this.#nowNs);
    }
    this.#brush.show(this.#whole, this.#shown);
    this.#report();
    if (this.#view.moving(nowMs)) this.#invalidate();
    const running = this.#live && this.#store !== null && this.#store.version > 0;
    if (this.#overviewDirty || running) this.#schedule();
  }

  /** Takes in what the store and the clock did since the last frame. */
  #advance(nowMs: number): void {
    const store = this.#store;
    if (store === null) return;
    if (store.version !== this.#takenVersion) {
      this.#takenVersion = store.version;
      this.#clock.arrived(store.endNs, nowMs);
      this.#chosen.refresh(store.endNs);
      this.#invalidateAll();
    }
    this.#nowNs = this.#live ? Math.max(store.endNs, this.#clock.now(nowMs)) : store.endNs;
    this.#view.setNow(this.#nowNs);
    if (!this.#live) return;
    if (nowMs - this.#spanMs >= spanEveryMs) {
      this.#spanMs = nowMs;
      this.#view.suggestSpan(readableSpan(store, this.#painter.laneWidth, this.#nowNs), nowMs);
    }
    const nowPx = this.#nowNs * this.#shown.pxPerNs;
    if (!(Math.abs(nowPx - this.#takenNowPx) < 0.5)) {
      this.#takenNowPx = nowPx;
      this.#invalidateAll();
    }
  }

  #drawBase(): void {
    this.#baseDirty = false;
    const store = this.#store;
    if (store !== null) this.#queueRows = locksWithQueues(store, this.#shown, this.#queueRows);
    this.#layout = store === null ? emptyLayout : layOut(store, this.#collapsed, this.#queueRows);
    const most = this.#layout.height - this.#painter.laneHeight;
    this.#scrollTop = Math.max(0, Math.min(this.#scrollTop, most));
    this.#painter.placeThumb(this.#layout, this.#scrollTop);
    this.#painter.drawBase({
      store,
      layout: this.#layout,
      view: this.#shown,
      ticks: timeTicks(this.#shown, tickSpacing),
      nowNs: this.#nowNs,
      live: this.#live,
      scrollTop: this.#scrollTop,
      focused: this.#chosen.focused,
    });
    if (this.#chosen.pointer !== null) this.#hover(false);
    setText(this.#dom.clock, store === null ? "" : formatTime(this.#nowNs, this.#nowNs < 60e9 ? 1e7 : 1e8));
    setText(this.#dom.state, store !== null && this.#live ? "Live" : "");
  }

  #drawOverlay(): void {
    this.#overlayDirty = false;
    const store = this.#store;
    if (store === null) {
      this.#painter.drawOverlay(null);
      return;
    }
    const { pointer, hovered, slice, selection } = this.#chosen;
    const place = (ref: SliceRef | null) =>
      ref === null ? null : boxOf(store, this.#layout, this.#shown, ref, this.#scrollTop, this.#nowNs);
    const flowing = slice ?? hovered;
    const x = pointer === null ? -1 : pointer.x - this.#painter.headerWidth;
    this.#painter.drawOverlay({
      view: this.#shown,
      ticks: timeTicks(this.#shown, tickSpacing),
      nowNs: this.#nowNs,
      live: this.#live,
      cursorNs: x >= 0 ? this.#shown.toTime(x) : null,
      range: selection?.kind === "range" ? selection.range : null,
      hovered: sameSlice(hovered, slice) ? null : place(hovered),
      selected: place(slice),
      focused: this.#hasKeyboard,
      arrows: flowing === null ? [] : arrowsOf(store, this.#layout, this.#shown, flowing, this.#scrollTop, this.#nowNs),
    });
  }

  #report(): void {
    const { fromNs, toNs } = this.#shown;
    const { following } = this.#view;
    const before = this.#reported;
    if (before.fromNs === fromNs && before.toNs === toNs && before.following === following) return;
    this.#reported = { fromNs, toNs, following };
    this.#options.onViewChange(this.#reported);
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
