/** A power of two, and more than the overview has pixels on a usual screen. */
const bins = 2_048;
const firstBinNs = 50_000;

/** Where in time hits are, in bins of equal width that double as the run grows. */
export class HitDensity {
  /** Hits by bin. */
  readonly counts = new Uint32Array(bins);
  /** Nanoseconds of one bin. */
  binNs = firstBinNs;

  add(timeNs: number): void {
    while (timeNs >= this.binNs * bins) this.#halve();
    const bin = Math.max(0, Math.floor(timeNs / this.binNs));
    this.counts[bin] = this.counts[bin]! + 1;
  }

  clear(): void {
    this.counts.fill(0);
    this.binNs = firstBinNs;
  }

  #halve(): void {
    const half = bins / 2;
    for (let bin = 0; bin < half; bin++) this.counts[bin] = this.counts[2 * bin]! + this.counts[2 * bin + 1]!;
    this.counts.fill(0, half);
    this.binNs *= 2;
  }
}
