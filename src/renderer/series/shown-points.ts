import type { Series } from "../../shared/contract/series";

/** Runs whose lanes stand under each other, at most: more can neither be seen at once nor compared. */
const mostShown = 6;

/** Points whose lanes are shown, in their order: the base and the fastest first of all where they are too many. */
export function shownPoints({ points, base, best }: Pick<Series, "points" | "base" | "best">): readonly number[] {
  const measured = points.flatMap(({ runId }, index) => (runId === null ? [] : [index]));
  const wanted = [base, best, ...measured].filter((index): index is number => index !== null);
  return [...new Set(wanted)]
    .filter((index) => points[index]!.runId !== null)
    .slice(0, mostShown)
    .sort((a, b) => a - b);
}
