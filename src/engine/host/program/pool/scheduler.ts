import { EventEmitter } from "node:events";
import { type Exit, type Fault, FaultError } from "../../../../shared/fault";
import { abortReason, monotonicMs } from "../../../runtime";
import type { Call } from "./call";
import type { Member, MemberEvents, Report } from "./member";
import { aheadFor, batchSize, chunkFor, hasRoom, Pace } from "./pace";
import { explainItem } from "./remote-member";
import { lossFault, Seat, type Stretch } from "./seat";

/** Workers that may end before they are ready, one after the other, until the pool gives up. */
const mostFailedStarts = 3;

/** Workers that may be lost while they have nothing to do, without any task being done meanwhile, until it gives up. */
const mostIdleLosses = 10;

/** Milliseconds that a stopped task may take to end by itself, before its worker is killed. */
const stopGraceMs = 10;

/** Milliseconds without a word from a worker, after which others take over what waits for it. */
const silenceMs = 3;

/** Milliseconds that workers may take to finish and flush before they are killed. */
const endGraceMs = 2_000;

/** Batches that one worker has at most. */
const mostBatches = 64;

/** A worker of the pool, as events tell of it. */
export interface PoolWorker {
  readonly name: string;
  /** Null where the operating system has not told it. */
  readonly pid: number | null;
}

/** Why a worker was replaced: it ended by itself or was killed; it had run `maxTasksPerChild`; it had too much memory. */
export type ReplaceReason = "lost" | "tasks" | "memory";

export interface PoolEvents {
  /** A worker is ready: its initializer has run. */
  "worker-started": [worker: PoolWorker];
  /** A worker ended unasked, or was killed because its task had to be stopped. */
  "worker-lost": [worker: PoolWorker, fault: Fault];
  /** Another one was started in its place. */
  "worker-replaced": [worker: PoolWorker, by: PoolWorker, reason: ReplaceReason];
}

export interface SchedulerOptions {
  readonly name: string;
  readonly workers: number;
  /** Units that a worker runs; infinite for any number. */
  readonly unitsPerWorker: number;
  startMember(number: number, events: MemberEvents): Member;
}

export interface SchedulerCounts {
  submitted: number;
  done: number;
  failed: number;
  lost: number;
  timedOut: number;
  workersStarted: number;
  workersLost: number;
  messages: number;
}

/** Gives the tasks of a pool to its workers, and keeps the workers at their number. */
export class Scheduler {
  readonly events = new EventEmitter<PoolEvents>();
  readonly seats = new Set<Seat>();
  readonly counts: SchedulerCounts = {
    submitted: 0,
    done: 0,
    failed: 0,
    lost: 0,
    timedOut: 0,
    workersStarted: 0,
    workersLost: 0,
    messages: 0,
  };
  readonly #options: SchedulerOptions;
  /** Not over, in the order in which they came. */
  readonly #calls = new Set<Call>();
  /** Taken back from workers: first to be sent again. */
  readonly #returned: Stretch[] = [];
  readonly #paces = new Map<unknown, Pace>();
  readonly #whenEnded: (() => void)[] = [];
  #state: "open" | "closing" | "ended" | "broken" = "open";
  #fault: Fault | null = null;
  #awake = false;
  #stays = false;
  #timer: NodeJS.Timeout | null = null;
  #numbers = 0;
  #failedStarts = 0;
  #idleLosses = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    // Listeners are about what users do with the pool, however many they are.
    this.events.setMaxListeners(0);
    while (this.seats.size < options.workers) this.#start();
  }

  get state(): "open" | "closing" | "ended" | "broken" {
    return this.#state;
  }

  /** Why the pool takes no calls; null where it does. */
  get refusal(): Fault | null {
    if (this.#state === "open") return null;
    return this.#fault ?? { code: "pool-closed", message: `${this.#options.name} is closed: make another pool.` };
  }

  /** Calls that are not over. */
  get open(): number {
    return this.#calls.size;
  }

  /** Runs a call. @throws {FaultError} `pool-closed`, `pool-broken`. */
  submit(call: Call): void {
    const { refusal } = this;
    if (refusal !== null) throw new FaultError(refusal);
    if (call.over) return;
    const { signal } = call;
    if (signal?.aborted === true) {
      call.abort(abortReason(signal));
      return;
    }
    const abort = (): void => this.stop(call, signal === undefined ? undefined : abortReason(signal));
    signal?.addEventListener("abort", abort, { once: true });
    call.onOver = () => {
      signal?.removeEventListener("abort", abort);
      this.#calls.delete(call);
      this.#stay();
      if (this.#state === "closing") this.wake();
    };
    this.#calls.add(call);
    this.#stay();
    this.wake();
  }

  /** Ends a call: what has not begun never does, and what runs is ended with its worker. */
  stop(call: Call, error: unknown): void {
    if (call.over) return;
    call.abort(error);
    for (const seat of this.seats) {
      if (seat.state === "ending" || !seat.batches.some((batch) => batch.call === call)) continue;
      this.#takeBack(seat.recall());
      if (!seat.batches.some((batch) => batch.call === call)) continue;
      seat.suspect = call;
      setTimeout(() => {
        if (seat.suspect === call && seat.state !== "ending") this.#kill(seat, null);
      }, stopGraceMs);
    }
    this.wake();
  }

  /** A call is over, and what of it has not begun never does. What runs comes to its end. */
  drop(call: Call): void {
    for (const seat of this.seats) {
      if (seat.state !== "ending" && seat.batches.some((batch) => batch.call === call)) this.#takeBack(seat.recall());
    }
    this.wake();
  }

  /** Items of a call that may be under way before the results of earlier ones are wanted. */
  ahead(call: Call): number {
    return 2 * this.#options.workers * aheadFor(this.#paceOf(call), Math.max(call.chunk, 1));
  }

  /** Takes no more calls; the workers end when those that were taken are over. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    for (const call of this.#calls) call.hurry();
    this.#stay();
    this.wake();
  }

  /** Ends the workers now: what is not over is rejected. */
  terminate(): void {
    if (this.#state === "ended") return;
    if (this.#state !== "broken") this.#state = "ended";
    this.#abandon({ code: "pool-closed", message: `${this.#options.name} was terminated.` });
  }

  /** Resolves when no worker is left. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.seats.size === 0 && this.#state !== "open") resolve();
      else this.#whenEnded.push(resolve);
    });
  }

  /** Something has changed: once all is said that is to be said now, tasks are given out. */
  readonly wake = (): void => {
    if (this.#awake) return;
    this.#awake = true;
    queueMicrotask(() => {
      this.#awake = false;
      this.#giveOut();
    });
  };

  #start(): Seat {
    const member = this.#options.startMember(++this.#numbers, {
      onReady: () => this.#ready(seat),
      onRefused: (error) => this.#refused(error),
      onReports: (reports, full) => this.#take(seat, reports, full),
      onEnd: (exit, fault) => this.#lose(seat, exit, fault),
    });
    const seat = new Seat(member, this.#options.unitsPerWorker);
    this.seats.add(seat);
    this.counts.workersStarted++;
    member.keepAlive(this.#mustStay());
    return seat;
  }

  #ready(seat: Seat): void {
    if (seat.state !== "starting") return;
    seat.state = "ready";
    this.#failedStarts = 0;
    this.events.emit("worker-started", seat.member);
    this.wake();
  }

  #refused(error: unknown): void {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#fault = { code: "pool-broken", message: `The initializer of ${this.#options.name} threw: ${reason}` };
  }

  #giveOut(): void {
    for (;;) {
      const call = this.#next();
      if (call === null) break;
      const seat = this.#seatFor(call);
      if (seat === null) break;
      this.#give(seat, call);
    }
    for (const seat of this.seats) {
      if (seat.outbox.length > 0) {
        this.counts.messages++;
        seat.member.send(seat.outbox.splice(0));
        this.#watch(seat);
      }
    }
    this.#help();
    this.#leave();
  }

  /** The call whose items are next. */
  #next(): Call | null {
    while (this.#returned[0]?.call.over === true) this.#returned.shift();
    const returned = this.#returned[0];
    if (returned !== undefined) return returned.call;
    for (const call of this.#calls) if (call.left > 0) return call;
    return null;
  }

  #paceOf(call: Call): Pace {
    const pace = this.#paces.get(call.task) ?? new Pace();
    this.#paces.set(call.task, pace);
    return pace;
  }

  /** The worker that has least to do, where it has room. */
  #seatFor(call: Call): Seat | null {
    let best: Seat | null = null;
    for (const seat of this.seats) {
      if (seat.state !== "ready" || seat.suspect !== null || seat.unitsLeft <= 0) continue;
      if (best === null || seat.loadMs < best.loadMs || (seat.batches.length === 0 && best.batches.length > 0))
        best = seat;
    }
    if (best === null || best.batches.length === 0) return best;
    if (best.batches.length >= mostBatches) return null;
    // Nobody but the worker knows then what it has begun: who stops one task must not lose another.
    const isAlone = best.member.words === null && (mayStop(call) || best.batches.some((batch) => mayStop(batch.call)));
    return !isAlone && hasRoom(best.loadMs, this.#paceOf(call).msPerCall) ? best : null;
  }

  #give(seat: Seat, call: Call): void {
    const pace = this.#paceOf(call);
    const chunk = call.chunk > 0 ? call.chunk : chunkFor(pace.msPerCall);
    const returned = this.#returned[0];
    const left = returned?.items.length ?? call.left;
    const size = batchSize({ pace, loadMs: seat.loadMs, left, workers: this.seats.size, chunk });
    const count = Math.min(size, seat.unitsLeft * chunk);
    if (returned === undefined) {
      const { first, items } = call.take(count);
      this.#prepare(seat, { call, at: first, items }, chunk);
      return;
    }
    this.#returned.shift();
    const rest = returned.items.slice(count);
    if (rest.length > 0) this.#returned.unshift({ call, at: returned.at + count, items: rest });
    this.#prepare(seat, { call, at: returned.at, items: returned.items.slice(0, count) }, chunk);
  }

  /** Encodes items for a worker; those that cannot travel fail. */
  #prepare(seat: Seat, stretch: Stretch, chunk: number): void {
    const { call, at, items } = stretch;
    const { msPerCall } = this.#paceOf(call);
    const batch = seat.add(stretch, chunk, Number.isNaN(msPerCall) ? 0 : msPerCall * items.length);
    const startedMs = performance.now();
    try {
      seat.outbox.push(seat.member.prepare(batch));
    } catch (error) {
      if (batch.units === 1) {
        this.counts.failed += items.length;
        call.fail(at, items.length, explainItem(error, call.spread));
        return;
      }
      const half = (batch.units >> 1) * chunk;
      this.#prepare(seat, { call, at, items: items.slice(0, half) }, chunk);
      this.#prepare(seat, { call, at: at + half, items: items.slice(half) }, chunk);
      return;
    }
    batch.encodeMs = performance.now() - startedMs;
    this.counts.submitted += items.length;
    seat.commit(batch);
  }

  #take(seat: Seat, reports: readonly Report[], full: boolean): void {
    seat.heardMs = performance.now();
    for (const report of reports) this.#takeReport(seat, report);
    if (seat.suspect !== null && !seat.batches.some(({ call }) => call === seat.suspect)) seat.suspect = null;
    if (full && seat.state === "ready") {
      seat.state = "leaving";
      this.#takeBack(seat.recall());
    }
    this.wake();
  }

  #takeReport(seat: Seat, report: Report): void {
    const found = report.done === 0 ? null : seat.done(report);
    if (found === null) report.discard();
    else {
      const { batch, at, count } = found;
      const { call } = batch;
      this.#idleLosses = 0;
      const encodeMs = (batch.encodeMs * count) / batch.items.length;
      const failure = report.failure();
      if (failure === null) this.#paceOf(call).measured(count, report.workMs + encodeMs);
      if (failure !== null) {
        this.counts.failed += count;
        call.fail(at, count, failure);
      } else if (call.over) report.discard();
      else {
        const failures = report.failures();
        this.counts.failed += failures.length;
        this.counts.done += count - failures.length;
        call.deliver(at, report.values() ?? new Array<undefined>(count).fill(undefined), failures);
      }
    }
    if (report.skipped > 0) {
      const skipped = seat.skip(report.first + report.done, report.skipped);
      if (skipped !== null) this.#takeBack([skipped]);
    }
  }

  #takeBack(stretches: readonly Stretch[]): void {
    this.#returned.unshift(...stretches.filter(({ call }) => !call.over));
  }

  /** Where a worker has nothing to do, it gets what waits at one that has not been heard of for a while. */
  #help(): void {
    const idle = [...this.seats].some((seat) => seat.state === "ready" && seat.batches.length === 0);
    if (!idle || this.#timer !== null) return;
    let untilMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    for (const seat of this.seats) {
      if (seat.units < 2 || seat.state !== "ready") continue;
      const leftMs = seat.heardMs + silenceMs - nowMs;
      if (leftMs > 0) untilMs = Math.min(untilMs, leftMs);
      else {
        this.#takeBack(seat.recall());
        seat.heardMs = nowMs;
        this.wake();
      }
    }
    if (untilMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#help();
    }, untilMs);
  }

  /** Looks, when the time of a unit may be over, whether it is. */
  #watch(seat: Seat): void {
    const timed = seat.batches.find(({ call }) => call.timeoutMs > 0);
    if (timed === undefined || seat.timer !== null || seat.state === "ending") return;
    const { words } = seat.member;
    const begun = words === null ? timed.first + timed.reported : words.begun;
    const batch = seat.find(begun);
    const limitMs = batch?.call.timeoutMs ?? 0;
    const startedMs = performance.now();
    let leftMs = timed.call.timeoutMs;
    if (batch !== null && limitMs > 0) leftMs = limitMs - (words === null ? 0 : monotonicMs() - words.startedMs);
    if (leftMs <= 0) {
      this.#timeOut(seat, begun, limitMs);
      return;
    }
    seat.timer = setTimeout(() => {
      seat.timer = null;
      const isSame = words === null && seat.batches.includes(timed) && performance.now() - startedMs >= limitMs;
      if (isSame && timed.first + timed.reported === begun) this.#timeOut(seat, begun, limitMs);
      else this.#watch(seat);
    }, leftMs);
  }

  #timeOut(seat: Seat, unit: number, limitMs: number): void {
    const message = `The task "${seat.find(unit)?.call.reference.name}" took more than ${limitMs} ms, and ${seat.member.name} was ended with it.`;
    this.counts.timedOut++;
    this.#kill(seat, { unit, error: new FaultError({ code: "task-timeout", message }) });
  }

  #kill(seat: Seat, verdict: Seat["verdict"]): void {
    seat.verdict = verdict;
    this.#takeBack(seat.recall());
    seat.state = "ending";
    seat.member.kill();
    this.wake();
  }

  /** A worker has ended. */
  #lose(seat: Seat, exit: Exit, fault: Fault | null): void {
    this.seats.delete(seat);
    if (seat.timer !== null) clearTimeout(seat.timer);
    const { member, verdict } = seat;
    const wasAsked = seat.state === "ending" && verdict === null && seat.suspect === null;
    const wasIdle = seat.batches.length === 0;
    // What was not begun goes to others; without shared words nobody knows what was.
    this.#takeBack(seat.takeBehind(member.words?.begun ?? Number.POSITIVE_INFINITY));
    for (const batch of seat.batches) this.#fail(seat, batch, exit, fault);
    if (!wasAsked) {
      const lost = lossFault(member, exit, fault, wasIdle ? "while it had no task" : "while it ran a task");
      this.counts.workersLost++;
      this.events.emit("worker-lost", member, lost);
      if (seat.state === "starting") this.#countFailedStart(lost);
      else if (wasIdle) this.#countIdleLoss(lost);
    }
    if (this.#state === "open" || this.#state === "closing") this.#replace(seat, "lost");
    this.wake();
  }

  #fail(seat: Seat, batch: Seat["batches"][number], exit: Exit, fault: Fault | null): void {
    const { call, chunk, items, at, first, reported, units } = batch;
    const { verdict, member } = seat;
    for (let unit = reported; unit < units; unit++) {
      const from = unit * chunk;
      const count = Math.min(chunk, items.length - from);
      const isMeant = verdict !== null && verdict.unit === first + unit;
      if (!(isMeant || call.over)) this.counts.lost += count;
      const what = `while it ran the task "${call.reference.name}"`;
      call.fail(at + from, count, isMeant ? verdict.error : new FaultError(lossFault(member, exit, fault, what)));
    }
  }

  /** Starts another worker where one is missing. */
  #replace(seat: Seat, reason: ReplaceReason): void {
    const isNeeded = this.#state === "open" || (this.#state === "closing" && this.#calls.size > 0);
    const present = [...this.seats].filter(({ state }) => state === "starting" || state === "ready").length;
    if (!isNeeded || present >= this.#options.workers) return;
    this.events.emit("worker-replaced", seat.member, this.#start().member, reason);
  }

  #countFailedStart(lost: Fault): void {
    this.#failedStarts++;
    const why = this.#fault?.message ?? `No worker of ${this.#options.name} could start. ${lost.message}`;
    if (this.#failedStarts >= mostFailedStarts) this.#break({ code: "pool-broken", message: why, exit: lost.exit });
  }

  #countIdleLoss(lost: Fault): void {
    this.#idleLosses++;
    if (this.#idleLosses < mostIdleLosses) return;
    const message = `${mostIdleLosses} workers of ${this.#options.name} were lost one after the other, and no task was done meanwhile. ${lost.message}`;
    this.#break({ code: "pool-broken", message, exit: lost.exit });
  }

  #break(fault: Fault): void {
    if (this.#state === "ended") return;
    this.#state = "broken";
    this.#fault = fault;
    this.#abandon(fault);
  }

  /** Rejects what is not over, and ends the workers. */
  #abandon(fault: Fault): void {
    for (const call of [...this.#calls]) call.abort(new FaultError(fault));
    this.#returned.length = 0;
    for (const seat of this.seats) {
      if (seat.batches.length > 0 || seat.state === "starting") {
        seat.state = "ending";
        seat.member.kill();
      } else this.#end(seat);
    }
    this.#leave();
  }

  /** Lets workers go that have done all that they may, and all of them where there is nothing more to do. */
  #leave(): void {
    const isOver = this.#state === "closing" && this.#calls.size === 0;
    for (const seat of [...this.seats]) {
      if (seat.state === "ready" && seat.unitsLeft <= 0) seat.state = "leaving";
      if (seat.state === "leaving" && seat.batches.length === 0) {
        this.#end(seat);
        this.#replace(seat, seat.unitsLeft <= 0 ? "tasks" : "memory");
      } else if (isOver && seat.state !== "ending") {
        this.#end(seat);
      }
    }
    this.#stay();
    if (this.seats.size > 0 || this.#state === "open") return;
    if (this.#state === "closing" && isOver) this.#state = "ended";
    for (const resolve of this.#whenEnded.splice(0)) resolve();
  }

  /** Asks a worker to end. */
  #end(seat: Seat): void {
    seat.state = "ending";
    seat.member.shutdown();
    const timer = setTimeout(() => seat.member.kill(), endGraceMs);
    timer.unref();
  }

  /** Whether this process has to stay for the workers. */
  #mustStay(): boolean {
    return this.#calls.size > 0 || this.#state !== "open";
  }

  #stay(): void {
    const stay = this.#mustStay();
    if (stay === this.#stays) return;
    this.#stays = stay;
    for (const { member } of this.seats) member.keepAlive(stay);
  }
}

/** Whether a task of the call may have to be ended with its worker. */
function mayStop({ signal, timeoutMs }: Call): boolean {
  return signal !== undefined || timeoutMs > 0;
}
