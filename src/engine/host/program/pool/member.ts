import type { Exit, Fault } from "../../../../shared/fault";
import type { PoolWords } from "../../../runtime";
import type { Call, Failure } from "./call";

/** A stretch of a call's items at one worker, as far as nothing has been heard of it. */
export interface Batch {
  readonly call: Call;
  /** Calls of a unit; the last may have fewer. */
  readonly chunk: number;
  readonly items: readonly unknown[];
  /** Index of the first item within the call. */
  readonly at: number;
  /** Number of the first unit at the worker. */
  readonly first: number;
  readonly epoch: number;
  /** When it was sent, by the system's monotonic clock, milliseconds. */
  readonly sentMs: number;
  /** What encoding it took, milliseconds. */
  encodeMs: number;
  /** Units reported. */
  reported: number;
  /** Units in all, but for those taken back. */
  units: number;
  /** What the rest is expected to take, milliseconds. */
  loadMs: number;
}

/** What became of a stretch of a batch's units; see `PoolReport`. */
export interface Report {
  readonly first: number;
  readonly done: number;
  readonly skipped: number;
  readonly workMs: number;
  /** Null where every call failed. */
  values(): readonly unknown[] | null;
  /** Nobody wants them. */
  discard(): void;
  failures(): readonly Failure[];
  /** Why none of the calls could be made; null where they were. */
  failure(): unknown;
}

export interface MemberEvents {
  onReady(): void;
  /** The initializer threw. */
  onRefused(error: unknown): void;
  /** @param full It has more memory than it may: it begins nothing more. */
  onReports(reports: readonly Report[], full: boolean): void;
  onEnd(exit: Exit, fault: Fault | null): void;
}

/** A batch that is ready to be sent, as the member wants it. */
export type Prepared = unknown;

/** What runs tasks of a pool: a process, a thread, or this thread itself. */
export interface Member {
  readonly name: string;
  readonly pid: number | null;
  /** Null where nothing is shared with it. */
  readonly words: PoolWords | null;
  /** @throws {FaultError} `not-serializable`, `too-large`, `memory-full`; then nothing was sent. */
  prepare(batch: Batch): Prepared;
  send(prepared: readonly Prepared[]): void;
  /** Begin nothing that was sent before. */
  recall(epoch: number): void;
  /** End with code 0 after what it is at. */
  shutdown(): void;
  kill(): void;
  keepAlive(stay: boolean): void;
  /** It was lost while it had no task, so that no call tells of it. @param message One sentence. */
  tellIdleLoss(message: string): void;
}
