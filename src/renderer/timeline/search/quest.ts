import { categories } from "../../../shared/trace/records";
import type { Slices } from "../store/lane-track";
import { firstVisible, type SliceRef } from "../store/queries";
import type { TraceStore } from "../store/trace-store";
import type { TimeRange } from "../view";

/** What to look for: the slice that lasts longest, the first that failed, the longest wait for a lock or for data. */
export type QuestKind = "longest" | "failed" | "wait";

interface Stretch {
  readonly laneId: number;
  readonly row: number;
  readonly slices: Slices;
  at: number;
  readonly to: number;
}

/** Rows between looks at the clock. */
const portion = 8_192;

/** Looks for the one slice that stands out, a stretch at a time. */
export class Quest {
  readonly kind: QuestKind;
  found: Extract<SliceRef, { kind: "slice" }> | null = null;
  /** How many slices were compared. */
  compared = 0;
  readonly #nowNs: number;
  readonly #stretches: Stretch[] = [];
  #at = 0;
  /** Of the one found: how long it lasts; of failures minus its start. Nanoseconds. */
  #best = Number.NEGATIVE_INFINITY;

  /**
   * @param range Slices that touch it count, as a whole.
   * @param nowNs Where slices that are open end for now.
   */
  constructor(store: TraceStore, kind: QuestKind, range: TimeRange, nowNs: number) {
    this.kind = kind;
    this.#nowNs = nowNs;
    for (const lane of store.lanes()) {
      const rows = store.track(lane.id)?.rows ?? [];
      rows.forEach((slices, row) => {
        // What lies within another slice is never longer, and deeper down everything does.
        if (kind === "longest" && row > 1) return;
        const from = firstVisible(slices, range.fromNs);
        const to = slices.upperBound("start", range.toNs);
        if (to > from) this.#stretches.push({ laneId: lane.id, row, slices, at: from, to });
      });
    }
  }

  /** @returns Whether all has been looked at. */
  work(untilMs: number, now: () => number): boolean {
    while (this.#at < this.#stretches.length) {
      const stretch = this.#stretches[this.#at]!;
      this.#compare(stretch, Math.min(stretch.to, stretch.at + portion));
      if (stretch.at >= stretch.to) this.#at++;
      if (now() >= untilMs) break;
    }
    return this.#at >= this.#stretches.length;
  }

  #compare(stretch: Stretch, to: number): void {
    const { slices, laneId, row } = stretch;
    for (let index = stretch.at; index < to; index++) {
      const category = slices.category(index);
      if (this.kind === "failed" && category !== categories.failed) continue;
      if (this.kind === "wait" && category !== categories.lockWait && category !== categories.dataWait) continue;
      if (this.kind === "longest" && row > 0 && slices.parent(index) >= 0) continue;
      this.compared++;
      const start = slices.start(index);
      const merit = this.kind === "failed" ? -start : Math.min(slices.end(index), this.#nowNs) - start;
      if (merit <= this.#best) continue;
      this.#best = merit;
      this.found = { kind: "slice", laneId, row, index };
    }
    stretch.at = to;
  }
}
