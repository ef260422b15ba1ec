import type { Series, SeriesFigures } from "../../shared/contract/series";
import { formatMsBeside } from "../format";
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
  const words = wallWordsOf(series);
  const how = index === series.base ? baseWords(series) : comparedWords(series, figures, words);
  return [wallWords(wallMs, figures, words), how].filter((text) => text !== "").join("   ");
}

/** Says times of a series, in the unit of the longest where that loses nothing. @returns The words for milliseconds. */
export function wallWordsOf({ points }: Pick<Series, "points">): (ms: number) => string {
  const longestMs = Math.max(...points.map(({ figures }) => figures?.highMs ?? 0));
  return (ms) => formatMsBeside(ms, longestMs);
}

type Words = ReturnType<typeof wallWordsOf>;

/** Speedups compare medians: one beside the time of a single run could seem to contradict it. */
function wallWords(wallMs: number, figures: SeriesFigures | null, words: Words): string {
  const own = words(wallMs);
  if (figures === null || figures.lowMs === figures.highMs) return own;
  const median = words(figures.wallMs);
  return median === own ? `${median} (median)` : `${median} (median, this run ${own})`;
}

function comparedWords(
  { points, base }: Pick<Series, "points" | "base">,
  figures: SeriesFigures | null,
  words: Words,
): string {
  const from = base === null ? undefined : points[base]?.figures;
  if (base === null || figures === null || from === null || from === undefined) return "";
  const byMs = figures.wallMs - from.wallMs;
  const apart = byMs === 0 ? "" : `, ${words(Math.abs(byMs))} ${byMs > 0 ? "more" : "less"}`;
  return `${figures.speedup.toFixed(2)}× as fast as ${letterOf(base)}${apart}`;
}
