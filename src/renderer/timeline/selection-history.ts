import { type SliceRef, sameSlice } from "./store/queries";
import type { HistoryInfo } from "./types";

/** More selections than these are forgotten, the oldest first. */
const mostKept = 200;

/** Which slices were selected, to go back to and forward again. */
export class SelectionHistory {
  #refs: SliceRef[] = [];
  /** Of the one that is selected, or was before nothing was. */
  #at = -1;
  #cleared = false;
  #told: HistoryInfo = { back: false, forward: false };
  readonly #onChange: (info: HistoryInfo) => void;

  constructor(onChange: (info: HistoryInfo) => void) {
    this.#onChange = onChange;
  }

  /** Another run. */
  reset(): void {
    this.#refs = [];
    this.#at = -1;
    this.#cleared = false;
    this.#tell();
  }

  /** Something was selected: what lay ahead is forgotten. Null: nothing or no slice is. */
  visit(ref: SliceRef | null): void {
    this.#cleared = ref === null;
    if (ref !== null && !sameSlice(ref, this.#refs[this.#at] ?? null)) {
      this.#refs = [...this.#refs.slice(0, this.#at + 1), ref].slice(-mostKept);
      this.#at = this.#refs.length - 1;
    }
    this.#tell();
  }

  /** @returns Null where there is nothing in this direction. */
  move(direction: 1 | -1): SliceRef | null {
    // Where nothing is selected any more, back leads to what was last.
    const next = this.#cleared && direction < 0 ? this.#at : this.#at + direction;
    const ref = this.#refs[next];
    if (ref === undefined) return null;
    this.#at = next;
    this.#cleared = false;
    this.#tell();
    return ref;
  }

  #tell(): void {
    const info = { back: this.#at > (this.#cleared ? -1 : 0), forward: this.#at + 1 < this.#refs.length };
    if (info.back === this.#told.back && info.forward === this.#told.forward) return;
    this.#told = info;
    this.#onChange(info);
  }
}
