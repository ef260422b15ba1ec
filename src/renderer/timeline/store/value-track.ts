import { Table } from "./columns";

export const sampleColumns = {
  /** Nanoseconds since the epoch, ascending. */
  time: Float64Array,
  /** The value after the write. */
  value: Float64Array,
  /** Lane of the writer. */
  writer: Uint32Array,
  /** Lane of the lock that the writer held, 0 for none. */
  guard: Uint32Array,
} as const;

/** One shared value: every write, put in order when read, since lanes report out of step. */
export class ValueTrack {
  readonly #samples = new Table(sampleColumns);
  #settled = 0;

  /** @param lock Lane of the lock that the writer held, 0 for none. */
  add(time: number, value: number, writer: number, lock: number): void {
    const row = this.#samples.push();
    this.#samples.columns.time[row] = time;
    this.#samples.columns.value[row] = value;
    this.#samples.columns.writer[row] = writer;
    this.#samples.columns.guard[row] = lock;
  }

  get samples(): Table<typeof sampleColumns> {
    if (this.#settled < this.#samples.length) {
      this.#samples.settle("time", this.#settled);
      this.#settled = this.#samples.length;
    }
    return this.#samples;
  }

  /** Lane of the lock under which the newest write happened; 0 for none. */
  get guard(): number {
    const { length, columns } = this.samples;
    return length === 0 ? 0 : columns.guard[length - 1]!;
  }

  /** The newest value, null before the first write. */
  get present(): number | null {
    const { length, columns } = this.samples;
    return length === 0 ? null : columns.value[length - 1]!;
  }
}
