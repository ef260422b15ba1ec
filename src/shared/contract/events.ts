import { z } from "zod";
import {
  datasetSchema,
  openingSchema,
  outputLineSchema,
  programSchema,
  recentDatasetSchema,
  runSchema,
  workloadSchema,
} from "./models";
import { seriesSchema } from "./series";

/** What the engine tells every connected view without being asked. */
export const eventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("datasets"), datasets: z.array(datasetSchema).readonly() }),
  /** Those datasets that take long to open, at most 5 a second each; none of them where all are over. */
  z.object({ event: z.literal("openings"), openings: z.array(openingSchema).readonly() }),
  z.object({ event: z.literal("recents"), recents: z.array(recentDatasetSchema).readonly() }),
  z.object({ event: z.literal("programs"), programs: z.array(programSchema).readonly() }),
  z.object({ event: z.literal("workloads"), workloads: z.array(workloadSchema).readonly() }),
  /** A run is new or changed; at most 10 a second each, the last state always. */
  z.object({ event: z.literal("run"), run: runSchema }),
  /** A series is new, one of its runs began or ended, or it is over. */
  z.object({ event: z.literal("series"), series: seriesSchema }),
  z.object({ event: z.literal("output"), runId: z.string(), lines: z.array(outputLineSchema).readonly() }),
]);
export type ServiceEvent = z.output<typeof eventSchema>;

/** At most this many bytes of trace are under way to one view without its acknowledgement. */
export const traceWindowBytes = 8 * 1024 * 1024;

/**
 * A stretch of a run's trace: whole blocks, from byte `offset` of the trace on. The view answers each with a
 * `TraceAcknowledgement` once it has taken it in.
 */
export interface TraceMessage {
  readonly runId: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export const traceAcknowledgementSchema = z.object({
  runId: z.string(),
  /** The byte behind the last one taken in. */
  offset: z.number().int().nonnegative(),
});
export type TraceAcknowledgement = z.output<typeof traceAcknowledgementSchema>;
