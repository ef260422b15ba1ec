import { contextOf, createMeasure, createPatterns, sizeCanvas } from "./canvas-kit";
import { LiveClock } from "./clock";
import { applyTheme, buildDom, type TimelineDom } from "./dom";
import { drawOverlay } from "./draw/overlay";
import { drawOverview, overviewHeight } from "./draw/overview";
import { createPaint, type Paint } from "./draw/paint";
import { drawPicture } from "./draw/picture";
import { locksWithQueues, readableSpan } from "./follow";
import { formatTime } from "./format";
import { bindDrag, bindGestures, type GestureActions } from "./gestures";
import { arrowsOf, boxOf, hitTest } from "./hit";
import { handleKey, type KeyActions } from "./keyboard";
import { type GroupId, itemAt, type Layout, layOut, rulerHeight } from "./layout";
import { around, describe, moveFocus, nearest, neighbour, otherRow, type Selection } from "./navigation";
import { createOverviewBrush, type OverviewBrush } from "./overview-brush";
import { describeRange, describeSlice, type SliceRef, sameSlice } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import type { RangeInfo, Timeline, TimelineOptions } from "./types";
import { type TimeRange, type TimeView, timeTicks, timeView, ViewModel } from "./view";

const tickSpacing = 92;
const narrowestHeader = 140;
const widestHeader = 360;
/** Below this width of the window the lane headers are compact, CSS pixels. */
const compactBelow = 1300;
/** Milliseconds between looks at things that need not be looked at every frame. */
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
  readonly #base: CanvasRenderingContext2D;
  readonly #over: CanvasRenderingContext2D;
  readonly #small: CanvasRenderingContext2D;
  readonly #text: ReturnType<typeof createMeasure>;
  readonly #brush: OverviewBrush;
  readonly #view = new ViewModel();
  readonly #clock = new LiveClock();
  readonly #undo: (() => void)[] = [];
  #theme: TimelineTheme;
  #paint: Paint;
  #store: TraceStore | null = null;
  #live = true;
  #estimateNs: number | null = null;
  #width = 0;
  #height = 0;
  #ratio = 1;
  #ownHeaderWidth: number | null = null;
  #scrollTop = 0;
  #collapsed = new Set<GroupId>();
  #queueRows: ReadonlySet<number> = new Set();
  #layout: Layout = emptyLayout;
  #shown: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  #whole: TimeView = timeView({ fromNs: 0, toNs: 2e9 }, 1);
  #nowNs = 0;
  #pointer: { x: number; y: number } | null = null;
  #hovered: SliceRef | null = null;
  #selection: Selection | null = null;
  #range: RangeInfo | null = null;
  /** Whether the app was told of the selected slice while it was still open. */
  #selectionOpen = false;
  #focused: number | GroupId | null = null;
  #hasKeyboard = false;
  #frame = 0;
  #baseDirty = true;
  #overlayDirty = true;
  #overviewDirty = true;
  #drawnVersion = -1;
  #drawnNowPx = Number.NaN;
  #overviewMs = 0;
  #spanMs = 0;
  #reported = { fromNs: Number.NaN, toNs: Number.NaN, following: true };

  constructor(host: HTMLElement, options: TimelineOptions) {
    const document = host.ownerDocument;
    const window = document.defaultView;
    if (window === null) throw new Error("the timeline's host is in no window");
    this.#window = window;
    this.#options = options;
    this.#theme = options.theme;
    this.#dom = buildDom(host);
    this.#base = contextOf(this.#dom.canvas);
    this.#over = contextOf(this.#dom.overlay);
    this.#small = contextOf(this.#dom.overviewCanvas);
    this.#text = createMeasure(document);
    this.#ratio = window.devicePixelRatio;
    this.#paint = this.#makePaint();
    applyTheme(this.#dom.root, this.#theme);
    this.#brush = createOverviewBrush(this.#dom.brush, (from, to) => {
      this.#view.show({ fromNs: this.#whole.toTime(from), toNs: this.#whole.toTime(to) }, this.#time(), false);
      this.#invalidate();
    });
    this.#bind(document);
    this.#resize();
  }

  setStore(store: TraceStore | null): void {
    this.#store = store;
    this.#view.reset();
    this.#clock.reset();
    this.#scrollTop = 0;
    this.#focused = null;
    this.#hovered = null;
    this.#select(null);
    this.#drawnVersion = -1;
    // A run that is over comes whole: show the whole of it.
    if (store !== null && !this.#live) {
      this.#nowNs = store.endNs;
      this.#view.setNow(store.endNs);
      this.#view.setLive(true, this.#time());
      this.#view.setLive(false, Number.NEGATIVE_INFINITY);
    }
    this.#invalidate();
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
    this.#invalidate();
  }

  setTheme(theme: TimelineTheme): void {
    this.#theme = theme;
    this.#paint = this.#makePaint();
    applyTheme(this.#dom.root, theme);
    this.#invalidate();
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
    this.#view.zoomAt((this.#shown.fromNs + this.#shown.toNs) / 2, factor, this.#time());
    this.#invalidate();
  }

  panBy(fraction: number): void {
    this.#view.panBy(fraction, this.#time());
    this.#invalidate();
  }

  focus(): void {
    this.#dom.canvas.focus();
  }

  describeSelection(): string {
    return describe(
      this.#store,
      this.#selection,
      this.#range,
      this.#layout,
      this.#view.target,
      this.#nowNs,
      this.#focused,
    );
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

  #makePaint(): Paint {
    const patterns = createPatterns(this.#dom.root.ownerDocument, this.#ratio);
    return createPaint(this.#theme, patterns, this.#text.measure);
  }

  get #headerWidth(): number {
    const usual = this.#window.innerWidth < compactBelow ? 176 : 208;
    const most = Math.max(narrowestHeader, Math.min(widestHeader, this.#width - 100));
    return Math.max(narrowestHeader, Math.min(this.#ownHeaderWidth ?? usual, most));
  }

  get #laneWidth(): number {
    return Math.max(1, this.#width - this.#headerWidth);
  }

  /** Height of the lanes' area, below the ruler, CSS pixels. */
  get #laneHeight(): number {
    return Math.max(0, this.#height - rulerHeight);
  }

  #listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener);
    this.#undo.push(() => target.removeEventListener(type, listener));
  }

  #bind(document: Document): void {
    const { canvas, splitter, thumb, root } = this.#dom;
    this.#undo.push(bindGestures(canvas, this.#gestures()));
    let grabbed = 0;
    const dragThumb = (_x: number, y: number, start: boolean): void => {
      const visible = this.#laneHeight;
      if (start) grabbed = y - (this.#scrollTop / this.#layout.height) * visible;
      else this.#scrollTo(((y - grabbed) / visible) * this.#layout.height);
    };
    const dragSplitter = (x: number): void => this.#setHeaderWidth(x - root.getBoundingClientRect().left);
    this.#undo.push(bindDrag(thumb, dragThumb), bindDrag(splitter, dragSplitter));
    this.#listen(splitter, "keydown", (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      event.preventDefault();
      this.#setHeaderWidth(this.#headerWidth + (key === "ArrowLeft" ? -8 : 8));
    });
    const keys = this.#keys();
    this.#listen(canvas, "keydown", (event) => {
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
      this.#text.forget();
      this.#invalidate();
    });
    this.#listen(this.#window, "resize", () => this.#resize());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(root);
    this.#undo.push(() => observer.disconnect());
  }

  #gestures(): GestureActions {
    return {
      headerWidth: () => this.#headerWidth,
      laneWidth: () => this.#laneWidth,
      range: () => this.#view.target,
      zoomAt: (x, factor) => {
        this.#view.zoomAt(this.#shown.toTime(x - this.#headerWidth), factor, this.#time());
        this.#invalidate();
      },
      panPx: (px) => {
        this.#view.panBy(px / this.#laneWidth, this.#time(), false);
        this.#invalidate();
      },
      show: (range) => {
        this.#view.show(range, this.#time(), false);
        this.#invalidate();
      },
      scrollBy: (px) => this.#scrollTo(this.#scrollTop + px),
      hover: (x, y) => {
        this.#pointer = { x, y };
        this.#hover(true);
      },
      leave: () => {
        this.#pointer = null;
        this.#hover(true);
      },
      click: (x, y) => this.#click(x, y),
      doubleClick: (x, y) => {
        const hit = this.#hit(x, y);
        if (x < this.#headerWidth) return;
        if (hit?.ref != null) this.#showSelection();
        else this.fit();
      },
      selectRange: (fromX, toX) => {
        this.#pointer = null;
        this.#hover(true);
        const [from, to] = [fromX, toX].map((x) =>
          this.#shown.toTime(Math.max(0, Math.min(this.#laneWidth, x - this.#headerWidth))),
        ) as [number, number];
        if (from !== to) {
          this.#select({ kind: "range", range: { fromNs: Math.min(from, to), toNs: Math.max(from, to) } });
        }
      },
    };
  }

  #keys(): KeyActions {
    return {
      zoom: (factor) => {
        const x = this.#pointer === null ? -1 : this.#pointer.x - this.#headerWidth;
        const anchor = x >= 0 ? x : this.#laneWidth / 2;
        this.#view.zoomAt(this.#shown.toTime(anchor), factor, this.#time());
        this.#invalidate();
      },
      pan: (fraction) => this.panBy(fraction),
      showSelection: () => this.#showSelection(),
      fit: () => this.fit(),
      backToLive: () => this.backToLive(),
      step: (direction) => this.#step(direction),
      moveLane: (direction) => {
        const next = moveFocus(this.#layout, this.#focused, direction);
        if (next === null) return;
        this.#focused = next.id;
        this.#reveal(next.top, next.height);
        this.#invalidate();
      },
      moveRow: (direction) => {
        if (this.#store === null || this.#selection?.kind !== "slice") return;
        const ref = otherRow(this.#store, this.#selection.ref, direction);
        if (ref !== null) this.#choose(ref);
      },
      scrollPage: (direction) => this.#scrollTo(this.#scrollTop + direction * this.#laneHeight * 0.9),
      toggleGroup: () => {
        if (this.#focused === "processes" || this.#focused === "shared") this.#toggle(this.#focused);
      },
      clear: () => {
        this.#focused = null;
        this.#select(null);
        this.#invalidate();
      },
    };
  }

  #hit(x: number, y: number): ReturnType<typeof hitTest> {
    if (this.#store === null) return null;
    return hitTest(this.#store, this.#layout, this.#shown, x - this.#headerWidth, y, this.#scrollTop);
  }

  /** Looks at what is under the pointer. `moved` is false where the lanes moved instead. */
  #hover(moved: boolean): void {
    const pointer = this.#pointer;
    const hit = pointer === null ? null : this.#hit(pointer.x, pointer.y);
    const ref = hit?.ref ?? null;
    const same = sameSlice(ref, this.#hovered);
    if (!moved && same) return;
    this.#hovered = ref;
    this.#overlayDirty = true;
    this.#schedule();
    if (pointer === null || hit === null || this.#store === null) {
      this.#options.onHover(null);
      return;
    }
    this.#options.onHover({
      slice: ref === null ? null : describeSlice(this.#store, ref, this.#nowNs),
      laneId: hit.item.lane.id,
      timeNs: hit.timeNs,
      x: pointer.x,
      y: pointer.y + overviewHeight + 1,
    });
  }

  #click(x: number, y: number): void {
    const item = y < rulerHeight ? null : itemAt(this.#layout, y - rulerHeight + this.#scrollTop);
    if (item?.kind === "group") {
      this.#toggle(item.id);
      return;
    }
    if (item !== null) this.#focused = item.lane.id;
    const hit = x < this.#headerWidth ? null : this.#hit(x, y);
    if (x >= this.#headerWidth) this.#select(hit?.ref == null ? null : { kind: "slice", ref: hit.ref });
    this.#invalidate();
  }

  #toggle(group: GroupId): void {
    if (!this.#collapsed.delete(group)) this.#collapsed.add(group);
    this.#invalidate();
  }

  #select(selection: Selection | null): void {
    if (selection === null && this.#selection === null) return;
    this.#selection = selection;
    this.#range = null;
    this.#tell();
    this.#overlayDirty = true;
    this.#schedule();
  }

  /** Tells the app what is selected, with the figures of now. */
  #tell(): void {
    const store = this.#store;
    const selection = this.#selection;
    if (store === null || selection === null) {
      this.#options.onSelect(null);
      return;
    }
    if (selection.kind === "range") {
      this.#range = describeRange(store, selection.range.fromNs, selection.range.toNs, this.#nowNs);
      this.#options.onSelect({ kind: "range", range: this.#range });
      return;
    }
    const slice = describeSlice(store, selection.ref, this.#nowNs);
    this.#selectionOpen = slice?.endNs === null;
    this.#options.onSelect(slice === null ? null : { kind: "slice", slice });
  }

  #showSelection(): void {
    const range =
      this.#selection === null || this.#store === null ? null : around(this.#store, this.#selection, this.#nowNs);
    if (range === null) this.fit();
    else {
      this.#view.show(range, this.#time(), true);
      this.#invalidate();
    }
  }

  #step(direction: 1 | -1): void {
    const store = this.#store;
    if (store === null) return;
    const selected = this.#selection?.kind === "slice" ? this.#selection.ref : null;
    const lane = typeof this.#focused === "number" ? this.#focused : (selected?.laneId ?? null);
    if (selected !== null && selected.laneId === lane) {
      const next = neighbour(store, selected, direction);
      if (next !== null) this.#choose(next);
      return;
    }
    const laneId = lane ?? store.lanes().find((one) => one.kind === "worker")?.id;
    if (laneId === undefined) return;
    const ref = nearest(store, laneId, (this.#shown.fromNs + this.#shown.toNs) / 2);
    if (ref !== null) this.#choose(ref);
  }

  /** Selects by keyboard: the slice is brought into view. */
  #choose(ref: SliceRef): void {
    const store = this.#store;
    if (store === null) return;
    this.#focused = ref.laneId;
    this.#select({ kind: "slice", ref });
    const item = this.#layout.items.find((one) => one.kind === "lane" && one.lane.id === ref.laneId);
    if (item !== undefined) this.#reveal(item.top, item.height);
    const range = around(store, { kind: "slice", ref }, this.#nowNs);
    const { fromNs, toNs } = this.#view.target;
    if (range !== null && (range.toNs < fromNs || range.fromNs > toNs || range.toNs - range.fromNs < toNs - fromNs)) {
      const outside = range.fromNs < fromNs || range.toNs > toNs;
      const middle = (range.fromNs + range.toNs) / 2;
      const half = (toNs - fromNs) / 2;
      if (outside) this.#view.show({ fromNs: middle - half, toNs: middle + half }, this.#time(), true);
    }
    this.#invalidate();
  }

  #reveal(top: number, height: number): void {
    if (top < this.#scrollTop) this.#scrollTo(top);
    else if (top + height > this.#scrollTop + this.#laneHeight) this.#scrollTo(top + height - this.#laneHeight);
  }

  #scrollTo(top: number): void {
    const most = Math.max(0, this.#layout.height - this.#laneHeight);
    const next = Math.round(Math.max(0, Math.min(most, top)));
    if (next === this.#scrollTop) return;
    this.#scrollTop = next;
    this.#invalidate();
  }

  #setHeaderWidth(width: number): void {
    this.#ownHeaderWidth = Math.max(narrowestHeader, Math.min(widestHeader, Math.round(width)));
    this.#resize();
  }

  #resize(): void {
    const { root, body, canvas, overlay, overviewCanvas, splitter } = this.#dom;
    this.#width = root.clientWidth;
    this.#height = body.clientHeight;
    const ratio = this.#window.devicePixelRatio;
    if (ratio !== this.#ratio) {
      this.#ratio = ratio;
      this.#paint = this.#makePaint();
    }
    const header = this.#headerWidth;
    root.style.setProperty("--tl-header", `${header}px`);
    splitter.setAttribute("aria-valuemin", String(narrowestHeader));
    splitter.setAttribute("aria-valuemax", String(widestHeader));
    splitter.setAttribute("aria-valuenow", String(header));
    sizeCanvas(canvas, this.#width, this.#height, ratio);
    sizeCanvas(overlay, this.#width, this.#height, ratio);
    sizeCanvas(overviewCanvas, this.#laneWidth, overviewHeight, ratio);
    this.#invalidate();
    // Sizing empties the canvases: draw before the next paint, so that nothing flickers.
    this.#draw();
  }

  #invalidate(): void {
    this.#baseDirty = true;
    this.#overlayDirty = true;
    this.#overviewDirty = true;
    this.#schedule();
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
    if (this.#width === 0 || this.#height === 0) return;
    const nowMs = this.#time();
    this.#advance(nowMs);
    this.#shown = timeView(this.#view.at(nowMs), this.#laneWidth);
    if (this.#baseDirty) this.#drawBase();
    if (this.#overlayDirty) this.#drawOver();
    if (
      this.#overviewDirty &&
      (!this.#live || nowMs - this.#overviewMs >= overviewEveryMs || this.#view.moving(nowMs))
    ) {
      this.#overviewMs = nowMs;
      this.#drawOverview();
    }
    this.#report();
    if (this.#view.moving(nowMs)) this.#invalidate();
    if (this.#overviewDirty || (this.#live && this.#store !== null && this.#store.version > 0)) this.#schedule();
  }

  /** Takes in what the store and the clock did since the last frame. */
  #advance(nowMs: number): void {
    const store = this.#store;
    if (store === null) return;
    if (store.version !== this.#drawnVersion) {
      this.#drawnVersion = store.version;
      this.#clock.arrived(store.endNs, nowMs);
      if (this.#selectionOpen && this.#selection?.kind === "slice") this.#tell();
      this.#invalidate();
    }
    this.#nowNs = this.#live ? Math.max(store.endNs, this.#clock.now(nowMs)) : store.endNs;
    this.#view.setNow(this.#nowNs);
    if (this.#live && nowMs - this.#spanMs >= spanEveryMs) {
      this.#spanMs = nowMs;
      this.#view.suggestSpan(readableSpan(store, this.#laneWidth, this.#nowNs), nowMs);
    }
    const nowPx = this.#nowNs * this.#shown.pxPerNs;
    if (this.#live && !(Math.abs(nowPx - this.#drawnNowPx) < 0.5)) {
      this.#drawnNowPx = nowPx;
      this.#invalidate();
    }
  }

  #drawBase(): void {
    this.#baseDirty = false;
    const store = this.#store;
    if (store !== null) this.#queueRows = locksWithQueues(store, this.#shown, this.#queueRows);
    this.#layout = store === null ? emptyLayout : layOut(store, this.#collapsed, this.#queueRows);
    this.#scrollTop = Math.max(0, Math.min(this.#scrollTop, this.#layout.height - this.#laneHeight));
    this.#placeThumb();
    this.#base.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    drawPicture(this.#base, this.#paint, {
      store,
      layout: this.#layout,
      view: this.#shown,
      ticks: timeTicks(this.#shown, tickSpacing),
      nowNs: this.#nowNs,
      live: this.#live,
      width: this.#width,
      height: this.#height,
      headerWidth: this.#headerWidth,
      scrollTop: this.#scrollTop,
      focused: this.#focused,
    });
    if (this.#pointer !== null) this.#hover(false);
    const clock = store === null ? "" : formatTime(this.#nowNs, this.#nowNs < 60e9 ? 1e7 : 1e8);
    setText(this.#dom.clock, clock);
    setText(this.#dom.state, store !== null && this.#live ? "Live" : "");
  }

  #drawOver(): void {
    this.#overlayDirty = false;
    const out = this.#over;
    const header = this.#headerWidth;
    out.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    out.clearRect(0, 0, this.#width, this.#height);
    const store = this.#store;
    if (store === null) return;
    const place = (ref: SliceRef | null) =>
      ref === null ? null : boxOf(store, this.#layout, this.#shown, ref, this.#scrollTop, this.#nowNs);
    const selected = this.#selection?.kind === "slice" ? this.#selection.ref : null;
    const flowing = selected ?? this.#hovered;
    const x = this.#pointer === null ? -1 : this.#pointer.x - header;
    out.save();
    out.beginPath();
    out.rect(header, 0, this.#laneWidth, this.#height);
    out.clip();
    out.translate(header, 0);
    drawOverlay(out, this.#paint, {
      view: this.#shown,
      ticks: timeTicks(this.#shown, tickSpacing),
      height: this.#height,
      nowNs: this.#nowNs,
      live: this.#live,
      cursorNs: x >= 0 ? this.#shown.toTime(x) : null,
      range: this.#selection?.kind === "range" ? this.#selection.range : null,
      hovered: sameSlice(this.#hovered, selected) ? null : place(this.#hovered),
      selected: place(selected),
      focused: this.#hasKeyboard,
      arrows: flowing === null ? [] : arrowsOf(store, this.#layout, this.#shown, flowing, this.#scrollTop, this.#nowNs),
    });
    out.restore();
  }

  #drawOverview(): void {
    this.#overviewDirty = false;
    const end = this.#live ? Math.max(this.#nowNs * 1.04, this.#estimateNs ?? 0, 1e9) : this.#nowNs;
    this.#whole = timeView({ fromNs: 0, toNs: Math.max(end, 1_000) }, this.#laneWidth);
    this.#small.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    drawOverview(this.#small, this.#paint, this.#store, this.#whole, this.#shown, this.#nowNs);
    this.#brush.show(this.#whole, this.#shown);
  }

  #placeThumb(): void {
    const { scrollbar, thumb } = this.#dom;
    const visible = this.#laneHeight;
    const needed = this.#layout.height > visible + 0.5;
    scrollbar.hidden = !needed;
    if (!needed) return;
    const height = Math.max(24, (visible / this.#layout.height) * visible);
    const way = this.#layout.height - visible;
    thumb.style.height = `${height}px`;
    thumb.style.top = `${(this.#scrollTop / way) * (visible - height)}px`;
  }

  #report(): void {
    const { fromNs, toNs }: TimeRange = this.#shown;
    const following = this.#view.following;
    const before = this.#reported;
    if (before.fromNs === fromNs && before.toNs === toNs && before.following === following) return;
    this.#reported = { fromNs, toNs, following };
    this.#options.onViewChange(this.#reported);
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
