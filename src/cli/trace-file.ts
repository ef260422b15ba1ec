import { open } from "node:fs/promises";
import { blockBytes } from "../shared/trace/block-layout";
import { type Block, readBlocks } from "../shared/trace/blocks";

/** Bytes that are read in one go. */
const readBytes = 4 * 1024 * 1024;

/**
 * The blocks of a trace in a file. What a program that was killed left unfinished at the end is left out; so is
 * everything where it never began one.
 */
export async function* readTraceFile(path: string): AsyncGenerator<Block> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    let waiting: Uint8Array = new Uint8Array(0);
    for (;;) {
      const piece = new Uint8Array(readBytes);
      const { bytesRead } = await file.read(piece, 0, readBytes);
      if (bytesRead === 0) return;
      const bytes = new Uint8Array(waiting.byteLength + bytesRead);
      bytes.set(waiting);
      bytes.set(piece.subarray(0, bytesRead), waiting.byteLength);
      const whole = wholeBytes(bytes);
      yield* readBlocks(bytes.subarray(0, whole));
      waiting = bytes.subarray(whole);
    }
  } finally {
    await file.close();
  }
}

/** Bytes of the whole blocks that it begins with. */
function wholeBytes(bytes: Uint8Array): number {
  for (let offset = 0; ; ) {
    const length = blockBytes(bytes, offset);
    if (length === 0 || offset + length > bytes.byteLength) return offset;
    offset += length;
  }
}
