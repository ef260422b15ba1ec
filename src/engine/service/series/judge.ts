import type { Series, SeriesPoint } from "../../../shared/contract/series";
import { lanesOf, limitOf, limitOfTwin } from "./limits";
import { differenceOf, type Measurement, timesOf } from "./statistics";
import { duration, times } from "./words";

/** A point and what was measured of it. */
export interface Measured {
  readonly point: SeriesPoint;
  readonly measurements: readonly Measurement[];
}

type Judged = Pick<Series, "points" | "base" | "best" | "conclusions">;

/** Compares the points of a series as far as they are measured. */
export function judge(kind: Series["kind"], all: readonly Measured[], processors: number): Judged {
  const figures = all.map(({ measurements }) => (measurements.length === 0 ? null : timesOf(measurements)));
  const known = all.flatMap((_, index) => (figures[index] === null ? [] : [index]));
  const fastestOf = (indices: readonly number[]): number =>
    indices.reduce((a, b) => (figures[b]!.wallMs < figures[a]!.wallMs ? b : a));
  if (known.length === 0) return { points: all.map(({ point }) => point), base: null, best: null, conclusions: [] };
  const base = baseOf(kind, all, known, fastestOf);
  const best = fastestOf(known);
  const basePoint = all[base]!.point;
  const points = all.map(({ point, measurements }, index): SeriesPoint => {
    const own = figures[index];
    if (own === null || own === undefined) return point;
    const speedup = figures[base]!.wallMs / own.wallMs;
    const efficiency = (speedup * lanesOf(basePoint.settings)) / lanesOf(point.settings);
    const runs = Math.min(measurements.length, all[base]!.measurements.length);
    const difference = index === base ? "base" : differenceOf(own, figures[base]!, runs);
    const limit =
      kind === "twins"
        ? limitOfTwin(point, all[1 - index]?.point ?? null, index === base)
        : limitOf(point, index === base ? null : basePoint, efficiency, processors);
    return { ...point, figures: { ...own, speedup, efficiency, difference }, limit };
  });
  return { points, base, best, conclusions: conclude(kind, points, base, best) };
}

/** What the others are measured against. */
function baseOf(
  kind: Series["kind"],
  all: readonly Measured[],
  known: readonly number[],
  fastestOf: (indices: readonly number[]) => number,
): number {
  const settingsAt = (index: number) => all[index]!.point.settings;
  if (kind === "twins") return known[0]!;
  const sequential = known.filter((index) => settingsAt(index).mode === "sequential");
  const fewest = Math.min(...known.map((index) => lanesOf(settingsAt(index))));
  return fastestOf(sequential.length > 0 ? sequential : known.filter((index) => lanesOf(settingsAt(index)) === fewest));
}

function conclude(kind: Series["kind"], points: readonly SeriesPoint[], base: number, best: number): readonly string[] {
  const bestPoint = points[best]!;
  const basePoint = points[base]!;
  const { wallMs, speedup, difference } = bestPoint.figures!;
  const measured = points.filter(({ figures }) => figures !== null).length;
  if (best === base) {
    const others = measured < 2 ? "" : " Nothing else was faster.";
    return [`${bestPoint.label}: ${duration(wallMs)}.${others}`, ...nonEmpty(limitIfOthers(kind, points, base))];
  }
  const sentences = [
    difference === "none"
      ? `No clear difference: the times of ${bestPoint.label} and of ${basePoint.label} overlap.`
      : `Fastest: ${bestPoint.label}, ${duration(wallMs)}, ${times(speedup)} as fast as ${basePoint.label}.`,
  ];
  if (kind === "twins") {
    for (const { label, limit } of points) sentences.push(...nonEmpty(`${label}: ${lowerFirst(limit)}`));
  } else sentences.push(...nonEmpty(bestPoint.limit));
  if (difference === "unknown") sentences.push("Each was run once, so how far times scatter is not known.");
  return sentences;
}

/** Where nothing beats the base: what keeps the best of the others. */
function limitIfOthers(kind: Series["kind"], points: readonly SeriesPoint[], base: number): string {
  const others = points.filter(({ figures }, index) => index !== base && figures !== null);
  if (others.length === 0) return "";
  const next = others.reduce((a, b) => (b.figures!.wallMs < a.figures!.wallMs ? b : a));
  return kind === "twins" ? next.limit : `${next.label}: ${lowerFirst(next.limit)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function nonEmpty(sentence: string): readonly string[] {
  return sentence === "" || sentence.endsWith(": ") ? [] : [sentence];
}
