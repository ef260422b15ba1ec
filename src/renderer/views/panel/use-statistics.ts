import { useCallback, useEffect, useRef, useState } from "react";
import { runPortions } from "../../run-portions";
import { type GroupFigures, type Grouping, rangeStatistics, type TraceStore } from "../../timeline";

/** Nanoseconds since the epoch; infinite for the whole run. */
export interface AskedRange {
  readonly fromNs: number;
  readonly toNs: number;
}

export const wholeRun: AskedRange = { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY };

interface Answer {
  readonly figures: readonly GroupFigures[];
  /** Of the trace when it was asked. */
  readonly version: number;
  readonly nowNs: number;
  readonly tookMs: number;
}

interface Shown {
  readonly store: TraceStore;
  readonly key: string;
  readonly answer: Answer;
}

interface Statistics {
  /** Null until the first answer. */
  readonly figures: readonly GroupFigures[] | null;
  /** How far it is, 0 to 1; null while nothing is reckoned. */
  readonly progress: number | null;
  readonly isCancelled: boolean;
  cancel(): void;
  again(): void;
}

/** A trace that grows is asked again so many milliseconds after the answer before at the earliest, longer where that took long. */
const leastPauseMs = 2_000;
const pausePerWork = 4;
/** Lanes report within a small part of this, nanoseconds: what lies further back is final. */
const reportsWithinNs = 2e9;
/** Answers kept for each trace. */
const mostKept = 24;

const answers = new WeakMap<TraceStore, Map<string, Answer>>();

function keep(store: TraceStore, key: string, answer: Answer): void {
  let kept = answers.get(store);
  if (kept === undefined) {
    kept = new Map();
    answers.set(store, kept);
  }
  kept.delete(key);
  kept.set(key, answer);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
}

/** Figures of a range, reckoned by parts of frames and kept; those of a range that still grows are renewed every few seconds. */
export function useStatistics(store: TraceStore | null, range: AskedRange, grouping: Grouping): Statistics {
  const [shown, setShown] = useState<Shown | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [isCancelled, setCancelled] = useState(false);
  const stop = useRef<(() => void) | null>(null);
  const { fromNs, toNs } = range;
  const key = `${grouping} ${fromNs} ${toNs}`;

  const cancel = useCallback((): void => {
    stop.current?.();
    stop.current = null;
    setProgress(null);
  }, []);

  const ask = useCallback((): void => {
    if (store === null) return;
    cancel();
    setCancelled(false);
    setProgress(0);
    const { version, endNs: nowNs } = store;
    const beganMs = performance.now();
    stop.current = runPortions(rangeStatistics(store, { fromNs, toNs }, grouping, nowNs), {
      onProgress: setProgress,
      onDone: (figures) => {
        stop.current = null;
        if (figures === null) {
          ask();
          return;
        }
        const answer = { figures, version, nowNs, tookMs: performance.now() - beganMs };
        keep(store, key, answer);
        setShown({ store, key, answer });
        setProgress(null);
      },
    });
  }, [store, fromNs, toNs, grouping, key, cancel]);

  useEffect(() => {
    if (store === null) return undefined;
    const known = answers.get(store)?.get(key);
    if (known === undefined) ask();
    else setShown({ store, key, answer: known });
    let idleSinceMs = performance.now();
    const look = setInterval(() => {
      const answer = answers.get(store)?.get(key);
      if (stop.current !== null || answer === undefined) {
        idleSinceMs = performance.now();
        return;
      }
      const isFinal = answer.version === store.version || answer.nowNs > toNs + reportsWithinNs;
      const pauseMs = Math.max(leastPauseMs, pausePerWork * answer.tookMs);
      if (!isFinal && performance.now() - idleSinceMs >= pauseMs) ask();
    }, 250);
    return () => {
      clearInterval(look);
      cancel();
      setCancelled(false);
    };
  }, [store, key, toNs, ask, cancel]);

  return {
    figures: shown !== null && shown.store === store && shown.key === key ? shown.answer.figures : null,
    progress,
    isCancelled,
    cancel: () => {
      cancel();
      setCancelled(true);
    },
    again: ask,
  };
}
