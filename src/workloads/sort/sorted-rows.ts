import {
  type ChunkProblem,
  type Dataset,
  isNumeric,
  NumberParser,
  numberKinds,
  RowProblems,
  type RowSink,
} from "../../library/worker";
import { compareKeys, type SortKey, type SortOrder } from "./keys";

/** Gathers a chunk's rows, and puts them in order. */
export class SortedRows implements RowSink {
  /** All columns. */
  readonly wanted: readonly number[];
  readonly #dataset: Dataset;
  readonly #column: number;
  readonly #isNumber: boolean;
  readonly #parser = new NumberParser();
  readonly #problems = new RowProblems();
  readonly #noNumbers = { count: 0, line: 0, text: "" };
  #bytes = new Uint8Array(64 * 1024);
  #used = 0;
  /** Where cells end in `#bytes`, row after row; each row begins where the one before ended. */
  readonly #ends: number[] = [];
  /** Where each row begins in `#ends`; one more for the end of the last. */
  readonly #rows: number[] = [0];
  readonly #keys: SortKey[] = [];
  #order: readonly number[] = [];

  /** @param column The one to sort by. */
  constructor(dataset: Dataset, column: number) {
    this.wanted = dataset.columns.map((_, index) => index);
    this.#dataset = dataset;
    this.#column = column;
    this.#isNumber = isNumeric(dataset.columns[column]!);
  }

  get size(): number {
    return this.#keys.length;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    const { columns } = this.#dataset;
    if (cells !== columns.length) this.#problems.uneven(cells, columns.length, line);
    // A row that is too long keeps the cells that have a column.
    const kept = Math.min(cells, columns.length);
    for (let cell = 0; cell < kept; cell++) {
      const start = bounds[cell * 2]!;
      const end = bounds[cell * 2 + 1]!;
      this.#reserve(end - start);
      this.#bytes.set(bytes.subarray(start, end), this.#used);
      this.#used += end - start;
      this.#ends.push(this.#used);
    }
    this.#rows.push(this.#ends.length);
    const has = this.#column < kept;
    const start = has ? bounds[this.#column * 2]! : 0;
    const end = has ? bounds[this.#column * 2 + 1]! : 0;
    this.#keys.push(this.#isNumber ? this.#numberKey(bytes, start, end, line) : bytes.slice(start, end));
  }

  sort(order: SortOrder): void {
    const keys = this.#keys;
    const compare = compareKeys(order);
    // Stable: of the same keys the first row stays the first.
    this.#order = keys.map((_, row) => row).sort((a, b) => compare(keys[a]!, keys[b]!));
  }

  /** The key of the row at a place of the order. */
  key(place: number): SortKey {
    return this.#keys[this.#order[place]!]!;
  }

  /** Its cells; views that are valid until the next row comes. */
  cells(place: number): readonly Uint8Array[] {
    const row = this.#order[place]!;
    const cells: Uint8Array[] = [];
    for (let at = this.#rows[row]!; at < this.#rows[row + 1]!; at++) {
      cells.push(this.#bytes.subarray(at === 0 ? 0 : this.#ends[at - 1]!, this.#ends[at]!));
    }
    return cells;
  }

  problems(): readonly ChunkProblem[] {
    const { count, line, text } = this.#noNumbers;
    const list = this.#problems.list();
    if (count === 0) return list;
    const what = text === "" ? "an empty cell" : `'${text}'`;
    const message = `{place}: ${what} is no number. Such rows stand last.`;
    return [...list, { code: "not-a-number", severity: "note", count, line, message }];
  }

  /** NaN for what is none. */
  #numberKey(bytes: Uint8Array, start: number, end: number, line: number): number | bigint {
    const value = this.#parser.parse(bytes, start, end);
    if (this.#parser.kind === numberKinds.bigInteger) return this.#parser.big;
    if (this.#parser.kind === numberKinds.none && this.#noNumbers.count++ === 0) {
      this.#noNumbers.line = line;
      this.#noNumbers.text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 40))).trim();
    }
    return value;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#used + more, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
  }
}
