import type { Series, ShareName } from "../../shared/contract/series";
import type { SwatchKind } from "../components/swatch";

interface ShareWords {
  readonly words: string;
  readonly kind: SwatchKind;
  /** What is meant, in a few words. */
  readonly hint: string;
}

/** Said of what the others are measured against. */
export function baseWords({ points }: Pick<Series, "points">): string {
  return points.length === 2 ? "the other is compared with this" : "the others are compared with this";
}

/** What each share of the workers' time is called, and the colour that it has on the timeline. */
export const shareWords: Readonly<Record<ShareName, ShareWords>> = {
  start: { words: "Startup", kind: "startStop", hint: "until a worker's first task" },
  compute: { words: "Compute", kind: "compute", hint: "the work itself" },
  turns: { words: "Others' turns", kind: "between", hint: "other tasks had the thread" },
  lockWait: { words: "Lock wait", kind: "lockWait", hint: "another one held the lock" },
  dataWait: { words: "Data wait", kind: "dataWait", hint: "within tasks" },
  barrier: { words: "Barrier", kind: "dataWait", hint: "for the others at a round's end" },
  serialize: { words: "Serialize", kind: "serialize", hint: "results into bytes" },
  starved: { words: "Hand-out", kind: "idle", hint: "between tasks, until the next chunk comes" },
  skew: { words: "Imbalance", kind: "idle", hint: "done while others still had chunks" },
  ending: { words: "Ending", kind: "startStop", hint: "results put together, workers end" },
};
