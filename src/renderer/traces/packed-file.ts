import { type ByteSource, streamOf } from "./byte-source";

/** The content of a compressed file (gzip), in stretches. @throws {TypeError} When it is damaged. */
export async function* unpacked(file: ByteSource): AsyncGenerator<Uint8Array> {
  // A stream of the browser reads and writes bytes alike; their types differ in who owns the memory.
  const packing = new DecompressionStream("gzip") as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  const reader = streamOf(file).pipeThrough(packing).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

/** Whether a file begins as compressed ones do. */
export function isPacked(opening: Uint8Array): boolean {
  return opening[0] === 0x1f && opening[1] === 0x8b;
}
