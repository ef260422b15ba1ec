import type { BlockColumn } from "./block-column";
import { blockRows } from "./block-column";
import type { CellBuffer } from "./cell-buffer";
import type { FlatPage, FlatRows, FlatValues, PageRows } from "./flat-column";
import { copyNumbers } from "./held-numbers";
import { PlainTexts } from "./plain-texts";

/** Columns as they are stored. */
abstract class StoredColumn implements BlockColumn {
  abstract readonly starts: Int32Array;
  abstract readonly ends: Int32Array;
  abstract readonly codes: Int32Array | null;
  abstract readonly numbers: Float64Array | null;
  protected readonly dictionary: FlatValues | null;
  /** Where texts of the block's rows begin and end that are no dictionary's. */
  protected readonly ownStarts = new Int32Array(blockRows);
  protected readonly ownEnds = new Int32Array(blockRows);
  /** Another array than the cells' buffer, in which the block's texts are. */
  protected borrowed: Uint8Array | null = null;
  readonly #parts: readonly PageRows[];
  #cells: CellBuffer | null = null;
  #part = 0;
  /** Within the page: the next row, and the next value. */
  #row = 0;
  #at = 0;

  constructor({ parts, dictionary }: FlatRows) {
    this.#parts = parts;
    this.dictionary = dictionary;
    this.#enter();
  }

  get bytes(): Uint8Array {
    return this.borrowed ?? this.#cells!.bytes;
  }

  prepare(cells: CellBuffer): void {
    this.#cells = cells;
  }

  abstract fill(cells: CellBuffer, count: number, mayBorrow: boolean): void;

  /** Where the texts of the next `count` rows stand, if that is one page. */
  protected textsOf(count: number): PlainTexts | null {
    const { page, to } = this.#parts[this.#part]!;
    return to - this.#row >= count && page.values instanceof PlainTexts ? page.values : null;
  }

  /** Whether the next `count` rows are all in pages that refer to the dictionary. */
  protected areCoded(count: number): boolean {
    let missing = count;
    for (let at = this.#part; at < this.#parts.length && missing > 0; at++) {
      const { page, from, to } = this.#parts[at]!;
      if (page.codes === null) return false;
      missing -= to - (at === this.#part ? this.#row : from);
    }
    return true;
  }

  /** Hands the next `count` rows to `values` and `nothing`, in stretches. */
  protected take(cells: CellBuffer, count: number): void {
    for (let row = 0; row < count; ) {
      const { page, to } = this.#parts[this.#part]!;
      const { present } = page;
      const stop = row + Math.min(count - row, to - this.#row);
      while (row < stop) {
        const first = row;
        if (present === null) row = stop;
        else while (row < stop && present[this.#row + row - first] === 1) row++;
        if (row > first) this.values(cells, page, this.#at, first, row);
        this.#at += row - first;
        this.#row += row - first;
        for (; row < stop && present![this.#row] === 0; row++, this.#row++) this.nothing(cells, row);
      }
      if (this.#row < to) continue;
      this.#part++;
      this.#enter();
    }
  }

  /** Rows [row, stop) of the block have the page's values from `at` on. */
  protected abstract values(cells: CellBuffer, page: FlatPage, at: number, row: number, stop: number): void;

  /** A row has no value. */
  protected abstract nothing(cells: CellBuffer, row: number): void;

  protected write(cells: CellBuffer, row: number, value: unknown): void {
    this.ownStarts[row] = cells.at;
    cells.put(value);
    this.ownEnds[row] = cells.at;
  }

  #enter(): void {
    const part = this.#parts[this.#part];
    if (part === undefined) return;
    const { page, from } = part;
    this.#row = from;
    this.#at = from;
    if (page.present === null) return;
    this.#at = 0;
    for (let row = 0; row < from; row++) this.#at += page.present[row]!;
  }
}

/** Texts, and what is needed as text: what is in a dictionary is written once. */
export class TextColumn extends StoredColumn {
  readonly numbers = null;
  starts: Int32Array = this.ownStarts;
  ends: Int32Array = this.ownEnds;
  codes: Int32Array | null = null;
  readonly #convert: ((value: unknown) => unknown) | null;
  /** Of the dictionary's texts, and of an empty one behind them. */
  #entryStarts = new Int32Array(0);
  #entryEnds = new Int32Array(0);
  readonly #codes = new Int32Array(blockRows);
  #isCoded = false;

  /** @param convert Null where values are written as they are. */
  constructor(rows: FlatRows, convert: ((value: unknown) => unknown) | null) {
    super(rows);
    this.#convert = convert;
  }

  override prepare(cells: CellBuffer): void {
    super.prepare(cells);
    const { dictionary } = this;
    if (dictionary === null) return;
    const { length } = dictionary;
    this.#entryStarts = new Int32Array(length + 1);
    this.#entryEnds = new Int32Array(length + 1);
    for (let entry = 0; entry <= length; entry++) {
      this.#entryStarts[entry] = cells.at;
      if (entry < length) this.#put(cells, dictionary, entry);
      this.#entryEnds[entry] = cells.at;
    }
  }

  fill(cells: CellBuffer, count: number, mayBorrow: boolean): void {
    this.#isCoded = this.areCoded(count);
    this.borrowed = mayBorrow ? (this.textsOf(count)?.bytes ?? null) : null;
    this.codes = this.#isCoded ? this.#codes : null;
    this.starts = this.#isCoded ? this.#entryStarts : this.ownStarts;
    this.ends = this.#isCoded ? this.#entryEnds : this.ownEnds;
    this.take(cells, count);
  }

  protected values(cells: CellBuffer, { codes, values }: FlatPage, at: number, row: number, stop: number): void {
    if (this.#isCoded) {
      for (let i = row; i < stop; i++) this.#codes[i] = codes![at + i - row]!;
      return;
    }
    if (this.borrowed !== null) {
      const { starts, ends } = values as PlainTexts;
      for (let i = row; i < stop; i++) {
        this.ownStarts[i] = starts[at + i - row]!;
        this.ownEnds[i] = ends[at + i - row]!;
      }
      return;
    }
    for (let i = row; i < stop; i++) {
      if (codes !== null) {
        const entry = codes[at + i - row]!;
        this.ownStarts[i] = this.#entryStarts[entry]!;
        this.ownEnds[i] = this.#entryEnds[entry]!;
        continue;
      }
      this.ownStarts[i] = cells.at;
      this.#put(cells, values!, at + i - row);
      this.ownEnds[i] = cells.at;
    }
  }

  protected nothing(cells: CellBuffer, row: number): void {
    this.#codes[row] = this.#entryStarts.length - 1;
    this.ownStarts[row] = this.borrowed === null ? cells.at : 0;
    this.ownEnds[row] = this.ownStarts[row]!;
  }

  #put(cells: CellBuffer, values: FlatValues, at: number): void {
    if (values instanceof PlainTexts) cells.copy(values.bytes, values.starts[at]!, values.ends[at]!);
    else cells.put(this.#convert === null ? values[at] : this.#convert(values[at]));
  }
}

/** Numbers. Those that a float64 does not hold, and what is none, are written as text. */
export class NumberColumn extends StoredColumn {
  readonly starts: Int32Array = this.ownStarts;
  readonly ends: Int32Array = this.ownEnds;
  readonly codes = null;
  readonly numbers = new Float64Array(blockRows);
  /** By entry of the dictionary; NaN where it is not held. */
  #entries = new Float64Array(0);

  override prepare(cells: CellBuffer): void {
    super.prepare(cells);
    const dictionary = this.dictionary as ArrayLike<number | bigint> | null;
    if (dictionary === null) return;
    this.#entries = new Float64Array(dictionary.length);
    copyNumbers(dictionary, 0, this.#entries, 0, dictionary.length);
  }

  fill(cells: CellBuffer, count: number): void {
    this.take(cells, count);
  }

  protected values(cells: CellBuffer, { codes, values }: FlatPage, at: number, row: number, stop: number): void {
    const { numbers } = this;
    if (codes === null) {
      const stored = values as ArrayLike<number | bigint>;
      if (copyNumbers(stored, at, numbers, row, stop)) return;
      for (let i = row; i < stop; i++) {
        if (Number.isNaN(numbers[i])) this.write(cells, i, stored[at + i - row]);
      }
      return;
    }
    const entries = this.#entries;
    for (let i = row; i < stop; i++) {
      const number = entries[codes[at + i - row]!]!;
      numbers[i] = number;
      if (Number.isNaN(number)) this.write(cells, i, (this.dictionary as ArrayLike<unknown>)[codes[at + i - row]!]);
    }
  }

  protected nothing(cells: CellBuffer, row: number): void {
    this.numbers[row] = Number.NaN;
    this.ownStarts[row] = cells.at;
    this.ownEnds[row] = cells.at;
  }
}
