import { z } from "zod";
import {
  appInfoSchema,
  columnTypeSchema,
  datasetSchema,
  longestProgram,
  mostThumbnails,
  openedFileSchema,
  outputLineSchema,
  programSchema,
  programSettingsSchema,
  recentDatasetSchema,
  resultSchema,
  runSchema,
  runSettingsSchema,
  sampleSchema,
  thumbnailSchema,
  workloadSchema,
} from "./models";
import { seriesPlanSchema, seriesSchema } from "./series";

const runId = z.object({ runId: z.string() });
const seriesId = z.object({ seriesId: z.string() });
const none = z.object({});

/**
 * Every request a view can make, described once. Transports carry `[name, input]` and answer with an `Outcome`; whoever
 * receives one parses the input with the schema here; a missing handler fails to compile.
 */
export const requests = {
  "app.info": { input: none, output: appInfoSchema },
  "workloads.list": { input: none, output: z.object({ workloads: z.array(workloadSchema).readonly() }) },
  "samples.list": { input: none, output: z.object({ samples: z.array(sampleSchema).readonly() }) },
  /** Opens a bundled sample as a dataset. */
  "samples.open": { input: z.object({ sampleId: z.string() }), output: datasetSchema },
  "datasets.list": { input: none, output: z.object({ datasets: z.array(datasetSchema).readonly() }) },
  /** Opens a file or a folder of the machine that the engine runs on, by its path. */
  "datasets.open": { input: z.object({ path: z.string().min(1).max(32_768) }), output: datasetSchema },
  /** Opens several files as one dataset: all of them images, or all texts. */
  "datasets.open-files": {
    input: z.object({ paths: z.array(z.string().min(1).max(32_768)).min(1).max(100_000) }),
    output: datasetSchema,
  },
  /** Says of which type a column is, for all runs from then on. What it was taken for gives that back. */
  "datasets.retype": {
    input: z.object({ datasetId: z.string(), column: z.string(), type: columnTypeSchema }),
    output: datasetSchema,
  },
  /** Small pictures of a dataset's images, from number `from` on; fewer where there are no more. */
  "datasets.thumbnails": {
    input: z.object({
      datasetId: z.string(),
      from: z.number().int().nonnegative(),
      count: z.number().int().min(1).max(mostThumbnails),
    }),
    output: z.object({ thumbnails: z.array(thumbnailSchema).readonly() }),
  },
  /** Files are about to be opened: gets ready to look at them. */
  "datasets.prepare": { input: none, output: none },
  /** Gives up a dataset that is being opened: whoever asked for it gets the fault `aborted`. */
  "datasets.cancel": { input: z.object({ openingId: z.string() }), output: none },
  /** Forgets a dataset; an uploaded copy is deleted. */
  "datasets.remove": { input: z.object({ datasetId: z.string() }), output: none },
  /** The datasets that were opened by their paths last, the newest first, those of earlier sessions too. */
  "recents.list": { input: none, output: z.object({ recents: z.array(recentDatasetSchema).readonly() }) },
  /** Takes a path out of that list; the file stays. */
  "recents.remove": { input: z.object({ path: z.string() }), output: none },
  /** Makes a file's bytes readable for this view, by its path: see `openedFilePath`. */
  "files.open": { input: z.object({ path: z.string().min(1).max(32_768) }), output: openedFileSchema },
  /** The bundled examples, and the files that were opened. */
  "programs.list": { input: none, output: z.object({ programs: z.array(programSchema).readonly() }) },
  /** Opens a TypeScript or JavaScript file of the machine that the engine runs on, by its path. Nothing of it runs. */
  "programs.open": { input: z.object({ path: z.string().min(1).max(32_768) }), output: programSchema },
  /** Opens a program by its source, where the view has no path for it. */
  "programs.add": {
    input: z.object({ name: z.string().min(1).max(255), source: z.string().max(longestProgram) }),
    output: programSchema,
  },
  /**
   * The user agrees that the file, with the content that was opened, may do anything that the user can; with `withChanges`
   * also what it holds later in this session.
   */
  "programs.trust": {
    input: z.object({ programId: z.string(), withChanges: z.boolean().default(false) }),
    output: programSchema,
  },
  /** Takes back what the user agreed to, now and in earlier sessions. */
  "programs.forgetConsents": { input: none, output: z.object({ count: z.number().int() }) },
  /** Loads the workload that an allowed file holds, as the file is now; it is then one of the list. */
  "programs.load": { input: z.object({ programId: z.string() }), output: workloadSchema },
  /** Runs a program in a process of its own, as `lanescope exec` does. */
  "programs.run": { input: programSettingsSchema, output: runSchema },
  "runs.list": { input: none, output: z.object({ runs: z.array(runSchema).readonly() }) },
  "runs.start": { input: runSettingsSchema, output: runSchema },
  /** Ends a run within half a second, whatever its workers are doing. Answers once every process is gone. */
  "runs.stop": { input: runId, output: runSchema },
  /**
   * The result with up to `limit` rows from row `from` on, counted from 0. Of a run at work whose workload `grows` the first
   * rows of the result so far, as it was at most a quarter of a second ago.
   */
  "runs.result": {
    input: runId.extend({
      from: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(0).max(1_000_000).default(1_000),
    }),
    output: resultSchema,
  },
  /** Which worker did which chunk: numbers of workers by chunk, 0 for chunks that are not done. */
  "runs.doers": { input: runId, output: z.object({ workers: z.array(z.number().int()).readonly() }) },
  /** The whole result as text, every digit kept. */
  "runs.export": {
    input: runId.extend({ format: z.enum(["csv", "json"]) }),
    output: z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  },
  /** What the run's workers printed, from line `from` on. Older lines than the kept ones are counted. */
  "runs.output": {
    input: runId.extend({ from: z.number().int().min(1).default(1) }),
    output: z.object({ lines: z.array(outputLineSchema).readonly(), lost: z.number().int() }),
  },
  "series.list": { input: none, output: z.object({ series: z.array(seriesSchema).readonly() }) },
  /** Does runs one after the other, and compares them. Nothing else can be started meanwhile. */
  "series.start": { input: seriesPlanSchema, output: seriesSchema },
  /** Ends the run at work as `runs.stop` does, and the series with it; what was measured stays. */
  "series.stop": { input: seriesId, output: seriesSchema },
  /**
   * Asks for a run's trace from a byte offset on; it then arrives as trace messages on this connection. A view follows
   * one run at a time: another call replaces the first.
   */
  "trace.follow": {
    input: runId.extend({ offset: z.number().int().nonnegative().default(0) }),
    output: none,
  },
} as const;

type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestInput<Name extends RequestName> = z.input<Requests[Name]["input"]>;
export type ParsedInput<Name extends RequestName> = z.output<Requests[Name]["input"]>;
export type RequestOutput<Name extends RequestName> = z.output<Requests[Name]["output"]>;

export const requestNames = Object.keys(requests) as readonly RequestName[];

export function isRequestName(name: unknown): name is RequestName {
  return typeof name === "string" && Object.hasOwn(requests, name);
}
