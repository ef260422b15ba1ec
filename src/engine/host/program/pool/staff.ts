import { EventEmitter } from "node:events";
import type { Exit, Fault } from "../../../../shared/fault";
import type { Member, MemberEvents, Report } from "./member";
import type { PoolEvents, PoolWorker, ReplaceReason } from "./pool-events";
import { lossFault, Seat } from "./seat";

/** Workers that may end before they are ready, one after the other, until the pool gives up. */
const mostFailedStarts = 3;

/** Workers that may be lost while they have nothing to do, without any task being done meanwhile, until it gives up. */
const mostIdleLosses = 10;

/** Milliseconds that workers may take to finish and flush before they are killed. */
const endGraceMs = 2_000;

export interface StaffOptions {
  /** The pool's. */
  readonly name: string;
  readonly workers: number;
  /** Units that a worker runs; infinite for any number. */
  readonly unitsPerWorker: number;
  startMember(number: number, events: MemberEvents): Member;
}

interface StaffHooks {
  /** Whether there is anything to do for another worker. */
  isNeeded(): boolean;
  onReports(seat: Seat, reports: readonly Report[], full: boolean): void;
  /** A worker has ended; what it was sent is for others, or lost. */
  onEnd(seat: Seat, exit: Exit, fault: Fault | null): void;
  /** There is no use in starting more. */
  onBroken(fault: Fault): void;
  /** Something has changed. */
  wake(): void;
}

/** Keeps a pool's workers at their number. */
export class Staff {
  readonly events = new EventEmitter<PoolEvents>();
  readonly seats = new Set<Seat>();
  workersStarted = 0;
  workersLost = 0;
  readonly #options: StaffOptions;
  readonly #hooks: StaffHooks;
  #failedStarts = 0;
  #idleLosses = 0;
  /** What the last initializer threw. */
  #refusal: string | null = null;
  #stays = false;

  constructor(options: StaffOptions, hooks: StaffHooks) {
    this.#options = options;
    this.#hooks = hooks;
    // How many listeners there are is no sign of a mistake here.
    this.events.setMaxListeners(0);
  }

  /** Starts the workers. */
  open(): void {
    while (this.seats.size < this.#options.workers) this.#start();
  }

  /** Tasks are being done. */
  noteProgress(): void {
    this.#idleLosses = 0;
  }

  /** Whether this process stays alive for its workers. */
  keepAlive(stay: boolean): void {
    if (stay === this.#stays) return;
    this.#stays = stay;
    for (const { member } of this.seats) member.keepAlive(stay);
  }

  /** Starts another worker where one is missing. */
  replace(seat: Seat, reason: ReplaceReason): void {
    const present = [...this.seats].filter(({ state }) => state === "starting" || state === "ready").length;
    if (present < this.#options.workers && this.#hooks.isNeeded()) {
      this.#tell("worker-replaced", workerOf(seat.member), workerOf(this.#start().member), reason);
    }
  }

  /** Asks a worker to end. */
  end(seat: Seat): void {
    seat.state = "ending";
    seat.member.shutdown();
    seat.endTimer = setTimeout(() => seat.member.kill(), endGraceMs);
    seat.endTimer.unref();
  }

  /** Ends a worker at once. */
  kill(seat: Seat): void {
    seat.state = "ending";
    seat.member.kill();
  }

  #start(): Seat {
    const member = this.#options.startMember(++this.workersStarted, {
      onReady: () => this.#ready(seat),
      onRefused: (error) => {
        this.#refusal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      },
      onReports: (reports, full) => this.#hooks.onReports(seat, reports, full),
      onEnd: (exit, fault) => this.#ended(seat, exit, fault),
    });
    const seat = new Seat(member, this.#options.unitsPerWorker);
    this.seats.add(seat);
    member.keepAlive(this.#stays);
    return seat;
  }

  #ready(seat: Seat): void {
    if (seat.state !== "starting") return;
    seat.state = "ready";
    this.#failedStarts = 0;
    this.#refusal = null;
    this.#tell("worker-started", workerOf(seat.member));
    this.#hooks.wake();
  }

  #ended(seat: Seat, exit: Exit, fault: Fault | null): void {
    this.seats.delete(seat);
    clearTimeout(seat.endTimer);
    clearTimeout(seat.timer);
    const { member, state } = seat;
    const wasIdle = seat.batches.length === 0;
    const wasAsked = state === "ending" && !seat.wasStopped;
    this.#hooks.onEnd(seat, exit, fault);
    if (!wasAsked) {
      const lost = lossFault(member.name, exit, fault, wasIdle ? "while it had no task" : "while it had a task");
      this.workersLost++;
      this.#tell("worker-lost", workerOf(member), lost);
      if (state === "starting") this.#countFailedStart(lost);
      else if (wasIdle) {
        member.tellIdleLoss(lost.message);
        this.#countIdleLoss(lost);
      }
      // Whoever was asked to end has its successor already, and that one may be about to leave, too.
      this.replace(seat, "lost");
    }
    this.#hooks.wake();
  }

  #countFailedStart(lost: Fault): void {
    this.#failedStarts++;
    if (this.#failedStarts < mostFailedStarts) return;
    const { name } = this.#options;
    const why =
      this.#refusal === null
        ? `No worker of ${name} could start. ${lost.message}`
        : `The initializer of ${name} threw: ${this.#refusal}`;
    this.#hooks.onBroken({ code: "pool-broken", message: why, exit: lost.exit });
  }

  #countIdleLoss(lost: Fault): void {
    this.#idleLosses++;
    if (this.#idleLosses < mostIdleLosses) return;
    const message = `${mostIdleLosses} workers of ${this.#options.name} were lost one after the other, and no task was done meanwhile. ${lost.message}`;
    this.#hooks.onBroken({ code: "pool-broken", message, exit: lost.exit });
  }

  /** Later, so that what a listener throws stays its own. */
  #tell<Name extends keyof PoolEvents>(event: Name, ...details: PoolEvents[Name]): void {
    if (this.events.listenerCount(event) === 0) return;
    // The emitter's own type cannot tell that a list of details belongs to its event's name.
    process.nextTick(() => this.events.emit(event, ...(details as never)));
  }
}

/** As it is now: events are told later. */
function workerOf({ name, pid }: Member): PoolWorker {
  return { name, pid };
}
