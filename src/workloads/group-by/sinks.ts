import {
  type Dataset,
  KeyTable,
  NumberParser,
  numberKinds,
  RowProblems,
  type RowSink,
  Statistics,
} from "../../library/worker";
import type { GroupByPartial } from "./index";

/** Counts rows per group. */
export class CountSink implements RowSink {
  readonly wanted: readonly number[];
  readonly problems = new RowProblems();
  readonly #by: number;
  readonly #dataset: Dataset;
  readonly #columns: number;
  readonly #keys = new KeyTable();
  #counts = new Float64Array(64);

  constructor(dataset: Dataset, by: number) {
    this.wanted = [by];
    this.#by = by;
    this.#dataset = dataset;
    this.#columns = dataset.columns.length;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    if (cells !== this.#columns) {
      if (cells <= this.#by) {
        this.problems.ragged(cells, this.#dataset.columns[this.#by]!.name, line);
        return;
      }
      this.problems.uneven(cells, this.#columns, line);
    }
    const group = this.#keys.numberOf(bytes, bounds[0]!, bounds[1]!);
    if (group === this.#counts.length) {
      const grown = new Float64Array(group * 2);
      grown.set(this.#counts);
      this.#counts = grown;
    }
    this.#counts[group]! += 1;
  }

  toPartial(): GroupByPartial {
    return { keys: this.#keys.toPartial(), counts: this.#counts.slice(0, this.#keys.size), statistics: null };
  }
}

/** Aggregates one column's numbers per group. A row without a number there belongs to no group. */
export class StatisticsSink implements RowSink {
  readonly wanted: readonly number[];
  readonly problems = new RowProblems();
  readonly #dataset: Dataset;
  readonly #columns: number;
  /** The needed column that is furthest right. */
  readonly #last: number;
  /** Where the cells' bounds are. */
  readonly #byAt: number;
  readonly #ofAt: number;
  readonly #parser = new NumberParser();
  readonly #keys = new KeyTable();
  readonly #statistics = new Statistics();

  constructor(dataset: Dataset, by: number, of: number) {
    this.wanted = by === of ? [by] : [Math.min(by, of), Math.max(by, of)];
    this.#dataset = dataset;
    this.#columns = dataset.columns.length;
    this.#last = Math.max(by, of);
    this.#byAt = this.wanted.indexOf(by) * 2;
    this.#ofAt = this.wanted.indexOf(of) * 2;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number): void {
    if (cells !== this.#columns) {
      if (cells <= this.#last) {
        this.problems.ragged(cells, this.#dataset.columns[this.#last]!.name, line);
        return;
      }
      this.problems.uneven(cells, this.#columns, line);
    }
    const parser = this.#parser;
    const ofAt = this.#ofAt;
    const value = parser.parse(bytes, bounds[ofAt]!, bounds[ofAt + 1]!);
    const { kind } = parser;
    if (kind === numberKinds.none) {
      this.problems.notANumber(bytes, bounds[ofAt]!, bounds[ofAt + 1]!, line);
      return;
    }
    const byAt = this.#byAt;
    const group = this.#keys.numberOf(bytes, bounds[byAt]!, bounds[byAt + 1]!);
    const statistics = this.#statistics;
    if (group >= statistics.size) statistics.reserve(group + 1);
    if (kind === numberKinds.bigInteger) statistics.addBig(group, parser.big);
    else statistics.add(group, value, kind);
  }

  toPartial(): GroupByPartial {
    return { keys: this.#keys.toPartial(), counts: null, statistics: this.#statistics.toPartial() };
  }
}
