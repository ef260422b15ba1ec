/**
 * The trace's one schema: what a record holds, how it lies in memory, which categories there are.
 *
 * Every producer writes records of 32 bytes, little-endian, into blocks of its own lane (see `blocks.ts`). The layout
 * is fixed so that a ring in shared memory carries the same records as a block.
 */

export const recordBytes = 32;

/** Byte offsets within a record. */
export const recordOffsets = {
  /** Float64, nanoseconds since the trace's epoch on the system's monotonic clock. */
  time: 0,
  /** Uint8, one of `recordKinds`. */
  kind: 8,
  /** Uint8, one of `categories`; 0 where the kind has none. */
  category: 9,
  /** Uint16, reserved, 0. */
  reserved: 10,
  /** Uint32, a name of this lane's own name table; 0 is the empty name. */
  name: 12,
  /** Float64, see the kind. */
  value: 16,
  /** Uint32, see the kind. */
  subject: 24,
  /** Uint32, see the kind. */
  extra: 28,
} as const;

export const recordKinds = {
  /**
   * Defines `name` of this lane. `extra` is the byte length of the UTF-8 text, which fills the following
   * ceil(extra / 32) record slots of the same block.
   */
  name: 1,
  /** Opens a slice. `value` is its number (a chunk's index, else NaN), `extra` the attempt (1 = first). */
  begin: 2,
  /** Closes the lane's innermost open slice. `value` is an amount (bytes, rows) or NaN. */
  end: 3,
  /** A point in time. `value` is free. `subject` is the lane that it is about; 0 for none. */
  instant: 4,
  /** A sample of the counter `name`. `value` is the new value. */
  counter: 5,
  /** The lane asks for the lock whose lane is `subject`; a lock-wait slice opens. */
  lockRequest: 6,
  /** The lane got the lock `subject`; the lock-wait slice closes, the hold begins. */
  lockAcquire: 7,
  /** The lane gave the lock `subject` back. */
  lockRelease: 8,
  /**
   * The lane wrote the shared value whose lane is `subject`. `value` is the value after the write, `extra` how many writes
   * the record stands for where they came faster than they could be recorded; 0 for one.
   */
  valueUpdate: 9,
  /** An arrow leaves from the lane's innermost slice. `subject` is the flow's id. */
  flowOut: 10,
  /** The arrow `subject` arrives at the lane's innermost slice. */
  flowIn: 11,
  /** The lane no longer waits for the lock `subject`, which it did not get; the lock-wait slice closes. */
  lockGiveUp: 12,
} as const;

export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

/** What a stretch of a lane was spent on. The numbers are stored; the order is the order of the legend. */
export const categories = {
  /** The neutral container around a task's phases. */
  task: 0,
  compute: 1,
  lockWait: 2,
  dataWait: 3,
  serialize: 4,
  deserialize: 5,
  startStop: 6,
  idle: 7,
  failed: 8,
} as const;

/**
 * In place of a category, at a task's beginning: it computes but for what it opens itself, so that a short task takes two
 * records. Readers show a `task` and in it a `compute` slice of the same name, which end together.
 */
export const computingTask = 9;

export type CategoryName = keyof typeof categories;
export type Category = (typeof categories)[CategoryName];
/** What stands in a record's category. */
export type RecordCategory = Category | typeof computingTask;

export interface TraceRecord {
  readonly time: number;
  readonly kind: RecordKind;
  readonly category: number;
  readonly name: number;
  readonly value: number;
  readonly subject: number;
  readonly extra: number;
}

/** Writes one record. `offset` is in bytes. */
export function writeRecord(
  view: DataView,
  offset: number,
  time: number,
  kind: RecordKind,
  category: number,
  name: number,
  value: number,
  subject: number,
  extra: number,
): void {
  view.setFloat64(offset + recordOffsets.time, time, true);
  view.setUint8(offset + recordOffsets.kind, kind);
  view.setUint8(offset + recordOffsets.category, category);
  view.setUint16(offset + recordOffsets.reserved, 0, true);
  view.setUint32(offset + recordOffsets.name, name, true);
  view.setFloat64(offset + recordOffsets.value, value, true);
  view.setUint32(offset + recordOffsets.subject, subject, true);
  view.setUint32(offset + recordOffsets.extra, extra, true);
}

/** Reads one record. `offset` is in bytes. */
export function readRecord(view: DataView, offset: number): TraceRecord {
  return {
    time: view.getFloat64(offset + recordOffsets.time, true),
    kind: view.getUint8(offset + recordOffsets.kind) as RecordKind,
    category: view.getUint8(offset + recordOffsets.category),
    name: view.getUint32(offset + recordOffsets.name, true),
    value: view.getFloat64(offset + recordOffsets.value, true),
    subject: view.getUint32(offset + recordOffsets.subject, true),
    extra: view.getUint32(offset + recordOffsets.extra, true),
  };
}
