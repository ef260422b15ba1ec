import { z } from "zod";
import {
  builtinWorkload,
  type Chunk,
  categories,
  type Dataset,
  formatNumber,
  numberKinds,
  planBytes,
  requireDataset,
  Statistics,
  type StatisticsPartial,
  type TaskContext,
  type TaskResult,
} from "../../library/worker";
import { columnIndexes, readNumbers } from "../support/number-rows";
import { BatchLayout } from "./batches";

const title = "Logistic regression";
const rowsName = "rows";
const weightsName = "weights";

/** Columns to tell by, at most. */
const mostColumns = 3;
/** Numbers of a row in the shared array: its columns, and whether it is one. Of fewer columns some are 0. */
const rowWidth = mostColumns + 1;
/** Rounds that only read: for ranges and places, and for the rows themselves. */
const readingRounds = 2;

const layoutOf = ({ batches, most }: RegressionParameters): BatchLayout => new BatchLayout(batches, most, rowWidth);

const parameters = z.strictObject({
  target: z.string().min(1, "Choose what to tell.").meta({
    title: "To tell",
    description: "The column of numbers of which is told whether they are above a limit.",
    "x-column": "number",
  }),
  above: z.number().default(0).meta({ title: "Whether it is above", description: "The limit." }),
  first: z.string().min(1, "Choose a column to tell by.").meta({
    title: "By the column",
    description: "A column of numbers that may have to do with it.",
    "x-column": "number",
  }),
  second: z.string().nullish().meta({ title: "And by", description: "Another one, on request.", "x-column": "number" }),
  third: z.string().nullish().meta({ title: "And by", description: "Another one, on request.", "x-column": "number" }),
  most: z.int().min(100).max(1_000_000).default(200_000).meta({
    title: "Rows at most",
    description: "The first of the file: they lie in shared memory, 32 bytes each.",
  }),
  batches: z.int().min(1).max(1_000).default(10).meta({
    title: "Mini-batches",
    description: "Into how many the rows are put, in turns. Each is a step.",
  }),
  passes: z.int().min(1).max(1_000).default(6).meta({ title: "Passes", description: "How often each is taken." }),
  rate: z.number().min(0.001).max(100).default(1).meta({ title: "Rate", description: "How far each step goes." }),
});
type RegressionParameters = z.output<typeof parameters>;

/** What brings a column's numbers around 0, and most of them between -1 and 1. */
interface Scale {
  readonly mean: number;
  /** The standard deviation; 1 where all numbers are the same. */
  readonly deviation: number;
}

interface State {
  readonly scales: readonly Scale[];
  /** The number of each chunk's first row; one more for the end of the last. */
  readonly starts: Float64Array;
}

interface Found {
  /** In the first round of the columns and of their squares; then of the weights' gradients, and of the loss. */
  readonly statistics: StatisticsPartial;
  /** In the first round rows, then those that were told right. */
  readonly count: number;
}

interface Step {
  readonly loss: number;
  readonly right: number;
  readonly rows: number;
}

/** Learns to tell yes from no, step by step. */
export const logisticRegression = builtinWorkload<RegressionParameters, Found>({
  id: "logistic-regression",
  title,
  summary:
    "Learns from up to three columns whether another one is above a limit: logistic regression by mini-batches. Rows are read once into shared memory, where each step finds them and the weights; gradients are added exactly, so the order of workers changes no bit.",
  lesson:
    "Each step is a phase: nobody begins the next before all gradients of this one are added and the new weights stand in shared memory. Small mini-batches are slices with waits in between; larger ones keep lanes solid, but learn in fewer steps.",
  input: "table",
  kind: "cpu",
  area: "learning",
  teaches: ["shared-memory", "barriers"],
  parameters,
  chunkUnit: "bytes",
  // Rows are written where only their chunk writes, and weights between rounds.
  restartable: true,
  grows: true,
  rounds: ({ batches, passes }) => readingRounds + batches * passes,
  shared: (given) => ({
    [rowsName]: { kind: "array", length: layoutOf(given).length },
    [weightsName]: { kind: "array", length: rowWidth },
  }),
  split(input) {
    const dataset = requireDataset(input.dataset, title);
    columnsOf(dataset, input.parameters);
    const plan = planBytes({ ...input, dataset });
    // Every step hands all of them out again, so few; a file that is read from its beginning is one anyway.
    const even = Math.max(1, Math.ceil((plan.to - plan.from) / input.workers));
    return input.chunkSize === "auto" && dataset.parts !== 1 ? { ...plan, chunkSize: even, tail: undefined } : plan;
  },
  async task(chunk, context) {
    const state = context.state as State | null;
    if (state === null) return survey(chunk, context);
    if (context.round === 1) return load(chunk, context, state);
    return learn(chunk, context, state);
  },
  combine({ parameters: given }) {
    const { batches, rate, above, target } = given;
    const names = namesOf(given);
    const counts: number[] = [];
    let statistics = emptyStatistics();
    let scales: readonly Scale[] = [];
    let right = 0;
    let weights = new Float64Array(rowWidth);
    const steps: Step[] = [];
    return {
      add(partial, index) {
        statistics.merge(partial.statistics, (group) => group);
        if (scales.length === 0) counts[index] = partial.count;
        else right += partial.count;
      },
      endRound(round) {
        const starts = new Float64Array(counts.length + 1);
        for (const [index, count] of counts.entries()) starts[index + 1] = starts[index]! + count;
        if (round === 0) scales = names.map((_, column) => scaleOf(statistics, column));
        else if (round >= readingRounds) {
          const loss = statistics.finish(rowWidth);
          weights = weights.map((weight, column) => weight - rate * (statistics.finish(column).mean ?? 0));
          steps.push({ loss: loss.mean ?? 0, right, rows: loss.count });
        }
        statistics = emptyStatistics();
        right = 0;
        const isNothing = starts[counts.length] === 0;
        return { isLast: isNothing, state: { scales, starts } satisfies State, writes: { [weightsName]: weights } };
      },
      result: () => {
        const last = steps.slice(-batches);
        const rows = last.reduce((sum, step) => sum + step.rows, 0);
        const share = last.reduce((sum, step) => sum + step.right, 0) / rows;
        return {
          columns: [
            { name: "step", type: "integer" },
            { name: "loss", type: "decimal" },
            { name: "right", type: "decimal" },
          ],
          rows: steps.map((step, index) => [index + 1, step.loss, step.rows === 0 ? 0 : step.right / step.rows]),
          totalRows: steps.length,
          partial: false,
          chart: { kind: "line", x: "step", y: "loss" },
          figures:
            steps.length === 0
              ? []
              : [
                  {
                    name: "rows",
                    value: Math.min(
                      given.most,
                      counts.reduce((sum, count) => sum + count, 0),
                    ),
                  },
                  ...names.map((name, column) => ({ name: `weight of ${name}`, value: weights[column]! })),
                  { name: "weight by itself (intercept)", value: weights[mostColumns]! },
                ],
          headline:
            rows === 0
              ? `Whether ${target} is above ${formatNumber(above)}: nothing is learnt yet`
              : `Whether ${target} is above ${formatNumber(above)} is told right for ${(share * 100).toFixed(1)} % of the rows`,
        };
      },
    };
  },
});

/** The first round: how many rows there are, and between what their numbers lie. */
async function survey(chunk: Chunk, context: TaskContext<RegressionParameters>): Promise<TaskResult<Found>> {
  const { dataset, columns } = knownOf(context);
  const statistics = emptyStatistics();
  let count = 0;
  const done = await readNumbers(chunk, context, { dataset, columns }, (numbers) => {
    count++;
    for (let column = 0; column < columns.length - 1; column++) {
      const value = numbers[column]!;
      statistics.add(column, value, numberKinds.decimal);
      statistics.add(mostColumns + column, value * value, numberKinds.decimal);
    }
  });
  return { ...done, partial: { statistics: statistics.toPartial(), count } };
}

/** The second round: the rows go into shared memory. */
async function load(
  chunk: Chunk,
  context: TaskContext<RegressionParameters>,
  { scales, starts }: State,
): Promise<TaskResult<Found>> {
  const { dataset, columns } = knownOf(context);
  const { above, most } = context.parameters;
  const first = starts[chunk.index]!;
  // A wrong guess may find more rows than there are: none of them gets where others write.
  const room = Math.min(starts[chunk.index + 1]!, most) - first;
  const rows: Float64Array[] = [];
  const done = await readNumbers(chunk, context, { dataset, columns }, (numbers) => {
    if (rows.length >= room) return;
    const row = new Float64Array(rowWidth);
    for (const [column, { mean, deviation }] of scales.entries()) row[column] = (numbers[column]! - mean) / deviation;
    row[mostColumns] = numbers[columns.length - 1]! > above ? 1 : 0;
    rows.push(row);
  });
  context.trace.begin(categories.serialize, "write rows");
  await layoutOf(context.parameters).write(context.array(rowsName), first, rows);
  context.trace.end(rows.length);
  return { ...done, partial: { statistics: new Statistics().toPartial(), count: 0 } };
}

/** Every other round: the gradient of the chunk's part of a mini-batch. */
async function learn(
  chunk: Chunk,
  context: TaskContext<RegressionParameters>,
  { starts }: State,
): Promise<TaskResult<Found>> {
  const batch = (context.round - readingRounds) % context.parameters.batches;
  const { from, to } = layoutOf(context.parameters).stretch(batch, starts[chunk.index]!, starts[chunk.index + 1]!);
  context.trace.begin(categories.deserialize, "read rows and weights");
  const weights = await context.array(weightsName).read(0, rowWidth);
  const rows = await context.array(rowsName).read(from, to);
  context.trace.end(rows.length / rowWidth);
  const statistics = emptyStatistics();
  let right = 0;
  context.trace.begin(categories.compute, "gradient");
  for (let at = 0; at < rows.length; at += rowWidth) {
    let sum = weights[mostColumns]!;
    for (let column = 0; column < mostColumns; column++) sum += weights[column]! * rows[at + column]!;
    const yes = rows[at + mostColumns]!;
    const chance = 1 / (1 + Math.exp(-sum));
    for (let column = 0; column < mostColumns; column++) {
      statistics.add(column, (chance - yes) * rows[at + column]!, numberKinds.decimal);
    }
    statistics.add(mostColumns, chance - yes, numberKinds.decimal);
    // The logarithm of a chance that is not rounded to 0.
    const against = yes === 1 ? -sum : sum;
    statistics.add(rowWidth, Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(sum))), numberKinds.decimal);
    if (chance > 0.5 === (yes === 1)) right++;
  }
  context.trace.end(rows.length / rowWidth);
  context.progress(chunk.to - chunk.from);
  return { partial: { statistics: statistics.toPartial(), count: right } };
}

/** Groups for each column and its square, and for each weight and the loss. */
function emptyStatistics(): Statistics {
  const statistics = new Statistics();
  statistics.reserve(Math.max(2 * mostColumns, rowWidth + 1));
  return statistics;
}

function scaleOf(statistics: Statistics, column: number): Scale {
  const mean = statistics.finish(column).mean ?? 0;
  const variance = (statistics.finish(mostColumns + column).mean ?? 0) - mean * mean;
  // Rounding may leave less than nothing of numbers that are all the same.
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

function namesOf({ first, second, third }: RegressionParameters): readonly string[] {
  return [first, second, third].flatMap((name) => (name === undefined || name === null || name === "" ? [] : [name]));
}

/** The columns to tell by, and behind them the one to tell. */
function columnsOf(dataset: Dataset, given: RegressionParameters): readonly number[] {
  return columnIndexes(dataset, [...namesOf(given), given.target]);
}

function knownOf({ dataset, parameters: given }: TaskContext<RegressionParameters>): {
  readonly dataset: Dataset;
  readonly columns: readonly number[];
} {
  const known = requireDataset(dataset, title);
  return { dataset: known, columns: columnsOf(known, given) };
}
