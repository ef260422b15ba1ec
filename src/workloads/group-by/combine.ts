import {
  type Combiner,
  formatNumber,
  KeyCounts,
  KeyTable,
  type Problem,
  type ResultTable,
  Statistics,
} from "../../library/worker";
import { KeyTexts } from "../support/key-texts";
import { overflowProblem } from "../support/overflow-problem";
import type { GroupByPartial } from "./partial";

/** Puts counts per group together. Rows come in the order of their keys' bytes, here and below. */
export function combineCounts(by: string): Combiner<GroupByPartial> {
  const counts = new KeyCounts();
  const { keys } = counts;
  let texts = new KeyTexts();
  return {
    add(partial) {
      counts.merge({ keys: partial.keys, counts: partial.counts! });
    },
    result() {
      texts = new KeyTexts();
      const rows: ResultTable["rows"][number][] = [];
      for (const group of keys.sorted()) rows.push([texts.textOf(keys.key(group)), counts.of(group)]);
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
    problems: () => texts.problems(),
  };
}

/** Puts statistics per group together. */
export function combineStatistics(by: string, of: string): Combiner<GroupByPartial> {
  const keys = new KeyTable();
  const statistics = new Statistics();
  let problems: Problem[] = [];
  return {
    add(partial) {
      const numbers = keys.merge(partial.keys);
      statistics.reserve(keys.size);
      statistics.merge(partial.statistics!, (group) => numbers[group]!);
    },
    result() {
      const texts = new KeyTexts();
      const rows: ResultTable["rows"][number][] = [];
      let integers = true;
      let overflown = 0;
      let firstOverflown: string | null = null;
      for (const group of keys.sorted()) {
        const key = texts.textOf(keys.key(group));
        const all = statistics.finish(group);
        integers &&= all.integers;
        if (all.overflown) {
          overflown++;
          firstOverflown ??= key;
        }
        // The sum of no numbers is none, as in SQL: a zero could be taken for one.
        rows.push([key, all.count, all.count === 0 ? null : all.sum, all.mean, all.min, all.max]);
      }
      problems = texts.problems();
      if (overflown > 0) problems.push(overflowProblem(firstOverflown, overflown));
      const type = integers ? "integer" : "decimal";
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

function groupCount(count: number): string {
  return count === 1 ? "1 group" : `${formatNumber(count)} groups`;
}
