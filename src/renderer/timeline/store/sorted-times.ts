import { type Rows, tableOf } from "./columns";

const timeColumns = { time: Float64Array } as const;
const TimeTable = tableOf(timeColumns, {});

/** Single ascending series of times to which late ones may be added. */
export class SortedTimes {
  readonly #times = new TimeTable();
  #settled = 0;
  #changed = 0;

  add(time: number): void {
    const row = this.#times.push();
    const { columns, from } = this.#times.tail;
    columns.time[row - from] = time;
  }

  get length(): number {
    return this.#times.length;
  }

  get bytes(): number {
    return this.#times.bytes;
  }

  /** The times in ascending order. */
  get sorted(): Rows<typeof timeColumns> {
    if (this.#settled < this.#times.length) {
      this.#changed = Math.min(this.#changed, this.#times.settle("time", this.#settled));
      this.#settled = this.#times.length;
    }
    return this.#times;
  }

  /** The first place that holds another time than when this was asked last; `length` where none does. */
  takeChange(): number {
    const { length } = this.sorted;
    const changed = Math.min(this.#changed, length);
    this.#changed = length;
    return changed;
  }

  /** How many are at or before `time`. */
  countUntil(time: number): number {
    return this.sorted.upperBound("time", time);
  }
}
