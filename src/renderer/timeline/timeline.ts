import { bindSurroundings, type Surroundings } from "./bindings";
import { LiveClock } from "./clock";
import { buildDom, type TimelineDom } from "./dom";
import { readableSpan } from "./follow";
import { bindGestures, type GestureActions } from "./gestures";
import type { KeyActions } from "./keyboard";
import { type GroupId, itemAt, rulerHeight } from "./layout";
import { around, moveFocus } from "./navigation";
import { createOverviewBrush, type OverviewBrush } from "./overview-brush";
import { Painter } from "./painter";
import { SelectionModel } from "./selection-model";
import { Stage } from "./stage";
import type { SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import type { Timeline, TimelineOptions, ViewInfo } from "./types";
import { timeView, ViewModel } from "./view";

/** Milliseconds between looks at what need not be looked at every frame. */
const overviewEveryMs = 100;
const spanEveryMs = 500;

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
  readonly #stage: Stage;
  readonly #brush: OverviewBrush;
  readonly #view = new ViewModel();
  readonly #clock = new LiveClock();
  readonly #chosen: SelectionModel;
  readonly #undo: (() => void)[] = [];
  #estimateNs: number | null = null;
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
    this.#stage = new Stage(this.#painter);
    this.#chosen = new SelectionModel(options);
    this.#brush = createOverviewBrush(this.#dom.brush, (from, to) => {
      this.#view.show(
        { fromNs: this.#stage.whole.toTime(from), toNs: this.#stage.whole.toTime(to) },
        this.#time(),
        false,
      );
      this.#invalidate();
    });
    this.#undo.push(bindGestures(this.#dom.canvas, this.#gestures()));
    this.#undo.push(bindSurroundings(this.#dom, window, this.#surroundings()));
    this.#resize();
  }

  setStore(store: TraceStore | null): void {
    this.#stage.store = store;
    this.#view.reset();
    this.#clock.reset();
    this.#stage.scrollTop = 0;
    this.#chosen.setStore(store);
    this.#takenVersion = -1;
    this.#stage.nowNs = store?.endNs ?? 0;
    // A run that is over comes whole: show the whole of it at once.
    if (!this.#stage.live) this.#view.end(this.#stage.nowNs);
    this.#invalidateAll();
  }

  setLive(live: boolean): void {
    if (live === this.#stage.live) return;
    this.#stage.live = live;
    this.#clock.reset();
    if (!live && this.#stage.store !== null) {
      this.#stage.nowNs = this.#stage.store.endNs;
      this.#view.setNow(this.#stage.nowNs);
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
    this.#painter.showCaptions(captions.progress, captions.remaining);
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
    return this.#chosen.describe(this.#stage.layout, this.#view.target, this.#stage.nowNs);
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

  #surroundings(): Surroundings {
    const painter = this.#painter;
    let grabbed = 0;
    return {
      keys: this.#keys(),
      dragThumb: (y, start) => {
        const visible = painter.laneHeight;
        if (start) grabbed = y - (this.#stage.scrollTop / this.#stage.layout.height) * visible;
        else this.#scrollTo(((y - grabbed) / visible) * this.#stage.layout.height);
      },
      headerWidth: () => painter.headerWidth,
      setHeaderWidth: (width) => {
        painter.setHeaderWidth(width);
        this.#resize();
      },
      focusChanged: (visible) => {
        this.#hasKeyboard = visible;
        this.#overlayDirty = true;
        this.#schedule();
      },
      motionChanged: (welcome) => {
        this.#view.animated = welcome;
      },
      fontsChanged: () => {
        painter.forgetTexts();
        this.#invalidateAll();
      },
      resized: () => this.#resize(),
    };
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
      scrollBy: (px) => this.#scrollTo(this.#stage.scrollTop + px),
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
          this.#stage.shown.toTime(Math.max(0, Math.min(painter.laneWidth, x - painter.headerWidth)));
        const [fromNs, toNs] = [toTime(Math.min(fromX, toX)), toTime(Math.max(fromX, toX))];
        if (toNs > fromNs) this.#chosen.select({ kind: "range", range: { fromNs, toNs } }, this.#stage.nowNs);
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
      step: (direction) =>
        this.#choose(chosen.next(direction, (this.#stage.shown.fromNs + this.#stage.shown.toNs) / 2)),
      moveLane: (direction) => {
        const next = moveFocus(this.#stage.layout, chosen.focused, direction);
        if (next === null) return;
        chosen.focused = next.id;
        this.#stage.reveal(next);
        this.#invalidate();
      },
      moveRow: (direction) => this.#choose(chosen.inner(direction)),
      scrollPage: (direction) => this.#scrollTo(this.#stage.scrollTop + direction * painter.laneHeight * 0.9),
      toggleGroup: () => {
        if (chosen.focused === "processes" || chosen.focused === "shared") this.#toggle(chosen.focused);
      },
      clear: () => {
        chosen.focused = null;
        chosen.select(null, this.#stage.nowNs);
        this.#invalidate();
      },
    };
  }

  /** Zooms around a place, CSS pixels of the lanes' area. */
  #zoomAtPx(x: number, factor: number): void {
    this.#view.zoomAt(this.#stage.shown.toTime(x), factor, this.#time());
    this.#invalidate();
  }

  #hover(moved: boolean): void {
    const { headerWidth } = this.#painter;
    this.#chosen.hover(
      this.#stage.layout,
      this.#stage.shown,
      headerWidth,
      this.#stage.scrollTop,
      this.#stage.nowNs,
      moved,
    );
    this.#overlayDirty = true;
    this.#schedule();
  }

  #click(x: number, y: number): void {
    const item = y < rulerHeight ? null : itemAt(this.#stage.layout, y - rulerHeight + this.#stage.scrollTop);
    if (item?.kind === "group") {
      this.#toggle(item.id);
      return;
    }
    if (item !== null) this.#chosen.focused = item.lane.id;
    if (x >= this.#painter.headerWidth) {
      this.#chosen.pointer = { x, y };
      this.#hover(true);
      const ref = this.#chosen.hovered;
      this.#chosen.select(ref === null ? null : { kind: "slice", ref }, this.#stage.nowNs);
    }
    this.#invalidate();
  }

  #toggle(group: GroupId): void {
    this.#stage.toggle(group);
    this.#invalidate();
  }

  #showSelection(): void {
    const { selection } = this.#chosen;
    const range =
      selection === null || this.#stage.store === null ? null : around(this.#stage.store, selection, this.#stage.nowNs);
    if (range === null) this.fit();
    else {
      this.#view.show(range, this.#time(), true);
      this.#invalidate();
    }
  }

  /** Selects by keyboard, and brings the slice into view. */
  #choose(ref: SliceRef | null): void {
    const store = this.#stage.store;
    if (store === null || ref === null) return;
    this.#chosen.focused = ref.laneId;
    this.#chosen.select({ kind: "slice", ref }, this.#stage.nowNs);
    const item = this.#stage.layout.items.find((one) => one.kind === "lane" && one.lane.id === ref.laneId);
    if (item !== undefined) this.#stage.reveal(item);
    const range = around(store, { kind: "slice", ref }, this.#stage.nowNs);
    if (range !== null) this.#view.reveal(range, this.#time());
    this.#invalidate();
  }

  #scrollTo(top: number): void {
    if (this.#stage.scrollTo(top)) this.#invalidate();
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
    this.#stage.shown = timeView(this.#view.at(nowMs), this.#painter.laneWidth);
    if (this.#baseDirty) {
      this.#baseDirty = false;
      this.#stage.drawBase(this.#chosen.focused);
      if (this.#chosen.pointer !== null) this.#hover(false);
    }
    if (this.#overlayDirty) {
      this.#overlayDirty = false;
      this.#stage.drawOverlay(this.#chosen, this.#hasKeyboard);
    }
    if (this.#overviewDirty && (!this.#stage.live || nowMs - this.#overviewMs >= overviewEveryMs)) {
      this.#overviewMs = nowMs;
      this.#overviewDirty = false;
      this.#stage.drawOverview(this.#estimateNs);
    }
    this.#brush.show(this.#stage.whole, this.#stage.shown);
    this.#report();
    if (this.#view.moving(nowMs)) this.#invalidate();
    const running = this.#stage.live && this.#stage.store !== null && this.#stage.store.version > 0;
    if (this.#overviewDirty || running) this.#schedule();
  }

  /** Takes in what the store and the clock did since the last frame. */
  #advance(nowMs: number): void {
    const store = this.#stage.store;
    if (store === null) return;
    if (store.version !== this.#takenVersion) {
      this.#takenVersion = store.version;
      this.#clock.arrived(store.endNs, nowMs);
      this.#chosen.refresh(store.endNs);
      this.#invalidateAll();
    }
    this.#stage.nowNs = this.#stage.live ? Math.max(store.endNs, this.#clock.now(nowMs)) : store.endNs;
    this.#view.setNow(this.#stage.nowNs);
    if (!this.#stage.live) return;
    if (nowMs - this.#spanMs >= spanEveryMs) {
      this.#spanMs = nowMs;
      this.#view.suggestSpan(readableSpan(store, this.#painter.laneWidth, this.#stage.nowNs), nowMs);
    }
    const nowPx = this.#stage.nowNs * this.#stage.shown.pxPerNs;
    if (!(Math.abs(nowPx - this.#takenNowPx) < 0.5)) {
      this.#takenNowPx = nowPx;
      this.#invalidateAll();
    }
  }

  #report(): void {
    const { fromNs, toNs } = this.#stage.shown;
    const { following } = this.#view;
    const before = this.#reported;
    if (before.fromNs === fromNs && before.toNs === toNs && before.following === following) return;
    this.#reported = { fromNs, toNs, following };
    this.#options.onViewChange(this.#reported);
  }
}
