import type { Mark } from "./types";

/** The marks that are shown, and at which of them the user is. */
export class MarkKeeper {
  /** In the order of their times. */
  all: readonly Mark[] = [];
  #at: string | null = null;

  set(marks: readonly Mark[]): void {
    this.all = [...marks].sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs);
  }

  /** Remembers where the user is. */
  visit(mark: Mark): void {
    this.#at = mark.id;
  }

  /** The mark before or after that which was gone to last, or else a time; null where none is. */
  next(direction: 1 | -1, timeNs: number): Mark | null {
    const at = this.all.findIndex(({ id }) => id === this.#at);
    if (at >= 0) return this.all[at + direction] ?? null;
    if (direction > 0) return this.all.find(({ fromNs }) => fromNs > timeNs) ?? null;
    return this.all.filter(({ fromNs }) => fromNs < timeNs).pop() ?? null;
  }

  /** What it is called, such as `Mark 2 of 5, at 1.20 s: slow here`. */
  name(mark: Mark, time: (ns: number) => string): string {
    const place = `Mark ${this.all.findIndex(({ id }) => id === mark.id) + 1} of ${this.all.length}, at ${time(mark.fromNs)}`;
    return mark.note === "" ? `${place}.` : `${place}: ${mark.note}`;
  }
}
