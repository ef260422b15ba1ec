import { type Combiner, formatNumber, KeyCounts, KeyTable, type Problem, Statistics } from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { MadeRows } from "../support/made-rows";
import { overflowProblem } from "../support/overflow-problem";
import type { GroupByPartial } from "./partial";

/** Puts counts per group together. Rows come in the order of their keys' bytes, here and below. */
export function combineCounts(by: string): Combiner<GroupByPartial> {
  const counts = new KeyCounts();
  const { keys } = counts;
  let problems: Problem[] = [];
  return {
    add(partial) {
      counts.merge({ keys: partial.keys, counts: partial.counts! });
    },
    result() {
      const order = keys.sorted();
      problems = textProblems(keys, order);
      const texts = new KeyTexts();
      const rows = new MadeRows(order.length, (at) => [texts.of(keys, order[at]!), counts.of(order[at]!)]);
      return {
        columns: [
          { name: by, type: "text" },
          { name: "count", type: "integer" },
        ],
        rows,
        totalRows: rows.length,
        partial: false,
        chart: { kind: "bar", x: by, y: "count" },
        headline: `${groupCount(rows.length)} by ${by}`,
      };
    },
    problems: () => problems,
  };
}

/** Puts statistics per group together. */
export function combineStatistics(by: string, of: string): Combiner<GroupByPartial> {
  const keys = new KeyTable();
  let statistics = new Statistics();
  let problems: Problem[] = [];
  return {
    add(partial) {
      const isFirst = keys.size === 0;
      const numbers = keys.merge(partial.keys);
      if (isFirst) statistics = Statistics.from(partial.statistics!);
      else {
        statistics.reserve(keys.size);
        statistics.merge(partial.statistics!, (group) => numbers[group]!);
      }
    },
    result() {
      const order = keys.sorted();
      problems = textProblems(keys, order);
      const texts = new KeyTexts();
      const overflown = statistics.overflown();
      if (overflown.size > 0) {
        const first = order.find((group) => overflown.has(group))!;
        problems.push(overflowProblem(texts.of(keys, first), overflown.size));
      }
      const rows = new MadeRows(order.length, (at) => {
        const group = order[at]!;
        const { count, sum, mean, min, max } = statistics.finish(group);
        // The sum of no numbers is none, as in SQL: a zero could be taken for one.
        return [texts.of(keys, group), count, count === 0 ? null : sum, mean, min, max];
      });
      const type = statistics.integers ? "integer" : "decimal";
      return {
        columns: [
          { name: by, type: "text" },
          { name: "count", type: "integer" },
          { name: "sum", type },
          { name: "mean", type: "decimal" },
          { name: "min", type },
          { name: "max", type },
        ],
        rows,
        totalRows: rows.length,
        partial: false,
        chart: { kind: "bar", x: by, y: "sum" },
        headline: `${of} in ${groupCount(rows.length)} by ${by}`,
      };
    },
    problems: () => problems,
  };
}

function textProblems(keys: KeyTable, order: Int32Array): Problem[] {
  const texts = new KeyTexts();
  for (const group of order) texts.check(keys, group);
  return texts.problems();
}

function groupCount(count: number): string {
  return count === 1 ? "1 group" : `${formatNumber(count)} groups`;
}
