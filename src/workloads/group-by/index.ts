import { z } from "zod";
import {
  accumulating,
  builtinWorkload,
  columnIndex,
  type Dataset,
  planBytes,
  readRows,
  requireDataset,
} from "../../library/worker";
import { combineCounts, combineStatistics } from "./combine";
import type { GroupByPartial } from "./partial";
import { CountSink, StatisticsSink } from "./sinks";

const parameters = z.strictObject({
  by: z.string().min(1, "Choose the column to group by.").meta({
    title: "Group by",
    description: "Rows with the same text in this column make a group.",
    "x-column": "any",
  }),
  of: z.string().optional().meta({
    title: "Of",
    description: "The column of numbers to add up per group. Left out, rows are only counted.",
    "x-column": "number",
  }),
});
type GroupByParameters = z.output<typeof parameters>;

function columnsOf(
  dataset: Dataset,
  { by, of }: GroupByParameters,
): { readonly by: number; readonly of: number | null } {
  return { by: columnIndex(dataset, by), of: of === undefined || of === "" ? null : columnIndex(dataset, of) };
}

/** Count, sum, mean, min and max of one column by another. */
export const groupBy = builtinWorkload<GroupByParameters, GroupByPartial>({
  id: "group-by",
  title: "Group and aggregate",
  summary:
    "Groups the rows of a table by one column: count, sum, mean, least and greatest of another column per group.",
  lesson:
    "Each worker groups its own part of the file, so the lanes are solid and end together. The parts are merged at the end: many groups make more to send and merge, which no worker can share.",
  input: "table",
  kind: "data",
  area: "tables",
  teaches: ["merging", "scaling"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  split(input) {
    const dataset = requireDataset(input.dataset, "Group and aggregate");
    columnsOf(dataset, input.parameters);
    return planBytes({ ...input, dataset });
  },
  ...accumulating<GroupByParameters, GroupByPartial>(({ dataset, parameters }) => {
    const known = requireDataset(dataset, "Group and aggregate");
    const { by, of } = columnsOf(known, parameters);
    const sink = of === null ? new CountSink(known, by) : new StatisticsSink(known, by, of);
    return {
      async add(chunk, context) {
        const { seam, lines, problems } = await readRows(chunk, known, context, sink.wanted, sink);
        return { seam, lines, problems: [...problems, ...sink.takeProblems()] };
      },
      partial: () => sink.toPartial(),
      get bytes() {
        return sink.bytes;
      },
    };
  }),
  combine({ dataset, parameters: { by, of } }) {
    requireDataset(dataset, "Group and aggregate");
    return of === undefined || of === "" ? combineCounts(by) : combineStatistics(by, of);
  },
});
