import type { MessagePort } from "node:worker_threads";
import type { Exit, Fault, Outcome } from "../../shared/fault";

/**
 * What a user's program (its main process) and its workers say to each other, inside `program` frames. A program's
 * workers run the functions that its modules declare by `defineTasks`.
 */

/** Where a stretch of shared memory lies; see `engine/memory`. */
export interface MemoryPlace {
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
}

/** By which a worker opens memory that its parent shares with it. */
export interface MemoryDescriptor {
  readonly name: string;
  readonly bytes: number;
  readonly token: string;
}

/** Where a worker process connects to when it has to block for an answer. */
export interface SyncAddress {
  /** Of a local socket, or of a named pipe on Windows. */
  readonly path: string;
  /** By which the main process knows the worker. */
  readonly token: string;
}

/** A function that a module declares by `defineTasks`. */
export interface TaskReference {
  /** URL of the module. */
  readonly module: string;
  readonly name: string;
}

export type HandleKind =
  | "lock"
  | "rlock"
  | "semaphore"
  | "bounded-semaphore"
  | "condition"
  | "event"
  | "barrier"
  | "value"
  | "array"
  | "queue"
  | "simple-queue"
  | "pipe";

/** A handle on its way to another process; plain data. */
export interface HandleDescriptor {
  readonly kind: HandleKind;
  /** Of the program that created it: handles of another one are refused. */
  readonly context: string;
  /** Unique within its program. */
  readonly id: number;
  readonly name: string;
  /** On which the timeline shows it; 0 without a trace. */
  readonly lane: number;
  /** Where it lies in shared memory; null where the parent's broker keeps it. */
  readonly place: MemoryPlace | null;
  /** What a kind needs besides, such as an array's type and length. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** An encoded value: see `engine/runtime/codec`. */
export interface Payload {
  /** As `v8.Serializer` wrote it. */
  readonly bytes: Uint8Array;
  /** Whether it holds handles, which the receiver has to open. */
  readonly handles: boolean;
  /** Contents of its large buffers, in the order in which they occur. The receiver copies them and says `taken`. */
  readonly blocks: readonly MemoryPlace[];
  /** The arrow from where it was sent; left out without a trace. */
  readonly flow?: number;
}

/** An encoded value on its way through the broker, which keeps track of what it brings along. */
export interface Parcel {
  readonly payload: Payload;
  /** Ids of the handles within. */
  readonly handles: readonly number[];
}

/** What somebody asks of the broker in the main process, which keeps what does not lie in shared memory. */
export interface HandleRequest {
  /** `HandleDescriptor.id`; 0 for the broker itself. */
  readonly handle: number;
  readonly operation: string;
  /** In whose name: a task's or Process body's number within its worker. */
  readonly owner: number;
  /** Milliseconds; negative for forever, 0 only tries. */
  readonly timeoutMs: number;
  readonly value?: unknown;
  /** Something for whoever receives it, which the broker never decodes. */
  readonly parcel?: Parcel | undefined;
}

/** How an error travels: classes and stacks of another process do not survive. */
export interface RemoteError {
  readonly name: string;
  readonly message: string;
  /** The stack where it was thrown. */
  readonly stack: string;
  /** Present where it was an expected failure. */
  readonly fault: Fault | null;
  /** Its own fields, as far as they can be serialized. */
  readonly fields: Uint8Array | null;
}

/** What a pool's worker must know once. */
export interface PoolSetup {
  /** Run before the first task; null for nothing. */
  readonly initializer: { readonly task: TaskReference; readonly parameters: Payload } | null;
  /** Memory above which the worker asks to be replaced, bytes; 0 for any. */
  readonly memoryLimitBytes: number;
  /** Where it tells which unit it is on: see `engine/runtime/pool-words`. Null where nothing is shared. */
  readonly words: MemoryPlace | SharedArrayBuffer | null;
}

/**
 * Calls of one function for a pool's worker, which runs them in order. A *unit* is what is cancelled, timed out and lost
 * by itself: a task, or a chunk of them.
 */
export interface PoolBatch {
  readonly task: TaskReference;
  /** Number of the first unit: a worker's units are numbered in the order in which they were sent. */
  readonly first: number;
  /** Index of the first item within the pool's call. */
  readonly at: number;
  /** Calls in all. */
  readonly count: number;
  /** Calls in a unit; the last one may have fewer. */
  readonly chunk: number;
  /** Whether an item is the list of a call's parameters, and not the only one. */
  readonly spread: boolean;
  /** Recalls at this worker when it was sent: after a later one its units are not begun any more. */
  readonly epoch: number;
  /** Whether the main process wants to know when each unit was begun. */
  readonly timed: boolean;
  /** An array of items. */
  readonly items: Payload;
  /** The arrow from where it was sent; 0 without a trace. */
  readonly flow: number;
}

/** What became of a stretch of a batch's units. */
export interface PoolReport {
  /** The first one. */
  readonly first: number;
  /** Units that were run. */
  readonly done: number;
  /** Units behind them that were recalled, and not begun. */
  readonly skipped: number;
  /** What the calls took, milliseconds. */
  readonly workMs: number;
  /** An array of what each call gave, undefined for those that failed; null where none did. */
  readonly values: Payload | null;
  /** By index into `values`. */
  readonly failures: readonly (readonly [index: number, error: RemoteError])[];
  /** Why none of the calls could be made. */
  readonly failure: RemoteError | null;
  /** The arrow from where they were sent; 0 without a trace. */
  readonly flow: number;
}

/** Everything a worker needs to know once. */
export interface ProgramSetup {
  readonly context: string;
  readonly name: string;
  /** Null without shared memory: everything is brokered then. */
  readonly memory: MemoryDescriptor | null;
  /** Null for a thread of the main process, which has a port of its own. */
  readonly sync: SyncAddress | null;
  /** Null without a trace. */
  readonly trace: TraceSetup | null;
  /** Where a module's code really lies, by its URL: programs are compiled into another folder. */
  readonly modules: Readonly<Record<string, string>>;
}

/** How a worker traces. */
export interface TraceSetup {
  readonly lane: number;
  /** The trace's epoch on the system's monotonic clock, nanoseconds. */
  readonly epochNs: bigint;
  /** Where the worker's ring lies; null where its records go by frames. */
  readonly ring: MemoryPlace | null;
}

/** An owner asked for a lock while it held others, for the first time in its thread. */
export interface LockOrderReport {
  readonly type: "lock-order";
  /** Handles' ids, in the order in which they were acquired. */
  readonly held: readonly number[];
  readonly wanted: number;
  readonly owner: number;
}

/** Owners overwrote what others had written since they had read a value. */
export interface LostUpdateReport {
  readonly type: "lost-update";
  /** The value's or the array's id. */
  readonly handle: number;
  /** How often, since the last report. */
  readonly updates: number;
  /** By how much in all: each time the value before the write minus the value that had been read. */
  readonly amount: number;
}

/** A task ended while it held locks. */
interface LeftLocksReport {
  readonly type: "locks-left";
  /** Handles' ids, at least one. */
  readonly locks: readonly number[];
}

/** What the detectors within a thread have to say. */
export type WatchReport = LockOrderReport | LostUpdateReport | LeftLocksReport;

/** What a process needs to know to become a user's program. */
export interface ProgramLaunch {
  /** Absolute path of what it runs. */
  readonly entry: string;
  /** As the program's `process.argv[1]` tells it: where its source lies. */
  readonly file: string;
  /** What follows in its `process.argv`. */
  readonly parameters: readonly string[];
  /** Where its modules' code really lies, by their URLs. */
  readonly modules: Readonly<Record<string, string>>;
  /** Whether it starts its processes itself, or asks for them. */
  readonly delegates: boolean;
  /** The trace's epoch on the system's monotonic clock, nanoseconds. */
  readonly epochNs: bigint;
}

/** From the main process to a worker. */
export type ProgramRequest =
  | { readonly type: "setup"; readonly setup: ProgramSetup }
  /** The body of a Process or Thread: the worker ends when it returns. */
  | {
      readonly type: "body";
      readonly task: TaskReference;
      readonly payload: Payload;
      /** The arrow from where it was started; 0 without a trace. */
      readonly flow: number;
    }
  | { readonly type: "pool-open"; readonly setup: PoolSetup }
  | { readonly type: "pool-batches"; readonly batches: readonly PoolBatch[] }
  /** Nothing that was sent before is to be begun any more; where words are shared, they say so. */
  | { readonly type: "pool-recall"; readonly epoch: number }
  | { readonly type: "answer"; readonly requestId: number; readonly outcome: Outcome<unknown> }
  /** A handle was closed: it is not to be used any more. */
  | { readonly type: "closed"; readonly handle: number };

/**
 * How a blocked thread is answered: by a message at the port and then a 1 in the first of the flag's words. Messages are
 * a request, and an outcome, as `v8.serialize` writes them; null where there will never be an answer.
 */
export interface SyncPort {
  readonly port: MessagePort;
  readonly flag: SharedArrayBuffer;
}

/** From a worker to the main process. */
export type ProgramReply =
  | { readonly type: "ask"; readonly requestId: number; readonly request: HandleRequest }
  /** Nobody waits for it any more: it is answered `aborted`, unless the answer is on its way already. */
  | { readonly type: "forget"; readonly requestId: number }
  /** A thread's own way to the main process, for requests that block it. */
  | { readonly type: "sync-port"; readonly line: SyncPort }
  /** The pool's initializer has run. */
  | { readonly type: "pool-ready" }
  /** The pool's initializer threw; the worker's end follows. */
  | { readonly type: "pool-refused"; readonly error: RemoteError }
  /** @param full The worker's memory is above the limit: it begins nothing more. */
  | { readonly type: "pool-reports"; readonly reports: readonly PoolReport[]; readonly full: boolean }
  | { readonly type: "watch"; readonly report: WatchReport }
  /** A handle that was closed is used here no more. */
  | { readonly type: "let-go"; readonly handle: number }
  /** Copied: the memory can be used again. */
  | { readonly type: "taken"; readonly blocks: readonly MemoryPlace[] };

/** How a worker ended, and why as far as it said so itself. */
export interface WorkerEnd {
  readonly exit: Exit;
  readonly fault: Fault | null;
}
