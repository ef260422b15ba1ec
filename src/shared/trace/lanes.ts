import { z } from "zod";
import { exitSchema } from "../contract/faults";

/** The lane of the parent itself: it plans, dispatches, merges. */
export const parentLaneId = 1;

const laneKinds = ["parent", "worker", "combiner", "lock", "value"] as const;

export const laneSchema = z.object({
  /** Unique within a run, from 1. */
  id: z.number().int().positive(),
  kind: z.enum(laneKinds),
  name: z.string(),
  /** Worker number for colour and chip, from 1; 0 for lanes that are no worker. */
  number: z.number().int().nonnegative(),
  /** Operating-system process, null where the lane has none (a lock) or it is not known yet. */
  pid: z.number().int().nullable(),
  /** What the lane is within its process: `thread 2`, `slot 3`; empty where it is the whole process. */
  part: z.string(),
  /** Type of a shared value; empty for other lanes. */
  valueType: z.string(),
  /** Nanoseconds since the trace's epoch at which the lane's process or thread was started. */
  startNs: z.number(),
  /** Nanoseconds since the trace's epoch at which the end was observed, null while alive. */
  endNs: z.number().nullable(),
  /** How it ended, null while alive or where the lane is no process or thread. */
  exit: exitSchema.nullable(),
  /** A remark to show on the lane, such as `worker lost: SIGKILL. chunk 248 goes to another worker.` */
  remark: z.string(),
});

/** One row of the timeline. */
export type Lane = z.output<typeof laneSchema>;
export type LaneKind = Lane["kind"];
