import {
  type Chunk,
  columnIndex,
  type Dataset,
  NumberParser,
  numberKinds,
  RowProblems,
  type RowSink,
  readRows,
  type Statistics,
  type TaskContext,
  type TaskResult,
} from "../../library/worker";

/**
 * Positions of columns by name.
 *
 * @param names Null and empty ones are passed over: parameters that may be left out.
 * @throws {FaultError} `dataset-unsuitable`, `column-missing`.
 */
export function columnIndexes(dataset: Dataset, names: readonly (string | null | undefined)[]): readonly number[] {
  return names.flatMap((name) =>
    name === undefined || name === null || name === "" ? [] : [columnIndex(dataset, name)],
  );
}

/**
 * Hands the numbers of some columns of each of a chunk's rows to `take`. A row without a number in one of them is a problem, and
 * left out.
 *
 * @param columns In any order, the same one twice too.
 * @param take Gets the numbers in the order of `columns`, in an array that is used again for the next row, and whether all of
 * them are integers up to 2^53.
 * @throws {FaultError} As `readRows`.
 */
export async function readNumbers(
  chunk: Chunk,
  context: TaskContext<unknown>,
  { dataset, columns }: { readonly dataset: Dataset; readonly columns: readonly number[] },
  take: (numbers: Float64Array, areIntegers: boolean) => void,
): Promise<Omit<TaskResult<unknown>, "partial">> {
  const sink = new NumberSink(dataset, columns, take);
  const read = await readRows(chunk, dataset, context, sink.wanted, sink);
  return { seam: read.seam, lines: read.lines, problems: [...read.problems, ...sink.problems.list()] };
}

class NumberSink implements RowSink {
  readonly wanted: readonly number[];
  readonly numeric: ReadonlySet<number>;
  readonly problems = new RowProblems();
  readonly #dataset: Dataset;
  readonly #take: (numbers: Float64Array, areIntegers: boolean) => void;
  readonly #parser = new NumberParser();
  readonly #numbers: Float64Array;
  /** Where each column's bounds are. */
  readonly #at: readonly number[];
  readonly #last: number;

  constructor(
    dataset: Dataset,
    columns: readonly number[],
    take: (numbers: Float64Array, areIntegers: boolean) => void,
  ) {
    this.wanted = [...new Set(columns)].sort((a, b) => a - b);
    this.numeric = new Set(this.wanted.keys());
    this.#dataset = dataset;
    this.#take = take;
    this.#numbers = new Float64Array(columns.length);
    this.#at = columns.map((column) => this.wanted.indexOf(column) * 2);
    this.#last = Math.max(...columns);
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number, stored?: Float64Array): void {
    const { columns } = this.#dataset;
    if (cells !== columns.length) {
      if (cells <= this.#last) {
        this.problems.ragged(cells, columns[this.#last]!.name, line);
        return;
      }
      this.problems.uneven(cells, columns.length, line);
    }
    let areIntegers = true;
    for (let index = 0; index < this.#at.length; index++) {
      const number = stored === undefined ? Number.NaN : stored[this.#at[index]! / 2]!;
      if (!Number.isNaN(number)) {
        this.#numbers[index] = number;
        areIntegers &&= Number.isSafeInteger(number);
        continue;
      }
      const start = bounds[this.#at[index]!]!;
      const end = bounds[this.#at[index]! + 1]!;
      const value = this.#parser.parse(bytes, start, end);
      const { kind } = this.#parser;
      if (kind === numberKinds.none) {
        this.problems.notANumber(bytes, start, end, line);
        return;
      }
      // Beyond 2^53 the nearest float64.
      this.#numbers[index] = kind === numberKinds.bigInteger ? Number(this.#parser.big) : value;
      areIntegers &&= kind === numberKinds.integer;
    }
    this.#take(this.#numbers, areIntegers);
  }
}

/** The least and the greatest number of a column. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** Of the first `count` groups, each of them a column; 0 to 0 where there is no number. */
export function rangesOf(statistics: Statistics, count: number): readonly NumberRange[] {
  statistics.reserve(count);
  return Array.from({ length: count }, (_, column) => {
    const { min, max } = statistics.finish(column);
    return { min: Number(min), max: Number(max) };
  });
}

/** Brings each column's numbers between 0 and 1. @returns `scaled`. */
export function scaleTo(scaled: Float64Array, numbers: Float64Array, ranges: readonly NumberRange[]): Float64Array {
  for (let column = 0; column < ranges.length; column++) {
    const { min, max } = ranges[column]!;
    // Halved, so that no range is too wide.
    scaled[column] = min === max ? 0 : (numbers[column]! / 2 - min / 2) / (max / 2 - min / 2);
  }
  return scaled;
}

/** The other way round. */
export function withRange(scaled: number, { min, max }: NumberRange): number {
  return min * (1 - scaled) + max * scaled;
}
