import { performance } from "node:perf_hooks";
import type { ResultTable } from "../../shared/contract/models";

/** Milliseconds between two looks at a result that grows, at least. */
const leastEveryMs = 200;

/** A look costs the combiner time: it may look again after so many times what the last one took. */
const restPerCost = 10;

/**
 * The result of a run at work, as somebody asks for it: however many ask and however often, the combiner is disturbed a few times a
 * second at most.
 */
export class ResultPeek {
  readonly #ask: () => Promise<ResultTable | null>;
  readonly #clockMs: () => number;
  #last: ResultTable | null = null;
  #nextMs = 0;
  #pending: Promise<ResultTable | null> | null = null;

  /** @param ask Asks the combiner; null where it has ended. */
  constructor(ask: () => Promise<ResultTable | null>, clockMs = () => performance.now()) {
    this.#ask = ask;
    this.#clockMs = clockMs;
  }

  /** @returns The result as it was not long ago; null where there is none. */
  get(): Promise<ResultTable | null> {
    if (this.#pending === null && this.#last !== null && this.#clockMs() < this.#nextMs) {
      return Promise.resolve(this.#last);
    }
    this.#pending ??= this.#refresh();
    return this.#pending;
  }

  async #refresh(): Promise<ResultTable | null> {
    const startedMs = this.#clockMs();
    try {
      this.#last = await this.#ask();
      return this.#last;
    } finally {
      const endedMs = this.#clockMs();
      this.#nextMs = endedMs + Math.max(leastEveryMs, (endedMs - startedMs) * restPerCost);
      this.#pending = null;
    }
  }
}
