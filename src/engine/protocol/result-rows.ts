import { deserialize } from "node:v8";
import type { ResultTable } from "../../shared/contract/models";
import { serialize } from "./serialize";

type Rows = ResultTable["rows"];

/** Rows of a page. */
const pageRows = 10_000;

/** Bytes of the length, little-endian, that stands before each page. */
const lengthBytes = 4;

/** Serializes rows in pages, so that some of them can be read without the others. */
export function packRows(rows: Rows): Uint8Array<ArrayBuffer> {
  const pages: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += pageRows) pages.push(serialize(rows.slice(from, from + pageRows)));
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
    const page = deserialize(packed.subarray(start, at)) as Rows;
    for (const row of page.slice(Math.max(0, from - first), to - first)) rows.push(row);
  }
  return rows;
}
