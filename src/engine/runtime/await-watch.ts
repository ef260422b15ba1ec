import { performance } from "node:perf_hooks";
import type { LaneTrace } from "../protocol/lane-trace";

/** Milliseconds between two looks at a task that awaits something. */
const lookEveryMs = 5;

/** From this share of the time between two looks on that the thread had nothing to do, the task waited. */
const idleShare = 0.8;

/** Nanoseconds; what is shorter is not told. */
const shortestNs = 1_000_000;

/** What one look at the thread sees. */
interface Moment {
  /** Since the trace's epoch. */
  readonly atNs: number;
  /** Nanoseconds for which the thread has had nothing to do, so far. */
  readonly idleNs: number;
}

interface Look extends Moment {
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
  /** Null while nothing is awaited. */
  #last: Look | null = null;

  constructor(trace: LaneTrace) {
    this.#trace = trace;
  }

  /** Awaits what a task gave; what is no promise is given back as it is. */
  during<Value>(given: PromiseLike<Value> | Value): PromiseLike<Value> | Value {
    return isThenable(given) ? this.#settle(given) : given;
  }

  /** The task awaits something from now on. */
  begin(): void {
    this.#last = { ...this.moment(), written: this.#trace.written };
    looks.add(this);
  }

  /** It has it. */
  end(): void {
    const last = this.#last;
    if (last === null) return;
    this.#last = null;
    looks.delete(this);
    const now = this.moment();
    // A wait that begins now is none.
    if (this.#trace.awaits || this.#trace.written === last.written) this.#tell(last, now);
    this.#trace.endAwait(now.atNs);
  }

  /** How this thread stands now. */
  moment(): Moment {
    const atNs = this.#trace.clock();
    return { atNs, idleNs: idleNsOf(atNs) };
  }

  /** Tells what can be told so far. @param now The same for all tasks of the thread. */
  look(now: Moment): void {
    const last = this.#last;
    if (last === null || now.atNs - last.atNs < shortestNs) return;
    this.#tell(last, now);
    this.#last = { ...now, written: this.#trace.written };
  }

  async #settle<Value>(given: PromiseLike<Value>): Promise<Value> {
    this.begin();
    try {
      return await given;
    } finally {
      this.end();
    }
  }

  /** Tells of the time between two looks. */
  #tell(last: Look, now: Moment): void {
    if (now.atNs - last.atNs < shortestNs) return;
    const trace = this.#trace;
    // Other threads' processor time counts in where the loop's does not, and may be more than the time that passed.
    const idleNs = Math.max(0, now.idleNs - last.idleNs);
    // Nothing may be told of a time before the newest record.
    const isUntold = trace.written === last.written;
    if (idleNs < idleShare * (now.atNs - last.atNs)) {
      trace.endAwait(isUntold ? Math.min(last.atNs + idleNs, now.atNs) : now.atNs);
    } else if (!trace.awaits) trace.beginAwait(isUntold ? last.atNs : now.atNs);
  }
}

/** Looks at this thread for all of its tasks that await something, however many take turns. */
class Looks {
  readonly #watches = new Set<AwaitWatch>();
  #timer: NodeJS.Timeout | null = null;

  add(watch: AwaitWatch): void {
    this.#watches.add(watch);
    this.#timer ??= setTimeout(this.#look, lookEveryMs).unref();
  }

  delete(watch: AwaitWatch): void {
    this.#watches.delete(watch);
  }

  readonly #look = (): void => {
    this.#timer = null;
    let now: Moment | null = null;
    for (const watch of this.#watches) {
      now ??= watch.moment();
      watch.look(now);
    }
    if (this.#watches.size > 0) this.#timer = setTimeout(this.#look, lookEveryMs).unref();
  };
}

const looks = new Looks();

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** @param atNs Now. */
function idleNsOf(atNs: number): number {
  const { idle, active } = performance.eventLoopUtilization();
  if (idle + active > 0) return idle * 1e6;
  // The loop of Electron 22's processes does not count; what did not take processor time is as good there.
  const { user, system } = process.cpuUsage();
  return atNs - (user + system) * 1_000;
}
