import type { Dataset, Parameters } from "../../shared/contract/models";
import type { Fault, Outcome } from "../../shared/fault";
import type { Chunk, SharedDeclaration, TaskResult } from "./workload";

/** A lock or value that the parent keeps, and the lane on which it is shown. */
export interface SharedHandle {
  readonly name: string;
  readonly lane: number;
  readonly declaration: SharedDeclaration;
}

/** Everything a worker needs to know once. */
export interface WorkerSetup {
  readonly workload: string;
  readonly parameters: Parameters;
  readonly dataset: Dataset | null;
  /** Lanes of the worker's slots: one, or several where tasks interleave on one thread. */
  readonly lanes: readonly number[];
  /** The trace's epoch on the system's monotonic clock, nanoseconds (`process.hrtime.bigint()`). */
  readonly epochNs: bigint;
  readonly shared: readonly SharedHandle[];
}

/** From parent to worker. `generation` is the worker's: a frame for another one is dropped. */
export type HostFrame =
  | { readonly type: "setup"; readonly generation: number; readonly setup: WorkerSetup }
  | {
      readonly type: "task";
      readonly generation: number;
      readonly taskId: number;
      /** Index into `lanes`. */
      readonly slot: number;
      readonly chunk: Chunk;
      /** 1 for the first try. */
      readonly attempt: number;
    }
  | {
      readonly type: "reply";
      readonly generation: number;
      readonly requestId: number;
      readonly outcome: Outcome<number | null>;
    }
  /** Finish, flush, exit with code 0. */
  | { readonly type: "shutdown"; readonly generation: number }
  /** Thread hosts only: start, feed or end a thread within the worker's process. */
  | {
      readonly type: "thread-start";
      readonly generation: number;
      readonly thread: number;
      readonly name: string;
    }
  | { readonly type: "thread-post"; readonly generation: number; readonly thread: number; readonly frame: HostFrame }
  | {
      readonly type: "thread-kill";
      readonly generation: number;
      readonly thread: number;
      readonly signal: "SIGTERM" | "SIGKILL";
    };

/** What a task asks of the parent's broker. */
export type BrokerRequest =
  | { readonly operation: "lock-acquire"; readonly lane: number }
  | { readonly operation: "lock-release"; readonly lane: number }
  | { readonly operation: "value-get"; readonly lane: number }
  | { readonly operation: "value-set"; readonly lane: number; readonly value: number };

/** From worker to parent. */
export type WorkerFrame =
  /** The worker's code is loaded; it can be set up. */
  | { readonly type: "ready"; readonly generation: number; readonly pid: number }
  | {
      readonly type: "result";
      readonly generation: number;
      readonly taskId: number;
      readonly outcome: Outcome<TaskResult<unknown>>;
    }
  /** How much of a task is done, in the plan's unit; at most 30 a second. */
  | { readonly type: "progress"; readonly generation: number; readonly taskId: number; readonly done: number }
  /** Trace blocks, whole (see shared/trace/blocks). */
  | { readonly type: "trace"; readonly generation: number; readonly blocks: Uint8Array }
  | {
      readonly type: "request";
      readonly generation: number;
      readonly requestId: number;
      /** The asking task owns what it acquires. */
      readonly taskId: number;
      readonly request: BrokerRequest;
    }
  /** The worker cannot go on, such as for a module that throws on import; its exit follows. */
  | { readonly type: "fault"; readonly generation: number; readonly fault: Fault }
  | { readonly type: "thread-frame"; readonly generation: number; readonly thread: number; readonly frame: WorkerFrame }
  | {
      readonly type: "thread-output";
      readonly generation: number;
      readonly thread: number;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly type: "thread-exit";
      readonly generation: number;
      readonly thread: number;
      readonly code: number | null;
      readonly signal: string | null;
    };

/** To the combiner thread. */
export type CombinerRequest =
  | {
      readonly type: "open";
      readonly workload: string;
      readonly parameters: Parameters;
      readonly dataset: Dataset | null;
    }
  | { readonly type: "add"; readonly index: number; readonly partial: unknown }
  | { readonly type: "finish"; readonly values: Readonly<Record<string, number>> };
