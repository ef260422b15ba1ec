import { deserialize } from "node:v8";
import type { ResultTable } from "../../shared/contract/models";
import { serialize } from "./serialize";
import type { ResultRows } from "./workload";

type Rows = ResultTable["rows"];
type Cell = Rows[number][number];

/** Rows of a page: so few that they are garbage before V8 takes them for old. */
const pageRows = 1_000;

/** Bytes of the length, little-endian, that stands before each page. */
const lengthBytes = 4;

/**
 * Serializes rows in pages, so that some of them can be read without the others. A page holds its columns: V8 writes and reads
 * a list of numbers faster than many rows of different things.
 *
 * @param rows All with the same number of cells.
 */
export function packRows(rows: ResultRows): Uint8Array<ArrayBuffer> {
  const pages: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += pageRows) {
    const page = rows.slice(from, from + pageRows);
    pages.push(serialize(page[0]!.map((_, column) => page.map((row) => row[column]!))));
  }
  const packed = new Uint8Array(pages.reduce((sum, page) => sum + lengthBytes + page.byteLength, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const page of pages) {
    view.setUint32(at, page.byteLength, true);
    packed.set(page, at + lengthBytes);
    at += lengthBytes + page.byteLength;
  }
  return packed;
}

/**
 * Reads rows [from, to), as far as there are so many.
 *
 * @param packed As `packRows` gave it.
 */
export function unpackRows(packed: Uint8Array, from: number, to: number): Rows {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const rows: Rows[number][] = [];
  for (let at = 0, first = 0; at < packed.byteLength && first < to; first += pageRows) {
    const start = at + lengthBytes;
    at = start + view.getUint32(at, true);
    if (first + pageRows <= from) continue;
    const columns = deserialize(packed.subarray(start, at)) as readonly (readonly Cell[])[];
    const end = Math.min(to - first, columns[0]!.length);
    for (let row = Math.max(0, from - first); row < end; row++) rows.push(columns.map((cells) => cells[row]!));
  }
  return rows;
}
