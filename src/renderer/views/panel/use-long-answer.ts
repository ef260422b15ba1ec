import { useCallback, useEffect, useRef, useState } from "react";
import { runPortions } from "../../run-portions";
import type { Portions, TraceStore } from "../../timeline";

interface Question<Result> {
  /** Equal for the same question. */
  readonly key: string;
  /** @returns Portions that end with null where the trace was changed meanwhile. */
  ask(store: TraceStore): Portions<Result | null>;
  /** Whether an answer that was given at a newest time, nanoseconds, stays true though the trace has grown. */
  readonly isFinal?: (nowNs: number) => boolean;
}

interface Answer<Result> {
  readonly store: TraceStore;
  readonly key: string;
  readonly result: Result;
  /** Of the trace when it was asked. */
  readonly version: number;
  readonly nowNs: number;
  readonly tookMs: number;
}

export interface LongAnswer<Result> {
  /** The newest answer about this trace, null before the first. */
  readonly result: Result | null;
  /** Whether it answers this question, and not the one before. */
  readonly isCurrent: boolean;
  /** How far the next answer is, 0 to 1; null while none is looked for. */
  readonly progress: number | null;
  readonly isCancelled: boolean;
  cancel(): void;
  again(): void;
}

/** Answers that are kept, so that a question need not be answered twice. */
export class AnswerCache<Result> {
  readonly #most: number;
  readonly #byStore = new WeakMap<TraceStore, Map<string, Answer<Result>>>();

  /** @param most Of each trace. */
  constructor(most: number) {
    this.#most = most;
  }

  get(store: TraceStore, key: string): Answer<Result> | undefined {
    return this.#byStore.get(store)?.get(key);
  }

  put(answer: Answer<Result>): void {
    let kept = this.#byStore.get(answer.store);
    if (kept === undefined) {
      kept = new Map();
      this.#byStore.set(answer.store, kept);
    }
    kept.delete(answer.key);
    kept.set(answer.key, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= this.#most) break;
      kept.delete(oldest);
    }
  }
}

/** Milliseconds between looks at whether the trace has grown. */
const lookEveryMs = 250;
/** An answer is renewed so many times later as it took to find. */
const pausePerWork = 4;

/**
 * Answers a long question about a trace by parts of frames, and again while the trace grows.
 *
 * @param leastPauseMs Between an answer and its renewal.
 */
export function useLongAnswer<Result>(
  store: TraceStore | null,
  question: Question<Result>,
  cache: AnswerCache<Result>,
  leastPauseMs: number,
): LongAnswer<Result> {
  const [answer, setAnswer] = useState<Answer<Result> | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [isCancelled, setCancelled] = useState(false);
  const stop = useRef<(() => void) | null>(null);
  const asked = useRef(question);
  asked.current = question;
  const { key } = question;

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
    stop.current = runPortions(asked.current.ask(store), {
      onProgress: setProgress,
      onDone: (result) => {
        stop.current = null;
        if (result === null) {
          ask();
          return;
        }
        const found = { store, key, result, version, nowNs, tookMs: performance.now() - beganMs };
        cache.put(found);
        setAnswer(found);
        setProgress(null);
      },
    });
  }, [store, key, cache, cancel]);

  useEffect(() => {
    if (store === null) return undefined;
    const known = cache.get(store, key);
    if (known === undefined) ask();
    else setAnswer(known);
    let idleSinceMs = performance.now();
    const look = setInterval(() => {
      const newest = cache.get(store, key);
      if (stop.current !== null || newest === undefined) {
        idleSinceMs = performance.now();
        return;
      }
      const isTrue = newest.version === store.version || asked.current.isFinal?.(newest.nowNs) === true;
      const pauseMs = Math.max(leastPauseMs, pausePerWork * newest.tookMs);
      if (!isTrue && performance.now() - idleSinceMs >= pauseMs) ask();
    }, lookEveryMs);
    return () => {
      clearInterval(look);
      cancel();
      setCancelled(false);
    };
  }, [store, key, cache, leastPauseMs, ask, cancel]);

  const shown = answer?.store === store ? answer : null;
  return {
    result: shown?.result ?? null,
    isCurrent: shown?.key === key,
    progress,
    isCancelled,
    cancel: () => {
      cancel();
      setCancelled(true);
    },
    again: ask,
  };
}
