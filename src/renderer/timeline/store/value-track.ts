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

const lossColumns = {
  /** When the write happened that overwrote others, ascending. */
  time: Float64Array,
  /** By how much: what the value was before that write minus what its writer had read. */
  amount: Float64Array,
  /** Lane of the writer. */
  writer: Uint32Array,
} as const;

type Losses = Rows<typeof lossColumns>;
const LossTable: new () => Losses = tableOf(lossColumns, {});

/** One shared value: every write, put in order when read, since lanes report out of step. */
export class ValueTrack {
  readonly #samples = new SampleTable();
  readonly #extremes = new Extremes((row) => this.#samples.value(row));
  #settled = 0;
  readonly #losses = new LossTable();
  #lossesSettled = 0;
  /** By lane: when it wrote last. */
  readonly #writes = new Map<number, number>();

  /** @param lock Lane of the lock that the writer held, 0 for none. */
  add(time: number, value: number, writer: number, lock: number): void {
    const row = this.#samples.push();
    const { columns, from } = this.#samples.tail;
    columns.time[row - from] = time;
    columns.value[row - from] = value;
    if (writer !== 0) this.#samples.set("writer", row, writer);
    if (lock !== 0) this.#samples.set("guard", row, lock);
    this.#writes.set(writer, time);
  }

  /** The newest write of a lane overwrote what others had written since it had read the value. */
  lose(time: number, amount: number, writer: number): void {
    const row = this.#losses.push();
    const { columns, from } = this.#losses.tail;
    columns.time[row - from] = this.#writes.get(writer) ?? time;
    columns.amount[row - from] = amount;
    columns.writer[row - from] = writer;
  }

  /** What was lost, in order. */
  get losses(): Losses {
    if (this.#lossesSettled < this.#losses.length) {
      this.#losses.settle("time", this.#lossesSettled);
      this.#lossesSettled = this.#losses.length;
    }
    return this.#losses;
  }

  /** What a write overwrote, 0 for nothing. */
  lostBy(writer: number, timeNs: number): number {
    const { losses } = this;
    let lost = 0;
    for (let row = losses.upperBound("time", timeNs) - 1; row >= losses.first && losses.time(row) === timeNs; row--) {
      if (losses.writer(row) === writer) lost += losses.amount(row);
    }
    return lost;
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

  /** Bytes that the columns take. */
  get bytes(): number {
    return this.#samples.bytes;
  }

  /** Gives up single values before a time but for the one that then held. */
  forgetBefore(timeNs: number): void {
    this.samples.forgetBefore(this.samples.lowerBound("time", timeNs) - 1);
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

  /** Whether it is known who wrote the newest value. */
  get isWritten(): boolean {
    const { samples } = this;
    return samples.length > 0 && samples.writer(samples.length - 1) !== 0;
  }

  /** The newest value, null before the first write. */
  get present(): number | null {
    const { samples } = this;
    return samples.length === 0 ? null : samples.value(samples.length - 1);
  }
}
