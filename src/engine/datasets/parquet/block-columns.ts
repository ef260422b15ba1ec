import type { DecodedArray } from "hyparquet";
import type { CellBuffer } from "./cell-buffer";
import type { FlatColumn, FlatPage } from "./flat-column";

/** Rows that are handed on at once. */
export const blockRows = 1_024;

/** The cells of one column, block by block. */
export interface BlockColumn {
  /** Where the cells of the block's rows begin and end in the buffer. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Their numbers, where they are not written as text; NaN for those that are. */
  readonly numbers: Float64Array | null;
  /** Writes what all blocks share. */
  prepare(cells: CellBuffer): void;
  /** Writes the next `count` rows. */
  fill(cells: CellBuffer, count: number): void;
}

abstract class Block implements BlockColumn {
  readonly starts = new Int32Array(blockRows);
  readonly ends = new Int32Array(blockRows);
  readonly numbers: Float64Array | null = null;

  prepare(_cells: CellBuffer): void {
    // Most have nothing to share.
  }

  abstract fill(cells: CellBuffer, count: number): void;

  protected write(cells: CellBuffer, row: number, value: unknown): void {
    this.starts[row] = cells.at;
    cells.put(value);
    this.ends[row] = cells.at;
  }
}

/** Columns that the library made values of. */
export class ValueColumn extends Block {
  readonly #pages: DecodedArray[] = [];
  readonly #convert: ((value: unknown) => unknown) | null;
  #page = 0;
  #at = 0;

  constructor(convert: ((value: unknown) => unknown) | null) {
    super();
    this.#convert = convert;
  }

  add(page: DecodedArray): void {
    if (page.length > 0) this.#pages.push(page);
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#pages.reduce((sum, { length }) => sum + length, 0);
  }

  fill(cells: CellBuffer, count: number): void {
    const convert = this.#convert;
    for (let row = 0; row < count; row++) {
      let page = this.#pages[this.#page]!;
      if (this.#at === page.length) {
        page = this.#pages[++this.#page]!;
        this.#at = 0;
      }
      const value: unknown = page[this.#at++];
      this.write(cells, row, convert === null ? value : convert(value));
    }
  }
}

/** Columns as they are stored. */
abstract class StoredColumn extends Block {
  protected readonly dictionary: DecodedArray | null;
  readonly #pages: readonly FlatPage[];
  #page = 0;
  #row = 0;
  #at = 0;

  constructor({ pages, dictionary }: FlatColumn) {
    super();
    this.#pages = pages;
    this.dictionary = dictionary;
  }

  fill(cells: CellBuffer, count: number): void {
    for (let row = 0; row < count; ) {
      const page = this.#pages[this.#page]!;
      const { rows, present, data, isIndexed } = page;
      const stop = row + Math.min(count - row, rows - this.#row);
      if (present === null) {
        this.values(cells, data, isIndexed, this.#at, row, stop);
        this.#at += stop - row;
        this.#row += stop - row;
      } else {
        for (let i = row; i < stop; i++) {
          if (present[this.#row++] === 1) this.values(cells, data, isIndexed, this.#at++, i, i + 1);
          else this.nothing(cells, i);
        }
      }
      row = stop;
      if (this.#row < rows) continue;
      this.#page++;
      this.#row = 0;
      this.#at = 0;
    }
  }

  /** Rows [row, stop) have the values of `data` from `at` on. */
  protected abstract values(
    cells: CellBuffer,
    data: ArrayLike<unknown>,
    isIndexed: boolean,
    at: number,
    row: number,
    stop: number,
  ): void;

  protected nothing(cells: CellBuffer, row: number): void {
    this.starts[row] = cells.at;
    this.ends[row] = cells.at;
  }
}

/** Texts, and numbers that are needed as texts: those of a dictionary are written once. */
export class TextColumn extends StoredColumn {
  readonly #convert: (value: unknown) => unknown;
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);

  /** @param convert Null where values are written as they are. */
  constructor(flat: FlatColumn, convert: ((value: unknown) => unknown) | null) {
    super(flat);
    this.#convert = convert ?? ((value) => value);
  }

  override prepare(cells: CellBuffer): void {
    const dictionary = this.dictionary ?? [];
    this.#starts = new Int32Array(dictionary.length);
    this.#ends = new Int32Array(dictionary.length);
    for (let entry = 0; entry < dictionary.length; entry++) {
      this.#starts[entry] = cells.at;
      cells.put(this.#convert(dictionary[entry]));
      this.#ends[entry] = cells.at;
    }
  }

  protected values(
    cells: CellBuffer,
    data: ArrayLike<unknown>,
    isIndexed: boolean,
    at: number,
    row: number,
    stop: number,
  ): void {
    if (!isIndexed) {
      for (let i = row; i < stop; i++) this.write(cells, i, this.#convert(data[at + i - row]));
      return;
    }
    for (let i = row; i < stop; i++) {
      const entry = data[at + i - row] as number;
      this.starts[i] = this.#starts[entry]!;
      this.ends[i] = this.#ends[entry]!;
    }
  }
}

/** Numbers. Those that a float64 does not hold, and what is none, are written as text. */
export class NumberColumn extends StoredColumn {
  override readonly numbers = new Float64Array(blockRows);

  protected values(
    cells: CellBuffer,
    data: ArrayLike<unknown>,
    isIndexed: boolean,
    at: number,
    row: number,
    stop: number,
  ): void {
    const { dictionary, numbers } = this;
    if (data instanceof Float64Array && !isIndexed && areFinite(data, at, stop - row)) {
      for (let i = row; i < stop; i++) numbers[i] = data[at + i - row]! + 0;
      return;
    }
    for (let i = row; i < stop; i++) {
      const stored = data[at + i - row];
      const value = (isIndexed ? dictionary![stored as number] : stored) as number | bigint;
      const number = Number(value);
      const isHeld = typeof value === "bigint" ? Number.isSafeInteger(number) : Number.isFinite(number);
      if (isHeld) {
        // Never -0, as in texts. There is no text, so where that is says nothing.
        numbers[i] = number + 0;
      } else {
        numbers[i] = Number.NaN;
        this.write(cells, i, value);
      }
    }
  }

  protected override nothing(cells: CellBuffer, row: number): void {
    this.numbers[row] = Number.NaN;
    super.nothing(cells, row);
  }
}

/** Whether `count` numbers from `from` on are finite: what is none takes the sum along. */
function areFinite(numbers: Float64Array, from: number, count: number): boolean {
  let none = 0;
  for (let at = from; at < from + count; at++) none += numbers[at]! * 0;
  return none === 0;
}
