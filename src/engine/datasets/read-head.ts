import type { FileHandle } from "node:fs/promises";
import { extname } from "node:path";
import { FaultError, fail } from "../../shared/fault";
import { fileFault } from "./dataset-file";
import { isGzip, Unpacker } from "./gzip";
import type { Head } from "./head";

/** Bytes of a packed file that are unpacked at once: few, since they may become a thousand times as many. */
const packedBytes = 16 * 1024;

/** A file's beginning, and what it is packed by. */
export interface OpenedHead {
  readonly head: Head;
  readonly compression: "none" | "gzip";
  /** Bytes that the whole file makes when it is unpacked: exact where `head.final`, else by what the beginning made. */
  readonly unpackedBytes: number;
  /** What is wrong with the packed data, in words that follow "the packed file"; null for nothing so far. */
  readonly damage: string | null;
}

/**
 * Reads a file's beginning; of a packed one, what it makes.
 *
 * @param length Bytes of unpacked data that are wanted.
 * @throws {FaultError} `dataset-unreadable`, `dataset-directory`; `dataset-binary` for a packed file of which nothing can be unpacked.
 */
export async function readHead(file: FileHandle, path: string, size: number, length: number): Promise<OpenedHead> {
  const first = await readBytes(file, path, 0, Math.min(size, 2));
  if (isGzip(first)) return await unpackHead(file, path, size, length);
  const bytes = await readBytes(file, path, 0, Math.min(size, length));
  return {
    head: headOf([bytes], bytes.length, bytes.length === size, extensionOf(path)),
    compression: "none",
    unpackedBytes: size,
    damage: null,
  };
}

async function unpackHead(file: FileHandle, path: string, size: number, length: number): Promise<OpenedHead> {
  const unpacker = new Unpacker();
  try {
    const pieces: Uint8Array[] = [];
    let have = 0;
    let used = 0;
    while (have < length && used < size && unpacker.damage === null) {
      const packed = await readBytes(file, path, used, Math.min(packedBytes, size - used));
      used += packed.length;
      const made = [...(await unpacker.add(packed)), ...(used === size ? await unpacker.end() : [])];
      for (const piece of made) {
        pieces.push(piece);
        have += piece.length;
      }
    }
    const { damage } = unpacker;
    if (damage !== null && have === 0) {
      fail("dataset-binary", `${path} is packed by gzip and ${damage}. Nothing of it can be read: get it anew.`);
    }
    const final = used === size || damage !== null;
    return {
      head: headOf(pieces, Math.min(have, final ? have : length), final, extensionOf(path.replace(/\.gz(ip)?$/i, ""))),
      compression: "gzip",
      unpackedBytes: final ? have : Math.round((have / used) * size),
      damage,
    };
  } finally {
    unpacker.close();
  }
}

/** @throws {FaultError} `dataset-unreadable`, `dataset-directory`. */
export async function readBytes(file: FileHandle, path: string, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  try {
    while (done < length) {
      const { bytesRead } = await file.read(bytes, done, length - done, from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (error) {
    // A folder opens like a file on some systems and fails only here.
    throw new FaultError(fileFault(error, path));
  }
  return bytes.subarray(0, done);
}

function headOf(pieces: readonly Uint8Array[], limit: number, final: boolean, extension: string): Head {
  const bytes = new Uint8Array(limit + 1);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.subarray(0, limit - at), at);
    at = Math.min(limit, at + piece.length);
  }
  const hasMark = limit >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { bytes, start: hasMark ? 3 : 0, limit, final, extension };
}

function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}
