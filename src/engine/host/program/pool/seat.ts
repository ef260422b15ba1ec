import type { Exit, Fault } from "../../../../shared/fault";
import { monotonicMs } from "../../../runtime";
import type { Call } from "./call";
import type { Batch, Member, Prepared, Report } from "./member";

/** Items that were taken from a call and are at no worker. */
export interface Stretch {
  readonly call: Call;
  readonly at: number;
  readonly items: readonly unknown[];
}

/**
 * `starting`: not ready. `leaving`: gets nothing more, and is asked to end when it has done what it has. `ending`: was
 * asked to end, or killed.
 */
export type SeatState = "starting" | "ready" | "leaving" | "ending";

/** Why a unit of a worker that was killed did not come to its end. */
interface Verdict {
  readonly unit: number;
  readonly error: unknown;
}

/** A worker, and what it was sent. */
export class Seat {
  readonly member: Member;
  /** In the order in which they were sent. */
  readonly batches: Batch[] = [];
  state: SeatState = "starting";
  /** Work that it has, as far as it is known, milliseconds. */
  loadMs = 0;
  /** Units that it may still be sent. */
  unitsLeft: number;
  unitsDone = 0;
  callsDone = 0;
  busyMs = 0;
  /** When it last said something, or was sent something while it had nothing; of `performance.now()`. */
  heardMs = 0;
  /** A call that was stopped while it may be running here: until that is clear, nothing more is sent. */
  suspect: Call | null = null;
  verdict: Verdict | null = null;
  /** The next look at how long its unit has been running. */
  timer: NodeJS.Timeout | undefined;
  /** When it is killed though it was asked to end. */
  endTimer: NodeJS.Timeout | undefined;
  /** Whether it was killed because of a task. */
  wasStopped = false;
  /** Batches that are about to be sent. */
  readonly outbox: Prepared[] = [];
  #nextUnit = 1;
  #epoch = 0;

  constructor(member: Member, unitsLeft: number) {
    this.member = member;
    this.unitsLeft = unitsLeft;
  }

  /** A batch of what is sent next. */
  batchOf({ call, at, items }: Stretch, chunk: number, loadMs: number): Batch {
    return {
      call,
      chunk,
      items,
      at,
      first: this.#nextUnit,
      epoch: this.#epoch,
      sentMs: monotonicMs(),
      encodeMs: 0,
      reported: 0,
      units: Math.ceil(items.length / chunk),
      loadMs,
    };
  }

  /** Notes a batch as sent. */
  commit(batch: Batch): void {
    if (this.batches.length === 0) this.heardMs = performance.now();
    this.batches.push(batch);
    this.#nextUnit += batch.units;
    this.unitsLeft -= batch.units;
    this.loadMs += batch.loadMs;
  }

  /** The batch with a unit that was not reported yet. */
  find(unit: number): Batch | null {
    return this.batches.find(({ first, reported, units }) => unit >= first + reported && unit < first + units) ?? null;
  }

  /**
   * Takes back what was not begun.
   *
   * @returns What nobody will run now. Without shared words the worker has to say so first: nothing.
   */
  recall(): Stretch[] {
    this.#epoch++;
    const { words } = this.member;
    this.member.recall(this.#epoch);
    return words === null ? [] : this.takeBehind(words.begun);
  }

  /** Takes the units behind one off. */
  takeBehind(unit: number): Stretch[] {
    const taken: Stretch[] = [];
    for (const batch of this.batches) {
      const keep = Math.min(Math.max(unit + 1 - batch.first, batch.reported), batch.units);
      if (keep < batch.units) taken.push(this.#cut(batch, keep, batch.units));
    }
    this.#clear();
    return taken;
  }

  /** Takes off units that the worker says it has not begun, as far as they have not been taken off before. */
  skip(first: number, count: number): Stretch[] {
    const batch = this.#at(first);
    if (batch === null) return [];
    const taken = this.#cut(batch, batch.reported, Math.min(batch.reported + count, batch.units));
    this.#clear();
    return [taken];
  }

  /** Notes units as done. @returns The items that they were about; null for units that this seat knows nothing of. */
  done(report: Report): { readonly batch: Batch; readonly at: number; readonly count: number } | null {
    const batch = this.#at(report.first);
    if (batch === null) return null;
    const from = batch.reported * batch.chunk;
    const count = Math.min(report.done * batch.chunk, batch.items.length - from);
    const share = (batch.loadMs * report.done) / (batch.units - batch.reported);
    batch.loadMs -= share;
    this.loadMs -= share;
    batch.reported += report.done;
    this.unitsDone += report.done;
    this.callsDone += count;
    this.busyMs += report.workMs;
    this.#clear();
    return { batch, at: batch.at + from, count };
  }

  has(call: Call): boolean {
    return this.batches.some((batch) => batch.call === call);
  }

  isLessBusy(other: Seat): boolean {
    if (this.batches.length === 0 || other.batches.length === 0) return this.batches.length < other.batches.length;
    return this.loadMs < other.loadMs;
  }

  /** Whether it has nothing to do, and could have. */
  get isIdle(): boolean {
    return this.state === "ready" && this.batches.length === 0 && this.suspect === null;
  }

  /** Whether something waits here that was not recalled before. */
  get canSpare(): boolean {
    return this.state === "ready" && this.units > 1 && this.batches.some(({ epoch }) => epoch === this.#epoch);
  }

  /** Units that were sent and not reported. */
  get units(): number {
    return this.batches.reduce((sum, { units, reported }) => sum + units - reported, 0);
  }

  /** The batch whose next unit to be reported is that one. */
  #at(unit: number): Batch | null {
    return this.batches.find(({ first, reported }) => first + reported === unit) ?? null;
  }

  #cut(batch: Batch, from: number, to: number): Stretch {
    const start = from * batch.chunk;
    const items = batch.items.slice(start, to * batch.chunk);
    const share = (batch.loadMs * (to - from)) / (batch.units - batch.reported);
    batch.loadMs -= share;
    this.loadMs -= share;
    this.unitsLeft += to - from;
    batch.units = from;
    return { call: batch.call, at: batch.at + start, items };
  }

  /** Drops batches of which everything is known. */
  #clear(): void {
    let kept = 0;
    for (const batch of this.batches) if (batch.reported < batch.units) this.batches[kept++] = batch;
    this.batches.length = kept;
    if (kept === 0) this.loadMs = 0;
  }
}

/** How a worker ended, as a fault of what it was running. */
export function lossFault(name: string, exit: Exit, fault: Fault | null, what: string): Fault {
  const how = exit.signal ?? (exit.code === null ? "it could not be started" : `exit code ${exit.code}`);
  const why = fault === null ? "" : ` ${fault.message}`;
  return { code: "worker-lost", message: `${name} was lost ${what}: ${how}.${why}`, exit };
}
