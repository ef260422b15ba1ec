import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two samples; a sample holds them besides the delay. */
const resolutionMs = 10;

/** Measures how long this process's event loop keeps others waiting. */
export class LoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });

  start(): void {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** Milliseconds, 99th percentile so far; null before the first sample. */
  p99Ms(): number | null {
    const p99 = this.#histogram.percentile(99) / 1e6;
    return p99 === 0 ? null : Math.max(0, p99 - resolutionMs);
  }
}
