import { categories } from "../../../shared/trace/records";
import type { CoarseShares } from "./coarse-shares";
import type { LaneTrack } from "./lane-track";

/**
 * Books the slices of a lane that come as whole rows: what of its time each category had. A slice's time is taken from the one
 * around it, so a slice whose parent is yet to come waits for it.
 */
class RowAccounts {
  /** By row: how many of its slices are booked. */
  readonly #booked: number[] = [];

  /** @param untilNs How far the lane is known to reach, nanoseconds since the epoch. */
  book(track: LaneTrack, untilNs: number): void {
    const { totals, shares } = track;
    if (untilNs > track.accountedNs) {
      totals[categories.idle] = totals[categories.idle]! + untilNs - track.accountedNs;
      shares?.add(categories.idle, track.accountedNs, untilNs);
      track.accountedNs = untilNs;
    }
    track.rows.forEach((slices, row) => {
      const above = track.rows[row - 1];
      let index = this.#booked[row] ?? 0;
      for (const block of slices.blocks) {
        if (block.to <= index) continue;
        const { start, end, category, parent } = block.columns;
        const until = Math.min(block.to, slices.length);
        for (; index < until; index++) {
          const at = index - block.from;
          const outer = parent === null ? -1 : parent[at]!;
          if (outer >= 0 && outer >= (above?.length ?? 0)) break;
          const around = outer < 0 ? categories.idle : above!.category(outer);
          const own = category[at]!;
          const ns = end[at]! - start[at]!;
          totals[own] = totals[own]! + ns;
          totals[around] = totals[around]! - ns;
          shares?.move(around, own, start[at]!, end[at]!);
        }
        if (index < until) break;
      }
      this.#booked[row] = index;
    });
  }

  /** Starts over: nothing is booked. */
  reset(track: LaneTrack): void {
    this.#booked.length = 0;
    track.totals.fill(0);
    track.accountedNs = track.lane.startNs;
  }
}

/** The accounts of all lanes of a trace that comes as columns. */
export class Books {
  readonly #accounts = new Map<LaneTrack, RowAccounts>();

  /**
   * Books what came, and sums it up.
   *
   * @param endNs The newest time of the trace, nanoseconds since the epoch.
   * @param anew Whether something that was booked has gone.
   */
  book(tracks: Iterable<LaneTrack>, endNs: number, shares: CoarseShares, anew: boolean): void {
    if (anew) shares.clear();
    for (const track of tracks) {
      let accounts = this.#accounts.get(track);
      if (accounts === undefined) {
        accounts = new RowAccounts();
        this.#accounts.set(track, accounts);
      } else if (anew) accounts.reset(track);
      accounts.book(track, track.lane.endNs ?? endNs);
      track.sumUp();
    }
  }
}
