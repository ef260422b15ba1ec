import { type Exit, type Fault, FaultError } from "../../../../shared/fault";
import { abortReason } from "../../../runtime";
import { type Call, isAnyWanted } from "./call";
import type { Batch, Report } from "./member";
import { aheadFor, batchSize, chunkFor, hasRoom, Pace } from "./pace";
import { explainItem } from "./remote-member";
import { lossFault, type Seat, type Stretch } from "./seat";
import { Staff, type StaffOptions } from "./staff";
import { watchTime } from "./time-limit";

/** Milliseconds that a stopped task may take to end by itself, before its worker is killed. */
const stopGraceMs = 10;

/** Milliseconds without a word from a worker, after which others take over what waits for it. */
const silenceMs = 3;

/** Batches that one worker has at most. */
const mostBatches = 64;

/** In single calls of tasks. */
export interface SchedulerCounts {
  /** Given results. */
  done: number;
  /** Threw, or could not be sent. */
  failed: number;
  /** Lost with their worker. */
  lost: number;
  /** Ended because they took too long, in chunks. */
  timedOut: number;
  /** Messages with tasks that were sent to workers. */
  messages: number;
}

/** Gives the tasks of a pool to its workers. */
export class Scheduler {
  readonly staff: Staff;
  readonly counts: SchedulerCounts = { done: 0, failed: 0, lost: 0, timedOut: 0, messages: 0 };
  readonly #options: StaffOptions;
  /** Not over, in the order in which they came. */
  readonly #calls = new Set<Call>();
  /** Taken back from workers: first to be sent again. */
  readonly #returned: Stretch[] = [];
  readonly #paces = new Map<unknown, Pace>();
  readonly #whenEnded: (() => void)[] = [];
  #state: "open" | "closing" | "ended" | "broken" = "open";
  #fault: Fault | null = null;
  #isAwake = false;
  #helpTimer: NodeJS.Timeout | null = null;

  constructor(options: StaffOptions) {
    this.#options = options;
    this.staff = new Staff(options, {
      isNeeded: () => this.#state === "open" || (this.#state === "closing" && this.#calls.size > 0),
      onReports: (seat, reports, full) => this.#take(seat, reports, full),
      onEnd: (seat, exit, fault) => this.#clear(seat, exit, fault),
      onBroken: (fault) => this.#break(fault),
      wake: this.wake,
    });
    this.staff.open();
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Calls that are not over. */
  get openCalls(): number {
    return this.#calls.size;
  }

  /** Runs a call. @throws {FaultError} `pool-closed`, `pool-broken`. */
  submit(call: Call): void {
    if (this.#state !== "open") {
      const message = `${this.#options.name} is closed: make another pool.`;
      throw new FaultError(this.#fault ?? { code: "pool-closed", message });
    }
    const { signal } = call;
    if (signal?.aborted === true) {
      call.abort(abortReason(signal));
      return;
    }
    const abort = (): void => {
      if (signal !== undefined) this.stop(call, abortReason(signal));
    };
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
    for (const seat of this.#drop(call)) {
      seat.suspect = call;
      setTimeout(() => {
        if (seat.suspect === call && seat.state !== "ending") this.#kill(seat);
      }, stopGraceMs);
    }
  }

  /** A call is over, and what of it has not begun never does. What runs comes to its end. */
  drop(call: Call): void {
    this.#drop(call);
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
      this.#whenEnded.push(resolve);
      this.wake();
    });
  }

  /** Something has changed: once all is said that is to be said now, tasks are given out. */
  readonly wake = (): void => {
    if (this.#isAwake) return;
    this.#isAwake = true;
    queueMicrotask(() => {
      this.#isAwake = false;
      this.#giveOut();
    });
  };

  #giveOut(): void {
    for (let call = this.#next(); call !== null; call = this.#next()) {
      const seat = this.#seatFor(call);
      if (seat === null) break;
      this.#give(seat, call);
    }
    for (const seat of this.staff.seats) {
      if (seat.outbox.length === 0) continue;
      this.counts.messages++;
      seat.member.send(seat.outbox.splice(0));
      watchTime(seat, (unit, limitMs) => this.#timeOut(seat, unit, limitMs));
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
    for (const seat of this.staff.seats) {
      if (seat.state !== "ready" || seat.suspect !== null || seat.unitsLeft <= 0) continue;
      if (best === null || seat.isLessBusy(best)) best = seat;
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
    const size = batchSize({ pace, loadMs: seat.loadMs, left, workers: this.#options.workers, chunk });
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
    const startedMs = performance.now();
    const batch = seat.batchOf(stretch, chunk, Number.isNaN(msPerCall) ? 0 : msPerCall * items.length);
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
    seat.commit(batch);
  }

  #take(seat: Seat, reports: readonly Report[], full: boolean): void {
    seat.heardMs = performance.now();
    this.staff.noteProgress();
    for (const report of reports) {
      if (report.done > 0) this.#deliver(seat, report);
      if (report.skipped > 0) this.#takeBack(seat.skip(report.first + report.done, report.skipped));
    }
    if (seat.suspect !== null && !seat.has(seat.suspect)) seat.suspect = null;
    if (full && seat.state === "ready") {
      seat.state = "leaving";
      this.#takeBack(seat.recall());
    }
    this.wake();
  }

  #deliver(seat: Seat, report: Report): void {
    const found = seat.done(report);
    if (found === null) {
      report.discard();
      return;
    }
    const { batch, at, count } = found;
    const { call } = batch;
    const failure = report.failure();
    if (failure !== null) {
      this.counts.failed += count;
      call.fail(at, count, failure);
      return;
    }
    this.#paceOf(call).measured(count, report.workMs + (batch.encodeMs * count) / batch.items.length);
    if (call.over) {
      report.discard();
      return;
    }
    const failures = report.failures();
    this.counts.failed += failures.length;
    this.counts.done += count - failures.length;
    call.deliver(at, report.values() ?? new Array<undefined>(count).fill(undefined), failures);
  }

  #takeBack(stretches: readonly Stretch[]): void {
    this.#returned.unshift(...stretches.filter(({ call }) => !call.over));
  }

  /** Takes back what of a call has not begun. @returns Workers that may be running the rest. */
  #drop(call: Call): Seat[] {
    const busy: Seat[] = [];
    for (const seat of this.staff.seats) {
      if (seat.state === "ending" || !seat.has(call)) continue;
      this.#takeBack(seat.recall());
      if (seat.has(call)) busy.push(seat);
    }
    this.wake();
    return busy;
  }

  /** Where a worker has nothing to do, it gets what waits at one that has not been heard of for a while. */
  #help(): void {
    if (this.#helpTimer !== null || ![...this.staff.seats].some(({ isIdle }) => isIdle)) return;
    let untilMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    for (const seat of this.staff.seats) {
      if (!seat.canSpare) continue;
      const leftMs = seat.heardMs + silenceMs - nowMs;
      if (leftMs > 0) untilMs = Math.min(untilMs, leftMs);
      else {
        this.#takeBack(seat.recall());
        this.wake();
      }
    }
    if (untilMs === Number.POSITIVE_INFINITY) return;
    this.#helpTimer = setTimeout(() => {
      this.#helpTimer = null;
      this.#help();
    }, untilMs);
  }

  #timeOut(seat: Seat, unit: number, limitMs: number): void {
    const name = seat.find(unit)?.call.reference.name;
    const message = `The task "${name}" took more than ${limitMs} ms, and ${seat.member.name} was ended with it.`;
    this.counts.timedOut++;
    seat.verdict = { unit, error: new FaultError({ code: "task-timeout", message }) };
    this.#kill(seat);
  }

  #kill(seat: Seat): void {
    this.#takeBack(seat.recall());
    seat.wasStopped = true;
    this.staff.kill(seat);
    this.wake();
  }

  /** What a worker that has ended had not begun goes to others; the rest is lost. */
  #clear(seat: Seat, exit: Exit, fault: Fault | null): void {
    // Without shared words nobody knows what was begun.
    const { words } = seat.member;
    if (words !== null) this.#takeBack(seat.takeBehind(words.begun));
    for (const batch of seat.batches) {
      for (let unit = batch.reported; unit < batch.units; unit++) this.#lose(seat, batch, unit, exit, fault);
    }
  }

  #lose(seat: Seat, batch: Batch, unit: number, exit: Exit, fault: Fault | null): void {
    const { call, chunk, items, at, first } = batch;
    if (call.over) return;
    const count = Math.min(chunk, items.length - unit * chunk);
    if (seat.verdict?.unit === first + unit) {
      call.fail(at + unit * chunk, count, seat.verdict.error);
      return;
    }
    this.counts.lost += count;
    const what = `while it ran the task "${call.reference.name}"`;
    call.fail(at + unit * chunk, count, new FaultError(lossFault(seat.member.name, exit, fault, what)));
  }

  #break(fault: Fault): void {
    if (this.#state === "ended" || this.#state === "broken") return;
    this.#state = "broken";
    this.#fault = fault;
    this.#abandon(fault);
  }

  /** Rejects what is not over, and ends the workers. */
  #abandon(fault: Fault): void {
    for (const call of [...this.#calls]) call.abort(new FaultError(fault));
    this.#returned.length = 0;
    for (const seat of this.staff.seats) {
      if (seat.batches.length > 0 || seat.state === "starting") this.staff.kill(seat);
      else if (seat.state !== "ending") this.staff.end(seat);
    }
    this.wake();
  }

  /** Lets workers go that have done all that they may, and all of them where there is nothing more to do. */
  #leave(): void {
    const isOver = this.#state !== "open" && this.#calls.size === 0;
    for (const seat of [...this.staff.seats]) {
      if (seat.state === "ready" && seat.unitsLeft <= 0) seat.state = "leaving";
      if (seat.state === "ending") continue;
      const hasLeft = seat.state === "leaving" && seat.batches.length === 0;
      if (hasLeft || isOver) this.staff.end(seat);
      if (hasLeft) this.staff.replace(seat, seat.unitsLeft <= 0 ? "tasks" : "memory");
    }
    this.#stay();
    if (!isOver || this.staff.seats.size > 0) return;
    if (this.#state === "closing") this.#state = "ended";
    for (const resolve of this.#whenEnded.splice(0)) resolve();
  }

  /** This process stays for what somebody waits for, and until workers that were asked to end have done so. */
  #stay(): void {
    this.staff.keepAlive(this.#state !== "open" || isAnyWanted(this.#calls));
  }
}

/** Whether a task of the call may have to be ended with its worker. */
function mayStop({ signal, timeoutMs }: Call): boolean {
  return signal !== undefined || timeoutMs > 0;
}
