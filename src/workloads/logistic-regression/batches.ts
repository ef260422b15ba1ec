import type { SharedNumbers } from "../../library/worker";

/**
 * Where rows lie in the shared array: all of one mini-batch together, so that a stretch of the file has a stretch of each.
 * Row i belongs to batch i % batches.
 */
export class BatchLayout {
  readonly #batches: number;
  readonly #most: number;
  /** Numbers of one row. */
  readonly #width: number;
  /** Rows that each batch has room for. */
  readonly #room: number;

  constructor(batches: number, most: number, width: number) {
    this.#batches = batches;
    this.#most = most;
    this.#width = width;
    this.#room = Math.ceil(most / batches);
  }

  /** Numbers of the whole array. */
  get length(): number {
    return this.#room * this.#batches * this.#width;
  }

  /** Which numbers those of a batch's rows are that lie within the file's rows [from, to). */
  stretch(batch: number, from: number, to: number): { readonly from: number; readonly to: number } {
    const place = (row: number): number =>
      (batch * this.#room + Math.max(0, Math.ceil((Math.min(row, this.#most) - batch) / this.#batches))) * this.#width;
    return { from: place(from), to: place(to) };
  }

  /** Writes rows that follow each other in the file, from number `first` on. */
  async write(array: SharedNumbers, first: number, rows: readonly Float64Array[]): Promise<void> {
    for (let batch = 0; batch < this.#batches; batch++) {
      const { from, to } = this.stretch(batch, first, first + rows.length);
      if (from === to) continue;
      const numbers = new Float64Array(to - from);
      const own = (((batch - first) % this.#batches) + this.#batches) % this.#batches;
      for (let at = 0; at * this.#width < numbers.length; at++) {
        numbers.set(rows[own + at * this.#batches]!, at * this.#width);
      }
      await array.write(from, numbers);
    }
  }
}
