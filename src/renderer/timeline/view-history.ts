import type { TimeRange } from "./view";

/** Where a view was. */
export interface ViewPlace {
  readonly range: TimeRange;
  readonly following: boolean;
  /** CSS pixels. */
  readonly scrollTop: number;
}

/** Moves within so many milliseconds of each other are one gesture: a turn of the wheel, a drag, a key held down. */
const gestureMs = 400;
const mostKept = 200;

/** Where the view was, to go back to and forward again. */
export class ViewHistory {
  #before: ViewPlace[] = [];
  #behind: ViewPlace[] = [];
  #notedMs = Number.NEGATIVE_INFINITY;
  #paused = false;

  reset(): void {
    this.#before = [];
    this.#behind = [];
    this.#notedMs = Number.NEGATIVE_INFINITY;
  }

  /** The view is about to leave a place. */
  note(place: ViewPlace, nowMs: number): void {
    if (this.#paused) return;
    const sameGesture = nowMs - this.#notedMs < gestureMs;
    this.#notedMs = nowMs;
    if (sameGesture) return;
    this.#before = [...this.#before, place].slice(-mostKept);
    this.#behind = [];
  }

  /**
   * Goes back or forward.
   *
   * @param present Where the view is, to come back to.
   * @param go Takes the view there, without being noted.
   * @returns Whether there was anywhere to go.
   */
  move(direction: 1 | -1, present: ViewPlace, go: (place: ViewPlace) => void): boolean {
    const [from, to] = direction < 0 ? [this.#before, this.#behind] : [this.#behind, this.#before];
    const place = from.pop();
    if (place === undefined) return false;
    to.push(present);
    this.#notedMs = Number.NEGATIVE_INFINITY;
    this.#paused = true;
    go(place);
    this.#paused = false;
    return true;
  }
}
