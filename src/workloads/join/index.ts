import { z } from "zod";
import {
  builtinWorkload,
  columnIndex,
  type Dataset,
  formatNumber,
  KeyTable,
  type Problem,
  planBytes,
  type ResultTable,
  readRows,
  requireDataset,
  Statistics,
} from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { overflowProblem } from "../support/overflow-problem";
import { type Joined, JoinSink } from "./sink";
import { smallTable } from "./small-table";

const title = "Join with a small table";

const parameters = z.strictObject({
  key: z.string().min(1, "Choose the column to look up.").meta({
    title: "Look up",
    description: "The column of this dataset whose text is looked up in the small table.",
    "x-column": "any",
  }),
  table: z.string().min(1, "Choose the small table.").max(32_768).meta({
    title: "In the small table",
    description: "A file of up to 64 MB, which every worker reads. Open it first, beside this dataset.",
    "x-dataset": true,
  }),
  tableKey: z.string().max(1_000).optional().meta({
    title: "By its column",
    description: "The small table's column that has the same texts. Left out: its first column.",
  }),
  label: z.string().max(1_000).optional().meta({
    title: "Which gives",
    description: "The small table's column by which rows are put together. Left out: the one behind.",
  }),
  of: z.string().nullish().meta({
    title: "Of",
    description: "The column of numbers to add up. Left out, rows are only counted.",
    "x-column": "number",
  }),
});
type JoinParameters = z.output<typeof parameters>;

/** Rows put together by what a second, small table says of them. */
export const join = builtinWorkload<JoinParameters, Joined>({
  id: "join",
  title,
  summary:
    "Looks each row's key up in a second, small table, and counts rows, or adds up a column, for each text that it gives. Rows whose key it does not have are counted.",
  lesson:
    "Each worker first reads the whole small table for itself, which its first chunk shows; from then on nothing has to be asked of anybody. The larger the small table, the longer all of them do the same at the beginning.",
  input: "table",
  kind: "data",
  area: "tables",
  teaches: ["merging", "scaling"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  split(input) {
    const dataset = requireDataset(input.dataset, title);
    columnsOf(dataset, input.parameters);
    return planBytes({ ...input, dataset });
  },
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, title);
    const { table: path, tableKey, label } = context.parameters;
    const { key, of } = columnsOf(dataset, context.parameters);
    const table = await smallTable({ path, key: tableKey ?? "", label: label ?? "" }, context);
    const sink = new JoinSink(dataset, table, key, of);
    const read = await readRows(chunk, dataset, context, sink.wanted, sink);
    const { seam, lines, problems } = read;
    return { partial: sink.toPartial(), seam, lines, problems: [...problems, ...sink.problems()] };
  },
  combine({ parameters: { of, key } }) {
    const sums = of !== undefined && of !== null && of !== "";
    const labels = new KeyTable();
    const statistics = new Statistics();
    // Until a worker has read the small table.
    let name = "text";
    let tableProblems: readonly Problem[] = [];
    let unmatched = 0;
    let firstUnmatched: Uint8Array | null = null;
    let texts = new KeyTexts();
    let overflown: string[] = [];
    return {
      add(partial) {
        name = partial.labelName;
        tableProblems = partial.tableProblems;
        const numbers = labels.merge(partial.labels);
        statistics.reserve(labels.size);
        statistics.merge(partial.statistics, (number) => numbers[number]!);
        unmatched += partial.unmatched;
        firstUnmatched ??= partial.firstUnmatched;
      },
      result() {
        texts = new KeyTexts();
        overflown = [];
        const rows: ResultTable["rows"][number][] = [];
        let matched = 0;
        let integers = true;
        for (const number of labels.sorted()) {
          const text = texts.of(labels, number);
          const all = statistics.finish(number);
          matched += all.count;
          integers &&= all.integers;
          if (all.overflown) overflown.push(text);
          rows.push(sums ? [text, all.count, all.sum, all.mean] : [text, all.count]);
        }
        const columns: ResultTable["columns"] = [
          { name, type: "text" },
          { name: "count", type: "integer" },
          ...(sums
            ? ([
                { name: "sum", type: integers ? "integer" : "decimal" },
                { name: "mean", type: "decimal" },
              ] as const)
            : []),
        ];
        return {
          columns,
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "bar", x: name, y: sums ? "sum" : "count" },
          figures: [
            { name: "rows found", value: matched },
            { name: "rows not found", value: unmatched },
          ],
          headline: `${formatNumber(matched)} ${matched === 1 ? "row" : "rows"} by ${formatNumber(rows.length)} ${rows.length === 1 ? "text" : "texts"} for ${key}`,
        };
      },
      problems: () => [
        ...tableProblems,
        ...texts.problems(),
        ...(overflown.length === 0 ? [] : [overflowProblem(overflown[0]!, overflown.length)]),
        ...(firstUnmatched === null
          ? []
          : [
              {
                code: "key-not-found",
                severity: "warning" as const,
                message: `'${new KeyTexts().textOf(firstUnmatched)}' is not in the small table. Rows with such keys are left out.`,
                count: unmatched,
              },
            ]),
      ],
    };
  },
});

function columnsOf(
  dataset: Dataset,
  { key, of }: JoinParameters,
): { readonly key: number; readonly of: number | null } {
  const isCounted = of === undefined || of === null || of === "";
  return { key: columnIndex(dataset, key), of: isCounted ? null : columnIndex(dataset, of) };
}
