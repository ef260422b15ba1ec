import { type FileHandle, open, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import type { Dataset } from "../../shared/contract/models";
import { FaultError, fail } from "../../shared/fault";
import { DatasetFile, fileFault } from "./dataset-file";
import { type Head, sniff } from "./sniff";

/** Bytes that are read to tell what a file is. */
const headBytes = 256 * 1024;
/** The same where not one row ends within them. */
const longHeadBytes = 8 * 1024 * 1024;

/** Share of control characters beyond which a file is no text. */
const mostControlShare = 0.02;

/**
 * Reads the beginning of a file and tells what it is.
 *
 * @param path Absolute, or relative to the current folder.
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-directory`, `dataset-empty`, `dataset-binary`.
 */
export async function openDataset(
  path: string,
  given: { readonly id: string; readonly origin: Dataset["origin"] },
): Promise<Dataset> {
  const absolute = resolve(path);
  const name = basename(absolute);
  const file = await openFile(absolute);
  try {
    const { size, mtimeMs } = await file.stat();
    if (size === 0) fail("dataset-empty", `${absolute} is empty: 0 bytes. Choose a file that holds data.`);
    let head = await readHead(file, absolute, size, headBytes);
    refuseBinary(head, absolute);
    let sniffed = sniff(head);
    if (sniffed.rows === 0 && !head.final) {
      head = await readHead(file, absolute, size, longHeadBytes);
      sniffed = sniff(head);
    }
    const { rows, rowBytes, ...described } = sniffed;
    if (rows === 0 && head.final && !sniffed.hasHeader && sniffed.preview.length === 0) {
      fail("dataset-empty", `${absolute} holds no row, only line breaks. Choose a file that holds data.`);
    }
    const dataBytes = size - sniffed.dataStart;
    // Where not one row is complete there is still at least one.
    const rowsEstimate = head.final ? rows : rows === 0 ? 1 : Math.round((rows / rowBytes) * dataBytes);
    return {
      ...given,
      name,
      path: absolute,
      size,
      modifiedMs: mtimeMs,
      ...described,
      rowsEstimate,
    };
  } finally {
    await file.close();
  }
}

/**
 * The number of the line, counted from 1, on which the first data row begins (or an empty line before it).
 *
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-changed`.
 */
export function firstDataLine(dataset: Dataset): number {
  const file = new DatasetFile(dataset);
  try {
    const bytes = new Uint8Array(dataset.dataStart);
    file.read(bytes, 0, bytes.length, 0);
    let line = 1;
    bytes.forEach((byte, at) => {
      if (byte === 13 || (byte === 10 && bytes[at - 1] !== 13)) line++;
    });
    return line;
  } finally {
    file.close();
  }
}

/**
 * Makes sure that there is a file that can be read in parts. Asked before it is opened: to open a named pipe would wait for its
 * writer.
 *
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-directory`.
 */
export async function requireFile(path: string): Promise<void> {
  try {
    const kind = await stat(path);
    if (kind.isDirectory()) fail("dataset-directory", `${path} is a folder. Choose a file that is in it.`);
    if (!kind.isFile()) {
      fail(
        "dataset-unreadable",
        `${path} is no ordinary file, so it cannot be read in parts. Save it as a file first.`,
      );
    }
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError(fileFault(error, path));
  }
}

async function openFile(path: string): Promise<FileHandle> {
  await requireFile(path);
  try {
    return await open(path, "r");
  } catch (error) {
    throw new FaultError(fileFault(error, path));
  }
}

async function readHead(file: FileHandle, path: string, size: number, length: number): Promise<Head> {
  const wanted = Math.min(size, length);
  const bytes = new Uint8Array(wanted + 1);
  let limit = 0;
  try {
    while (limit < wanted) {
      const { bytesRead } = await file.read(bytes, limit, wanted - limit, limit);
      if (bytesRead === 0) break;
      limit += bytesRead;
    }
  } catch (error) {
    // A folder opens like a file on some systems and fails only here.
    throw new FaultError(fileFault(error, path));
  }
  const hasMark = limit >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return {
    bytes,
    start: hasMark ? 3 : 0,
    limit,
    final: limit === size,
    extension: extname(path).slice(1).toLowerCase(),
  };
}

function refuseBinary({ bytes, limit }: Head, path: string): void {
  const mark = (bytes[0]! << 8) | bytes[1]!;
  if (limit >= 2 && (mark === 0xfffe || mark === 0xfeff)) {
    fail("dataset-binary", `${path} is text in UTF-16. Save it as UTF-8, and open it again.`);
  }
  let controls = 0;
  for (let at = 0; at < limit; at++) {
    const byte = bytes[at]!;
    if (byte === 0) {
      fail("dataset-binary", `${path} is no text: byte ${at.toLocaleString("en-US")} is 0. Choose a CSV or text file.`);
    }
    // Tab, line breaks, form feed and escape occur in text.
    if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) controls++;
  }
  if (controls > limit * mostControlShare) {
    fail(
      "dataset-binary",
      `${path} is no text: it is full of control characters, as packed or encrypted files are. Choose a CSV or text file.`,
    );
  }
}
