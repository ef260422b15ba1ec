import { contextOf, createMeasure, createPatterns, pixelSheetOf, sizeCanvas } from "./canvas-kit";
import { applyTheme, showRuns, type TimelineDom } from "./dom";
import { drawHitMarkers } from "./draw/hits";
import { noteAt, placeNotes } from "./draw/mark-notes";
import { drawMarksOverview, flagAt } from "./draw/marks";
import { drawOverlay, type OverlayScene } from "./draw/overlay";
import { drawOverview, overviewHeight } from "./draw/overview";
import { createPaint, type Paint } from "./draw/paint";
import { drawPicture, type Picture } from "./draw/picture";
import { sameOverlay } from "./draw/same-overlay";
import { clipped } from "./draw/surface";
import { formatDuration, formatTime } from "./format";
import { type Layout, rulerHeight } from "./layout";
import type { Search } from "./search/search";
import type { TraceStore } from "./store/trace-store";
import { dimmed, type TimelineTheme } from "./theme";
import type { Captions, Mark } from "./types";
import type { TimeView } from "./view";

const narrowestHeader = 140;
const widestHeader = 360;
/** More names than these do not fit beside the overview. */
const mostRunCaptions = 4;
/** What is over and shorter than this has its own unit. */
const shortNs = 1e8;
/** Below this width of the window the lane headers are compact, CSS pixels. */
const compactBelow = 1300;

/** The timeline's canvases: their sizes, their device pixels, and what is drawn on them. Sizes are CSS pixels. */
export class Painter {
  width = 0;
  height = 0;
  readonly #dom: TimelineDom;
  readonly #window: Window;
  readonly #base: CanvasRenderingContext2D;
  readonly #over: CanvasRenderingContext2D;
  readonly #small: CanvasRenderingContext2D;
  readonly #text: ReturnType<typeof createMeasure>;
  readonly #sheet: ReturnType<typeof pixelSheetOf>;
  #theme: TimelineTheme;
  #ratio: number;
  #paint: Paint;
  #dimmed: Paint;
  #ownHeaderWidth: number | null = null;
  /** Sizes and ratio that were taken on. */
  #sized = "";
  /** What stands on the overlay; null where that is to be drawn whatever it is. */
  #overlay: OverlayScene | null = null;

  /** @throws {Error} When the browser has no 2D canvas. */
  constructor(dom: TimelineDom, window: Window, theme: TimelineTheme) {
    const document = dom.root.ownerDocument;
    this.#dom = dom;
    this.#window = window;
    this.#theme = theme;
    this.#base = contextOf(dom.canvas);
    this.#over = contextOf(dom.overlay);
    this.#small = contextOf(dom.overviewCanvas);
    this.#text = createMeasure(document);
    this.#sheet = pixelSheetOf(document);
    this.#ratio = window.devicePixelRatio;
    this.#paint = this.#makePaint(theme);
    this.#dimmed = this.#makePaint(dimmed(theme));
    applyTheme(dom.root, theme);
  }

  get headerWidth(): number {
    const usual = this.#window.innerWidth < compactBelow ? 176 : 208;
    const most = Math.max(narrowestHeader, Math.min(widestHeader, this.width - 100));
    return Math.max(narrowestHeader, Math.min(this.#ownHeaderWidth ?? usual, most));
  }

  get laneWidth(): number {
    return Math.max(1, this.width - this.headerWidth);
  }

  /** Height of the lanes' area, below the ruler. */
  get laneHeight(): number {
    return Math.max(0, this.height - rulerHeight);
  }

  /** Takes effect when `resize` is called. */
  setHeaderWidth(width: number): void {
    this.#ownHeaderWidth = Math.max(narrowestHeader, Math.min(widestHeader, Math.round(width)));
  }

  setTheme(theme: TimelineTheme): void {
    this.#theme = theme;
    this.#makePaints();
    applyTheme(this.#dom.root, theme);
  }

  /** Fonts arrived: texts have other widths now. */
  forgetTexts(): void {
    this.#text.forget();
    this.#overlay = null;
  }

  /** Takes on the host's size and the device's ratio. @returns Whether they are others: all is to be drawn then. */
  resize(): boolean {
    const { root, body, canvas, overlay, overviewCanvas, splitter } = this.#dom;
    const { clientWidth: width } = root;
    const { clientHeight: height } = body;
    const ratio = this.#window.devicePixelRatio;
    const before = this.#sized;
    this.width = width;
    this.height = height;
    this.#sized = [width, height, ratio, this.headerWidth].join(" ");
    if (this.#sized === before) return false;
    this.#overlay = null;
    if (ratio !== this.#ratio) {
      this.#ratio = ratio;
      this.#makePaints();
    }
    root.style.setProperty("--tl-header", `${this.headerWidth}px`);
    splitter.setAttribute("aria-valuemin", String(narrowestHeader));
    splitter.setAttribute("aria-valuemax", String(widestHeader));
    splitter.setAttribute("aria-valuenow", String(this.headerWidth));
    sizeCanvas(canvas, this.width, this.height, ratio);
    sizeCanvas(overlay, this.width, this.height, ratio);
    sizeCanvas(overviewCanvas, this.laneWidth, overviewHeight, ratio);
    return true;
  }

  drawBase(picture: Omit<Picture, "width" | "height" | "headerWidth">): void {
    this.#base.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    const { width, height, headerWidth } = this;
    drawPicture(this.#base, this.#paint, this.#dimmed, { ...picture, width, height, headerWidth });
  }

  /** @param scene Null draws nothing. What stands there already is not drawn again. */
  drawOverlay(scene: Omit<OverlayScene, "height"> | null): void {
    const next = scene === null ? null : { ...scene, height: this.height };
    const before = this.#overlay;
    this.#overlay = next;
    if (next !== null && before !== null && sameOverlay(before, next)) return;
    const out = this.#over;
    out.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    out.clearRect(0, 0, this.width, this.height);
    if (next === null) return;
    clipped(out, { x: this.headerWidth, y: 0, width: this.laneWidth, height: this.height }, () => {
      out.translate(this.headerWidth, 0);
      drawOverlay(out, this.#paint, next);
    });
  }

  drawOverview(
    store: TraceStore | null,
    whole: TimeView,
    nowNs: number,
    search: Search | null,
    marks: readonly Mark[],
  ): void {
    this.#small.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    drawOverview(this.#small, this.#paint, store, whole, nowNs);
    drawMarksOverview(this.#small, this.#paint, marks, whole);
    if (search !== null) drawHitMarkers(this.#small, this.#paint, search.density, whole);
  }

  /** The mark whose flag or note is drawn at a place of the canvas, CSS pixels; null where none is. */
  markAt(marks: readonly Mark[], view: TimeView, x: number, y: number): Mark | null {
    const place = x - this.headerWidth;
    return y < rulerHeight ? flagAt(marks, view, place) : noteAt(placeNotes(this.#paint, view, marks), place, y);
  }

  placeThumb(layout: Layout, scrollTop: number): void {
    const { scrollbar, thumb } = this.#dom;
    const visible = this.laneHeight;
    const needed = layout.height > visible + 0.5;
    scrollbar.hidden = !needed;
    if (!needed) return;
    const height = Math.max(24, (visible / layout.height) * visible);
    thumb.style.height = `${height}px`;
    thumb.style.top = `${(scrollTop / (layout.height - visible)) * (visible - height)}px`;
  }

  /** Where a dragged lane would come to stand, CSS pixels of the canvas; null while none is dragged. */
  showDrop(y: number | null): void {
    this.#dom.dropLine.hidden = y === null;
    if (y !== null) this.#dom.dropLine.style.top = `${y - 1}px`;
  }

  /** @param nowNs Null where there is no run. */
  showClock(nowNs: number | null, live: boolean): void {
    setText(this.#dom.clock, nowNs === null ? "" : clockText(nowNs, live));
    setText(this.#dom.state, nowNs !== null && live ? "Live" : "");
  }

  showCaptions({ progress, remaining, runs }: Captions): void {
    setText(this.#dom.progress, progress);
    setText(this.#dom.remaining, remaining);
    showRuns(this.#dom.runs, runs.length > mostRunCaptions ? [] : runs);
  }

  #makePaints(): void {
    this.#overlay = null;
    this.#paint = this.#makePaint(this.#theme);
    this.#dimmed = this.#makePaint(dimmed(this.#theme));
  }

  #makePaint(theme: TimelineTheme): Paint {
    const patterns = createPatterns(this.#dom.root.ownerDocument, this.#ratio);
    return createPaint(theme, patterns, this.#text.measure, this.#sheet, this.#ratio);
  }
}

/** A clock that runs shows hundredths of a second; what is over shows as many digits as it takes. */
function clockText(nowNs: number, live: boolean): string {
  if (nowNs >= 360_000e9 || (!live && nowNs < shortNs)) return formatDuration(nowNs);
  return formatTime(nowNs, nowNs < 60e9 ? 1e7 : 1e8);
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
