import type { Series, SeriesPoint } from "../../shared/contract/series";

/** Runs whose lanes stand under each other, at most: more can neither be seen at once nor compared. */
export const mostShown = 6;

type Measured = Pick<Series, "points" | "base" | "best">;

/**
 * Points whose lanes are shown, in their order.
 *
 * @param chosen Those that the user asked for, the newest last; without it the base and the fastest first of all, where they are
 * too many.
 */
export function shownPoints(series: Measured, chosen?: readonly number[]): readonly number[] {
  return [...(chosen ?? usualPoints(series))].filter((index) => isMeasured(series.points[index])).sort((a, b) => a - b);
}

/** Whether there are more points than lanes can be shown of, so that the user has to choose. */
export function hasChoice({ points }: Pick<Series, "points">): boolean {
  return points.filter(isMeasured).length > mostShown;
}

/**
 * Shows a point's lanes, or no longer. Where they would become too many, those go that were asked for longest ago.
 *
 * @returns What is chosen from then on, the newest last.
 */
export function toggled(series: Measured, chosen: readonly number[] | undefined, point: number): readonly number[] {
  const before = chosen ?? usualPoints(series);
  if (!before.includes(point)) return [...before, point].slice(-mostShown);
  // Without any there would be nothing to see.
  return before.length === 1 ? before : before.filter((index) => index !== point);
}

/** The base and the fastest last: they stay longest. */
function usualPoints({ points, base, best }: Measured): readonly number[] {
  const measured = points.flatMap((point, index) => (isMeasured(point) ? [index] : []));
  const wanted = [base, best, ...measured].filter((index): index is number => index !== null);
  return [...new Set(wanted)]
    .filter((index) => isMeasured(points[index]))
    .slice(0, mostShown)
    .reverse();
}

function isMeasured(point: SeriesPoint | undefined): boolean {
  return point !== undefined && point.runId !== null;
}
