import { z } from "zod";
import {
  builtinWorkload,
  type Dataset,
  formatNumber,
  numberKinds,
  planBytes,
  requireDataset,
  Statistics,
  type StatisticsPartial,
} from "../../library/worker";
import { columnIndexes, type NumberRange, rangesOf, readNumbers, scaleTo, withRange } from "../support/number-rows";
import { firstCentres, nearest, type Point, placeOf } from "./centres";
import { mostClusters, scatter } from "./scatter";

const title = "Clusters (k-means)";

/** Points that the picture shows and centres begin with, about. */
const sampleRows = 3_000;
/** The same where the number of rows was estimated far too low. */
const mostSampleRows = 10_000;

const parameters = z.strictObject({
  first: z.string().min(1, "Choose a column of numbers.").meta({
    title: "First column",
    description: "Rows are near each other where these numbers are. The picture shows it to the right.",
    "x-column": "number",
  }),
  second: z.string().min(1, "Choose a column of numbers.").meta({
    title: "Second column",
    description: "The picture shows it upwards.",
    "x-column": "number",
  }),
  third: z.string().nullish().meta({ title: "Third column", description: "On request.", "x-column": "number" }),
  clusters: z
    .int()
    .min(1)
    .max(mostClusters)
    .default(4)
    .meta({ title: "Clusters", description: "How many are looked for." }),
  rounds: z.int().min(1).max(1_000).default(30).meta({
    title: "Rounds",
    description: "After how many it ends, though centres still move.",
  }),
  seed: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(1)
    .meta({ title: "Seed", description: "Another seed, other beginnings." }),
});
type KMeansParameters = z.output<typeof parameters>;

interface State {
  readonly ranges: readonly NumberRange[];
  readonly centres: readonly Point[];
}

interface Assigned {
  /** In the first round of the columns; then of clusters × columns, and of the squares of all distances. */
  readonly statistics: StatisticsPartial;
  /** In the first round: some rows, one behind the other. */
  readonly sample: Float64Array;
}

/** Groups of rows that are near each other. */
export const kMeans = builtinWorkload<KMeansParameters, Assigned>({
  id: "k-means",
  title,
  summary:
    "Looks for groups of rows whose numbers are near each other: every row goes to the nearest of some centres, then each centre moves to the middle of its rows, until none moves any more. Columns are scaled to the same width.",
  lesson:
    "Each round reads all rows, and the next can only begin with the centres that this one gives: the lanes show it as phases, with waits at each barrier for the slowest. More workers shorten the phases, but never the number of them.",
  input: "table",
  kind: "data",
  area: "learning",
  teaches: ["barriers", "scaling"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  // One more, for the columns' ranges and the first centres.
  rounds: ({ rounds }) => rounds + 1,
  split(input) {
    const dataset = requireDataset(input.dataset, title);
    columnsOf(dataset, input.parameters);
    return planBytes({ ...input, dataset });
  },
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, title);
    const columns = columnsOf(dataset, context.parameters);
    const state = context.state as State | null;
    if (state === null) {
      const sample: number[] = [];
      const statistics = emptyStatistics(columns.length);
      const share = sampleRows / dataset.rowsEstimate;
      const done = await readNumbers(chunk, context, { dataset, columns }, (numbers) => {
        numbers.forEach((value, column) => {
          statistics.add(column, value, numberKinds.decimal);
        });
        if (placeOf(numbers) < share) sample.push(...numbers);
      });
      return { ...done, partial: { statistics: statistics.toPartial(), sample: Float64Array.from(sample) } };
    }
    const { ranges, centres } = state;
    const distances = centres.length * columns.length;
    const statistics = emptyStatistics(distances + 1);
    const point = new Float64Array(columns.length);
    const done = await readNumbers(chunk, context, { dataset, columns }, (numbers) => {
      scaleTo(point, numbers, ranges);
      const { index, square } = nearest(point, centres);
      for (let column = 0; column < point.length; column++) {
        statistics.add(index * point.length + column, point[column]!, numberKinds.decimal);
      }
      statistics.add(distances, square, numberKinds.decimal);
    });
    return { ...done, partial: { statistics: statistics.toPartial(), sample: new Float64Array(0) } };
  },
  combine({ parameters: { first, second, third, clusters, seed } }) {
    const names = [first, second, ...(third === undefined || third === null || third === "" ? [] : [third])];
    const groups = clusters * names.length + 1;
    let statistics = emptyStatistics(groups);
    const sample: Float64Array[] = [];
    let ranges: readonly NumberRange[] = [];
    let points: readonly Point[] = [];
    let centres: readonly Point[] = [];
    let counts: readonly number[] = [];
    /** Mean squared distances, by round. */
    const spread: number[] = [];
    let isSettled = false;
    return {
      add(partial) {
        statistics.merge(partial.statistics, (group) => group);
        for (let at = 0; at < partial.sample.length && sample.length < mostSampleRows; at += names.length) {
          sample.push(partial.sample.subarray(at, at + names.length));
        }
      },
      endRound(round) {
        if (round === 0) {
          ranges = rangesOf(statistics, names.length);
          points = sample.map((numbers) => scaleTo(new Float64Array(names.length), numbers, ranges));
          centres = firstCentres(points, clusters, seed);
        } else {
          const moved = centres.map((centre, index) =>
            Float64Array.from(
              centre,
              (before, column) => statistics.finish(index * names.length + column).mean ?? before,
            ),
          );
          counts = centres.map((_, index) => statistics.finish(index * names.length).count);
          spread.push(statistics.finish(centres.length * names.length).mean ?? 0);
          isSettled = moved.every((centre, index) =>
            centre.every((value, column) => value === centres[index]![column]),
          );
          centres = moved;
        }
        statistics = emptyStatistics(groups);
        return { isLast: centres.length === 0 || isSettled, state: { ranges, centres } satisfies State };
      },
      result: () => {
        const rows = centres.map((centre, index) => [
          String(index + 1),
          counts[index] ?? 0,
          ...Array.from(centre, (value, column) => withRange(value, ranges[column]!)),
        ]);
        const round = spread.length;
        return {
          columns: [
            { name: "cluster", type: "text" },
            { name: "rows", type: "integer" },
            ...names.map((name) => ({ name, type: "decimal" as const })),
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "bar", x: "cluster", y: "rows" },
          ...(centres.length === 0
            ? {}
            : { picture: { ...scatter(points, centres), title: `${names[1]} over ${names[0]}` } }),
          figures:
            round === 0
              ? []
              : [
                  { name: "rounds", value: round },
                  { name: "spread at first", value: spread[0]! },
                  { name: "spread now", value: spread[round - 1]! },
                ],
          headline:
            centres.length === 0
              ? "No centres yet"
              : `${formatNumber(centres.length)} ${centres.length === 1 ? "cluster" : "clusters"}, ${isSettled ? `settled after ${formatNumber(round)} rounds` : `still moving after ${formatNumber(round)} ${round === 1 ? "round" : "rounds"}`}`,
        };
      },
    };
  },
});

function emptyStatistics(groups: number): Statistics {
  const statistics = new Statistics();
  statistics.reserve(groups);
  return statistics;
}

function columnsOf(dataset: Dataset, { first, second, third }: KMeansParameters): readonly number[] {
  return columnIndexes(dataset, [first, second, third]);
}
