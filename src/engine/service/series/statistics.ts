import type { SeriesFigures } from "../../../shared/contract/series";

/** What was measured of one run. */
export interface Measurement {
  /** Milliseconds. */
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly memoryBytes: number | null;
}

/** @param numbers At least one. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of what is known; null where nothing is. */
function medianOfKnown(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((one): one is number => one !== null);
  return known.length === 0 ? null : median(known);
}

type Times = Pick<SeriesFigures, "wallMs" | "lowMs" | "highMs">;

/** @param measurements At least one. */
export function timesOf(measurements: readonly Measurement[]): Times & Pick<SeriesFigures, "cpuMs" | "memoryBytes"> {
  const walls = measurements.map(({ wallMs }) => wallMs);
  return {
    wallMs: median(walls),
    lowMs: Math.min(...walls),
    highMs: Math.max(...walls),
    cpuMs: medianOfKnown(measurements.map(({ cpuMs }) => cpuMs)),
    memoryBytes: medianOfKnown(measurements.map(({ memoryBytes }) => memoryBytes)),
  };
}

/**
 * How a point stands to another one. Where the times of both overlap, from the lowest to the highest, the difference may be
 * chance and is called none; a single run tells nothing about chance.
 *
 * @param runs Measured runs of the two, the smaller number.
 */
export function differenceOf(point: Times, other: Times, runs: number): "faster" | "slower" | "none" | "unknown" {
  if (runs < 2) return "unknown";
  if (point.highMs < other.lowMs) return "faster";
  return point.lowMs > other.highMs ? "slower" : "none";
}
