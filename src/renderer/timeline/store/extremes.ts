import { type Rows, tableOf } from "./columns";

const groupShift = 4;
const groupColumns = { low: Float64Array, high: Float64Array } as const;
const GroupTable: new () => Rows<typeof groupColumns> = tableOf(groupColumns, {});

/**
 * Lowest and highest value of any stretch of a series, without looking at all that is in it: each level keeps those of
 * sixteen neighbours of the level below.
 */
export class Extremes {
  /** Of the newest `look`. */
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  readonly #levels: Rows<typeof groupColumns>[] = [];
  readonly #valueAt: (index: number) => number;

  constructor(valueAt: (index: number) => number) {
    this.#valueAt = valueAt;
  }

  /** Takes in what came since the last time, up to a length. */
  grow(length: number): void {
    for (let level = 0, below = length; below >> groupShift > 0; level++) {
      const groups = this.#levels[level] ?? new GroupTable();
      if (level === this.#levels.length) this.#levels.push(groups);
      while (groups.length < below >> groupShift) {
        const first = groups.length << groupShift;
        this.#begin();
        for (let at = first; at < first + (1 << groupShift); at++) this.#take(level, at);
        const group = groups.push();
        groups.set("low", group, this.low);
        groups.set("high", group, this.high);
      }
      below = groups.length;
    }
  }

  /** Values from an index on have changed: they are taken in anew by the next `grow`. */
  cutTo(index: number): void {
    let kept = index;
    for (const groups of this.#levels) {
      kept >>= groupShift;
      if (kept < groups.length) groups.cutTo(kept);
    }
  }

  /** Sets `low` and `high` to those of the values from..to-1, all of which were taken in. */
  look(from: number, to: number): void {
    this.#begin();
    let [first, last] = [from, to];
    for (let level = 0; first < last; level++) {
      const above = this.#levels[level];
      const firstGroup = (first + (1 << groupShift) - 1) >> groupShift;
      const lastGroup = Math.min(last >> groupShift, above?.length ?? 0);
      if (firstGroup >= lastGroup) {
        for (let at = first; at < last; at++) this.#take(level, at);
        return;
      }
      for (let at = first; at < firstGroup << groupShift; at++) this.#take(level, at);
      for (let at = lastGroup << groupShift; at < last; at++) this.#take(level, at);
      first = firstGroup;
      last = lastGroup;
    }
  }

  #begin(): void {
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
  }

  /** @param level 0 for single values, else one more than that of the group. */
  #take(level: number, at: number): void {
    const groups = this.#levels[level - 1];
    const low = groups === undefined ? this.#valueAt(at) : groups.low(at);
    const high = groups === undefined ? low : groups.high(at);
    if (low < this.low) this.low = low;
    if (high > this.high) this.high = high;
  }
}
