import type { DecodedArray } from "hyparquet";
import type { FlatPage } from "./flat-column";

/**
 * Sees to it that a page has a value for each row that says so: the library fills up what is missing, or reads on behind the page.
 *
 * @throws {Error} Where it has not.
 */
export function checkPage({ rows, present, data, isIndexed }: FlatPage, dictionary: DecodedArray | null): void {
  let needed = rows;
  if (present !== null) {
    needed = 0;
    for (let row = 0; row < rows; row++) {
      const level = present[row];
      if (level !== 0 && level !== 1) throw new Error("a page does not say of each row whether it has a value");
      needed += level;
    }
  }
  if (data.length < needed) throw new Error(`a page has ${data.length} of ${needed} values`);
  if (isIndexed) checkEntries(data, needed, dictionary?.length ?? 0);
  else if (Array.isArray(data) && data.includes(undefined)) throw new Error("a page has fewer values than it says");
}

function checkEntries(data: ArrayLike<unknown>, needed: number, entries: number): void {
  for (let at = 0; at < needed; at++) {
    const entry = data[at] as number;
    if (!(entry >= 0 && entry < entries)) {
      throw new Error(`a page refers to entry ${entry + 1} of a dictionary that has ${entries}`);
    }
  }
}

/**
 * Sees to it that plain values lie within their page.
 *
 * @param bytes The page, if it has not been unpacked yet; else what it unpacks to.
 * @param levelBytes Bytes in front of the values.
 * @throws {Error} Where they do not.
 */
export function checkPlain(data: ArrayLike<unknown>, bytes: Uint8Array, levelBytes: number): void {
  const last = data[data.length - 1];
  const isWithin = ArrayBuffer.isView(data)
    ? data.byteLength <= bytes.length - levelBytes
    : !(last instanceof Uint8Array) ||
      last.buffer !== bytes.buffer ||
      last.byteOffset + last.length <= bytes.byteOffset + bytes.length;
  if (!isWithin) throw new Error("a page ends within its values");
}
