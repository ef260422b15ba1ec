import { z } from "zod";
import { faultSchema } from "./faults";
import { type ChunkSize, type Mode, type Problem, problemSchema, type RunSettings, runSettingsSchema } from "./models";

/** Measured runs of each point, and points of a series, at most. */
export const maxRepeats = 50;
export const maxPoints = 100;

/** One of the ways in which a series does its work: a request for a run, and what people call it. */
const seriesRequestSchema = z.object({
  /** Such as `4 threads`; stands above its lanes and its column, and is what sentences call it. */
  label: z.string().min(1).max(120),
  settings: runSettingsSchema,
});

/**
 * A series of run requests: runs that are done one after the other to be compared, and are shown under each other on one time
 * scale. `compare` is the same work in several modes, `sweep` with several numbers of workers and chunk sizes, `twins` two
 * pieces of work that teach something by their difference. Any run requests make a series: the kind only says against which point
 * the others are measured (`compare` and `sweep`: sequential, or else the fastest with the fewest workers; `twins`: the first)
 * and how conclusions are worded.
 */
export const seriesPlanSchema = z.object({
  kind: z.enum(["compare", "sweep", "twins"]),
  /** What is done, such as the workload's title. */
  title: z.string().min(1).max(200),
  points: z.array(seriesRequestSchema).min(1).max(maxPoints).readonly(),
  /** Measured runs of each point. Where there is a dataset, one more run before all of them is not measured: it warms up the file. */
  repeats: z.number().int().min(1).max(maxRepeats),
});
export type SeriesPlan = z.output<typeof seriesPlanSchema>;

/** What time of workers goes to; together they are lanes times wall time. The order is that of tables. */
export const shareNames = [
  /** Until a worker's first task. */
  "start",
  "compute",
  /** In a task while other tasks of the same thread had their turn. */
  "turns",
  "lockWait",
  /** Within a task. */
  "dataWait",
  /** At the end of a round, for the others. */
  "barrier",
  /** Results made into bytes, and read again. */
  "serialize",
  /** Between tasks, with nothing to do. */
  "starved",
  /** After a worker's last task, while others still had some. */
  "skew",
  /** After the last task of all: the results are put together, workers end. */
  "ending",
] as const;
export type ShareName = (typeof shareNames)[number];

const timesSchema = z.object({
  lanes: z.number().int().nonnegative(),
  /** Milliseconds of all workers together. */
  shares: z.record(z.enum(shareNames), z.number()),
  /** The lock that was waited for longest; null where nobody waited. Milliseconds. */
  lock: z.object({ name: z.string(), waitMs: z.number(), holdMs: z.number() }).nullable(),
  /** Tasks that were done. */
  tasks: z.number().int().nonnegative(),
  /** Records that are missing in the trace. */
  dropped: z.number().int().nonnegative(),
});
/** Where the time of a run's workers went, by its trace. */
export type SeriesTimes = z.output<typeof timesSchema>;

const figuresSchema = z.object({
  /** Milliseconds: the median, the lowest, the highest. */
  wallMs: z.number(),
  lowMs: z.number(),
  highMs: z.number(),
  /** Median processor time of all processes together, milliseconds; null where the system does not tell. */
  cpuMs: z.number().nullable(),
  /** The most memory that the workers' processes had together, the median, bytes; null where the system does not tell. */
  memoryBytes: z.number().nullable(),
  /** How often as fast as the base. */
  speedup: z.number(),
  /** Speedup by how many times the workers of the base it has; 1 is ideal. */
  efficiency: z.number(),
  /** Against the base: `none` where the times of both overlap, `unknown` where one of the two was run once. */
  difference: z.enum(["base", "faster", "slower", "none", "unknown"]),
});
export type SeriesFigures = z.output<typeof figuresSchema>;

const pointSchema = seriesRequestSchema.extend({
  /** Once planned: bytes or items. */
  chunkSizeUsed: z.number().nullable(),
  chunkUnit: z.enum(["bytes", "items"]),
  /** Wall times of the measured runs, milliseconds, in their order. */
  wallsMs: z.array(z.number()).readonly(),
  /** Null while nothing is measured. */
  figures: figuresSchema.nullable(),
  /** Where the workers' time went in the run shown. */
  times: timesSchema.nullable(),
  /** The measured run near the median whose trace is kept; null before there is one. */
  runId: z.string().nullable(),
  /** What keeps it from being faster, in a sentence; empty while nothing is measured. */
  limit: z.string(),
  /** Why a run of it failed; it is not run again then. */
  fault: faultSchema.nullable(),
  /** What was wrong in its measured runs, each kind as the first of them had it. */
  problems: z.array(problemSchema).readonly(),
});
export type SeriesPoint = z.output<typeof pointSchema>;

export const seriesSchema = z.object({
  id: z.string(),
  /** Counts the series of this session, from 1. */
  number: z.number().int().positive(),
  kind: seriesPlanSchema.shape.kind,
  title: z.string(),
  repeats: z.number().int().positive(),
  dataset: z.object({ id: z.string(), name: z.string(), path: z.string(), size: z.number() }).nullable(),
  /** Processors of the machine. */
  processors: z.number().int().positive(),
  /** Milliseconds since 1970. */
  startedMs: z.number(),
  /** `failed` where no point has a figure. */
  state: z.enum(["running", "stopping", "done", "stopped", "failed"]),
  fault: faultSchema.nullable(),
  /** Runs that are over, and that there will be, the warm-up among them. */
  done: z.number().int().nonnegative(),
  total: z.number().int().positive(),
  /** What is at work: a point and its how-manieth run, from 1, 0 for the warm-up; null where nothing is. */
  current: z.object({ point: z.number().int(), repeat: z.number().int(), runId: z.string() }).nullable(),
  points: z.array(pointSchema).readonly(),
  /** Index of what speedups refer to, and of the fastest point; null while not known. */
  base: z.number().int().nullable(),
  best: z.number().int().nullable(),
  /** What came out, in sentences, the most important first. */
  conclusions: z.array(z.string()).readonly(),
  /** Whether all runs of the same work had the same result bit for bit; what differs, if not. `measured` results need not. */
  agreement: z.object({ state: z.enum(["unknown", "same", "different", "measured"]), message: z.string() }),
});
export type Series = z.output<typeof seriesSchema>;

/** What made the results of a point those of a part of the data, such as a file that is cut off. */
export function errorsOf({ problems }: Pick<SeriesPoint, "problems">): readonly Problem[] {
  return problems.filter(({ severity }) => severity === "error");
}

/** Whether a series still has runs to do. */
export function isSeriesActive({ state }: Pick<Series, "state">): boolean {
  return state === "running" || state === "stopping";
}

const unitsOfModes: Readonly<Record<Mode, readonly [string, string]>> = {
  sequential: ["worker", "workers"],
  concurrent: ["task at a time", "tasks at a time"],
  threads: ["thread", "threads"],
  processes: ["process", "processes"],
};

/** `4 processes`, `2 tasks at a time`. */
function workersWords({ mode, workers }: Pick<RunSettings, "mode" | "workers">): string {
  return `${workers} ${unitsOfModes[mode][workers === 1 ? 0 : 1]}`;
}

/** `Sequential`, `Threads, 4 workers`. */
function modeLabel({ mode, workers }: Pick<RunSettings, "mode" | "workers">): string {
  if (mode === "sequential") return "Sequential";
  if (mode === "concurrent") return `Concurrent, ${workers} ${workers === 1 ? "task" : "tasks"}`;
  return `${mode === "threads" ? "Threads" : "Processes"}, ${workers} ${workers === 1 ? "worker" : "workers"}`;
}

/** The same work in several modes; sequential has one worker, whatever the settings say. */
export function comparePlan(
  title: string,
  settings: Omit<RunSettings, "mode">,
  modes: readonly Mode[],
  repeats: number,
): SeriesPlan {
  const points = modes.map((mode) => {
    const own = { ...settings, mode, workers: mode === "sequential" ? 1 : settings.workers };
    return { label: modeLabel(own), settings: own };
  });
  return { kind: "compare", title, points, repeats };
}

/** The same work in one mode, with each number of workers and each chunk size. */
export function sweepPlan(
  title: string,
  settings: Omit<RunSettings, "workers" | "chunkSize">,
  workers: readonly number[],
  chunkSizes: readonly ChunkSize[],
  repeats: number,
): SeriesPlan {
  const points = chunkSizes.flatMap((chunkSize) =>
    workers.map((count) => {
      const own = { ...settings, workers: count, chunkSize };
      const size = chunkSize === "auto" ? "auto" : chunkSize.toLocaleString("en-US");
      return {
        label: chunkSizes.length > 1 ? `${workersWords(own)}, chunk ${size}` : workersWords(own),
        settings: own,
      };
    }),
  );
  return { kind: "sweep", title, points, repeats };
}
