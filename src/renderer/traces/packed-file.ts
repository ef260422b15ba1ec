import { type ByteSource, streamOf } from "./byte-source";

/**
 * The content of a compressed file (gzip), in stretches.
 *
 * @param onDamage Told, as a part of a sentence, why the content ends where it does though the file does not: it is cut off, or
 *   what follows cannot be unpacked.
 * @throws {Error} When the file cannot be read.
 */
export async function* unpacked(
  file: ByteSource,
  onDamage: (message: string) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  // A stream of the browser reads and writes bytes alike; their types differ in who owns the memory.
  const packing = new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  const writer = packing.writable.getWriter();
  const reader = packing.readable.getReader();
  const source = streamOf(file).getReader();
  // One read always waits: a stream that fails drops what nobody had asked for. So all that came of a part is taken before
  // the next part, or the end, goes in.
  let next = reader.read();
  try {
    for (let part = await source.read(); !part.done; part = await source.read()) {
      const written = writer.write(part.value).then(() => undefined);
      for (let read = await outcomeOf([next, written]); read !== undefined; read = await outcomeOf([next, written])) {
        if ("damage" in read) onDamage(read.damage);
        if ("damage" in read || read.done) return;
        yield read.value;
        next = reader.read();
      }
    }
    // How it ends is told to the reader.
    writer.close().catch(() => undefined);
    for (let read = await outcomeOf([next]); read !== undefined; read = await outcomeOf([next])) {
      if ("damage" in read) onDamage(read.damage);
      if ("damage" in read || read.done) return;
      yield read.value;
      next = reader.read();
    }
  } finally {
    await source.cancel();
    await reader.cancel().catch(() => undefined);
  }
}

type Read = ReadableStreamReadResult<Uint8Array>;

/** What came first: something to read, or nothing of it where a part was written before; or what went wrong. */
async function outcomeOf(steps: readonly Promise<Read | undefined>[]): Promise<Read | { damage: string } | undefined> {
  try {
    return await Promise.race(steps);
  } catch (error) {
    return { damage: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether a file begins as compressed ones do. */
export function isPacked(opening: Uint8Array): boolean {
  return opening[0] === 0x1f && opening[1] === 0x8b;
}
