import { type Rows, tableOf } from "./columns";
import { Extremes } from "./extremes";

const sampleColumns = {
  /** Nanoseconds since the epoch, ascending. */
  time: Float64Array,
  /** The value after the write. */
  value: Float64Array,
  /** Lane of the writer, 0 for none that is known. */
  writer: Uint32Array,
  /** Lane of the lock that the writer held, 0 for none. */
  guard: Uint32Array,
} as const;

export type Samples = Rows<typeof sampleColumns, "writer" | "guard">;
const SampleTable: new () => Samples = tableOf(sampleColumns, { writer: 0, guard: 0 });

/** One shared value: every write, put in order when read, since lanes report out of step. */
export class ValueTrack {
  readonly #samples = new SampleTable();
  readonly #extremes = new Extremes((row) => this.#samples.value(row));
  #settled = 0;

  /** @param lock Lane of the lock that the writer held, 0 for none. */
  add(time: number, value: number, writer: number, lock: number): void {
    const row = this.#samples.push();
    const { columns, from } = this.#samples.tail;
    columns.time[row - from] = time;
    columns.value[row - from] = value;
    if (writer !== 0) this.#samples.set("writer", row, writer);
    if (lock !== 0) this.#samples.set("guard", row, lock);
  }

  /** Appends values that come as whole columns, in order, behind those that are there. */
  take(time: Float64Array, value: Float64Array): void {
    this.#samples.adopt({ time, value }, time.length);
  }

  /** Forgets all values: they come again. */
  clear(): void {
    this.#samples.clear();
    this.#extremes.cutTo(0);
    this.#settled = 0;
  }

  get samples(): Samples {
    if (this.#settled < this.#samples.length) {
      this.#extremes.cutTo(this.#samples.settle("time", this.#settled));
      this.#extremes.grow(this.#samples.length);
      this.#settled = this.#samples.length;
    }
    return this.#samples;
  }

  /** Lowest and highest value of the samples from..to-1. */
  extremes(from: number, to: number): Extremes {
    this.#extremes.look(from, to);
    return this.#extremes;
  }

  /** Lane of the lock under which the newest write happened; 0 for none. */
  get guard(): number {
    const { samples } = this;
    return samples.length === 0 ? 0 : samples.guard(samples.length - 1);
  }

  /** The newest value, null before the first write. */
  get present(): number | null {
    const { samples } = this;
    return samples.length === 0 ? null : samples.value(samples.length - 1);
  }
}
