import {
  type Category,
  categories,
  computingTask,
  type RecordCategory,
  type RecordKind,
  recordKinds,
} from "../../shared/trace/records";
import type { TraceClock } from "./trace-clock";
import type { TaskTrace } from "./workload";

/**
 * Where a lane's records go, one by one: into blocks (`BlockWriter`) or into a ring in shared memory (`TraceRingWriter`).
 * Nothing of it blocks. The end of a slice that was begun always finds room, and so does what follows of a lock that was
 * asked for.
 */
export interface RecordWriter {
  /** Appends a record, its time stamped now. @returns Whether there was room; else it is counted as dropped. */
  push(
    kind: RecordKind,
    category: RecordCategory,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): boolean;
  /** The same with a time of the caller's. @param timeNs Since the trace's epoch. */
  pushAt(
    timeNs: number,
    kind: RecordKind,
    category: RecordCategory,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): boolean;
  /** Whether a record would find room now. */
  readonly hasRoom: boolean;
  /** Counts on with every record that found room. */
  readonly written: number;
  /** Counts a record as dropped that was not tried. */
  drop(): void;
  /** Hands on what is gathered, and how much was dropped. */
  flush(): void;
}

/** What was written of a lock that this lane asked for. */
interface ShownLock {
  /** Requests that were neither fulfilled nor given up: several where tasks take turns on the lane. */
  waiting: number;
  isHeld: boolean;
}

/** What a wait brought. */
export interface Received {
  /** The arrow that arrives; 0 for none. */
  readonly flow: number;
  /** NaN for none. */
  readonly bytes: number;
}

const nothing: Received = { flow: 0, bytes: Number.NaN };

const flowsPerLane = 2 ** 20;

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
  readonly clock: TraceClock;
  readonly #writer: RecordWriter;
  #depth = 0;
  /** Whether the innermost open slice is what `beginAwait` opened. */
  #awaits = false;
  /** Waits that last and are only shown once they are over. */
  #untoldWaits = 0;
  /** Depths of waits that are over while something is open that began in them. */
  readonly #overdue = new Set<number>();
  #flows = 0;
  /** Open slices that were dropped; they are the innermost ones. */
  #droppedDepth = 0;
  /** By the lock's lane. */
  readonly #shownLocks = new Map<number, ShownLock>();
  /** Locks whose request was dropped: so is what follows of it. */
  readonly #droppedLocks = new Set<number>();
  /** By the value's lane. */
  readonly #heldUpdates = new Map<number, HeldUpdate>();

  constructor(lane: number, clock: TraceClock, writer: RecordWriter) {
    this.lane = lane;
    this.clock = clock;
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
    this.#begin(category, name, number, attempt);
  }

  /** Opens a task that computes but for what it opens itself; outside of any slice. */
  beginTask(name: string, number: number): void {
    this.#begin(computingTask, name, number, 0);
  }

  end(amount = Number.NaN): void {
    this.#depth--;
    this.#awaits = false;
    if (this.#droppedDepth > 0) {
      this.#droppedDepth--;
      this.#writer.drop();
    } else this.#writer.push(recordKinds.end, categories.task, "", amount, 0, 0);
    if (this.#overdue.size > 0 && this.#overdue.delete(this.#depth)) this.end();
  }

  /** Counts on with every record: where it is the same, none was written in between. */
  get written(): number {
    return this.#writer.written;
  }

  /**
   * Opens a wait for something that tells nothing of itself, such as a timer, where a task has nothing else open and waits
   * for nothing that will be told. What opens next ends it.
   *
   * @param startNs Since the trace's epoch; not before the last record.
   */
  beginAwait(startNs: number): void {
    if (this.#depth !== 1 || this.#droppedDepth > 0 || this.#untoldWaits > 0 || this.#asksForLock) return;
    if (!this.#writer.pushAt(startNs, recordKinds.begin, categories.dataWait, "await", Number.NaN, 0, 0)) return;
    this.#depth++;
    this.#awaits = true;
  }

  /** Ends that wait, where it is still open. @param endNs Since the trace's epoch; not before the last record. */
  endAwait(endNs: number): void {
    if (!this.#awaits) return;
    this.#depth--;
    this.#awaits = false;
    this.#writer.pushAt(endNs, recordKinds.end, categories.task, "", Number.NaN, 0, 0);
  }

  /** Whether `beginAwait` opened something that is still open. */
  get awaits(): boolean {
    return this.#awaits;
  }

  /**
   * A slice that is over, such as a phase before there was a trace.
   *
   * @param startNs Since the trace's epoch, likewise `endNs`; not before the last record.
   * @param flow The arrow that leaves from it; 0 for none.
   */
  past(category: Category, name: string, startNs: number, endNs: number, amount = Number.NaN, flow = 0): void {
    const writer = this.#writer;
    if (this.#droppedDepth > 0) writer.drop();
    else if (writer.pushAt(startNs, recordKinds.begin, category, name, Number.NaN, 0, 0)) {
      if (flow !== 0) writer.pushAt(startNs, recordKinds.flowOut, categories.task, "", 0, flow, 0);
      writer.pushAt(endNs, recordKinds.end, categories.task, "", amount, 0, 0);
    }
  }

  /**
   * Shows how long something was waited for.
   *
   * @param isLive Whether it is shown while it lasts, where tasks do not take turns on the lane; else once it is over.
   * @param flow The arrow that leaves from it; 0 for none.
   * @param received What the answer brought.
   */
  async waits<Answer>(
    name: string,
    isLive: boolean,
    flow: number,
    wait: () => Promise<Answer>,
    received: (answer: Answer) => Received,
  ): Promise<Answer> {
    const startNs = this.clock();
    let depth = 0;
    if (isLive) {
      this.begin(categories.dataWait, name);
      if (flow !== 0) this.flowOut(flow);
      depth = this.#depth;
    } else {
      this.endAwait(startNs);
      this.#untoldWaits++;
    }
    let got: Received = nothing;
    try {
      const answer = await wait();
      got = received(answer);
      return answer;
    } finally {
      if (!isLive) this.#pastWait(name, startNs, flow, got);
      else if (this.#depth > depth) this.#overdue.add(depth);
      else if (this.#depth === depth) {
        if (got.flow !== 0) this.flowIn(got.flow);
        this.end(got.bytes);
      }
    }
  }

  /** The same, blocking this thread. */
  waitsSync<Answer>(name: string, flow: number, wait: () => Answer, received: (answer: Answer) => Received): Answer {
    this.begin(categories.dataWait, name);
    if (flow !== 0) this.flowOut(flow);
    let got: Received = nothing;
    try {
      const answer = wait();
      got = received(answer);
      return answer;
    } finally {
      if (got.flow !== 0) this.flowIn(got.flow);
      this.end(got.bytes);
    }
  }

  /** An arrow's number, unlike any other's for a million arrows from each of 4,096 lanes. */
  nextFlow(): number {
    this.#flows = (this.#flows + 1) % flowsPerLane;
    return (this.lane % 4096) * flowsPerLane + this.#flows;
  }

  /** Slices that are open. */
  get depth(): number {
    return this.#depth;
  }

  /** Closes the innermost slices until `depth` are open: those that a task left open when it threw. */
  endTo(depth: number): void {
    while (this.#depth > depth) this.end();
  }

  /** @param subject The lane that it is about; 0 for none. */
  instant(name: string, value = 0, subject = 0): void {
    this.#point(recordKinds.instant, name, value, subject);
  }

  counter(name: string, value: number): void {
    this.#point(recordKinds.counter, name, value, 0);
  }

  /** @param lock The lock's lane. @param name Its name, for the wait's label. */
  lockRequest(lock: number, name: string): void {
    if (this.#awaits) this.endAwait(this.clock());
    if (this.#droppedDepth > 0) this.#writer.drop();
    else if (this.#writer.push(recordKinds.lockRequest, categories.lockWait, name, 0, lock, 0)) {
      const shown = this.#shownLocks.get(lock);
      if (shown === undefined) this.#shownLocks.set(lock, { waiting: 1, isHeld: false });
      else shown.waiting++;
      return;
    }
    this.#droppedLocks.add(lock);
  }

  lockAcquire(lock: number): void {
    const shown = this.#waitOver(lock);
    if (shown === null) return;
    // Somebody else has released it, as with a lock that is used as a signal.
    if (shown.isHeld) this.#writer.push(recordKinds.lockRelease, categories.task, "", 0, lock, 0);
    this.#writer.push(recordKinds.lockAcquire, categories.task, "", 0, lock, 0);
    shown.isHeld = true;
  }

  /** The wait ended without the lock: a timeout, a cancellation. */
  lockGiveUp(lock: number): void {
    const shown = this.#waitOver(lock);
    if (shown === null) {
      this.#droppedLocks.delete(lock);
      return;
    }
    this.#writer.push(recordKinds.lockGiveUp, categories.task, "", 0, lock, 0);
    this.#forget(lock, shown);
  }

  /** Of a lock that another lane has acquired, nothing is written. */
  lockRelease(lock: number): void {
    const shown = this.#shownLocks.get(lock);
    if (shown?.isHeld === true) {
      this.#writer.push(recordKinds.lockRelease, categories.task, "", 0, lock, 0);
      shown.isHeld = false;
      this.#forget(lock, shown);
    } else if (this.#droppedLocks.delete(lock)) this.#writer.drop();
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
      if (this.#droppedDepth > 0 || !this.#writer.hasRoom) break;
      if (this.#pushUpdate(subject, value, writes)) this.#heldUpdates.delete(subject);
    }
    this.#writer.flush();
  }

  /** One wait for the lock is over. @returns Null, having counted it, where its request was dropped. */
  #waitOver(lock: number): ShownLock | null {
    const shown = this.#shownLocks.get(lock);
    if (shown !== undefined && shown.waiting > 0) {
      shown.waiting--;
      return shown;
    }
    this.#writer.drop();
    return null;
  }

  #forget(lock: number, { waiting, isHeld }: ShownLock): void {
    if (waiting === 0 && !isHeld) this.#shownLocks.delete(lock);
  }

  get #asksForLock(): boolean {
    for (const { waiting } of this.#shownLocks.values()) if (waiting > 0) return true;
    return false;
  }

  #begin(category: RecordCategory, name: string, number: number, attempt: number): void {
    if (this.#awaits) this.endAwait(this.clock());
    this.#depth++;
    if (this.#droppedDepth > 0) this.#writer.drop();
    else if (this.#writer.push(recordKinds.begin, category, name, number, 0, attempt)) return;
    this.#droppedDepth++;
  }

  #pastWait(name: string, startNs: number, flow: number, got: Received): void {
    this.#untoldWaits--;
    const writer = this.#writer;
    if (this.#droppedDepth > 0) {
      writer.drop();
      return;
    }
    const { dataWait, task } = categories;
    if (!writer.pushAt(startNs, recordKinds.begin, dataWait, name, Number.NaN, 0, 0)) return;
    if (flow !== 0) writer.pushAt(startNs, recordKinds.flowOut, task, "", 0, flow, 0);
    if (got.flow !== 0) writer.push(recordKinds.flowIn, task, "", 0, got.flow, 0);
    writer.push(recordKinds.end, task, "", got.bytes, 0, 0);
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
