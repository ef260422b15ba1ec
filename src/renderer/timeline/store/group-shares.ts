import type { Lane } from "../../../shared/trace/lanes";
import { categories } from "../../../shared/trace/records";
import { categoryTimes } from "./queries";
import type { TraceStore } from "./trace-store";

/** What several lanes did together within one bin of time. */
interface GroupBin {
  /** Share of the lanes' number that computed, 0 to 1. */
  readonly work: number;
  /** Share that waited for locks or data. */
  readonly wait: number;
}

interface KeptBin extends GroupBin {
  /** Of the store, when the bin was summed up. */
  readonly version: number;
}

/** Bins of a group's lanes over a stretch of time; a bin that is not summed up yet is missing. */
export interface GroupStrip {
  readonly binNs: number;
  readonly bins: ReadonlyMap<number, GroupBin>;
}

/** More bins than a screen has are kept, so that panning back costs nothing. */
const mostBins = 8192;

/**
 * Sums up the lanes of collapsed groups, bin by bin. A bin costs as much as its lanes have slices in it, so the work is
 * spread over as many frames as it takes, and kept.
 */
export class GroupShares {
  readonly #groups = new Map<string, { lanes: string; binNs: number; bins: Map<number, KeptBin> }>();

  /**
   * The strip of one group.
   *
   * @param binNs Width of a bin, nanoseconds.
   * @param mayGoOn Asked before each bin that has to be summed up.
   * @returns Whether all bins are there and up to date, and the strip.
   */
  strip(
    store: TraceStore,
    group: string,
    lanes: readonly Lane[],
    range: { readonly fromNs: number; readonly toNs: number },
    binNs: number,
    nowNs: number,
    mayGoOn: () => boolean,
  ): { readonly complete: boolean; readonly strip: GroupStrip } {
    const bins = this.#binsOf(group, lanes, binNs);
    const first = Math.max(0, Math.floor(range.fromNs / binNs));
    const last = Math.floor(Math.min(range.toNs, nowNs) / binNs);
    const { version } = store;
    let complete = true;
    // What was never summed up comes before what has become old.
    for (const wanted of ["missing", "old"] as const) {
      for (let bin = first; bin <= last; bin++) {
        const known = bins.get(bin);
        if (wanted === "missing" ? known !== undefined : known === undefined || known.version === version) continue;
        if (!mayGoOn()) {
          complete = false;
          break;
        }
        bins.set(bin, sumUp(store, lanes, bin * binNs, (bin + 1) * binNs, nowNs));
      }
    }
    return { complete, strip: { binNs, bins } };
  }

  #binsOf(group: string, lanes: readonly Lane[], binNs: number): Map<number, KeptBin> {
    const members = lanes.map(({ id }) => id).join();
    let kept = this.#groups.get(group);
    if (kept === undefined || kept.lanes !== members || kept.binNs !== binNs || kept.bins.size > mostBins) {
      kept = { lanes: members, binNs, bins: new Map() };
      this.#groups.set(group, kept);
    }
    return kept.bins;
  }
}

function sumUp(store: TraceStore, lanes: readonly Lane[], fromNs: number, toNs: number, nowNs: number): KeptBin {
  let work = 0;
  let wait = 0;
  for (const { id } of lanes) {
    const track = store.track(id);
    if (track === undefined) continue;
    const times = categoryTimes(track, fromNs, toNs, nowNs);
    work += times[categories.compute]!;
    wait += times[categories.lockWait]! + times[categories.dataWait]!;
  }
  const whole = lanes.length * (Math.min(toNs, nowNs) - fromNs);
  const share = (ns: number): number => (whole > 0 ? Math.max(0, Math.min(1, ns / whole)) : 0);
  return { work: share(work), wait: share(wait), version: store.version };
}

/** The width of bins that are about `px` wide on screen: a power of two, so that they stay the same while one pans. */
export function binWidth(pxPerNs: number, px: number): number {
  return 2 ** Math.max(0, Math.round(Math.log2(px / pxPerNs)));
}
