import { type Category, categories, type RecordKind, recordKinds } from "../../shared/trace/records";
import type { TaskTrace } from "./workload";

/**
 * Where a lane's records go, one by one: into blocks (`BlockWriter`) or into a ring in shared memory (`TraceRingWriter`).
 * Nothing of it blocks. The end of a slice that was begun always finds room, and so does what follows of a lock that was
 * asked for.
 */
export interface RecordWriter {
  /** Appends a record, its time stamped now. @returns Whether there was room; else it is counted as dropped. */
  push(kind: RecordKind, category: Category, name: string, value: number, subject: number, extra: number): boolean;
  /** The same with a time of the caller's. @param timeNs Since the trace's epoch. */
  pushAt(
    timeNs: number,
    kind: RecordKind,
    category: Category,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): boolean;
  /** Counts a record as dropped that was not tried. */
  drop(): void;
  /** Hands on what is gathered, and how much was dropped. */
  flush(): void;
}

/** A shared value whose writes came faster than there was room for. */
interface HeldUpdate {
  value: number;
  /** Writes that the record to come stands for. */
  writes: number;
}

/**
 * Writes one lane's records.
 *
 * Where there is no room, new slices are dropped whole and counted; the end of a slice whose begin was written is always
 * written, and so is what follows of a lock that was asked for: a reader never sees half of anything.
 */
export class LaneTrace implements TaskTrace {
  readonly lane: number;
  readonly #writer: RecordWriter;
  #depth = 0;
  /** Open slices that were dropped; they are the innermost ones. */
  #droppedDepth = 0;
  /** Locks whose request was written and whose release was not yet. */
  readonly #shownLocks = new Set<number>();
  /** By the value's lane. */
  readonly #heldUpdates = new Map<number, HeldUpdate>();

  constructor(lane: number, writer: RecordWriter) {
    this.lane = lane;
    this.#writer = writer;
  }

  slice<T>(category: Category, name: string, body: () => T): T {
    this.begin(category, name);
    let result: T;
    try {
      result = body();
    } catch (error) {
      this.end();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.end()) as T;
    this.end();
    return result;
  }

  /** @param number Such as a chunk's index. @param attempt 1 for the first. */
  begin(category: Category, name: string, number = Number.NaN, attempt = 0): void {
    this.#depth++;
    if (this.#droppedDepth > 0) this.#writer.drop();
    else if (this.#writer.push(recordKinds.begin, category, name, number, 0, attempt)) return;
    this.#droppedDepth++;
  }

  end(amount = Number.NaN): void {
    this.#depth--;
    if (this.#droppedDepth > 0) {
      this.#droppedDepth--;
      this.#writer.drop();
    } else this.#writer.push(recordKinds.end, categories.task, "", amount, 0, 0);
  }

  /**
   * A slice that is over, such as a phase before there was a trace.
   *
   * @param startNs Since the trace's epoch, likewise `endNs`; not before the last record.
   */
  past(category: Category, name: string, startNs: number, endNs: number): void {
    if (this.#droppedDepth > 0) this.#writer.drop();
    else if (this.#writer.pushAt(startNs, recordKinds.begin, category, name, Number.NaN, 0, 0))
      this.#writer.pushAt(endNs, recordKinds.end, categories.task, "", Number.NaN, 0, 0);
  }

  /** Slices that are open. */
  get depth(): number {
    return this.#depth;
  }

  /** Closes the innermost slices until `depth` are open: those that a task left open when it threw. */
  endTo(depth: number): void {
    while (this.#depth > depth) this.end();
  }

  instant(name: string, value = 0): void {
    this.#point(recordKinds.instant, name, value, 0);
  }

  counter(name: string, value: number): void {
    this.#point(recordKinds.counter, name, value, 0);
  }

  /** @param lock The lock's lane. @param name Its name, for the wait's label. */
  lockRequest(lock: number, name: string): void {
    if (this.#droppedDepth > 0) this.#writer.drop();
    else if (this.#writer.push(recordKinds.lockRequest, categories.lockWait, name, 0, lock, 0))
      this.#shownLocks.add(lock);
  }

  lockAcquire(lock: number): void {
    if (this.#shownLocks.has(lock)) this.#writer.push(recordKinds.lockAcquire, categories.task, "", 0, lock, 0);
    else this.#writer.drop();
  }

  /** The wait ended without the lock: a timeout, a cancellation. */
  lockGiveUp(lock: number): void {
    if (this.#shownLocks.delete(lock)) this.#writer.push(recordKinds.lockGiveUp, categories.task, "", 0, lock, 0);
    else this.#writer.drop();
  }

  lockRelease(lock: number): void {
    if (this.#shownLocks.delete(lock)) this.#writer.push(recordKinds.lockRelease, categories.task, "", 0, lock, 0);
    else this.#writer.drop();
  }

  /**
   * Where there is no room, the write counts as dropped and the next one that finds room says how many it stands for: the
   * value's newest state is always told.
   *
   * @param subject The shared value's lane. @param value What it is after the write.
   */
  valueUpdate(subject: number, value: number): void {
    const held = this.#heldUpdates.get(subject);
    const writes = 1 + (held?.writes ?? 0);
    if (this.#pushUpdate(subject, value, writes)) {
      if (held !== undefined) this.#heldUpdates.delete(subject);
    } else if (held === undefined) this.#heldUpdates.set(subject, { value, writes });
    else Object.assign(held, { value, writes });
  }

  flowOut(flow: number): void {
    this.#point(recordKinds.flowOut, "", 0, flow);
  }

  flowIn(flow: number): void {
    this.#point(recordKinds.flowIn, "", 0, flow);
  }

  /** Hands on what is gathered, and how much was dropped. */
  flush(): void {
    for (const [subject, { value, writes }] of this.#heldUpdates) {
      if (this.#droppedDepth === 0 && this.#pushUpdate(subject, value, writes)) this.#heldUpdates.delete(subject);
    }
    this.#writer.flush();
  }

  #pushUpdate(subject: number, value: number, writes: number): boolean {
    if (this.#droppedDepth === 0) {
      return this.#writer.push(recordKinds.valueUpdate, categories.task, "", value, subject, writes > 1 ? writes : 0);
    }
    this.#writer.drop();
    return false;
  }

  #point(kind: RecordKind, name: string, value: number, subject: number): void {
    if (this.#droppedDepth > 0) this.#writer.drop();
    else this.#writer.push(kind, categories.task, name, value, subject, 0);
  }
}
