import { closeSync, mkdirSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { fail } from "../../library/worker";
import type { SortKey } from "./keys";
import type { SortedRows } from "./sorted-rows";

/** Bytes written at once. */
const blockBytes = 1024 * 1024;

/** Bytes before each row: the lengths of its key and of its line. */
const headBytes = 8;

const float64Bytes = 8;

/** A chunk's rows in their order, as they wait in a file for the merge. */
export interface PartFile {
  readonly path: string;
  readonly rows: number;
}

/** The folder next to the sorted file in which the parts wait. */
export function partsFolder(output: string): string {
  return `${output}.parts`;
}

/** What the sorted file is called while the merge writes it. */
export function unfinishedFile(output: string): string {
  return `${output}.unfinished`;
}

/**
 * Writes a chunk's sorted rows; over what a lost worker left of them.
 *
 * @throws {FaultError} `bad-parameter` where the file cannot be written.
 */
export function writePart(output: string, index: number, rows: SortedRows, delimiter: string): PartFile {
  const path = join(partsFolder(output), String(index));
  const unfinished = `${path}.${process.pid}-${threadId}`;
  writing(output, () => {
    mkdirSync(partsFolder(output), { recursive: true });
    const file = new BlockFile(unfinished, "w");
    for (let place = 0; place < rows.size; place++) {
      const key = keyBytes(rows.key(place));
      const line = csvLine(rows.cells(place), delimiter);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(key.length, 0);
      head.writeUInt32LE(line.length, 4);
      file.write(head);
      file.write(key);
      file.write(line);
    }
    file.close();
    renameSync(unfinished, path);
  });
  return { path, rows: rows.size };
}

/** Reads a part from its first row on. */
export class PartReader {
  readonly #path: string;
  readonly #isNumber: boolean;
  /** Bytes read at once. */
  readonly #step: number;
  #bytes = Buffer.alloc(0);
  /** Where the next row begins in `#bytes`, and where those end in the file. */
  #at = 0;
  #read = 0;
  #left: number;
  key: SortKey = Number.NaN;
  line: Uint8Array = new Uint8Array(0);

  /** @param step Bytes read at once: all parts are open at the same time. */
  constructor(part: PartFile, isNumber: boolean, step: number) {
    this.#path = part.path;
    this.#isNumber = isNumber;
    this.#step = step;
    this.#left = part.rows;
  }

  /** Goes on to the next row. @returns False behind the last. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    this.#need(headBytes);
    const key = this.#bytes.readUInt32LE(this.#at);
    const line = this.#bytes.readUInt32LE(this.#at + 4);
    this.#need(headBytes + key + line);
    const start = this.#at + headBytes;
    const bytes = this.#bytes.subarray(start, start + key);
    this.key = this.#isNumber ? numberOf(bytes) : bytes;
    this.line = this.#bytes.subarray(start + key, start + key + line);
    this.#at = start + key + line;
    return true;
  }

  /** Sees to it that so many bytes follow. The file is not kept open: there may be thousands of parts. */
  #need(bytes: number): void {
    const have = this.#bytes.length - this.#at;
    if (have >= bytes) return;
    const grown = Buffer.alloc(Math.max(bytes, this.#step) + have);
    this.#bytes.copy(grown, 0, this.#at);
    const descriptor = openSync(this.#path, "r");
    const read = readSync(descriptor, grown, have, grown.length - have, this.#read);
    closeSync(descriptor);
    this.#read += read;
    this.#bytes = grown.subarray(0, have + read);
    this.#at = 0;
    if (this.#bytes.length < bytes) throw new Error(`${this.#path} ends within a row`);
  }
}

/** A file that is written in large blocks. */
export class BlockFile {
  readonly #descriptor: number;
  readonly #block = Buffer.alloc(blockBytes);
  #used = 0;

  constructor(path: string, flag: "w" | "wx") {
    this.#descriptor = openSync(path, flag);
  }

  write(bytes: Uint8Array): void {
    if (this.#used + bytes.length > blockBytes) this.#flush();
    if (bytes.length > blockBytes) {
      writeAll(this.#descriptor, bytes);
      return;
    }
    this.#block.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeAll(this.#descriptor, this.#block.subarray(0, this.#used));
    this.#used = 0;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** Runs what writes, and says of what went wrong which file it was. @throws {FaultError} `bad-parameter`. */
export function writing(output: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    fail("bad-parameter", `The sorted file ${output} cannot be written: ${reason}. Choose another place for it.`);
  }
}

function keyBytes(key: SortKey): Uint8Array {
  if (typeof key === "object") return key;
  // The digits of an integer beyond 2^53, which are more than the bytes of a float64.
  if (typeof key === "bigint") return Buffer.from(String(key));
  const bytes = Buffer.alloc(float64Bytes);
  bytes.writeDoubleLE(key);
  return bytes;
}

function numberOf(key: Buffer): number | bigint {
  return key.length === float64Bytes ? key.readDoubleLE() : BigInt(key.toString("latin1"));
}

const quote = 34;

/** A row as CSV, with its line break. */
export function csvLine(cells: readonly Uint8Array[], delimiter: string): Buffer {
  const separator = Buffer.from(delimiter);
  const parts: Uint8Array[] = [];
  for (const [index, cell] of cells.entries()) {
    if (index > 0) parts.push(separator);
    parts.push(
      needsQuotes(cell, separator[0]!) ? Buffer.from(quoted(Buffer.from(cell).toString("latin1")), "latin1") : cell,
    );
  }
  parts.push(Buffer.from("\n"));
  return Buffer.concat(parts);
}

function needsQuotes(cell: Uint8Array, separator: number): boolean {
  return cell.some((byte) => byte === separator || byte === quote || byte === 10 || byte === 13);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
