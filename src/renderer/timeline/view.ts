import { easeCubicOut, scaleLinear, tickStep } from "d3";
import { formatDuration } from "./format";

/** The stretch of time in view, nanoseconds since the epoch, `fromNs` < `toNs`. */
export interface TimeRange {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Maps times to CSS pixels of the lanes' area and back. */
export interface TimeView extends TimeRange {
  /** CSS pixels. */
  readonly width: number;
  readonly pxPerNs: number;
  toPx(timeNs: number): number;
  toTime(px: number): number;
}

export function timeView(range: TimeRange, width: number): TimeView {
  const scale = scaleLinear([range.fromNs, range.toNs], [0, Math.max(width, 1)]);
  const pxPerNs = Math.max(width, 1) / (range.toNs - range.fromNs);
  return {
    ...range,
    width,
    pxPerNs,
    // The scale's own arithmetic, without its cost per call: drawing calls this per slice.
    toPx: (timeNs) => (timeNs - range.fromNs) * pxPerNs,
    toTime: (px) => scale.invert(px),
  };
}

export interface Ticks {
  /** Nanoseconds between labelled ticks. */
  readonly stepNs: number;
  readonly major: readonly number[];
  readonly minor: readonly number[];
}

const minuteSteps = [60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400].map((s) => s * 1e9);

/** Round times for an axis, `spacing` CSS pixels or more between labels. */
export function timeTicks(view: TimeView, spacing: number): Ticks {
  const count = Math.max(1, view.width / spacing);
  const rough = (view.toNs - view.fromNs) / count;
  // Decimal steps by D3 up to half a minute, then steps that divide hours; 1 ns is the least.
  let stepNs = Math.max(1, tickStep(0, rough * 10, 10));
  if (stepNs < rough) stepNs = nextStep(stepNs);
  if (rough > 20e9) stepNs = minuteSteps.find((step) => step >= rough) ?? Math.ceil(rough / 86_400e9) * 86_400e9;
  const parts = stepNs >= 60e9 ? 4 : leadingDigit(stepNs) === 2 ? 4 : 5;
  const major: number[] = [];
  const minor: number[] = [];
  for (let at = Math.ceil((view.fromNs / stepNs) * parts); (at * stepNs) / parts <= view.toNs; at++) {
    (at % parts === 0 ? major : minor).push((at * stepNs) / parts);
  }
  return { stepNs, major, minor };
}

function leadingDigit(value: number): number {
  return Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
}

function nextStep(step: number): number {
  return leadingDigit(step) === 2 ? step * 2.5 : step * 2;
}

/** Where a zoom ends: there is nothing finer, or no more to show. */
export type ZoomLimit = "closest" | "widest";

/** Milliseconds that a zoom takes. */
export const zoomMs = 120;
/** Where the newest time stands while following, as a share of the width. */
const liveEdge = 0.945;
export const minimumSpanNs = 1_000;

/** What to tell the user where a zoom ends. */
export const zoomLimitWords: Readonly<Record<ZoomLimit, string>> = {
  closest: `Closest zoom: ${formatDuration(minimumSpanNs)} from edge to edge. The clock tells no finer than 1 ns.`,
  widest: "Widest zoom: the whole run is in view.",
};
const followSpansNs = [0.5, 1, 2, 5, 10, 20, 30, 60].map((s) => s * 1e9);

/**
 * Which stretch of time is in view: zoom, pan, following the newest time, and the way from one to the next. Knows neither
 * pixels nor the clock; the caller passes milliseconds where motion is involved.
 */
export class ViewModel {
  #from = 0;
  #to = 2e9;
  #startFrom = 0;
  #startTo = 0;
  #startMs = Number.NEGATIVE_INFINITY;
  #following = true;
  #live = true;
  #nowNs = 0;
  #followSpanNs = 2e9;
  /** True once the user chose a span: then following keeps it. */
  #ownSpan = false;
  /** True while the view shows the whole of a run that is over, however much of it arrives late. */
  #showsWhole = false;
  /** Called before the user leaves a place, with the milliseconds of the call. */
  onLeave: (nowMs: number) => void = () => {};
  /** Whether changes may take time. */
  animated = true;

  get following(): boolean {
    return this.#following && this.#live;
  }

  /** Where the view is or is going to. */
  get target(): TimeRange {
    return { fromNs: this.#from, toNs: this.#to };
  }

  /** What to show at a moment, milliseconds of the same clock as in the other calls. */
  at(nowMs: number): TimeRange {
    const share = (nowMs - this.#startMs) / zoomMs;
    if (!(share < 1)) return this.target;
    const eased = easeCubicOut(Math.max(0, share));
    return {
      fromNs: this.#startFrom + (this.#from - this.#startFrom) * eased,
      toNs: this.#startTo + (this.#to - this.#startTo) * eased,
    };
  }

  moving(nowMs: number): boolean {
    return nowMs - this.#startMs < zoomMs;
  }

  /** The newest time moved on. A following view goes along, by frame and never eased. */
  setNow(nowNs: number): void {
    const grew = nowNs !== this.#nowNs;
    this.#nowNs = nowNs;
    if (this.#showsWhole && grew && !this.#live) this.#move(this.#whole(), 0, false);
    if (!this.following) return;
    const from = Math.max(0, nowNs - this.#followSpanNs * liveEdge);
    this.#startFrom += from - this.#from;
    this.#startTo += from + this.#followSpanNs - this.#to;
    this.#from = from;
    this.#to = from + this.#followSpanNs;
  }

  /** The run goes on, or is over; a view that follows then fits the whole of it. */
  setLive(live: boolean, nowMs: number): void {
    if (this.#live === live) return;
    const followed = this.following;
    this.#live = live;
    this.#showsWhole = !live && (followed || this.#showsWhole);
    if (live) this.#following = true;
    else if (followed) this.#move(this.#whole(), nowMs, true);
  }

  /** Proposes a span for following by how long tasks take, until the user chooses one. */
  suggestSpan(spanNs: number, nowMs: number): void {
    if (this.#ownSpan || !(spanNs > 0)) return;
    const ratio = spanNs / this.#followSpanNs;
    if (ratio > 0.6 && ratio < 1.7) return;
    const distance = (candidate: number): number => Math.abs(Math.log(candidate / spanNs));
    const best = followSpansNs.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (best === this.#followSpanNs) return;
    const before = this.at(nowMs);
    this.#followSpanNs = best;
    if (!this.following) return;
    this.setNow(this.#nowNs);
    this.#ease(before, nowMs);
  }

  /** Zooms so that `anchorNs` keeps its place. A factor above 1 shows less time. @returns The limit where there is no further to go. */
  zoomAt(anchorNs: number, factor: number, nowMs: number): ZoomLimit | null {
    const span = this.#to - this.#from;
    const wanted = this.#clampSpan(span / factor);
    // A view that has reached a limit already stays as it is.
    if (Math.abs(wanted - span) < span * 1e-6) return factor > 1 ? "closest" : "widest";
    const fromNs = anchorNs - ((anchorNs - this.#from) * wanted) / span;
    this.#leave(nowMs);
    this.#move({ fromNs, toNs: fromNs + wanted }, nowMs, true);
    return null;
  }

  panBy(fraction: number, nowMs: number, eased = true): void {
    const by = (this.#to - this.#from) * fraction;
    this.#leave(nowMs);
    this.#move({ fromNs: this.#from + by, toNs: this.#to + by }, nowMs, eased);
  }

  show(range: TimeRange, nowMs: number, eased: boolean): void {
    this.#leave(nowMs);
    this.#move(range, nowMs, eased);
  }

  fit(nowMs: number): void {
    this.#leave(nowMs);
    this.#ownSpan = false;
    this.#showsWhole = true;
    this.#move(this.#whole(), nowMs, true);
  }

  /** Follows again, with the span that the view has. */
  backToLive(nowMs: number): void {
    if (!this.#live) return;
    if (!this.#following) this.onLeave(nowMs);
    const before = this.at(nowMs);
    const longest = followSpansNs[followSpansNs.length - 1]!;
    if (this.#ownSpan) this.#followSpanNs = Math.min(this.#to - this.#from, longest);
    this.#following = true;
    this.setNow(this.#nowNs);
    this.#ease(before, nowMs);
  }

  /** Moves just far enough that a stretch is in view; stays where it is already. */
  reveal(range: TimeRange, nowMs: number): void {
    const span = this.#to - this.#from;
    if (range.fromNs >= this.#from && range.toNs <= this.#to) return;
    const middle = (range.fromNs + range.toNs) / 2;
    this.show({ fromNs: middle - span / 2, toNs: middle + span / 2 }, nowMs, true);
  }

  /** A run that is over: shows the whole of it at once. */
  end(endNs: number): void {
    this.#live = false;
    this.#showsWhole = true;
    this.#nowNs = endNs;
    this.#move(this.#whole(), 0, false);
  }

  /** Another run: back to the start. */
  reset(): void {
    this.#from = 0;
    this.#to = 2e9;
    this.#followSpanNs = 2e9;
    this.#startMs = Number.NEGATIVE_INFINITY;
    this.#following = true;
    this.#showsWhole = false;
    this.#ownSpan = false;
    this.#nowNs = 0;
  }

  #whole(): TimeRange {
    const end = Math.max(this.#nowNs, minimumSpanNs);
    return { fromNs: -end * 0.004, toNs: end * 1.012 };
  }

  #leave(nowMs: number): void {
    this.onLeave(nowMs);
    this.#showsWhole = false;
    this.#following = false;
    this.#ownSpan = true;
  }

  /** From 1 µs to a bit more than the run. */
  #clampSpan(span: number): number {
    const whole = this.#whole();
    const longest = Math.max((whole.toNs - whole.fromNs) * 1.2, this.#live ? 2e9 : 0);
    return Math.max(minimumSpanNs, Math.min(span, longest));
  }

  /** Goes to a range within the limits: half of the view at most lies off the run, and all of the run shows that fits. */
  #move(range: TimeRange, nowMs: number, eased: boolean): void {
    const before = this.at(nowMs);
    const whole = this.#whole();
    const asked = range.toNs - range.fromNs;
    const span = this.#clampSpan(asked);
    // Where the span is cut the middle stays.
    const wanted = range.fromNs + (asked - span) / 2;
    const fits = span >= whole.toNs - whole.fromNs;
    const least = fits ? whole.toNs - span : whole.fromNs - span * 0.5;
    const most = fits ? whole.fromNs : whole.toNs - span * 0.5;
    this.#from = Math.min(Math.max(wanted, least), most);
    this.#to = this.#from + span;
    if (eased) this.#ease(before, nowMs);
    else this.#startMs = Number.NEGATIVE_INFINITY;
  }

  #ease(before: TimeRange, nowMs: number): void {
    if (!this.animated) {
      this.#startMs = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#startFrom = before.fromNs;
    this.#startTo = before.toNs;
    this.#startMs = nowMs;
  }
}
