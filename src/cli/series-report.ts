import prettyBytes from "pretty-bytes";
import type { ResultTable } from "../shared/contract/models";
import { errorsOf, type Series, type SeriesPoint } from "../shared/contract/series";

type Table = Pick<ResultTable, "columns" | "rows">;

/** One row a point: what was measured, and how it stands to the base. */
export function seriesTable(series: Series): Table {
  const { points, base, best } = series;
  const figures = ["wall", "lowest", "highest", "speedup", "efficiency", "cpu", "memory"];
  return {
    columns: [
      { name: series.kind === "sweep" ? "workers" : "mode", type: "text" },
      ...figures.map((name) => ({ name, type: "decimal" as const })),
      { name: "", type: "text" },
    ],
    rows: points.map((point, index) => [
      point.label,
      ...figureCells(point),
      noteOf(point, index === base, index === best),
    ]),
  };
}

function figureCells({ figures }: SeriesPoint): readonly string[] {
  if (figures === null) return ["", "", "", "", "", "", ""];
  const { wallMs, lowMs, highMs, speedup, efficiency, cpuMs, memoryBytes } = figures;
  return [
    seconds(wallMs),
    seconds(lowMs),
    seconds(highMs),
    `${speedup.toFixed(2)}x`,
    `${Math.round(efficiency * 100)} %`,
    cpuMs === null ? "" : seconds(cpuMs),
    memoryBytes === null ? "" : prettyBytes(memoryBytes),
  ];
}

/** The same unit in all rows, so that they compare at a glance. */
function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

const differenceWords = {
  base: "",
  faster: "",
  slower: "slower",
  none: "no clear difference",
  unknown: "",
} as const;

function noteOf(point: SeriesPoint, isBase: boolean, isBest: boolean): string {
  const { figures, fault } = point;
  if (fault !== null) return figures === null ? "failed" : "failed in a later run";
  if (figures === null) return "not run";
  const part = errorsOf(point).length > 0 ? "a part of the data" : "";
  const notes = [
    part,
    isBase ? "compared with this" : "",
    isBest ? "fastest" : "",
    differenceWords[figures.difference],
  ];
  return notes.filter((note) => note !== "").join(", ");
}

/**
 * The series as it goes into a file: no numbers that mean nothing outside of the session.
 *
 * @param workload What it is called.
 */
export function seriesReport(series: Series, workload: string): object {
  const { kind, title, dataset, processors, repeats, state, points, base, best, conclusions, agreement } = series;
  return {
    kind,
    title,
    dataset: dataset?.path ?? null,
    processors,
    repeats,
    state,
    conclusions,
    results: agreement,
    comparedWith: base === null ? null : points[base]!.label,
    fastest: best === null ? null : points[best]!.label,
    points: points.map(
      ({ label, settings, chunkSizeUsed, chunkUnit, wallsMs, figures, times, limit, fault, problems }) => ({
        label,
        workload,
        parameters: settings.parameters,
        mode: settings.mode,
        workers: settings.workers,
        chunkSize: chunkSizeUsed,
        chunkUnit,
        wallsMs,
        ...figures,
        limit,
        times,
        fault: fault === null ? null : { code: fault.code, message: fault.message },
        problems: problems.map(({ code, message, count }) => ({ code, message, count })),
      }),
    ),
  };
}
