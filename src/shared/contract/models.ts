import { z } from "zod";
import { areaSchema, topicSchema } from "./catalogue";
import { faultSchema } from "./faults";

export const modes = ["sequential", "concurrent", "threads", "processes"] as const;
const modeSchema = z.enum(modes);
/** How a run executes its tasks; see docs/architecture.md. */
export type Mode = z.output<typeof modeSchema>;

export const maxWorkers = 64;

/** What a column's cells hold; `nested` are objects and lists. */
export const columnTypeSchema = z.enum(["integer", "decimal", "boolean", "date", "text", "nested"]);
export type ColumnType = z.output<typeof columnTypeSchema>;
export const columnTypes = columnTypeSchema.options;

const columnSchema = z.object({
  name: z.string(),
  /** By the file's own description, else by the first rows: every cell is of that type, empty, or a mark such as NA. */
  type: columnTypeSchema,
  /** What it was taken for, where the user said that it is of another type. */
  inferred: columnTypeSchema.optional(),
});

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** Milliseconds since 1970; with `size` it tells whether the file changed. */
  modifiedMs: z.number(),
  /** `json` is one list of records, `ndjson` one record a line; `images` and `texts` are many files, `idx` labelled images. */
  format: z.enum(["csv", "ndjson", "json", "parquet", "text", "images", "texts", "idx"]),
  compression: z.enum(["none", "gzip"]),
  /** Of the text in it; `unknown` is text that is no UTF-8. */
  encoding: z.enum(["utf-8", "unknown"]),
  /**
   * How many parts it has that can be worked on alone, where the file says: its row groups and what large ones are cut into, or 1
   * for one that can only be read from its beginning. Null where it can be cut at any byte.
   */
  parts: z.number().int().positive().nullable(),
  /** One ASCII character; empty where nothing stands between cells. */
  delimiter: z.string(),
  /** Whether the columns' names stand in the file. */
  hasHeader: z.boolean(),
  /** None for text. */
  columns: z.array(columnSchema).readonly(),
  /** Byte, of the unpacked data, at which the first data row or line begins: behind a byte-order mark and the header. */
  dataStart: z.number().int().nonnegative(),
  /** The line of that byte, from 1. */
  dataLine: z.number().int().positive(),
  /** The first rows, cells as text, at most 50. */
  preview: z.array(z.array(z.string()).readonly()).readonly(),
  /** Rows or lines in the whole file, estimated from the first ones. */
  rowsEstimate: z.number().nonnegative(),
  origin: z.enum(["file", "sample", "upload"]),
  /** Of a dataset of many files: left out for a single one. */
  files: z
    .object({
      /** Where they are: what the listed paths start from. Empty where these are absolute. */
      folder: z.string(),
      /** Path of the list that workers read the files' names and sizes from. */
      list: z.string(),
      count: z.number().int().positive(),
      /** Files in the folder that are of another kind. */
      leftOut: z.number().int().nonnegative(),
      unreadableFolders: z.number().int().nonnegative(),
    })
    .optional(),
  /** Of labelled images of one size, in two files: left out for anything else. */
  records: z
    .object({
      count: z.number().int().positive(),
      /** Pixels, a byte each. */
      width: z.number().int().positive(),
      height: z.number().int().positive(),
      /** Path of the labels' file; the images' is the dataset's own. */
      labels: z.string(),
    })
    .optional(),
  /** What whoever works with it should know, a sentence each. */
  notes: z.array(z.string()).readonly(),
});
/** A file the user named, with what its first bytes told; or many files. */
export type Dataset = z.output<typeof datasetSchema>;

export const thumbnailSchema = z.object({
  /** The image's path within its folder. */
  name: z.string(),
  /** Bytes of its file. */
  size: z.number().int().nonnegative(),
  /** Pixels of the image itself; 0 where it could not be decoded. */
  width: z.number().int().nonnegative(),
  height: z.number().int().nonnegative(),
  /** The small picture, WebP in base64; null where there is none. */
  webp: z.string().nullable(),
  /** What is wrong with the image, to follow its name and a colon; null for nothing. */
  remark: z.string().nullable(),
});
/** A small picture of one of a dataset's images. */
export type Thumbnail = z.output<typeof thumbnailSchema>;

/** Thumbnails that are asked for at once, at most. */
export const mostThumbnails = 24;

export const openingSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** That were found so far; then those that were looked at. */
  files: z.number().int().nonnegative(),
  /** How many there are; null while they are still being found. */
  total: z.number().int().nonnegative().nullable(),
});
/** A dataset of many files that is being opened. */
export type Opening = z.output<typeof openingSchema>;

export const recentDatasetSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** Bytes, as it was opened. */
  size: z.number().int().nonnegative(),
  /** Milliseconds since 1970. */
  openedMs: z.number(),
  /** Types of columns that the user corrected, by name. */
  types: z.record(z.string(), columnTypeSchema).optional(),
  /** Whether there still is a file of that path. */
  isThere: z.boolean(),
});
/** A dataset that was opened by its path, in this session or an earlier one. */
export type RecentDataset = z.output<typeof recentDatasetSchema>;

export const sampleSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  licence: z.string(),
  size: z.number().int().nonnegative(),
});
export type Sample = z.output<typeof sampleSchema>;

/**
 * What a parameter's JSON schema may say beyond JSON schema itself, so that a form can offer the right control:
 * `x-column` (the value names a column of the dataset; `number` columns only, or `any`), `x-dataset` (the path of a second
 * dataset), `x-output` (the path of what a run newly writes, which series leave out; the value is what its name ends with behind the
 * dataset's, such as `-sorted.csv`), `title`, `description`.
 */
export const workloadSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** One honest sentence: what it does. */
  summary: z.string(),
  /** What its timeline teaches, in two sentences. */
  lesson: z.string(),
  /** Which datasets it takes; `any` is a table or a text, `texts` either or a folder of texts. */
  input: z.enum(["none", "table", "text", "any", "texts", "images", "idx"]),
  /** What limits it. */
  kind: z.enum(["cpu", "io", "lock", "data"]),
  area: areaSchema,
  /** What its timeline teaches, the most striking first. */
  teaches: z.array(topicSchema).readonly(),
  /** JSON schema (draft 2020-12) of the parameters: an object. */
  parameters: z.record(z.string(), z.unknown()),
  chunkUnit: z.enum(["bytes", "items"]),
  /** Whether its result can be looked at while the run goes on; left out for false. */
  grows: z.boolean().optional(),
  /** The program in which it is; left out for those that come with Lanescope. */
  programId: z.string().optional(),
});
export type WorkloadInfo = z.output<typeof workloadSchema>;

const parametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Parameters = z.output<typeof parametersSchema>;

/** `auto`, or bytes for files and items otherwise. */
const chunkSizeSchema = z.union([z.literal("auto"), z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)]);
export type ChunkSize = z.output<typeof chunkSizeSchema>;

export const runSettingsSchema = z.object({
  workload: z.string(),
  parameters: parametersSchema,
  datasetId: z.string().nullable(),
  mode: modeSchema,
  workers: z.number().int(),
  chunkSize: chunkSizeSchema,
});
export type RunSettings = z.output<typeof runSettingsSchema>;

export const programSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  /** What to watch, in a line: of an example, its first comment; else empty. */
  summary: z.string(),
  source: z.string(),
  /** Whether it runs as a whole, or holds a workload for `programs.load`. By its words: nothing of it was run. */
  kind: z.enum(["program", "workload"]),
  /** The same in Python; null where there is none. */
  twin: z.string().nullable(),
  /** `lesson`: the program of one of the twelve runs. */
  origin: z.enum(["example", "lesson", "file"]),
  /** Whether it is a copy of what a browser gave, which tells no paths: changes of the file do not reach it. */
  isCopy: z.boolean(),
  /** Whether it may be run: an example may, a file once the user agreed to just this content. */
  isTrusted: z.boolean(),
});
/** A program on the library, as its file was when it was opened. */
export type Program = z.output<typeof programSchema>;

/** How the names of files end that are programs. */
export const programExtensions = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"] as const;

/** A file of the engine's machine whose bytes a view reads itself. */
export const openedFileSchema = z.object({
  fileId: z.string(),
  /** Absolute. */
  path: z.string(),
  name: z.string(),
  size: z.number().int(),
  /** Milliseconds since 1970, with a fraction where the file system has one. */
  modifiedMs: z.number(),
});
export type OpenedFile = z.output<typeof openedFileSchema>;

/** @param name Of a file, or its path. */
export function isProgramName(name: string): boolean {
  return programExtensions.some((extension) => name.toLowerCase().endsWith(extension));
}

/** Characters of a program's source, at most. */
export const longestProgram = 2 * 1024 * 1024;

/** Most values after a program's name, and characters of one. */
const programParametersSchema = z.array(z.string().max(32_768)).max(1_000).readonly();

export const programSettingsSchema = z.object({ programId: z.string(), parameters: programParametersSchema });
export type ProgramSettings = z.output<typeof programSettingsSchema>;

export const problemSchema = z.object({
  /** Stable, such as `not-a-number` or `ragged-row`; a fault's code where a fault is the reason. */
  code: z.string(),
  severity: z.enum(["note", "warning", "error"]),
  /** One sentence, with the first place it was seen. */
  message: z.string(),
  count: z.number().int().positive(),
  /** The finding in the run's trace that it is; left out where it is none. */
  finding: z.number().int().positive().optional(),
});
export type Problem = z.output<typeof problemSchema>;

const runStates = ["starting", "running", "stopping", "done", "failed", "stopped"] as const;

export const runSchema = z.object({
  id: z.string(),
  /** Counts the runs of this session, from 1. */
  number: z.number().int().positive(),
  /** The series that it is one of; null where it was started by itself. */
  seriesId: z.string().nullable(),
  title: z.string(),
  /** What was asked for; null where a program runs. */
  settings: runSettingsSchema.nullable(),
  /** The program that runs, with what follows its name; null where a workload does. */
  program: programSchema
    .pick({ id: true, name: true, path: true })
    .extend({ parameters: programParametersSchema })
    .nullable(),
  /** The chunk size in force, once planned. */
  chunkSizeUsed: z.number().nullable(),
  dataset: z.object({ id: z.string(), name: z.string(), path: z.string(), size: z.number() }).nullable(),
  state: z.enum(runStates),
  /** Milliseconds since 1970. */
  startedMs: z.number(),
  /** Milliseconds from start to end, or so far. */
  wallMs: z.number(),
  progress: z.object({
    done: z.number(),
    total: z.number(),
    unit: z.enum(["bytes", "items"]),
    perSecond: z.number(),
    /** Milliseconds, null while there is nothing to go by. */
    remainingMs: z.number().nullable(),
  }),
  problems: z.array(problemSchema).readonly(),
  fault: faultSchema.nullable(),
  /** Whether there is a result to ask for: while the run is at work, the result so far. */
  hasResult: z.boolean(),
  /** False once trace, result and output were dropped to make room for newer runs. */
  isKept: z.boolean(),
  trace: z.object({ events: z.number(), dropped: z.number(), bytes: z.number() }),
  /** Milliseconds, the parent's event-loop delay, 99th percentile of this run; null until measured. */
  parentDelayP99Ms: z.number().nullable(),
});
export type Run = z.output<typeof runSchema>;
export type RunState = Run["state"];

/** The settings of a workload's run. @throws {TypeError} For a program's. */
export function settingsOf({ settings, title }: Pick<Run, "settings" | "title">): RunSettings {
  if (settings === null) throw new TypeError(`${title} is no run of a workload`);
  return settings;
}

/** Whether a run still has processes at work. */
export function isActive(state: RunState): boolean {
  return state === "starting" || state === "running" || state === "stopping";
}

/** A picture, row by row from the top. */
const pictureSchema = z.object({
  /** What is to be seen, in a few words. */
  title: z.string().max(200).optional(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** How a pixel is stored: `rgb` in three bytes, `rgba` in four; else one byte, a shade of the scale of that name. */
  scale: z.enum(["rgb", "rgba", "heat", "depth"]),
  /** The pixels' bytes in base64. */
  pixels: z.string(),
  /**
   * Where each of the plan's items is one tile of the picture, from the top left row by row: a tile's size in pixels, so that
   * it can be told which worker painted what. Null where they are not.
   */
  tile: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }).nullable(),
});
export type Picture = z.output<typeof pictureSchema>;

/**
 * A result table. An integer beyond 2^53 is a string of its digits, so that no digit is lost on the way.
 */
export const resultSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.enum(["text", "integer", "decimal"]) })).readonly(),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()])).readonly()).readonly(),
  /** Rows of the whole result; `rows` may hold some of them only. */
  totalRows: z.number().int().nonnegative(),
  /** True where the run did not finish and this is what it had by then. */
  partial: z.boolean(),
  /**
   * Which chart fits, of column `x` against column `y`; null for none. `bar`: the largest values as bars; `columns`: upright
   * bars in the order of the rows, as a histogram; `line`: of numbers, `also` further columns on the same axis; `figure`: the
   * headline alone.
   */
  chart: z
    .object({
      kind: z.enum(["bar", "columns", "line", "figure"]),
      x: z.string(),
      y: z.string(),
      also: z.array(z.string()).readonly().optional(),
    })
    .nullable(),
  /** Key figures besides the headline, such as quantiles: few, with names of a word or two. */
  figures: z
    .array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) }))
    .readonly()
    .optional(),
  /** What is to be looked at rather than read; left out for none. */
  picture: pictureSchema.optional(),
  /** A sentence with the key figure, such as `664,579 primes below 10,000,000`. */
  headline: z.string(),
});
export type ResultTable = z.output<typeof resultSchema>;

export const outputLineSchema = z.object({
  /** Counts the run's lines, from 1. */
  sequence: z.number().int(),
  lane: z.number().int(),
  laneName: z.string(),
  stream: z.enum(["stdout", "stderr"]),
  text: z.string(),
});
export type OutputLine = z.output<typeof outputLineSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  shell: z.enum(["electron", "web"]),
  platform: z.string(),
  /** Processors this machine has. */
  processors: z.number().int().positive(),
  /** Where the log is, for the help menu. */
  logFile: z.string(),
  /** Which backend carries shared values and locks. */
  sharedMemory: z.enum(["brokered", "native"]),
  /** What recording one event takes on this computer, nanoseconds. */
  recordingCostNs: z.number().nonnegative(),
  /** Things the user should know, such as a sandbox that is off; shown once. */
  notices: z.array(z.string()).readonly(),
});
export type AppInfo = z.output<typeof appInfoSchema>;
