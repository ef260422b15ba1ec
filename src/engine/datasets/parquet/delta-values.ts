import { deltaBinaryUnpack } from "hyparquet/src/delta.js";

/** Bits of a difference at most. */
const mostBits = 64;

/**
 * Reads over numbers that are written as differences (Parquet's DELTA_BINARY_PACKED): the library takes for granted that they
 * are as the format has them, and reads on without an end where they are not.
 *
 * @param from Where they begin.
 * @param count How many there are to be.
 * @param bits 32 or 64: what a number has.
 * @returns Where they end; behind the bytes if the rest of their last block is left out.
 * @throws {Error} Where they are broken.
 */
export function checkDeltas(bytes: Uint8Array, from: number, count: number, bits: 32 | 64): number {
  let at = from;
  const number = (most: number): number => {
    let value = 0;
    for (let taken = 0; taken < most; taken++) {
      if (at >= bytes.length) throw new Error("a page ends within its numbers");
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** (7 * taken);
      if (byte < 128) return value;
    }
    throw new Error("a page has a number that is too long");
  };
  const longest = bits === 32 ? 5 : 10;
  const blockSize = number(5);
  const miniblocks = number(5);
  const total = number(5);
  number(longest);
  const size = blockSize / miniblocks;
  if (!(blockSize > 0 && blockSize < 2 ** 31 && blockSize % 128 === 0 && miniblocks > 0 && size % 32 === 0)) {
    throw new Error(`a page has blocks of ${blockSize} numbers in ${miniblocks} parts`);
  }
  if (total !== count) throw new Error(`a page has ${total} of ${count} numbers`);
  for (let seen = 1; seen < count; ) {
    number(longest);
    const widths = at;
    at += miniblocks;
    if (at > bytes.length) throw new Error("a page ends within its numbers");
    for (let part = 0; part < miniblocks && seen < count; part++) {
      const width = bytes[widths + part]!;
      if (width > mostBits) throw new Error(`a page has numbers of ${width} bits`);
      const taken = Math.min(size, count - seen);
      if (at + Math.ceil((taken * width) / 8) > bytes.length) throw new Error("a page ends within its numbers");
      at += (size * width) / 8;
      seen += taken;
    }
  }
  return at;
}

/**
 * Reads over texts each of which is the beginning of the one before it, and what comes behind (Parquet's DELTA_BYTE_ARRAY).
 *
 * @returns The lengths of both, of each text.
 * @throws {Error} Where they are broken.
 */
function checkDeltaTexts(
  bytes: Uint8Array,
  from: number,
  count: number,
): { readonly prefixes: Int32Array; readonly suffixes: Int32Array; readonly end: number } {
  const middle = checkDeltas(bytes, from, count, 32);
  const end = checkDeltas(bytes, middle, count, 32);
  const prefixes = unpackLengths(bytes, from, count);
  const suffixes = unpackLengths(bytes, middle, count);
  let before = 0;
  let all = 0;
  for (let text = 0; text < count; text++) {
    const prefix = prefixes[text]!;
    const suffix = suffixes[text]!;
    if (!(prefix >= 0 && prefix <= before && suffix >= 0)) throw new Error("a page has texts of wrong lengths");
    before = prefix + suffix;
    all += suffix;
  }
  if (end + all > bytes.length) throw new Error("a page ends within its texts");
  return { prefixes, suffixes, end };
}

/** Numbers of 32 bits that `checkDeltas` has read over. */
function unpackLengths(bytes: Uint8Array, from: number, count: number): Int32Array {
  const lengths = new Int32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  deltaBinaryUnpack({ view, offset: from }, count, lengths);
  return lengths;
}

/** Reads what `checkDeltaTexts` reads over. @throws {Error} Where it is broken. */
export function deltaTexts(bytes: Uint8Array, count: number): Uint8Array[] {
  const { prefixes, suffixes, end } = checkDeltaTexts(bytes, 0, count);
  const texts: Uint8Array[] = [];
  let at = end;
  for (let index = 0; index < count; index++) {
    const prefix = prefixes[index]!;
    const suffix = bytes.subarray(at, at + suffixes[index]!);
    at += suffix.length;
    if (prefix === 0) texts.push(suffix);
    else {
      const text = new Uint8Array(prefix + suffix.length);
      text.set(texts[index - 1]!.subarray(0, prefix));
      text.set(suffix, prefix);
      texts.push(text);
    }
  }
  return texts;
}
