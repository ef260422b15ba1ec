import type { TraceStore } from "../store/trace-store";
import type { SearchInfo } from "../types";
import { matcherOf, type SearchQuery } from "./matcher";
import { Search } from "./search";
import type { Hit } from "./searched-row";

/** Milliseconds of a frame that a search may take. */
const frameMs = 6;
/** Milliseconds between reports while it goes on. */
const reportEveryMs = 80;

/** Keeps one search going, frame by frame, and remembers which of its hits the user is at. */
export class Finder {
  readonly #onSearch: (info: SearchInfo | null) => void;
  #store: TraceStore | null = null;
  #query: SearchQuery | null = null;
  #search: Search | null = null;
  #hit: Hit | null = null;
  #error: string | null = null;
  /** Share of the trace's file that was looked through; 1 where nobody looks through one. */
  #fileShare = 1;
  #reportedMs = Number.NEGATIVE_INFINITY;

  constructor(onSearch: (info: SearchInfo | null) => void) {
    this.#onSearch = onSearch;
  }

  /** What was found so far; null where nothing is looked for. */
  get search(): Search | null {
    return this.#search;
  }

  setStore(store: TraceStore | null): void {
    this.#store = store;
    this.look(this.#query);
  }

  /** Looks for something else; null ends the search. */
  look(query: SearchQuery | null): void {
    this.#query = query;
    this.#search = null;
    this.#hit = null;
    this.#error = null;
    this.#fileShare = 1;
    this.#reportedMs = Number.NEGATIVE_INFINITY;
    if (query === null || query.text === "" || this.#store === null) {
      this.#onSearch(null);
      return;
    }
    const matches = matcherOf(query);
    if (typeof matches === "function") this.#search = new Search(this.#store, matches);
    else this.#error = matches.error;
    this.#report(query);
  }

  /** Whether everything that there is to look through was. */
  get done(): boolean {
    return this.#search === null || (this.#search.done && this.#fileShare >= 1);
  }

  /** Takes in what was found in the trace's file for the newest query. @param share Of the file, that was looked through. */
  takePlaces(places: Float64Array, share: number): void {
    if (this.#search === null || this.#query === null) return;
    this.#search.addPlaces(places);
    this.#fileShare = share;
    this.#report(this.#query);
  }

  /**
   * Goes on for a part of a frame.
   *
   * @returns Whether something was done: what is lit may have changed, and there may be more to do.
   */
  work(nowMs: number, now: () => number): boolean {
    const search = this.#search;
    const query = this.#query;
    if (search === null || query === null || search.done) return false;
    search.work(now() + frameMs, now);
    if (search.done || nowMs - this.#reportedMs >= reportEveryMs) {
      this.#reportedMs = nowMs;
      this.#report(query);
    }
    return true;
  }

  /** Goes to the next hit or the one before; the first time to the first one from `fromNs` on. @returns Null where none is. */
  go(direction: 1 | -1, fromNs: number): Hit | null {
    const search = this.#search;
    const query = this.#query;
    if (search === null || query === null) return null;
    this.#hit = this.#hit === null && direction > 0 ? search.firstFrom(fromNs) : search.next(this.#hit, direction);
    this.#report(query);
    return this.#hit;
  }

  #report(query: SearchQuery): void {
    const search = this.#search;
    this.#onSearch({
      query,
      count: search?.count ?? 0,
      laneCount: search?.lanes.length ?? 0,
      at: search === null || this.#hit === null ? 0 : search.ordinal(this.#hit),
      progress: Math.min(search?.progress ?? 1, this.#fileShare),
      done: this.done,
      error: this.#error,
    });
  }
}
