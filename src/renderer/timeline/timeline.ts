import { type Performed, type TimelineAction, timelineActions } from "./actions";
import type { Arrangement, EntryId } from "./arrangement";
import { Arranging } from "./arranging";
import { bindSurroundings, type Surroundings } from "./bindings";
import { LiveClock } from "./clock";
import { buildDom, type TimelineDom } from "./dom";
import type { Colouring } from "./draw/colouring";
import { readableSpan } from "./follow";
import { bindGestures } from "./gestures";
import { Interaction } from "./interaction";
import { LanesReport } from "./lanes-report";
import { Notice } from "./notice";
import { Outline } from "./outline";
import { createOverviewBrush, type OverviewBrush } from "./overview-brush";
import { Painter } from "./painter";
import { Finder } from "./search/finder";
import type { SearchQuery } from "./search/matcher";
import { SelectionModel } from "./selection-model";
import { Stage } from "./stage";
import type { SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimelineTheme } from "./theme";
import type { Captions, Mark, ShownView, Timeline, TimelineOptions, ViewInfo } from "./types";
import { timeView, ViewModel } from "./view";
import { ViewHistory } from "./view-history";

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
  readonly #history = new ViewHistory();
  readonly #clock = new LiveClock();
  readonly #chosen: SelectionModel;
  readonly #finder: Finder;
  readonly #notice: Notice;
  readonly #outline: Outline;
  readonly #lanesReport: LanesReport;
  readonly #arranging: Arranging;
  readonly #interaction: Interaction;
  readonly #performed: Performed;
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
    this.#finder = new Finder((info) => options.onSearch(info));
    this.#notice = new Notice(this.#dom.notice, window);
    this.#outline = new Outline(this.#dom.outline, this.#dom.canvas, (id) => this.#goToEntry(id));
    this.#lanesReport = new LanesReport((lanes) => options.onLanes(lanes));
    this.#brush = createOverviewBrush(this.#dom.brush, (from, to) => {
      this.#view.show(
        { fromNs: this.#stage.whole.toTime(from), toNs: this.#stage.whole.toTime(to) },
        this.#time(),
        false,
      );
      this.#invalidate();
    });
    this.#arranging = new Arranging({ stage: this.#stage, painter: this.#painter, chosen: this.#chosen, options });
    this.#interaction = new Interaction({
      arranging: this.#arranging,
      view: this.#view,
      stage: this.#stage,
      painter: this.#painter,
      chosen: this.#chosen,
      finder: this.#finder,
      history: this.#history,
      marked: (range) => options.onMark(range),
      markChosen: (mark) => options.onMarkChosen(mark),
      tell: (text) => this.#notice.tell(text),
      time: () => this.#time(),
      changed: () => this.#invalidate(),
      floatingChanged: () => {
        this.#overlayDirty = true;
        this.#schedule();
      },
    });
    this.#performed = this.#interaction.performed();
    this.#undo.push(bindGestures(this.#dom.canvas, this.#interaction.gestures()));
    this.#undo.push(bindSurroundings(this.#dom, window, this.#surroundings()));
    this.#painter.resize();
    this.#invalidateAll();
  }

  setStore(store: TraceStore | null): void {
    this.#stage.store = store;
    store?.rename(this.#stage.arrangement.names);
    this.#view.reset();
    this.#history.reset();
    this.#interaction.dropQuest();
    this.#clock.reset();
    this.#stage.scrollTop = 0;
    this.#chosen.setStore(store);
    this.#finder.setStore(store);
    this.#takenVersion = -1;
    this.#stage.nowNs = store?.endNs ?? 0;
    // A run that is over comes whole: show the whole of it at once.
    if (!this.#stage.live) this.#view.end(this.#stage.nowNs);
    this.#invalidateAll();
  }

  storeGrew(): void {
    this.#schedule();
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

  setCaptions(captions: Captions): void {
    this.#painter.showCaptions(captions);
  }

  perform(action: TimelineAction): void {
    timelineActions[action](this.#performed);
    this.#speak();
  }

  #goToEntry(id: EntryId): void {
    this.#chosen.focused = id;
    this.#stage.revealEntry(id);
    this.focus();
    this.#invalidate();
  }

  /** What a command led to, for a screen reader. */
  #speak(): void {
    const told = this.#notice.take();
    const words = this.#chosen.describe(this.#stage.layout, this.#view.target, this.#stage.nowNs);
    this.#dom.spoken.textContent = told === "" ? words : `${told} ${words}`;
  }

  setMarks(marks: readonly Mark[]): void {
    this.#stage.marks.set(marks);
    this.#invalidateAll();
  }

  showMark(mark: Mark): void {
    this.#interaction.showMark(mark);
    this.#speak();
  }

  shownView(): ShownView {
    return { ...this.#view.target, scrollTop: this.#stage.scrollTop };
  }

  get endNs(): number {
    return this.#stage.store?.endNs ?? 0;
  }

  showView({ fromNs, toNs, scrollTop }: ShownView): void {
    this.#view.show({ fromNs, toNs }, this.#time(), true);
    this.#stage.scrollTo(scrollTop);
    this.#invalidate();
  }

  look(query: SearchQuery | null): void {
    this.#finder.look(query);
    this.#invalidateAll();
  }

  takeFound(places: Float64Array, share: number): void {
    this.#finder.takePlaces(places, share);
    this.#schedule();
  }

  goTo(ref: SliceRef): void {
    this.#interaction.goTo(ref);
  }

  showLane(laneId: number | null): void {
    this.#interaction.showLane(laneId);
  }

  setArrangement(arrangement: Arrangement): void {
    const stage = this.#stage;
    if (arrangement.names !== stage.arrangement.names) stage.store?.rename(arrangement.names);
    stage.arrangement = arrangement;
    this.#invalidateAll();
  }

  setColouring(colouring: Colouring): void {
    this.#stage.colouring = colouring;
    this.#invalidateAll();
  }

  moveEntry(id: EntryId, direction: 1 | -1): void {
    this.#arranging.move(id, direction);
  }

  showFinding(id: number): void {
    this.#interaction.showFinding(id);
  }

  focus(): void {
    this.#dom.canvas.focus();
  }

  get hasFocus(): boolean {
    return this.#dom.root.ownerDocument.activeElement === this.#dom.canvas;
  }

  setHelp(text: string): void {
    this.#dom.help.textContent = text;
  }

  destroy(): void {
    this.#window.cancelAnimationFrame(this.#frame);
    for (const undo of this.#undo) undo();
    this.#notice.destroy();
    this.#brush.destroy();
    this.#dom.root.remove();
  }

  #time(): number {
    return this.#window.performance.now();
  }

  #surroundings(): Surroundings {
    const painter = this.#painter;
    return {
      dragThumb: this.#interaction.thumbDrag(),
      headerWidth: () => painter.headerWidth,
      setHeaderWidth: (width) => {
        painter.setHeaderWidth(width);
        this.#resize();
      },
      focusChanged: (visible) => {
        this.#hasKeyboard = visible;
        // The lock under the keyboard is lit.
        this.#invalidate();
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

  #resize(): void {
    if (!this.#painter.resize()) return;
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
      this.#stage.drawBase(this.#chosen.focused, this.#chosen.lights(this.#hasKeyboard), () => this.#time());
      if (this.#chosen.pointer !== null) this.#interaction.hover(false);
    }
    const searching = this.#finder.work(nowMs, () => this.#time());
    const seeking = this.#interaction.seekOn(() => this.#time());
    if (seeking === "found") this.#speak();
    this.#overlayDirty ||= searching;
    this.#overviewDirty ||= searching;
    if (this.#overlayDirty) {
      this.#overlayDirty = false;
      this.#stage.drawOverlay(this.#chosen, this.#hasKeyboard, this.#finder.search);
    }
    if (this.#overviewDirty && (!this.#stage.live || nowMs - this.#overviewMs >= overviewEveryMs)) {
      this.#overviewMs = nowMs;
      this.#overviewDirty = false;
      this.#stage.drawOverview(this.#estimateNs, this.#finder.search);
    }
    this.#brush.show(this.#stage.whole, this.#stage.shown, this.#stage.store);
    const outlined = this.#outline.show(this.#stage.layout, this.#stage.store, this.#chosen.focused, nowMs);
    this.#report();
    this.#reportLanes();
    if (this.#view.moving(nowMs) || this.#stage.summing) this.#invalidate();
    const running = this.#stage.live && this.#stage.store !== null && this.#stage.store.version > 0;
    if (!outlined || this.#overviewDirty || running || searching || seeking !== "idle") this.#schedule();
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

  #reportLanes(): void {
    const { store, layout } = this.#stage;
    this.#lanesReport.tell({
      total: store?.lanes().length ?? 0,
      matching: layout.matchCount,
      hidden: layout.hiddenCount,
      headerWidth: this.#painter.headerWidth,
    });
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
