import type { Dataset, Parameters, Problem, ResultTable } from "../../shared/contract/models";
import type { Fault, Outcome } from "../../shared/fault";
import type { DelegationReply, DelegationRequest } from "./delegation";
import type { Inspection, InspectionRequest, OwnModule } from "./own-workload";
import type { MemoryDescriptor, MemoryPlace, ProgramLaunch, ProgramReply, ProgramRequest } from "./program";
import type { Chunk, SharedContents, SharedDeclaration, TaskResult } from "./workload";

/**
 * What a task gave, on its way to the combiner. The parent only passes `partial` on, so it stays as the worker
 * serialized it (`v8.serialize`): the parent's event loop is spared, and the cost shows on the worker's lane.
 */
export type TaskDone = Omit<TaskResult<never>, "partial"> & {
  /** Null while the worker keeps it, to add further chunks. */
  readonly partial: Uint8Array | null;
};

/** A run's lock, value or array, and the lane on which it is shown. */
export interface SharedHandle {
  readonly name: string;
  /** Of an array, which has no lane, a negative number of its own. */
  readonly lane: number;
  readonly declaration: SharedDeclaration;
  /** In the run's memory; null where the parent keeps it. */
  readonly place: MemoryPlace | null;
}

/** Memory that a run's parent shares with its workers. */
export interface MemorySetup {
  readonly descriptor: MemoryDescriptor;
  /** Where the worker's lanes write their records, by slot; null where there was no room: those send blocks. */
  readonly rings: readonly (MemoryPlace | null)[];
}

/** Everything a worker needs to know once. */
export interface WorkerSetup {
  readonly workload: string;
  /** Where the workload is; left out for one of those that the worker has. */
  readonly module?: OwnModule | undefined;
  readonly parameters: Parameters;
  readonly dataset: Dataset | null;
  /** Lanes of the worker's slots: one, or several where tasks interleave on one thread. */
  readonly lanes: readonly number[];
  /** The trace's epoch on the system's monotonic clock, nanoseconds (`process.hrtime.bigint()`). */
  readonly epochNs: bigint;
  readonly shared: readonly SharedHandle[];
  /** Null without shared memory: lanes send blocks, and the parent keeps locks and values. */
  readonly memory: MemorySetup | null;
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
      /**
       * Chunks of the same batch go into one result, which the worker keeps for as long as it likes. What it keeps of
       * another batch is of no use any more. Null where the result is wanted at once.
       */
      readonly batch: number | null;
      /** How much of the work is not handed out yet, divided by the number of lanes; in the plan's unit. */
      readonly ahead: number;
      /** From 0. */
      readonly round: number;
      /** What the combiner gave for the round, serialized; null where it gave nothing. */
      readonly state: Uint8Array | null;
    }
  /** The slot has nothing to do until all tasks of the round are done: it waits at a barrier, its next task ends that. */
  | { readonly type: "wait"; readonly generation: number; readonly slot: number; readonly name: string }
  /** The slot's worker is to hand on what it keeps, in a `result`. */
  | { readonly type: "hand-on"; readonly generation: number; readonly taskId: number; readonly slot: number }
  | {
      readonly type: "reply";
      readonly generation: number;
      readonly requestId: number;
      readonly outcome: Outcome<BrokerValue>;
    }
  /** So many bytes of trace were taken in: the worker may have that many more under way. */
  | { readonly type: "trace-taken"; readonly generation: number; readonly bytes: number }
  /** Finish, flush, exit with code 0. */
  | { readonly type: "shutdown"; readonly generation: number }
  /** What a user's module holds: asked of a worker that does nothing else. */
  | { readonly type: "inspect"; readonly generation: number; readonly request: InspectionRequest }
  /** To a worker that combines results of a user's workload, and does nothing else. */
  | { readonly type: "combine"; readonly generation: number; readonly request: CombinerRequest }
  /** To the workers of a user's program only. */
  | { readonly type: "program"; readonly generation: number; readonly message: ProgramRequest }
  /** To a user's program only: what it runs, and what becomes of the workers that it asked for. */
  | { readonly type: "launch"; readonly generation: number; readonly launch: ProgramLaunch }
  | { readonly type: "delegation"; readonly generation: number; readonly reply: DelegationReply }
  /** Thread hosts only: start, feed or end a thread within the worker's process. */
  | {
      readonly type: "thread-start";
      readonly generation: number;
      readonly thread: number;
      readonly name: string;
      /** Absolute path of what the thread runs. */
      readonly script: string;
    }
  | { readonly type: "thread-post"; readonly generation: number; readonly thread: number; readonly frame: HostFrame }
  | {
      readonly type: "thread-kill";
      readonly generation: number;
      readonly thread: number;
      readonly signal: "SIGTERM" | "SIGKILL";
    };

/** What the broker answers: a value's number, an array's stretch, nothing. */
export type BrokerValue = number | Float64Array | null;

/** What a task asks of the parent's broker. */
export type BrokerRequest =
  | { readonly operation: "lock-acquire"; readonly lane: number }
  | { readonly operation: "lock-release"; readonly lane: number }
  | { readonly operation: "value-get"; readonly lane: number }
  | { readonly operation: "value-set"; readonly lane: number; readonly value: number }
  | { readonly operation: "array-read"; readonly lane: number; readonly from: number; readonly to: number }
  | {
      readonly operation: "array-write";
      readonly lane: number;
      readonly from: number;
      readonly numbers: Float64Array;
    };

/** From worker to parent. */
export type WorkerFrame =
  /** The worker's code is loaded; it can be set up. */
  | { readonly type: "ready"; readonly generation: number; readonly pid: number }
  | {
      readonly type: "result";
      readonly generation: number;
      readonly taskId: number;
      readonly outcome: Outcome<TaskDone>;
      /** Names of locks in shared memory that the task left locked; they are free again. */
      readonly left: readonly string[];
    }
  /** How much of a task is done, in the plan's unit; at most 10 a second. */
  | { readonly type: "progress"; readonly generation: number; readonly taskId: number; readonly done: number }
  /** Trace blocks, whole (see shared/trace/blocks). */
  | {
      readonly type: "trace";
      readonly generation: number;
      readonly blocks: Uint8Array;
      /** Records in the blocks, definitions of names not counted. */
      readonly events: number;
    }
  | {
      readonly type: "request";
      readonly generation: number;
      readonly requestId: number;
      /** The asking task owns what it acquires. */
      readonly taskId: number;
      readonly request: BrokerRequest;
    }
  | { readonly type: "inspected"; readonly generation: number; readonly outcome: Outcome<Inspection> }
  | { readonly type: "combined"; readonly generation: number; readonly reply: CombinerReply }
  /** From the workers of a user's program only. */
  | { readonly type: "program"; readonly generation: number; readonly message: ProgramReply }
  /** From a user's program only: workers that it wants, and what they print. */
  | { readonly type: "delegation"; readonly generation: number; readonly request: DelegationRequest }
  | {
      readonly type: "program-output";
      readonly generation: number;
      readonly worker: string;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  /** The worker cannot go on, such as for a module that throws on import; its exit follows. */
  | { readonly type: "fault"; readonly generation: number; readonly fault: Fault }
  /** A user's own code threw outside of all tasks. The worker goes on, but what its tasks give can be wrong. */
  | { readonly type: "stray"; readonly generation: number; readonly fault: Fault }
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

/** To what combines results: a thread of the parent, or a process for code of a user's. */
export type CombinerRequest =
  | {
      readonly type: "open";
      /** The combiner's own lane. */
      readonly lane: number;
      readonly epochNs: bigint;
      readonly workload: string;
      /** Where the workload is; left out for one of those that the combiner has. */
      readonly module?: OwnModule | undefined;
      readonly parameters: Parameters;
      readonly dataset: Dataset | null;
    }
  | { readonly type: "add"; readonly index: number; readonly partial: Uint8Array }
  /** All of a round was added. */
  | { readonly type: "end-round"; readonly round: number }
  /** Gives the result so far; more is added. */
  | { readonly type: "peek"; readonly shared: SharedState }
  | { readonly type: "finish"; readonly shared: SharedState; readonly partial: boolean };

/** What tasks share, as it is at one moment. */
export interface SharedState {
  readonly values: Readonly<Record<string, number>>;
  readonly arrays: SharedContents;
}

/** From there; its lane is among those of the run. */
export type CombinerReply =
  | { readonly type: "trace"; readonly blocks: Uint8Array; readonly events: number }
  /** One more partial result is in. */
  | { readonly type: "added" }
  | {
      readonly type: "round-ended";
      readonly isLast: boolean;
      /** Serialized. */
      readonly state: Uint8Array;
      readonly writes: SharedContents;
    }
  /** The result so far, with the first rows only. */
  | { readonly type: "peeked"; readonly head: ResultTable }
  | {
      readonly type: "result";
      /** With the first rows only. */
      readonly head: ResultTable;
      /** Every row, as `packRows` gives them: the parent reads them when somebody asks. */
      readonly rows: Uint8Array;
      readonly problems: readonly Problem[];
    }
  /** The workload's `combine` threw. */
  | { readonly type: "fault"; readonly fault: Fault };
