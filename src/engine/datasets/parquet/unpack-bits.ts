/** Numbers up to so many bits are taken out of a word of 32. */
const wordBits = 24;

/**
 * Unpacks numbers of `width` bits each, written as runs: many times the same, or one behind the other (Parquet's hybrid of run
 * lengths and packed bits).
 *
 * @param bytes All of them, and nothing else.
 * @param width 0 to 32.
 * @param out Gets as many as it has room for.
 * @returns How many more the last run has.
 * @throws {Error} Where the bytes end before.
 */
export function unpackBits(bytes: Uint8Array, width: number, out: Int32Array | Uint8Array): number {
  if (!(width >= 0 && width <= 32)) throw new Error(`a page has numbers of ${width} bits`);
  const valueBytes = (width + 7) >> 3;
  let at = 0;
  let excess = 0;
  for (let seen = 0; seen < out.length; ) {
    let header = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at === bytes.length || scale > 2 ** 35) throw new Error("a page ends within its numbers");
      const byte = bytes[at++]!;
      header += (byte & 127) * scale;
      if (byte < 128) break;
    }
    const isPacked = header % 2 === 1;
    const run = Math.floor(header / 2) * (isPacked ? 8 : 1);
    if (run === 0) throw new Error("a page has a run of no numbers");
    const count = Math.min(run, out.length - seen);
    // Of the last run there need only be what is wanted.
    const needed = isPacked ? Math.ceil((count * width) / 8) : valueBytes;
    if (at + needed > bytes.length) throw new Error("a page ends within its numbers");
    if (!isPacked) {
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= bytes[at + i]! << (8 * i);
      out.fill(value, seen, seen + count);
      at += valueBytes;
    } else {
      if (width <= wordBits) takeNarrow(bytes, at, width, out, seen, count);
      else takeWide(bytes, at, width, out, seen, count);
      at += Math.ceil((run * width) / 8);
    }
    seen += count;
    excess = run - count;
  }
  return excess;
}

function takeNarrow(
  bytes: Uint8Array,
  from: number,
  width: number,
  out: Int32Array | Uint8Array,
  seen: number,
  count: number,
): void {
  const mask = 2 ** width - 1;
  let at = from;
  let word = 0;
  let bits = 0;
  for (let i = seen; i < seen + count; i++) {
    while (bits < width) {
      word |= bytes[at++]! << bits;
      bits += 8;
    }
    out[i] = word & mask;
    word >>>= width;
    bits -= width;
  }
}

function takeWide(
  bytes: Uint8Array,
  from: number,
  width: number,
  out: Int32Array | Uint8Array,
  seen: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const bit = i * width;
    let value = 0;
    // Not by shifting: there may be more bits than 2^31.
    const first = from + Math.floor(bit / 8);
    for (let byte = ((bit & 7) + width - 1) >> 3; byte >= 0; byte--) value = value * 256 + bytes[first + byte]!;
    out[seen + i] = Math.floor(value / 2 ** (bit & 7)) % 2 ** width;
  }
}
