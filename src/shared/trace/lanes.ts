import type { Exit } from "../fault";

/** The lane of the parent itself: it plans, dispatches, merges. */
export const parentLaneId = 1;

export const laneKinds = ["parent", "worker", "combiner", "lock", "value", "queue", "cpu", "memory"] as const;

export type LaneKind = (typeof laneKinds)[number];

/** Whether a lane shows a number over time: a shared value, how many items a queue holds, what a process uses. */
export function isNumberLane(kind: LaneKind): boolean {
  return kind === "value" || kind === "queue" || isUsageLane(kind);
}

/** Whether a lane shows what a process uses: `cpu` in percent of one core, `memory` in bytes. */
export function isUsageLane(kind: LaneKind): boolean {
  return kind === "cpu" || kind === "memory";
}

/** Whether a lane shows something else than a process or thread: what processes share, or use. */
export function isSharedLane(kind: LaneKind): boolean {
  return kind === "lock" || isNumberLane(kind);
}

/** The run that a lane is of, where lanes of several runs stand under each other. */
export interface RunOfLane {
  /** Tells it from the others. */
  readonly id: string;
  readonly title: string;
  /** Stands beside the title. */
  readonly note: string;
}

/** One row of the timeline. */
export interface Lane {
  /** Unique within a run, from 1. */
  readonly id: number;
  readonly kind: LaneKind;
  readonly name: string;
  /** Worker number for colour and chip, from 1; 0 for lanes that are no worker. */
  readonly number: number;
  /** Operating-system process, null where the lane has none (a lock) or it is not known yet. */
  readonly pid: number | null;
  /** What the lane is within its process: `thread 2`, `slot 3`; empty where it is the whole process. */
  readonly part: string;
  /** Type of a shared value; empty for other lanes. */
  readonly valueType: string;
  /** Nanoseconds since the trace's epoch at which the lane's process or thread was started. */
  readonly startNs: number;
  /** Nanoseconds since the trace's epoch at which the end was observed, null while alive. */
  readonly endNs: number | null;
  /** How it ended, null while alive or where the lane is no process or thread. */
  readonly exit: Exit | null;
  /** A remark to show on the lane, such as `worker lost: SIGKILL. chunk 248 goes to another worker.` */
  readonly remark: string;
  /** Left out where all lanes are of one run. */
  readonly run?: RunOfLane | undefined;
}
