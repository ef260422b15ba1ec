import type { Series, SeriesFigures } from "../../shared/contract/series";
import { formatMs } from "../format";
import { letterOf } from "./letters";
import { baseWords } from "./share-words";

/**
 * What stands above a run's lanes: how long it took, and how it compares, such as `2.54 s   0.63× as fast as A, 0.94 s more`.
 *
 * @param index Its point.
 * @param wallMs Of the run that is shown.
 */
export function laneNote(series: Pick<Series, "points" | "base">, index: number, wallMs: number): string {
  const { figures } = series.points[index]!;
  const how = index === series.base ? baseWords(series) : comparedWords(series, figures);
  return [wallWords(wallMs, figures), how].filter((text) => text !== "").join("   ");
}

/** Speedups compare medians: one beside the time of a single run could seem to contradict it. */
function wallWords(wallMs: number, figures: SeriesFigures | null): string {
  const own = formatMs(wallMs);
  if (figures === null || figures.lowMs === figures.highMs) return own;
  const median = formatMs(figures.wallMs);
  return median === own ? `${median} (median)` : `${median} (median, this run ${own})`;
}

function comparedWords({ points, base }: Pick<Series, "points" | "base">, figures: SeriesFigures | null): string {
  const from = base === null ? undefined : points[base]?.figures;
  if (base === null || figures === null || from === null || from === undefined) return "";
  const byMs = figures.wallMs - from.wallMs;
  const apart = byMs === 0 ? "" : `, ${formatMs(Math.abs(byMs))} ${byMs > 0 ? "more" : "less"}`;
  return `${figures.speedup.toFixed(2)}× as fast as ${letterOf(base)}${apart}`;
}
