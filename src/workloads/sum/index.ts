import { z } from "zod";
import {
  builtinWorkload,
  columnIndex,
  type Dataset,
  dataKindOf,
  fail,
  formatNumber,
  isNumeric,
  listColumns,
  type NumberKind,
  NumberParser,
  numberKinds,
  planBytes,
  RowProblems,
  type RowSink,
  readRows,
  requireDataset,
  Statistics,
  type StatisticsPartial,
} from "../../library/worker";
import { overflowProblem } from "../support/overflow-problem";

const parameters = z.strictObject({
  column: z.string().optional().meta({
    title: "Column",
    description: "The column to add up. Not needed for a file of one number per line, or with one column of numbers.",
    "x-column": "number",
  }),
});

/** The column of the row's cells to add up: 0 for lines of text. */
function columnToSum(dataset: Dataset, column: string | undefined): number {
  if (column !== undefined && column !== "") return columnIndex(dataset, column);
  if (dataKindOf(dataset) === "text" || dataset.columns.length === 1) return 0;
  const numeric = dataset.columns.flatMap((one, index) => (isNumeric(one) ? [index] : []));
  if (numeric.length === 1) return numeric[0]!;
  return fail("column-missing", `Say which column of ${dataset.name} to add up. Its columns: ${listColumns(dataset)}.`);
}

/** Adds up one column, or a file of numbers. */
export const sum = builtinWorkload<z.output<typeof parameters>, StatisticsPartial>({
  id: "sum",
  title: "Sum",
  summary: "Adds up a column of a table, or a file of one number per line: count, sum, mean, least and greatest.",
  lesson:
    "Workers read the file's parts themselves, so little travels between processes. Reading takes its share of every chunk: the disk, or the memory that caches it, sets the pace in the end.",
  input: "any",
  kind: "data",
  area: "tables",
  teaches: ["scaling", "chunk-size"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  split(input) {
    const dataset = requireDataset(input.dataset, "Sum");
    columnToSum(dataset, input.parameters.column);
    return planBytes({ ...input, dataset });
  },
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, "Sum");
    const sink = new SumSink(dataset, columnToSum(dataset, context.parameters.column));
    const read = await readRows(chunk, dataset, context, [sink.column], sink);
    return {
      partial: sink.statistics.toPartial(),
      seam: read.seam,
      lines: read.lines,
      problems: [...read.problems, ...sink.problems.list()],
    };
  },
  combine({ dataset, parameters: { column } }) {
    const statistics = new Statistics();
    statistics.reserve(1);
    let overflown = false;
    return {
      add: (partial) => statistics.merge(partial, () => 0),
      result: () => {
        const all = statistics.finish(0);
        overflown = all.overflown;
        const known = requireDataset(dataset, "Sum");
        const name = dataKindOf(known) === "table" ? known.columns[columnToSum(known, column)]!.name : "";
        const type = all.integers ? "integer" : "decimal";
        const numbers = all.count === 1 ? "1 number" : `${formatNumber(all.count)} numbers`;
        const shown = all.sum === null ? "beyond what a float64 holds" : formatNumber(all.sum);
        return {
          columns: [
            { name: "count", type: "integer" },
            { name: "sum", type },
            { name: "mean", type: "decimal" },
            { name: "min", type },
            { name: "max", type },
          ],
          rows: [[all.count, all.sum, all.mean, all.min, all.max]],
          totalRows: 1,
          partial: false,
          chart: { kind: "figure", x: "count", y: "sum" },
          headline: `The sum of ${numbers}${name === "" ? "" : ` of ${name}`} is ${shown}`,
        };
      },
      problems: () => (overflown ? [overflowProblem(null, 1)] : []),
    };
  },
});

class SumSink implements RowSink {
  readonly numeric: ReadonlySet<number> = new Set([0]);
  readonly statistics = new Statistics();
  readonly problems = new RowProblems();
  readonly column: number;
  readonly #dataset: Dataset;
  readonly #isText: boolean;
  readonly #columns: number;
  /** Of whole numbers that come as such. Others may be in a column that a user calls one of integers. */
  readonly #kind: NumberKind;
  readonly #parser = new NumberParser();

  constructor(dataset: Dataset, column: number) {
    this.statistics.reserve(1);
    this.column = column;
    this.#dataset = dataset;
    this.#isText = dataKindOf(dataset) === "text";
    this.#columns = this.#isText ? 1 : dataset.columns.length;
    this.#kind = dataset.columns[column]?.type === "integer" ? numberKinds.integer : numberKinds.decimal;
  }

  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number, numbers?: Float64Array): void {
    if (cells !== this.#columns) {
      if (cells <= this.column) {
        this.problems.ragged(cells, this.#dataset.columns[this.column]!.name, line);
        return;
      }
      this.problems.uneven(cells, this.#columns, line);
    }
    if (numbers !== undefined && !Number.isNaN(numbers[0]!)) {
      const value = numbers[0]!;
      this.statistics.add(0, value, Number.isSafeInteger(value) ? this.#kind : numberKinds.decimal);
      return;
    }
    const start = bounds[0]!;
    const end = bounds[1]!;
    const value = this.#parser.parse(bytes, start, end);
    const { kind } = this.#parser;
    if (kind === numberKinds.none) {
      if (!this.#isText || !isBlank(bytes, start, end)) this.problems.notANumber(bytes, start, end, line);
    } else if (kind === numberKinds.bigInteger) this.statistics.addBig(0, this.#parser.big);
    else this.statistics.add(0, value, kind);
  }
}

/** A line of spaces is as empty as an empty line. */
function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 32 && bytes[at] !== 9) return false;
  return true;
}
