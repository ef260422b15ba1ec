import type { DecodedArray } from "hyparquet";
import { type BlockColumn, blockRows } from "./block-column";
import type { CellBuffer } from "./cell-buffer";

/** Columns that the library made values of. */
export class ValueColumn implements BlockColumn {
  readonly starts = new Int32Array(blockRows);
  readonly ends = new Int32Array(blockRows);
  readonly codes = null;
  readonly numbers = null;
  readonly #pages: readonly DecodedArray[];
  readonly #convert: ((value: unknown) => unknown) | null;
  #cells: CellBuffer | null = null;
  #page = 0;
  #at: number;

  /** @param from The row that comes first. */
  constructor(pages: readonly DecodedArray[], convert: ((value: unknown) => unknown) | null, from = 0) {
    this.#pages = pages;
    this.#convert = convert;
    this.#at = from;
  }

  get bytes(): Uint8Array {
    return this.#cells!.bytes;
  }

  prepare(cells: CellBuffer): void {
    this.#cells = cells;
  }

  fill(cells: CellBuffer, count: number): void {
    for (let row = 0; row < count; row++) {
      while (this.#at >= this.#pages[this.#page]!.length) this.#at -= this.#pages[this.#page++]!.length;
      const value: unknown = this.#pages[this.#page]![this.#at++];
      this.starts[row] = cells.at;
      cells.put(this.#convert === null ? value : this.#convert(value));
      this.ends[row] = cells.at;
    }
  }
}
