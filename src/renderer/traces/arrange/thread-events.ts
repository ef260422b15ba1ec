import { scannedKinds } from "../scan/scanned-piece";
import { SliceRow } from "./slice-row";
import { sortedOrder } from "./sort-order";

/** The events of one thread in the file's order. Times on the file's own clock. */
export class ThreadEvents {
  readonly kind: Uint8Array;
  readonly time: Float64Array;
  readonly end: Float64Array;
  readonly name: Uint32Array;
  readonly place: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.kind = new Uint8Array(capacity);
    this.time = new Float64Array(capacity);
    this.end = new Float64Array(capacity);
    this.name = new Uint32Array(capacity);
    this.place = new Float64Array(capacity);
  }

  push(kind: number, time: number, end: number, name: number, place: number): void {
    const at = this.length++;
    this.kind[at] = kind;
    this.time[at] = time;
    this.end[at] = end;
    this.name[at] = name;
    this.place[at] = place;
  }
}

export interface Arranged {
  readonly rows: readonly SliceRow[];
  /** Rows of the events that are moments, ascending by time. */
  readonly instants: Uint32Array;
  readonly unmatchedEnds: number;
  /** Slices without an end: they end with the trace. */
  readonly unended: number;
}

/** Puts the slices of a thread into rows as `Nest` does, whatever their order. @param traceEnd Where what has no end ends. */
export function arrangeThread(events: ThreadEvents, traceEnd: number): Arranged {
  const { kind, time, end, name, place, length } = events;
  const paired = rowsOf(kind, length, scannedKinds.begin, scannedKinds.end);
  const ends = end.slice(0, length);
  const open: number[] = [];
  let unmatchedEnds = 0;
  for (const at of sortedOrder(picked(time, paired), null)) {
    const row = paired[at]!;
    if (kind[row] === scannedKinds.begin) {
      open.push(row);
      continue;
    }
    const begun = open.pop();
    if (begun === undefined) unmatchedEnds++;
    else ends[begun] = time[row]!;
  }
  for (const row of open) ends[row] = Number.POSITIVE_INFINITY;

  const slices = rowsOf(kind, length, scannedKinds.whole, scannedKinds.begin);
  const lengths = new Float64Array(slices.length);
  slices.forEach((row, at) => {
    lengths[at] = kind[row] === scannedKinds.begin ? Number.POSITIVE_INFINITY : end[row]!;
  });
  const rows: SliceRow[] = [];
  const around: number[] = [];
  const indices: number[] = [];
  for (const at of sortedOrder(picked(time, slices), lengths)) {
    const event = slices[at]!;
    const start = time[event]!;
    while (around.length > 0 && around[around.length - 1]! <= start) {
      around.pop();
      indices.pop();
    }
    const depth = around.length;
    if (depth === rows.length) rows.push(new SliceRow());
    const index = rows[depth]!.push(start, ends[event]!, name[event]!, place[event]!, indices[depth - 1] ?? -1);
    around.push(ends[event]!);
    indices.push(index);
  }
  // At most one of each row has no end: the last.
  for (const row of rows) if (row.closed < row.length) row.close(row.length - 1, traceEnd);

  const moments = rowsOf(kind, length, scannedKinds.instant, scannedKinds.instant);
  const order = sortedOrder(picked(time, moments), null);
  return { rows, instants: order.map((at) => moments[at]!), unmatchedEnds, unended: open.length };
}

function rowsOf(kind: Uint8Array, length: number, one: number, other: number): Uint32Array {
  let count = 0;
  for (let row = 0; row < length; row++) if (kind[row] === one || kind[row] === other) count++;
  const rows = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < length; row++) if (kind[row] === one || kind[row] === other) rows[at++] = row;
  return rows;
}

function picked(column: Float64Array, rows: Uint32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) values[at] = column[rows[at]!]!;
  return values;
}
