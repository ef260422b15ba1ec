import { blockHeaderBytes, blockTypes, writeBlockHeader } from "../../shared/trace/block-layout";
import {
  type RecordCategory,
  type RecordKind,
  recordBytes,
  recordKinds,
  writeRecord,
} from "../../shared/trace/records";
import type { RecordWriter } from "./lane-trace";
import type { TraceClock } from "./trace-clock";

/** Where blocks go that lie in no shared memory: into frames to the parent, or straight to the recorder. */
export interface TraceSink {
  /** Whether there is no room now: the lane then drops what it can and counts it. */
  readonly full: boolean;
  /** Takes one block; the bytes are the sink's from now on. Never waits. */
  write(block: Uint8Array, events: number): void;
}

/** Records that a lane gathers before it hands them on without waiting for `flush`. */
const blockRecords = 1024;

/** Longest name, in characters; a longer one is cut. */
const longestName = 200;

/** Nanoseconds after which gathered records are handed on with the next one, though nobody called `flush`. */
const patienceNs = 16_000_000;

/** Kinds that close what was opened before: they are written even where the sink is full. */
const closing: ReadonlySet<RecordKind> = new Set([
  recordKinds.end,
  recordKinds.lockAcquire,
  recordKinds.lockGiveUp,
  recordKinds.lockRelease,
]);

/** Gathers one lane's records into blocks. */
export class BlockWriter implements RecordWriter {
  readonly #lane: number;
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
  #written = 0;
  #dropped = 0;
  /** What the last block told of it. */
  #toldDropped = 0;

  constructor(lane: number, clock: TraceClock, sink: TraceSink) {
    this.#lane = lane;
    this.#clock = clock;
    this.#sink = sink;
  }

  push(
    kind: RecordKind,
    category: RecordCategory,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): boolean {
    return this.pushAt(this.#clock(), kind, category, name, value, subject, extra);
  }

  pushAt(
    timeNs: number,
    kind: RecordKind,
    category: RecordCategory,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): boolean {
    if (this.#sink.full && !closing.has(kind)) {
      this.#dropped++;
      return false;
    }
    if (this.#used > 0 && timeNs - this.#firstNs > patienceNs) this.flush();
    const nameId = name === "" ? 0 : (this.#names.get(name) ?? this.#define(name));
    this.#reserve(1);
    if (this.#events === 0) this.#firstNs = timeNs;
    writeRecord(this.#view, this.#used, timeNs, kind, category, nameId, value, subject, extra);
    this.#used += recordBytes;
    this.#events++;
    this.#written++;
    return true;
  }

  get written(): number {
    return this.#written;
  }

  get hasRoom(): boolean {
    return !this.#sink.full;
  }

  drop(): void {
    this.#dropped++;
  }

  flush(): void {
    if (this.#used === 0) {
      if (this.#dropped === this.#toldDropped) return;
      this.#reserve(0);
    }
    this.#toldDropped = this.#dropped;
    writeBlockHeader(this.#view, 0, this.#used - blockHeaderBytes, this.#lane, this.#dropped, blockTypes.records);
    const block = this.#bytes.slice(0, this.#used);
    const events = this.#events;
    this.#used = 0;
    this.#events = 0;
    this.#sink.write(block, events);
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
