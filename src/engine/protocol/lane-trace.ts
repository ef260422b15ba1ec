import { blockHeaderBytes, blockTypes, writeBlockHeader } from "../../shared/trace/blocks";
import {
  type Category,
  categories,
  type RecordKind,
  recordBytes,
  recordKinds,
  writeRecord,
} from "../../shared/trace/records";
import type { TraceClock } from "./trace-clock";
import type { TaskTrace } from "./workload";

/**
 * Where a lane's blocks go: today into frames to the parent, later into a ring in shared memory. Nothing of it blocks.
 */
export interface TraceSink {
  /** Whether there is no room now: the lane then drops what it can and counts it. */
  readonly full: boolean;
  /** Takes one block; the bytes are the sink's from now on. */
  write(block: Uint8Array, events: number): void;
}

/** Records that a lane gathers before it hands them on without waiting for `flush`. */
const blockRecords = 1024;

/** Longest name, in characters; a longer one is cut. */
const longestName = 200;

/** Nanoseconds after which gathered records are handed on with the next one, though nobody called `flush`. */
const patienceNs = 16_000_000;

/**
 * Writes one lane's records.
 *
 * Where the sink is full, new slices are dropped whole and counted; the end of a slice whose begin was written is always
 * written, and so is what follows of a lock that was asked for: a reader never sees half of anything.
 */
export class LaneTrace implements TaskTrace {
  readonly lane: number;
  readonly #clock: TraceClock;
  readonly #sink: TraceSink;
  readonly #names = new Map<string, number>();
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  /** Bytes of the block so far, header included; 0 without a block. */
  #used = 0;
  #events = 0;
  #firstNs = 0;
  #dropped = 0;
  /** What the last block told of it. */
  #toldDropped = 0;
  #depth = 0;
  /** Open slices that were dropped; they are the innermost ones. */
  #droppedDepth = 0;
  /** Locks whose request was written and whose release was not yet. */
  readonly #shownLocks = new Set<number>();

  constructor(lane: number, clock: TraceClock, sink: TraceSink) {
    this.lane = lane;
    this.#clock = clock;
    this.#sink = sink;
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
    if (this.#droppedDepth > 0 || this.#sink.full) {
      this.#droppedDepth++;
      this.#dropped++;
      return;
    }
    this.#record(recordKinds.begin, category, name, number, 0, attempt);
  }

  end(amount = Number.NaN): void {
    this.#depth--;
    if (this.#droppedDepth > 0) {
      this.#droppedDepth--;
      this.#dropped++;
      return;
    }
    this.#record(recordKinds.end, 0, "", amount, 0, 0);
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
    if (this.#droppedDepth > 0 || this.#sink.full) {
      this.#dropped++;
      return;
    }
    this.#shownLocks.add(lock);
    this.#record(recordKinds.lockRequest, categories.lockWait, name, 0, lock, 0);
  }

  lockAcquire(lock: number): void {
    if (this.#shownLocks.has(lock)) this.#record(recordKinds.lockAcquire, 0, "", 0, lock, 0);
    else this.#dropped++;
  }

  /** The wait ended without the lock: a timeout, a cancellation. */
  lockGiveUp(lock: number): void {
    if (this.#shownLocks.delete(lock)) this.#record(recordKinds.lockGiveUp, 0, "", 0, lock, 0);
    else this.#dropped++;
  }

  lockRelease(lock: number): void {
    if (this.#shownLocks.delete(lock)) this.#record(recordKinds.lockRelease, 0, "", 0, lock, 0);
    else this.#dropped++;
  }

  /** @param subject The shared value's lane. @param value What it is after the write. */
  valueUpdate(subject: number, value: number): void {
    this.#point(recordKinds.valueUpdate, "", value, subject);
  }

  flowOut(flow: number): void {
    this.#point(recordKinds.flowOut, "", 0, flow);
  }

  flowIn(flow: number): void {
    this.#point(recordKinds.flowIn, "", 0, flow);
  }

  /** Hands on what is gathered, and how much was dropped. */
  flush(): void {
    if (this.#used === 0) {
      if (this.#dropped === this.#toldDropped) return;
      this.#reserve(0);
    }
    this.#toldDropped = this.#dropped;
    writeBlockHeader(this.#view, 0, this.#used - blockHeaderBytes, this.lane, this.#dropped, blockTypes.records);
    const block = this.#bytes.slice(0, this.#used);
    const events = this.#events;
    this.#used = 0;
    this.#events = 0;
    this.#sink.write(block, events);
  }

  #point(kind: RecordKind, name: string, value: number, subject: number): void {
    if (this.#droppedDepth > 0 || this.#sink.full) this.#dropped++;
    else this.#record(kind, 0, name, value, subject, 0);
  }

  #record(kind: RecordKind, category: number, name: string, value: number, subject: number, extra: number): void {
    const time = this.#clock();
    if (this.#used > 0 && time - this.#firstNs > patienceNs) this.flush();
    const nameId = name === "" ? 0 : (this.#names.get(name) ?? this.#define(name));
    this.#reserve(1);
    if (this.#events === 0) this.#firstNs = time;
    writeRecord(this.#view, this.#used, time, kind, category, nameId, value, subject, extra);
    this.#used += recordBytes;
    this.#events++;
  }

  #define(name: string): number {
    const text = this.#encoder.encode(name.length > longestName ? `${name.slice(0, longestName)}…` : name);
    const id = this.#names.size + 1;
    this.#names.set(name, id);
    const slots = Math.ceil(text.length / recordBytes);
    // The record that uses the name finds room in the same block.
    this.#reserve(slots + 2);
    writeRecord(this.#view, this.#used, 0, recordKinds.name, 0, id, 0, 0, text.length);
    this.#used += recordBytes;
    this.#bytes.fill(0, this.#used, this.#used + slots * recordBytes);
    this.#bytes.set(text, this.#used);
    this.#used += slots * recordBytes;
    return id;
  }

  #reserve(records: number): void {
    if (this.#bytes.length === 0) {
      this.#bytes = new Uint8Array(blockHeaderBytes + blockRecords * recordBytes);
      this.#view = new DataView(this.#bytes.buffer);
    }
    if (this.#used + records * recordBytes > this.#bytes.length) this.flush();
    if (this.#used === 0) this.#used = blockHeaderBytes;
  }
}
