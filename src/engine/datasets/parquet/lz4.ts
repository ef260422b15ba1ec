/** Bytes of the two numbers before each block that Hadoop writes. */
const frameBytes = 8;

/** A match has so many bytes at least. */
const leastMatch = 4;

/** So many bytes are copied one by one: fewer than a call takes the time of. */
const fewBytes = 16;

/**
 * Unpacks a block of LZ4.
 *
 * @param size Bytes that it must have.
 * @throws {Error} Where it is broken, or unpacks to another number of bytes.
 */
export function unpackLz4Block(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const written = unpackBlock(packed, out);
  if (written !== size) throw new Error(`a page unpacks to ${written} bytes instead of ${size}`);
  return out;
}

/**
 * Unpacks what Parquet calls LZ4: blocks as Hadoop writes them, each behind the bytes that it unpacks to and those that it has;
 * or one block, as others do.
 *
 * @throws {Error} As `unpackLz4Block`.
 */
export function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  return unpackFrames(packed, size) ?? unpackLz4Block(packed, size);
}

/** Null where it is not as Hadoop writes it. */
function unpackFrames(packed: Uint8Array, size: number): Uint8Array | null {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const frames: { readonly unpacked: number; readonly start: number; readonly end: number }[] = [];
  let at = 0;
  let all = 0;
  while (at < packed.length) {
    if (at + frameBytes > packed.length) return null;
    const unpacked = view.getUint32(at);
    const start = at + frameBytes;
    at = start + view.getUint32(at + 4);
    all += unpacked;
    if (at > packed.length || all > size) return null;
    frames.push({ unpacked, start, end: at });
  }
  if (all !== size) return null;
  const out = new Uint8Array(size);
  let done = 0;
  for (const { unpacked, start, end } of frames) {
    const written = unpackBlock(packed.subarray(start, end), out.subarray(done, done + unpacked));
    if (written !== unpacked) throw new Error(`a page's block unpacks to ${written} bytes instead of ${unpacked}`);
    done += unpacked;
  }
  return out;
}

/** @returns Bytes written. @throws {Error} Where it is broken, or would write more than there is room for. */
function unpackBlock(packed: Uint8Array, out: Uint8Array): number {
  let at = 0;
  let to = 0;
  while (at < packed.length) {
    const token = packed[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      for (let more = 255; more === 255; literals += more) more = byteAt(packed, at++);
    }
    if (at + literals > packed.length || to + literals > out.length) throw broken();
    if (literals > fewBytes) out.set(packed.subarray(at, at + literals), to);
    else for (let byte = 0; byte < literals; byte++) out[to + byte] = packed[at + byte]!;
    at += literals;
    to += literals;
    // The last part has no match.
    if (at === packed.length) break;
    const distance = byteAt(packed, at) + byteAt(packed, at + 1) * 256;
    at += 2;
    let length = (token & 15) + leastMatch;
    if (length === 15 + leastMatch) {
      for (let more = 255; more === 255; length += more) more = byteAt(packed, at++);
    }
    if (distance === 0 || distance > to || to + length > out.length) throw broken();
    // What a match copies may be what it wrote.
    if (length > fewBytes && distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    else for (let byte = 0; byte < length; byte++) out[to + byte] = out[to + byte - distance]!;
    to += length;
  }
  return to;
}

function byteAt(packed: Uint8Array, at: number): number {
  if (at >= packed.length) throw broken();
  return packed[at]!;
}

function broken(): Error {
  return new Error("a page does not unpack");
}
