import type { PoolWorker } from "./pool-events";
import type { Scheduler, SchedulerCounts } from "./scheduler";

/** What a worker of a pool has done. */
export interface PoolWorkerStatistics extends PoolWorker {
  readonly state: "starting" | "ready" | "leaving" | "ending";
  /** Calls of tasks that it has made. */
  readonly tasksDone: number;
  /** Tasks, or chunks of them, that it has been sent and not reported. */
  readonly chunksUnderWay: number;
  /** What the calls took, milliseconds. */
  readonly busyMs: number;
}

/** What a pool has done; tasks are single calls. */
export interface PoolStatistics extends Readonly<SchedulerCounts> {
  /** Calls of the pool's methods that are not over. */
  readonly openCalls: number;
  readonly workersStarted: number;
  readonly workersLost: number;
  /** Workers that there are now. */
  readonly workers: readonly PoolWorkerStatistics[];
}

export function statisticsOf(scheduler: Scheduler): PoolStatistics {
  return {
    ...scheduler.counts,
    openCalls: scheduler.openCalls,
    workersStarted: scheduler.staff.workersStarted,
    workersLost: scheduler.staff.workersLost,
    workers: [...scheduler.staff.seats].map((seat) => ({
      name: seat.member.name,
      pid: seat.member.pid,
      state: seat.state,
      tasksDone: seat.callsDone,
      chunksUnderWay: seat.units,
      busyMs: seat.busyMs,
    })),
  };
}
