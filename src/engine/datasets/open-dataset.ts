import { type FileHandle, open, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileKindOf } from "../../shared/contract/file-kinds";
import type { Dataset } from "../../shared/contract/models";
import { FaultError, fail } from "../../shared/fault";
import { isUtf8, refuseBinary } from "./check-text";
import { fileFault } from "./dataset-file";
import type { Head } from "./head";
import { openIdx } from "./idx/open-idx";
import { type OpenedHead, readBytes, readHead } from "./read-head";
import { type Sniffed, sniff } from "./sniff";

/** Bytes that are read to tell what a file is. */
const headBytes = 256 * 1024;
/** The same where not one row ends within them. */
const longHeadBytes = 8 * 1024 * 1024;

/**
 * Reads the beginning of a file and tells what it is.
 *
 * @param path Absolute, or relative to the current folder.
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-directory`, `dataset-empty`, `dataset-binary`,
 * `dataset-broken`.
 */
export async function openDataset(
  path: string,
  given: { readonly id: string; readonly origin: Dataset["origin"] },
): Promise<Dataset> {
  const absolute = resolve(path);
  if (fileKindOf(absolute) === "idx") return openIdx(absolute, given);
  const file = await openFile(absolute);
  try {
    const { size, mtimeMs } = await file.stat();
    if (size === 0) fail("dataset-empty", `${absolute} is empty: 0 bytes. Choose a file that holds data.`);
    const same = { ...given, name: basename(absolute), path: absolute, size, modifiedMs: mtimeMs } as const;
    if (await beginsAsParquet(file, absolute)) {
      const { openParquet } = await import("./parquet/open-parquet");
      const described = await openParquet(file, absolute, size);
      return { ...same, ...described, compression: "none", encoding: "utf-8", dataStart: 0, dataLine: 1 };
    }
    const { opened, sniffed } = await look(file, absolute, size);
    const { head, compression } = opened;
    const { rows, rowBytes, notes, ...described } = sniffed;
    if (rows === 0 && head.final && !sniffed.hasHeader && sniffed.preview.length === 0) {
      const what = sniffed.format === "json" ? "an empty list" : "no row, only line breaks";
      fail("dataset-empty", `${absolute} holds ${what}. Choose a file that holds data.`);
    }
    const dataBytes = opened.unpackedBytes - sniffed.dataStart;
    const encoding = isUtf8(head) ? "utf-8" : "unknown";
    return {
      ...same,
      ...described,
      compression,
      encoding,
      parts: compression === "gzip" ? 1 : null,
      dataLine: lineAt(head, sniffed.dataStart),
      // Where not one row is complete there is still at least one.
      rowsEstimate: head.final ? rows : rows === 0 ? 1 : Math.round((rows / rowBytes) * dataBytes),
      notes: [...notes, ...notesOf(opened, encoding)],
    };
  } finally {
    await file.close();
  }
}

/** Asked without the library, which others need not load. */
async function beginsAsParquet(file: FileHandle, path: string): Promise<boolean> {
  return Buffer.from(await readBytes(file, path, 0, 4)).toString() === "PAR1";
}

async function look(
  file: FileHandle,
  path: string,
  size: number,
): Promise<{ readonly opened: OpenedHead; readonly sniffed: Sniffed }> {
  const opened = await readHead(file, path, size, headBytes);
  refuseBinary(opened.head, path);
  const sniffed = sniff(opened.head);
  if (sniffed.rows > 0 || opened.head.final) return { opened, sniffed };
  const longer = await readHead(file, path, size, longHeadBytes);
  return { opened: longer, sniffed: sniff(longer.head) };
}

function notesOf({ compression, damage }: OpenedHead, encoding: Dataset["encoding"]): readonly string[] {
  const notes: string[] = [];
  if (compression === "gzip") {
    notes.push("Packed by gzip, which can only be read from its beginning: the file is one chunk, for one worker.");
  }
  if (damage !== null) notes.push(`The packed file ${damage}: only what comes before that can be read.`);
  if (encoding === "unknown") {
    notes.push(
      "This is no UTF-8, maybe Latin-1 or Windows-1252: letters beyond ASCII are shown as �. Save it as UTF-8 to see them.",
    );
  }
  return notes;
}

/** The line, from 1, of a byte. */
function lineAt({ bytes }: Head, position: number): number {
  let line = 1;
  for (let at = 0; at < position; at++) {
    if (bytes[at] === 13 || (bytes[at] === 10 && bytes[at - 1] !== 13)) line++;
  }
  return line;
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
