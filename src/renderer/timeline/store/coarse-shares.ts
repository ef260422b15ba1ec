import { categories } from "../../../shared/trace/records";

export const categoryCount = Object.keys(categories).length;

/** Bins of the whole run; a power of two, and more than the overview has pixels on a usual screen. */
const coarseBins = 2048;

const firstBinNs = 50_000;

/**
 * The run's time by category, summed over the lanes that were added, in bins of equal width that double as the run grows. Exact:
 * every stretch is spread over its bins by overlap.
 */
export class CoarseShares {
  /** Nanoseconds per bin and category, at `bin * categoryCount + category`. */
  readonly ns = new Float64Array(coarseBins * categoryCount);
  /** Nanoseconds of one bin. */
  binNs = firstBinNs;

  /** @param sign -1 takes back what was added. */
  add(category: number, fromNs: number, toNs: number, sign: 1 | -1 = 1): void {
    if (!(toNs > fromNs)) return;
    while (toNs > this.binNs * coarseBins) this.#halve();
    let at = Math.max(fromNs, 0);
    let bin = Math.floor(at / this.binNs);
    if (toNs <= (bin + 1) * this.binNs) {
      // Nearly always: the stretch lies within one bin.
      const cell = bin * categoryCount + category;
      this.ns[cell] = this.ns[cell]! + sign * (toNs - at);
      return;
    }
    while (at < toNs && bin < coarseBins) {
      const until = Math.min(toNs, (bin + 1) * this.binNs);
      const cell = bin * categoryCount + category;
      this.ns[cell] = this.ns[cell]! + sign * (until - at);
      at = until;
      bin++;
    }
  }

  /** Takes a stretch from one category and gives it to another: of a slice, what was booked to the one around it. */
  move(from: number, to: number, fromNs: number, toNs: number): void {
    const bin = Math.floor(fromNs / this.binNs);
    if (bin < 0 || bin >= coarseBins || toNs > (bin + 1) * this.binNs) {
      this.add(to, fromNs, toNs);
      this.add(from, fromNs, toNs, -1);
      return;
    }
    const base = bin * categoryCount;
    const ns = toNs - fromNs;
    this.ns[base + to] = this.ns[base + to]! + ns;
    this.ns[base + from] = this.ns[base + from]! - ns;
  }

  /** Forgets everything; the width of the bins stays. */
  clear(): void {
    this.ns.fill(0);
  }

  #halve(): void {
    const half = coarseBins / 2;
    for (let bin = 0; bin < half; bin++) {
      for (let category = 0; category < categoryCount; category++) {
        const left = this.ns[2 * bin * categoryCount + category]!;
        const right = this.ns[(2 * bin + 1) * categoryCount + category]!;
        this.ns[bin * categoryCount + category] = left + right;
      }
    }
    this.ns.fill(0, half * categoryCount);
    this.binNs *= 2;
  }
}

/** Those of a run; it gets empty ones where it has none yet. */
export function sharesOf(all: Map<string, CoarseShares>, runId: string): CoarseShares {
  const shares = all.get(runId) ?? new CoarseShares();
  all.set(runId, shares);
  return shares;
}
