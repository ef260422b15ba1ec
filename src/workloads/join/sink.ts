import {
  type ChunkProblem,
  type Dataset,
  type KeysPartial,
  KeyTable,
  type NumberKind,
  NumberParser,
  numberKinds,
  type Problem,
  RowProblems,
  type RowSink,
  Statistics,
  type StatisticsPartial,
} from "../../library/worker";
import type { SmallTable } from "./small-table";

/** What a chunk's rows gave: numbers by the text that the small table has for their key. */
export interface Joined {
  readonly labels: KeysPartial;
  /** The column of the small table that they stand in. */
  readonly labelName: string;
  /** What is wrong with the small table: each worker reads all of it, and so finds the same. */
  readonly tableProblems: readonly Problem[];
  /** Rows, and the sum of their numbers; of the numbers 0 where none are added up. */
  readonly statistics: StatisticsPartial;
  readonly unmatched: number;
  /** The first key that the small table does not have; null where it has all. */
  readonly firstUnmatched: Uint8Array | null;
}

/** Looks each row's key up in the small table. */
export class JoinSink implements RowSink {
  readonly wanted: readonly number[];
  readonly numeric: ReadonlySet<number> | undefined;
  readonly #problems = new RowProblems();
  readonly #dataset: Dataset;
  readonly #table: SmallTable;
  readonly #parser = new NumberParser();
  readonly #labels = new KeyTable();
  readonly #statistics = new Statistics();
  /** The number here of a label of the small table. */
  readonly #numbers = new Map<number, number>();
  readonly #keyAt: number;
  readonly #ofAt: number | null;
  #unmatched = 0;
  #firstUnmatched: Uint8Array | null = null;

  /** @param of Null where rows are only counted. */
  constructor(dataset: Dataset, table: SmallTable, key: number, of: number | null) {
    this.wanted = [...new Set(of === null ? [key] : [key, of])].sort((a, b) => a - b);
    this.#dataset = dataset;
    this.#table = table;
    this.#keyAt = this.wanted.indexOf(key) * 2;
    this.#ofAt = of === null ? null : this.wanted.indexOf(of) * 2;
    // As a key, a number is its text.
    this.numeric = this.#ofAt === null || key === of ? undefined : new Set([this.#ofAt / 2]);
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number, numbers?: Float64Array): void {
    const { columns } = this.#dataset;
    const last = this.wanted[this.wanted.length - 1]!;
    if (cells !== columns.length) {
      if (cells <= last) {
        this.#problems.ragged(cells, columns[last]!.name, line);
        return;
      }
      this.#problems.uneven(cells, columns.length, line);
    }
    const start = bounds[this.#keyAt]!;
    const end = bounds[this.#keyAt + 1]!;
    const key = this.#table.keys.find(bytes, start, end);
    if (key < 0) {
      this.#unmatched++;
      this.#firstUnmatched ??= bytes.slice(start, end);
      return;
    }
    const ofAt = this.#ofAt;
    let value = ofAt === null ? 0 : (numbers?.[ofAt / 2] ?? Number.NaN);
    let kind: NumberKind = Number.isSafeInteger(value) ? numberKinds.integer : numberKinds.decimal;
    if (Number.isNaN(value)) {
      value = this.#parser.parse(bytes, bounds[ofAt!]!, bounds[ofAt! + 1]!);
      kind = this.#parser.kind;
    }
    if (kind === numberKinds.none) {
      this.#problems.notANumber(bytes, bounds[ofAt!]!, bounds[ofAt! + 1]!, line);
      return;
    }
    const number = this.#numberOf(this.#table.labelOf[key]!);
    if (kind === numberKinds.bigInteger) this.#statistics.addBig(number, this.#parser.big);
    else this.#statistics.add(number, value, kind);
  }

  problems(): readonly ChunkProblem[] {
    return this.#problems.list();
  }

  toPartial(): Joined {
    return {
      labels: this.#labels.toPartial(),
      labelName: this.#table.labelName,
      tableProblems: this.#table.problems,
      statistics: this.#statistics.toPartial(),
      unmatched: this.#unmatched,
      firstUnmatched: this.#firstUnmatched,
    };
  }

  #numberOf(label: number): number {
    let number = this.#numbers.get(label);
    if (number === undefined) {
      const text = this.#table.labels.key(label);
      number = this.#labels.numberOf(text, 0, text.length);
      this.#numbers.set(label, number);
      this.#statistics.reserve(this.#labels.size);
    }
    return number;
  }
}
