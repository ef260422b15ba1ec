import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";
import {
  builtinWorkload,
  categories,
  columnIndex,
  fail,
  formatNumber,
  isNumeric,
  planBytes,
  readRows,
  requireDataset,
} from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { compareKeys, type SortKey, sortOrders } from "./keys";
import { mergeParts } from "./merge-parts";
import { csvLine, type PartFile, partsFolder, unfinishedFile, writePart } from "./part-file";
import { SortedRows } from "./sorted-rows";

const title = "Sort and merge";

const parameters = z.strictObject({
  by: z.string().min(1, "Choose the column to sort by.").meta({
    title: "By",
    description: "A column of numbers is sorted by their size, any other by the bytes of its texts.",
    "x-column": "any",
  }),
  order: z.enum(sortOrders).default("ascending").meta({ title: "Order" }),
  rows: z
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .meta({ title: "Rows to show", description: "How many of the first rows the result holds." }),
  output: z.string().max(32_768).optional().meta({
    title: "Sorted file",
    description: "The whole path of a new CSV file for all rows. Left out, only the first rows are kept.",
    "x-output": "-sorted.csv",
  }),
});

interface First {
  readonly key: SortKey;
  /** Their bytes as Latin-1: texts travel much faster than arrays of a few bytes. */
  readonly cells: readonly string[];
}

interface Sorted {
  readonly first: readonly First[];
  readonly rows: number;
  /** Null where no file is written. */
  readonly part: PartFile | null;
}

/** A file's rows in the order of a column. */
export const sort = builtinWorkload<z.output<typeof parameters>, Sorted>({
  id: "sort",
  title,
  summary:
    "Sorts the rows of a file by one column: each chunk by itself, then all of them are merged. The first rows are the result; all of them go into a new file where one is named, with no more than their beginnings in memory.",
  lesson:
    "Sorting is shared out, and its lanes are solid. The merge at the end is done by one, on the combiner's lane: however many workers there are, that stretch stays as long as it is.",
  input: "table",
  kind: "data",
  area: "tables",
  teaches: ["merging", "scaling"],
  parameters,
  chunkUnit: "bytes",
  // A chunk's rows are written under its own name: done twice, they are the same.
  restartable: true,
  grows: true,
  // One, whose end is the merge: nothing is merged of a run that was stopped.
  rounds: () => 1,
  leftovers(given) {
    const output = outputOf(given);
    return output === null ? [] : [partsFolder(output), unfinishedFile(output)];
  },
  split(input) {
    const dataset = requireDataset(input.dataset, title);
    columnIndex(dataset, input.parameters.by);
    const output = outputOf(input.parameters);
    if (output !== null) checkOutput(output);
    return planBytes({ ...input, dataset });
  },
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, title);
    const { by, order, rows: most } = context.parameters;
    const output = outputOf(context.parameters);
    const sink = new SortedRows(dataset, columnIndex(dataset, by));
    const { seam, lines, problems } = await readRows(chunk, dataset, context, sink.wanted, sink);
    context.trace.slice(categories.compute, "sort", () => sink.sort(order));
    await context.yield();
    const part =
      output === null
        ? null
        : context.trace.slice(categories.serialize, "write sorted rows", () =>
            writePart(output, chunk.index, sink, delimiterOf(dataset)),
          );
    const first: First[] = [];
    for (let place = 0; place < Math.min(most, sink.size); place++) {
      first.push({
        key: sink.key(place),
        cells: sink.cells(place).map((cell) => Buffer.from(cell).toString("latin1")),
      });
    }
    return { partial: { first, rows: sink.size, part }, seam, lines, problems: [...problems, ...sink.problems()] };
  },
  combine({ dataset, parameters: given }) {
    const { by, order, rows: most } = given;
    const known = requireDataset(dataset, title);
    const compare = compareKeys(order);
    const output = outputOf(given);
    const parts: PartFile[] = [];
    let first: readonly First[] = [];
    let count = 0;
    let isWritten = false;
    return {
      add(partial) {
        first = mergeFirst(first, partial.first, compare, most);
        count += partial.rows;
        if (partial.part !== null) parts.push(partial.part);
      },
      endRound() {
        if (output !== null) {
          const header = csvLine(
            known.columns.map(({ name }) => Buffer.from(name)),
            delimiterOf(known),
          );
          const isNumber = isNumeric(known.columns[columnIndex(known, by)]!);
          mergeParts(output, parts, header, { isNumber, order });
          isWritten = true;
        }
        return { isLast: true, state: null };
      },
      result() {
        const texts = new KeyTexts();
        const rows = first.map(({ cells }) =>
          known.columns.map((_, cell) => texts.textOf(Buffer.from(cells[cell] ?? "", "latin1"))),
        );
        return {
          columns: known.columns.map(({ name }) => ({ name, type: "text" })),
          rows,
          totalRows: rows.length,
          partial: false,
          chart: null,
          figures: [
            { name: "rows", value: count },
            { name: "shown", value: rows.length },
            ...(isWritten ? [{ name: "sorted file", value: output! }] : []),
          ],
          headline: `${formatNumber(count)} ${count === 1 ? "row" : "rows"} by ${by}, ${order}`,
        };
      },
    };
  },
});

function outputOf({ output }: z.output<typeof parameters>): string | null {
  return output === undefined || output === "" ? null : output;
}

function delimiterOf({ delimiter }: { readonly delimiter: string }): string {
  return delimiter === "" ? "," : delimiter;
}

/** @throws {FaultError} `bad-parameter`: nothing is written over. */
function checkOutput(output: string): void {
  if (!isAbsolute(output)) fail("bad-parameter", `Sorted file: ${output} is no whole path. Write it from the root on.`);
  for (const path of [output, partsFolder(output), unfinishedFile(output)]) {
    if (existsSync(path)) fail("bad-parameter", `Sorted file: there is a ${path} already. Name another, or delete it.`);
  }
}

/** The first of two sorted lists; of the same keys those of `a` come first. */
function mergeFirst(
  a: readonly First[],
  b: readonly First[],
  compare: (a: SortKey, b: SortKey) => number,
  most: number,
): readonly First[] {
  const merged: First[] = [];
  for (let inA = 0, inB = 0; merged.length < most && (inA < a.length || inB < b.length); ) {
    const takesA = inB >= b.length || (inA < a.length && compare(a[inA]!.key, b[inB]!.key) <= 0);
    merged.push(takesA ? a[inA++]! : b[inB++]!);
  }
  return merged;
}
