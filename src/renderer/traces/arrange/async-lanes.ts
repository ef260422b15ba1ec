import { scannedKinds } from "../scan/scanned-piece";
import { SliceRow } from "./slice-row";
import { sortedOrder } from "./sort-order";
import type { Arranged, ThreadEvents } from "./thread-events";

/**
 * Puts slices that belong to no thread into rows: each into the first one that is free, within its own kind below the one around it.
 *
 * @param links By event: which begins and ends belong together.
 */
export function arrangeAsync(events: ThreadEvents, links: Uint32Array, traceEnd: number): Arranged {
  const { kind, time, name, place, length } = events;
  const ends = new Float64Array(length).fill(Number.NaN);
  const parents = new Int32Array(length).fill(-1);
  const open = new Map<number, number[]>();
  const begins: number[] = [];
  let unmatchedEnds = 0;
  for (const row of sortedOrder(time.subarray(0, length), null)) {
    const link = links[row]!;
    let stack = open.get(link);
    if (kind[row] === scannedKinds.asyncBegin) {
      if (stack === undefined) {
        stack = [];
        open.set(link, stack);
      }
      parents[row] = stack[stack.length - 1] ?? -1;
      stack.push(row);
      begins.push(row);
      continue;
    }
    const begun = stack?.pop();
    if (begun === undefined) unmatchedEnds++;
    else ends[begun] = time[row]!;
    if (stack?.length === 0) open.delete(link);
  }
  let unended = 0;
  const rows: SliceRow[] = [];
  const rowEnds: number[] = [];
  const rowOf = new Int32Array(length);
  const indexOf = new Int32Array(length);
  for (const event of begins) {
    if (Number.isNaN(ends[event]!)) {
      ends[event] = traceEnd;
      unended++;
    }
    const parent = parents[event]!;
    const start = time[event]!;
    let row = parent < 0 ? 0 : rowOf[parent]! + 1;
    while (row < rows.length && rowEnds[row]! > start) row++;
    while (rows.length <= row) {
      rows.push(new SliceRow());
      rowEnds.push(Number.NEGATIVE_INFINITY);
    }
    const isBelow = parent >= 0 && rowOf[parent] === row - 1;
    rowOf[event] = row;
    indexOf[event] = rows[row]!.push(start, ends[event]!, name[event]!, place[event]!, isBelow ? indexOf[parent]! : -1);
    rowEnds[row] = ends[event]!;
  }
  return { rows, instants: new Uint32Array(0), unmatchedEnds, unended };
}
