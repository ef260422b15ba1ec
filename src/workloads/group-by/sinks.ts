import {
  type CellBlock,
  type ChunkProblem,
  type Dataset,
  KeyBatch,
  KeyCounts,
  KeyTable,
  type NumberKind,
  NumberParser,
  numberKinds,
  type RowBlock,
  RowProblems,
  type RowSink,
  Statistics,
} from "../../library/worker";
import type { GroupByPartial } from "./partial";

const rowsAtOnce = 256;
/** Their group stands in the result all the same, with what its other rows have. */
const notNumbersAre = "add nothing to their group";

/** Gathers groups over one chunk or several. */
interface GroupSink extends RowSink {
  /** Columns whose cells it needs, ascending. */
  readonly wanted: readonly number[];
  /** About how many bytes `toPartial` gives. */
  readonly bytes: number;
  /** What was wrong with the rows since it was last asked. */
  takeProblems(): readonly ChunkProblem[];
  toPartial(): GroupByPartial;
}

/** Numbers of groups by the codes of a column whose rows share their texts: each text is looked up once. */
class CodedGroups {
  readonly #keys: KeyTable;
  #starts: Int32Array | null = null;
  #ends: Int32Array = new Int32Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  /** By code: the group's number; -1 while no row had it, since texts that no row has are no group. */
  #groups = new Int32Array(0);

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  /**
   * Tells which column's codes come next.
   *
   * @returns By code: the group's number, or -1 where `of` is to be asked.
   */
  use({ bytes, starts, ends }: CellBlock): Int32Array {
    this.#bytes = bytes;
    if (this.#starts === starts) return this.#groups;
    this.#starts = starts;
    this.#ends = ends;
    this.#groups = new Int32Array(starts.length).fill(-1);
    return this.#groups;
  }

  /** The group of a code that no row had before. */
  of(code: number): number {
    const added = this.#keys.numberOf(this.#bytes, this.#starts![code]!, this.#ends[code]!);
    this.#groups[code] = added;
    return added;
  }
}

/** Counts rows per group. */
export class CountSink implements GroupSink {
  readonly wanted: readonly number[];
  #problems = new RowProblems();
  readonly #by: number;
  readonly #dataset: Dataset;
  readonly #columns: number;
  readonly #counts = new KeyCounts();
  readonly #groups = new CodedGroups(this.#counts.keys);

  constructor(dataset: Dataset, by: number) {
    this.wanted = [by];
    this.#by = by;
    this.#dataset = dataset;
    this.#columns = dataset.columns.length;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    if (cells !== this.#columns) {
      if (cells <= this.#by) {
        this.#problems.ragged(cells, this.#dataset.columns[this.#by]!.name, line);
        return;
      }
      this.#problems.uneven(cells, this.#columns, line);
    }
    this.#counts.add(bytes, bounds[0]!, bounds[1]!);
  }

  block({ rows, cells, columns }: RowBlock): boolean {
    const keys = columns[0]!;
    const { codes } = keys;
    if (codes === null || cells !== this.#columns) return false;
    const groups = this.#groups.use(keys);
    for (let row = 0; row < rows; row++) {
      const group = groups[codes[row]!]!;
      this.#counts.addOne(group < 0 ? this.#groups.of(codes[row]!) : group);
    }
    return true;
  }

  get bytes(): number {
    return this.#counts.bytes;
  }

  takeProblems(): readonly ChunkProblem[] {
    const problems = this.#problems.list();
    this.#problems = new RowProblems();
    return problems;
  }

  toPartial(): GroupByPartial {
    return { ...this.#counts.toPartial(), statistics: null };
  }
}

/** Aggregates one column's numbers per group. A row without a number there adds nothing to its group. */
export class StatisticsSink implements GroupSink {
  readonly wanted: readonly number[];
  readonly numeric: ReadonlySet<number> | undefined;
  #problems = new RowProblems(notNumbersAre);
  readonly #dataset: Dataset;
  readonly #columns: number;
  /** The needed column that is furthest right. */
  readonly #last: number;
  /** Where the cells' bounds are. */
  readonly #byAt: number;
  readonly #ofAt: number;
  /** Of whole numbers that come as such. Others may be in a column that a user calls one of integers. */
  readonly #ofKind: NumberKind;
  readonly #parser = new NumberParser();
  readonly #keys = new KeyTable();
  readonly #statistics = new Statistics();
  /** Rows that wait to be added together; all others' bytes are in the same buffer, see `RowSink.flush`. */
  readonly #waiting = new KeyBatch(rowsAtOnce);
  readonly #values = new Float64Array(rowsAtOnce);
  readonly #kinds = new Uint8Array(rowsAtOnce);
  readonly #groups = new Int32Array(rowsAtOnce);
  readonly #coded = new CodedGroups(this.#keys);

  constructor(dataset: Dataset, by: number, of: number) {
    this.wanted = by === of ? [by] : [Math.min(by, of), Math.max(by, of)];
    this.#dataset = dataset;
    this.#columns = dataset.columns.length;
    this.#last = Math.max(by, of);
    this.#byAt = this.wanted.indexOf(by) * 2;
    this.#ofAt = this.wanted.indexOf(of) * 2;
    // As a key, a number is its text.
    this.numeric = by === of ? undefined : new Set([this.#ofAt / 2]);
    this.#ofKind = dataset.columns[of]!.type === "integer" ? numberKinds.integer : numberKinds.decimal;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number, numbers?: Float64Array): void {
    if (cells !== this.#columns) {
      if (cells <= this.#last) {
        this.#problems.ragged(cells, this.#dataset.columns[this.#last]!.name, line);
        return;
      }
      this.#problems.uneven(cells, this.#columns, line);
    }
    const parser = this.#parser;
    const ofAt = this.#ofAt;
    let value = numbers === undefined ? Number.NaN : numbers[ofAt / 2]!;
    let kind = this.#kindOf(value);
    if (Number.isNaN(value)) {
      value = parser.parse(bytes, bounds[ofAt]!, bounds[ofAt + 1]!);
      kind = parser.kind;
    }
    const byAt = this.#byAt;
    if (kind === numberKinds.none || kind === numberKinds.bigInteger) {
      const group = this.#keys.numberOf(bytes, bounds[byAt]!, bounds[byAt + 1]!);
      this.#addText(group, bytes, bounds[ofAt]!, bounds[ofAt + 1]!, line);
      return;
    }
    const waiting = this.#waiting;
    this.#values[waiting.size] = value;
    this.#kinds[waiting.size] = kind;
    waiting.add(bytes, bounds[byAt]!, bounds[byAt + 1]!);
    if (waiting.size === rowsAtOnce) this.flush();
  }

  block({ rows, cells, line, columns }: RowBlock): boolean {
    const keys = columns[this.#byAt / 2]!;
    const { bytes, numbers, starts, ends } = columns[this.#ofAt / 2]!;
    if (numbers === null || cells !== this.#columns) return false;
    const missing = keys.codes === null ? this.#batch(keys, numbers, rows) : this.#batchCoded(keys, numbers, rows);
    if (missing === 0) return true;
    for (let row = 0; row < rows; row++) {
      if (!Number.isNaN(numbers[row])) continue;
      const text = keys.codes === null ? row : keys.codes[row]!;
      const group = this.#keys.numberOf(keys.bytes, keys.starts[text]!, keys.ends[text]!);
      this.#addText(group, bytes, starts[row]!, ends[row]!, line + row);
    }
    return true;
  }

  /** Adds rows of which each has its own key. @returns How many have no number and are left out. */
  #batch({ bytes, starts, ends }: CellBlock, numbers: Float64Array, rows: number): number {
    const waiting = this.#waiting;
    let missing = 0;
    for (let row = 0; row < rows; row++) {
      const value = numbers[row]!;
      if (Number.isNaN(value)) {
        missing++;
        continue;
      }
      this.#values[waiting.size] = value;
      this.#kinds[waiting.size] = this.#kindOf(value);
      waiting.add(bytes, starts[row]!, ends[row]!);
      if (waiting.size === rowsAtOnce) this.flush();
    }
    this.flush();
    return missing;
  }

  /** The same of rows that share their keys. */
  #batchCoded(keys: CellBlock, numbers: Float64Array, rows: number): number {
    const codes = keys.codes!;
    const groupOf = this.#coded.use(keys);
    const values = this.#values;
    const kinds = this.#kinds;
    const groups = this.#groups;
    let missing = 0;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const value = numbers[row]!;
      if (Number.isNaN(value)) {
        missing++;
        continue;
      }
      const group = groupOf[codes[row]!]!;
      values[count] = value;
      kinds[count] = this.#kindOf(value);
      groups[count++] = group < 0 ? this.#coded.of(codes[row]!) : group;
      if (count < rowsAtOnce) continue;
      this.#add(count);
      count = 0;
    }
    this.#add(count);
    return missing;
  }

  /** Of a number that comes as such. */
  #kindOf(value: number): NumberKind {
    return this.#ofKind === numberKinds.decimal || Number.isSafeInteger(value) ? this.#ofKind : numberKinds.decimal;
  }

  /** Adds what does not come as a number, or is too large for one, to a group. */
  #addText(group: number, bytes: Uint8Array, start: number, end: number, line: number): void {
    // So that the group stands in the result even where it has no number at all.
    this.#statistics.reserve(this.#keys.size);
    const parser = this.#parser;
    const value = parser.parse(bytes, start, end);
    if (parser.kind === numberKinds.none) this.#problems.notANumber(bytes, start, end, line);
    else if (parser.kind === numberKinds.bigInteger) this.#statistics.addBig(group, parser.big);
    else this.#statistics.add(group, value, parser.kind);
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#keys.numberAll(waiting, waiting.size, this.#groups);
    this.#add(waiting.size);
    waiting.size = 0;
  }

  /** Adds the first `count` values to their groups. */
  #add(count: number): void {
    this.#statistics.reserve(this.#keys.size);
    this.#statistics.addAll(this.#groups, this.#values, this.#kinds, count);
  }

  get bytes(): number {
    return this.#keys.partialBytes + this.#statistics.partialBytes;
  }

  takeProblems(): readonly ChunkProblem[] {
    const problems = this.#problems.list();
    this.#problems = new RowProblems(notNumbersAre);
    return problems;
  }

  toPartial(): GroupByPartial {
    return { keys: this.#keys.toPartial(), counts: null, statistics: this.#statistics.toPartial() };
  }
}
