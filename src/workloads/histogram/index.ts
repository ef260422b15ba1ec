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
import { columnIndexes, readNumbers } from "../support/number-rows";
import { digitsPerNumber } from "./ordered-bits";
import { type Beginnings, DigitCounter, type DigitCounts, QuantileSearch } from "./quantile-search";

const title = "Histogram and quantiles";

/** Shares of the quantiles, and what they are called. */
const quantiles = [
  [0.01, "1 % below"],
  [0.05, "5 % below"],
  [0.25, "25 % below"],
  [0.5, "median"],
  [0.75, "75 % below"],
  [0.95, "95 % below"],
  [0.99, "99 % below"],
] as const;

const parameters = z.strictObject({
  column: z.string().min(1, "Choose the column of numbers.").meta({
    title: "Column",
    description: "The column of numbers.",
    "x-column": "number",
  }),
  bars: z.int().min(1).max(200).default(40).meta({ title: "Bars", description: "Stretches of the same width." }),
});

interface Range {
  readonly min: number;
  readonly max: number;
}

/** What tasks of a later round look for. */
interface Search {
  readonly beginnings: Beginnings;
  /** The range of the bars, in the round that counts them; else null. */
  readonly range: Range | null;
}

interface Counted {
  readonly digits: DigitCounts;
  /** Of the first round. */
  readonly statistics: StatisticsPartial | null;
  /** Whether some number needs more than the first half of its bits. */
  readonly isFine: boolean;
  /** Of the second round. */
  readonly bars: Float64Array | null;
}

/** How a column's numbers are spread. */
export const histogram = builtinWorkload<z.output<typeof parameters>, Counted>({
  id: "histogram",
  title,
  summary:
    "Counts how many numbers of a column fall into each of some stretches, and finds exact quantiles: the least number that so large a share of all does not exceed.",
  lesson:
    "Bars and quantiles need to know the whole before they can be counted, so the file is read in up to four rounds, and nobody begins one before all have ended the last. Between rounds a few numbers travel, never the data.",
  input: "table",
  kind: "data",
  area: "tables",
  teaches: ["barriers", "scaling"],
  parameters,
  chunkUnit: "bytes",
  restartable: true,
  grows: true,
  rounds: () => digitsPerNumber,
  split(input) {
    const dataset = requireDataset(input.dataset, title);
    columnOf(dataset, input.parameters.column);
    return planBytes({ ...input, dataset });
  },
  async task(chunk, context) {
    const dataset = requireDataset(context.dataset, title);
    const { column, bars } = context.parameters;
    const { beginnings, range } = (context.state as Search | null) ?? { beginnings: [0], range: null };
    const digits = new DigitCounter(beginnings, context.round);
    const statistics = context.round === 0 ? new Statistics() : null;
    statistics?.reserve(1);
    const counts = range === null ? null : new Float64Array(bars);
    const done = await readNumbers(
      chunk,
      context,
      { dataset, columns: [columnOf(dataset, column)] },
      ([value], isInteger) => {
        digits.add(value!);
        statistics?.add(0, value!, isInteger ? numberKinds.integer : numberKinds.decimal);
        if (counts !== null) counts[barOf(value!, range!, bars)]! += 1;
      },
    );
    const partial = {
      digits: digits.toPartial(),
      statistics: statistics?.toPartial() ?? null,
      isFine: digits.isFine,
      bars: counts,
    };
    return { ...done, partial };
  },
  combine({ parameters: { column, bars } }) {
    const search = new QuantileSearch(quantiles.map(([share]) => share));
    const statistics = new Statistics();
    statistics.reserve(1);
    const counts = new Float64Array(bars);
    let range: Range | null = null;
    let isFine = false;
    let found: readonly number[] | null = null;
    return {
      add: (partial) => {
        search.add(partial.digits);
        if (partial.statistics !== null) statistics.merge(partial.statistics, () => 0);
        isFine ||= partial.isFine;
        partial.bars?.forEach((count, bar) => {
          counts[bar]! += count;
        });
      },
      endRound(round) {
        search.next();
        const { count, min, max } = statistics.finish(0);
        // Numbers of few digits, such as whole ones, are told apart by the first half of their bits.
        const isLast = count === 0 || round === digitsPerNumber - 1 || (round === 1 && !isFine);
        if (isLast && count > 0) found = search.found();
        if (count > 0) range ??= { min: Number(min), max: Number(max) };
        return { isLast, state: { beginnings: search.beginnings, range: round === 0 ? range : null } satisfies Search };
      },
      result: () => {
        const all = statistics.finish(0);
        const rows = range === null ? [] : barRows(counts, range);
        const names = all.count === 1 ? "1 number" : `${formatNumber(all.count)} numbers`;
        const middle = found?.[quantiles.findIndex(([, name]) => name === "median")];
        return {
          columns: [
            { name: `${column} from`, type: "decimal" },
            { name: "to", type: "decimal" },
            { name: "count", type: "integer" },
          ],
          rows,
          totalRows: rows.length,
          partial: false,
          chart: { kind: "columns", x: `${column} from`, y: "count" },
          figures: [
            ...(all.count === 0 ? [] : [{ name: "least", value: all.min! }]),
            ...(found ?? []).map((value, index) => ({ name: quantiles[index]![1], value })),
            ...(all.count === 0 ? [] : [{ name: "greatest", value: all.max! }]),
            ...(all.mean === null ? [] : [{ name: "mean", value: all.mean }]),
          ],
          headline:
            middle === undefined
              ? `${names} of ${column}`
              : `Half of the ${names} of ${column} are ${formatNumber(middle)} or less`,
        };
      },
    };
  },
});

function columnOf(dataset: Dataset, column: string): number {
  return columnIndexes(dataset, [column])[0]!;
}

/** Divided before multiplied, so that no range is too wide. */
function barOf(value: number, { min, max }: Range, bars: number): number {
  if (min === max) return 0;
  const share = value / 2 - min / 2;
  return Math.min(bars - 1, Math.floor((share / (max / 2 - min / 2)) * bars));
}

function barRows(counts: Float64Array, { min, max }: Range): readonly [number, number, number][] {
  // All in one place: one bar.
  if (min === max) return [[min, max, counts[0]!]];
  const edge = (bar: number): number => {
    if (bar === 0 || bar === counts.length) return bar === 0 ? min : max;
    const share = bar / counts.length;
    // As many digits as say something.
    return Number((min * (1 - share) + max * share).toPrecision(12));
  };
  return Array.from(counts, (count, bar) => [edge(bar), edge(bar + 1), count]);
}
