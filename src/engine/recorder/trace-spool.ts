import { closeSync, open, openSync, rmSync, write, writeSync } from "node:fs";
import { open as openHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { blockBytes, blockHeaderBytes } from "../../shared/trace/block-layout";

const openFile = promisify(open);
const writeAt = promisify(write);

/** Bytes of the newest trace that stay in memory, so that a live view costs no reading. */
const tailBytes = 8 * 1024 * 1024;

/** Bytes that may wait for the disk; beyond, it counts as failed. */
const waitingLimitBytes = 64 * 1024 * 1024;

/** Bytes that are written to the file without waiting for more. */
const eagerBytes = 256 * 1024;

/** Milliseconds that less than that waits: each write takes a thread's time, however little it writes. */
const patienceMs = 100;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What went wrong with the file, in the words of the system. */
export type SpoolFailure = (error: NodeJS.ErrnoException) => void;

/**
 * One run's trace, append-only: the newest part in memory, all of it in a temporary file. Appending never waits.
 *
 * Where the disk fails, nothing more is written: what came until then can still be read, and `append` refuses the rest.
 */
export class TraceSpool {
  readonly #path: string;
  readonly #onFailure: SpoolFailure;
  /** Ascending, without gaps up to `size`. */
  #tail: Piece[] = [];
  #tailStart = 0;
  #size = 0;
  /** Bytes that are in the file. */
  #written = 0;
  #descriptor: number | null = null;
  #writing: Promise<void> | null = null;
  /** Until what waits is written. */
  #timer: NodeJS.Timeout | null = null;
  /** Whether the file is this spool's own: it made it. */
  #isMade = false;
  #isFinished = false;
  #failed = false;
  readonly #listeners = new Set<() => void>();

  /** @param path Of the file, which comes into being with the first byte. */
  constructor(path: string, onFailure: SpoolFailure) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Calls back whenever the spool has grown. @returns Ends it. */
  onGrowth(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param bytes Whole blocks; the spool's own from now on. @returns Whether they were taken. */
  append(bytes: Uint8Array): boolean {
    if (this.#failed) return false;
    // What came in a message is a view of all of it, and would keep the results beside it in memory: seen, 450 MB for 80 KB.
    this.appendAlways(bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes));
    return true;
  }

  /** Appends the little that may not be missing; where the disk failed it stays in memory. */
  appendAlways(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#tail.push({ offset: this.#size, bytes });
    this.#size += bytes.byteLength;
    if (this.#size - this.#written > waitingLimitBytes) {
      this.#fail(Object.assign(new Error("the disk is too slow"), { code: "EBUSY" }));
    }
    this.#writeSoon();
    for (const listener of this.#listeners) listener();
  }

  /**
   * Reads whole blocks.
   *
   * @param offset Where a block begins.
   * @param most Bytes; more only where a single block has more.
   * @returns Empty at the end. A copy of its own size.
   * @throws {RangeError} When no block can begin there.
   */
  async read(offset: number, most: number): Promise<Uint8Array> {
    const available = Math.min(Math.max(most, blockHeaderBytes), this.#size - offset);
    if (available <= 0) return new Uint8Array(0);
    let bytes = await this.#bytesAt(offset, available);
    let whole = wholeBlocks(bytes);
    if (whole === 0) {
      // One block is longer than what was asked for.
      whole = blockBytes(bytes, 0);
      if (whole === 0 || offset + whole > this.#size) throw new RangeError(`no trace block begins at byte ${offset}`);
      bytes = await this.#bytesAt(offset, whole);
    }
    return whole === bytes.byteLength ? bytes : bytes.slice(0, whole);
  }

  /** Waits until everything is in the file, or it failed. */
  async settle(): Promise<void> {
    this.#write();
    while (this.#writing !== null) await this.#writing;
  }

  /** Nothing more comes: what is in the file needs neither memory nor a descriptor from then on. */
  finish(): void {
    this.#isFinished = true;
    this.#write();
    if (this.#writing === null) this.#release();
  }

  /** The same, for a process that ends now: what waits is written before this returns. */
  finishSync(): void {
    if (this.#written < this.#size && !this.#failed) {
      try {
        this.#descriptor ??= openSync(this.#path, this.#isMade ? "r+" : "wx", 0o600);
        this.#isMade = true;
        const waiting = new Uint8Array(this.#size - this.#written);
        this.#copyFromTail(this.#written, waiting);
        // What is just being written comes to the same place again.
        for (let done = 0; done < waiting.byteLength; )
          done += writeSync(this.#descriptor, waiting, done, waiting.byteLength - done, this.#written + done);
        this.#written = this.#size;
      } catch (error) {
        this.#fail(error as NodeJS.ErrnoException);
      }
    }
    this.finish();
  }

  /** Deletes the file. */
  async remove(): Promise<void> {
    this.#failed = true;
    await this.settle();
    this.finish();
    if (this.#isMade) rmSync(this.#path, { force: true });
  }

  async #bytesAt(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const at = offset + done;
      if (at >= this.#tailStart) {
        done += this.#copyFromTail(at, bytes.subarray(done));
        continue;
      }
      const file = await openHandle(this.#path, "r");
      try {
        const wanted = Math.min(length - done, this.#written - at);
        const { bytesRead } = await file.read(bytes, done, wanted, at);
        if (bytesRead === 0) throw new Error(`the trace's file ends at byte ${at} of ${this.#written}`);
        done += bytesRead;
      } finally {
        await file.close();
      }
    }
    return bytes;
  }

  /** @returns Bytes copied; at least one. */
  #copyFromTail(offset: number, target: Uint8Array): number {
    let low = 0;
    let high = this.#tail.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tail[middle]!.offset <= offset) low = middle;
      else high = middle - 1;
    }
    let done = 0;
    for (let index = low; index < this.#tail.length && done < target.byteLength; index++) {
      const piece = this.#tail[index]!;
      const from = offset + done - piece.offset;
      const part = piece.bytes.subarray(from, from + target.byteLength - done);
      target.set(part, done);
      done += part.byteLength;
    }
    return done;
  }

  #writeSoon(): void {
    const isEager = !this.#isMade || this.#isFinished || this.#size - this.#written >= eagerBytes;
    if (isEager) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), patienceMs).unref();
  }

  /** Begins to write what waits, if it is not being written. */
  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#failed && this.#written < this.#size) this.#writing ??= this.#writeWaiting();
  }

  async #writeWaiting(): Promise<void> {
    try {
      this.#descriptor ??= await openFile(this.#path, this.#isMade ? "r+" : "wx", 0o600);
      this.#isMade = true;
      while (this.#written < this.#size && !this.#failed) {
        const waiting = new Uint8Array(Math.min(this.#size - this.#written, 1024 * 1024));
        this.#copyFromTail(this.#written, waiting);
        const { bytesWritten } = await writeAt(this.#descriptor, waiting, 0, waiting.byteLength, this.#written);
        this.#written += bytesWritten;
        this.#trim();
      }
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
    } finally {
      this.#writing = null;
      if (this.#isFinished) this.#release();
    }
  }

  #release(): void {
    this.#trim();
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Forgets what is in the file and older than the tail. */
  #trim(): void {
    const keptBytes = this.#isFinished ? 0 : tailBytes;
    let gone = 0;
    for (; gone < this.#tail.length; gone++) {
      const { offset, bytes } = this.#tail[gone]!;
      const end = offset + bytes.byteLength;
      if (end > this.#written || end > this.#size - keptBytes) break;
      this.#tailStart = end;
    }
    if (gone > 0) this.#tail = this.#tail.slice(gone);
  }

  #fail(error: NodeJS.ErrnoException): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(error);
  }
}

/** How many of the bytes are whole blocks. */
function wholeBlocks(bytes: Uint8Array): number {
  let whole = 0;
  for (;;) {
    const length = blockBytes(bytes, whole);
    if (length === 0 || whole + length > bytes.byteLength) return whole;
    whole += length;
  }
}
