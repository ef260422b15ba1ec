import type { Lane } from "../../shared/trace/lanes";
import { exitWords, isLost } from "./lane-tree";
import { Quest, type QuestKind } from "./search/quest";
import { laneTitle, type SliceRef } from "./store/queries";
import type { TraceStore } from "./store/trace-store";
import type { TimeRange } from "./view";

/** Milliseconds of a frame that looking for a slice may take. */
const frameMs = 6;

/** What was looked for, and where it is; both null where there is none. */
export interface Sought {
  readonly words: string;
  readonly slice: SliceRef | null;
  /** A lane that ended badly before any slice failed. */
  readonly lost: Lane | null;
}

/** Looks for what stands out, one thing at a time, frame by frame. */
export class Seeking {
  #quest: Quest | null = null;
  #store: TraceStore | null = null;
  #range: TimeRange = { fromNs: 0, toNs: 0 };
  #where = "";

  /** @param range Null: the whole run. */
  begin(store: TraceStore, kind: QuestKind, range: TimeRange | null, nowNs: number): void {
    this.#store = store;
    this.#range = range ?? { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY };
    this.#where = range === null ? "in the run" : "in view";
    this.#quest = new Quest(store, kind, this.#range, nowNs);
  }

  /** Another run: what is looked for is gone. */
  drop(): void {
    this.#quest = null;
  }

  get isUnderWay(): boolean {
    return this.#quest !== null;
  }

  /** Goes on for a part of a frame. @returns What was found once all has been looked at, null before. */
  work(now: () => number): Sought | null {
    const quest = this.#quest;
    const store = this.#store;
    if (quest === null || store === null || !quest.work(now() + frameMs, now)) return null;
    this.#quest = null;
    const { kind, found } = quest;
    const counted = quest.compared.toLocaleString("en");
    if (kind === "failed") return this.#failure(store, found, counted);
    const what = kind === "wait" ? "waits" : "slices";
    const words =
      found === null ? `There are no ${what} ${this.#where}.` : `Longest of ${counted} ${what} ${this.#where}.`;
    return { words, slice: found, lost: null };
  }

  /** The first failure: a slice, or a process that was lost. */
  #failure(store: TraceStore, found: Quest["found"], counted: string): Sought {
    const { fromNs, toNs } = this.#range;
    const lanes = store.lanes().filter((lane) => isLost(lane) && lane.endNs! >= fromNs && lane.endNs! <= toNs);
    const lost = lanes.sort((a, b) => a.endNs! - b.endNs!)[0] ?? null;
    const failedNs =
      found === null ? Number.POSITIVE_INFINITY : store.track(found.laneId)!.rows[found.row]!.start(found.index);
    if (lost !== null && lost.endNs! < failedNs) {
      return {
        words: `First failure ${this.#where}: ${laneTitle(store, lost.id)} lost, ${exitWords(lost)}.`,
        slice: null,
        lost,
      };
    }
    const words =
      found === null ? `Nothing failed ${this.#where}.` : `First of ${counted} failed slices ${this.#where}.`;
    return { words, slice: found, lost: null };
  }
}
