import type { AsyncBuffer } from "hyparquet";

/** Reads bytes of a file: [position, position + length), into an array with nothing behind them. */
export type ReadBytes = (position: number, length: number) => Uint8Array<ArrayBuffer>;

/** The same as the library asks for it. */
export function asyncBufferOf(read: ReadBytes, size: number): AsyncBuffer {
  return { byteLength: size, slice: (start, end = size) => read(start, Math.max(0, end - start)).buffer };
}
