import { type RecordCategory, type RecordKind, recordBytes } from "../../shared/trace/records";
import type { RecordWriter } from "../protocol/lane-trace";
import type { NativeAddon } from "./addon";
import type { Arena, Place } from "./arena";

/** Bytes of a ring before its records. */
const headerBytes = 192;

/** Fewest records of a ring. */
const fewestRecords = 64;

/** Longest name, in characters; a longer one is cut. */
const longestName = 200;

/** Most different names of one ring: what fits beside kind and category in 30 bits. */
const mostNames = 2 ** 21 - 1;

/**
 * The writing end of a trace ring: one lane's, used by one thread.
 *
 * What does not fit is dropped and counted. Room for the end of every slice that was begun, and for what follows of every
 * lock that was asked for, is kept: whoever drops a beginning drops the rest too and calls `drop` for it.
 */
export class TraceRingWriter implements RecordWriter {
  readonly #handle: number;
  readonly #addon: NativeAddon;
  readonly #names = new Map<string, number>();
  #written = 0;

  /** @internal Use `Arena.openRing`. */
  constructor(arena: Arena, place: Place) {
    this.#addon = arena.addon;
    this.#handle = arena.attach(place);
    this.#addon.openRing(this.#handle);
  }

  /**
   * Appends a record, its time stamped now.
   *
   * @param name Defined in the ring before its first use; empty for none.
   * @returns Whether there was room.
   */
  push(kind: RecordKind, category: RecordCategory, name: string, value = 0, subject = 0, extra = 0): boolean {
    const id = name === "" ? 0 : (this.#names.get(name) ?? this.#define(name));
    if (id < 0) return false;
    const head = kind | (category << 5) | (id << 9);
    if (extra !== 0) return this.#count(this.#addon.push(this.#handle, head, value, subject, extra));
    return this.#count(
      subject === 0
        ? this.#addon.push(this.#handle, head, value)
        : this.#addon.push(this.#handle, head, value, subject),
    );
  }

  /** The same with a time of the caller's. @param timeNs Since the trace's epoch. */
  pushAt(
    timeNs: number,
    kind: RecordKind,
    category: RecordCategory,
    name: string,
    value = 0,
    subject = 0,
    extra = 0,
  ): boolean {
    const id = name === "" ? 0 : (this.#names.get(name) ?? this.#define(name));
    if (id < 0) return false;
    const head = kind | (category << 5) | (id << 9);
    return this.#count(this.#addon.pushAt(this.#handle, timeNs, head, value, subject, extra));
  }

  /** Records that found room so far. */
  get written(): number {
    return this.#written;
  }

  get hasRoom(): boolean {
    return this.#addon.hasRoom(this.#handle);
  }

  /** Counts a record that was not tried, such as the end of a slice whose begin was dropped. */
  drop(): void {
    this.#addon.drop(this.#handle);
  }

  /** Does nothing: the reader sees every record at once. */
  flush(): void {
    // Nothing is gathered on this side.
  }

  /** Records dropped so far. */
  get dropped(): number {
    return this.#addon.dropped(this.#handle);
  }

  #count(foundRoom: boolean): boolean {
    if (foundRoom) this.#written++;
    return foundRoom;
  }

  /** @returns -1 where the name does not fit: what would have used it is dropped and counted. */
  #define(name: string): number {
    const id = this.#names.size + 1;
    const text = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
    if (id <= mostNames && this.#addon.pushName(this.#handle, id, text)) {
      this.#names.set(name, id);
      return id;
    }
    this.drop();
    return -1;
  }
}

/** The reading end of a trace ring; it works on after its writer has died, to the last record. */
export class TraceRingReader {
  /** By which the writer opens its end. */
  readonly place: Place;
  /** Records that fit. */
  readonly capacity: number;
  readonly #handle: number;
  readonly #addon: NativeAddon;

  private constructor(arena: Arena, place: Place, epochNs: bigint) {
    this.#addon = arena.addon;
    this.place = place;
    this.#handle = arena.attach(place);
    this.capacity = this.#addon.createRing(this.#handle, epochNs);
  }

  /** @internal Use `Arena.createRing`. */
  static create(arena: Arena, records: number, epochNs: bigint): TraceRingReader {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(records, fewestRecords)));
    return new TraceRingReader(arena, arena.allocate(headerBytes + capacity * recordBytes), epochNs);
  }

  /**
   * Moves records into `target`, as `src/shared/trace/records.ts` lays them out; a name is never parted from its text.
   *
   * @param target At least 1,024 bytes, so that the longest name fits; what does not fit stays for the next call.
   * @returns Bytes moved, a multiple of 32.
   */
  drain(target: Uint8Array): number {
    return this.#addon.drain(this.#handle, target);
  }

  /** Records dropped so far. */
  get dropped(): number {
    return this.#addon.dropped(this.#handle);
  }
}
