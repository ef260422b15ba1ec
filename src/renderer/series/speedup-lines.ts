import type { Series, SeriesPoint } from "../../shared/contract/series";

/** A measured point of the chart. */
export interface ChartPoint {
  readonly index: number;
  /** Workers, or the chunk's size where the workers are the same in all. */
  readonly x: number;
  readonly speedup: number;
}

interface SpeedupLine {
  readonly name: string;
  /** In the order of x. */
  readonly points: readonly ChartPoint[];
}

interface SpeedupLines {
  readonly along: "workers" | "chunkSize";
  /** What is below the axis, such as `workers`. */
  readonly axis: string;
  readonly lines: readonly SpeedupLine[];
}

/** The measured points of a sweep: a line for each chunk size over the workers, or one over the chunk sizes. */
export function speedupLines({ points }: Pick<Series, "points">): SpeedupLines {
  const along = new Set(points.map(({ settings }) => settings.workers)).size > 1 ? "workers" : "chunkSize";
  const unit = points[0]?.chunkUnit ?? "items";
  const named = new Map<string, ChartPoint[]>();
  for (const [index, point] of points.entries()) {
    if (point.figures === null) continue;
    const x = along === "workers" ? point.settings.workers : (point.chunkSizeUsed ?? 0);
    const name = along === "workers" ? chunkName(point) : "";
    const line = named.get(name) ?? [];
    line.push({ index, x, speedup: point.figures.speedup });
    named.set(name, line);
  }
  const lines = [...named].map(([name, line]) => ({ name, points: line.sort((a, b) => a.x - b.x) }));
  return { along, axis: along === "workers" ? "workers" : unit === "bytes" ? "bytes a chunk" : "items a chunk", lines };
}

function chunkName({ settings: { chunkSize }, chunkUnit }: SeriesPoint): string {
  if (chunkSize === "auto") return "chunk auto";
  return `chunk ${chunkSize.toLocaleString("en-US")} ${chunkSize === 1 ? chunkUnit.slice(0, -1) : chunkUnit}`;
}
