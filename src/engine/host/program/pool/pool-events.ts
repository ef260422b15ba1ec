import type { Fault } from "../../../../shared/fault";

/** A worker of the pool, as events and statistics tell of it. */
export interface PoolWorker {
  readonly name: string;
  /** Null where the operating system has not told it. A thread has its process's. */
  readonly pid: number | null;
}

/** Why a worker was replaced: it ended or was killed; it had run `maxTasksPerChild`; it had too much memory. */
export type ReplaceReason = "lost" | "tasks" | "memory";

/** What happens to a pool's workers: names of events, and what listeners get. */
export interface PoolEvents {
  /** A worker is ready: its initializer has run. */
  "worker-started": [worker: PoolWorker];
  /** A worker ended unasked, or was killed because its task had to be ended. */
  "worker-lost": [worker: PoolWorker, fault: Fault];
  /** Another one was started in its place. */
  "worker-replaced": [worker: PoolWorker, by: PoolWorker, reason: ReplaceReason];
}
