/**
 * The newest time of a live run between two stretches of its trace: the trace's clock is carried on by the view's, with the least delay
 * seen so far. Nanoseconds since the trace's epoch; milliseconds of `performance.now()`.
 */
export class LiveClock {
  #offsetNs = Number.NEGATIVE_INFINITY;

  /** A stretch arrived whose newest time is `endNs`. */
  arrived(endNs: number, nowMs: number): void {
    this.#offsetNs = Math.max(this.#offsetNs, endNs - nowMs * 1e6);
  }

  now(nowMs: number): number {
    return this.#offsetNs === Number.NEGATIVE_INFINITY ? 0 : this.#offsetNs + nowMs * 1e6;
  }

  reset(): void {
    this.#offsetNs = Number.NEGATIVE_INFINITY;
  }
}
