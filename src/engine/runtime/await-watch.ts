import { performance } from "node:perf_hooks";
import type { LaneTrace } from "../protocol/lane-trace";

/** Milliseconds between two looks at a task that awaits something. */
const lookEveryMs = 5;

/** From this share of the time between two looks on that the thread had nothing to do, the task waited. */
const idleShare = 0.8;

/** Nanoseconds; what is shorter is not told. */
const shortestNs = 1_000_000;

/** What one look sees. */
interface Look {
  /** Since the trace's epoch. */
  readonly atNs: number;
  /** Nanoseconds for which the thread has had nothing to do, so far. */
  readonly idleNs: number;
  /** See `LaneTrace`. */
  readonly written: number;
}

/**
 * Shows on a task's lane where it awaited what tells nothing of itself: a timer, a file, an answer from elsewhere. Only the
 * thread knows that it has nothing to do, so that is what is looked at, a few times while the task awaits: stretches in
 * which it is busy go on as computing. Lengths are true to some milliseconds.
 */
export class AwaitWatch {
  readonly #trace: LaneTrace;
  #timer: NodeJS.Timeout | null = null;
  /** Null while nothing is awaited. */
  #last: Look | null = null;

  constructor(trace: LaneTrace) {
    this.#trace = trace;
  }

  /** Awaits what a task gave. */
  async during<Value>(given: PromiseLike<Value> | Value): Promise<Value> {
    this.begin();
    try {
      return await given;
    } finally {
      this.end();
    }
  }

  /** The task awaits something from now on. */
  begin(): void {
    this.#last = this.#see();
    this.#timer ??= setTimeout(this.#look, lookEveryMs).unref();
  }

  /** It has it. */
  end(): void {
    const last = this.#last;
    if (last === null) return;
    this.#last = null;
    const now = this.#see();
    // A wait that begins now is none.
    if (this.#trace.awaits || now.written === last.written) this.#tell(last, now);
    this.#trace.endAwait(now.atNs);
  }

  readonly #look = (): void => {
    this.#timer = null;
    const last = this.#last;
    if (last === null) return;
    const now = this.#see();
    this.#tell(last, now);
    this.#last = { ...now, written: this.#trace.written };
    this.#timer = setTimeout(this.#look, lookEveryMs).unref();
  };

  /** Tells of the time between two looks. */
  #tell(last: Look, now: Look): void {
    if (now.atNs - last.atNs < shortestNs) return;
    const trace = this.#trace;
    const idleNs = now.idleNs - last.idleNs;
    // Nothing may be told of a time before the newest record.
    const isUntold = now.written === last.written;
    if (idleNs < idleShare * (now.atNs - last.atNs)) {
      trace.endAwait(isUntold ? Math.min(last.atNs + idleNs, now.atNs) : now.atNs);
    } else if (!trace.awaits) trace.beginAwait(isUntold ? last.atNs : now.atNs);
  }

  #see(): Look {
    const atNs = this.#trace.clock();
    return { atNs, idleNs: idleNsOf(atNs), written: this.#trace.written };
  }
}

/** @param atNs Now. */
function idleNsOf(atNs: number): number {
  const { idle, active } = performance.eventLoopUtilization();
  if (idle + active > 0) return idle * 1e6;
  // The loop of Electron 22's processes does not count; what did not take processor time is as good there.
  const { user, system } = process.cpuUsage();
  return atNs - (user + system) * 1_000;
}
