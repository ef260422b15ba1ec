import { once } from "node:events";
import { createGunzip } from "node:zlib";

/** Whether a file that begins so is packed by gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks gzip data piece by piece. */
export class Unpacker {
  readonly #gunzip = createGunzip({ chunkSize: 256 * 1024 });
  #pieces: Uint8Array[] = [];
  #error: Error | null = null;
  /** Ends the waiting for a write: one that fails does not call back. */
  #wake: () => void = () => undefined;

  constructor() {
    this.#gunzip.on("data", (piece: Uint8Array) => this.#pieces.push(piece));
    this.#gunzip.on("error", (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** What is wrong with the packed data, in words that follow "the packed file"; null for nothing so far. */
  get damage(): string | null {
    if (this.#error === null) return null;
    const isCut = (this.#error as NodeJS.ErrnoException).code === "Z_BUF_ERROR";
    return isCut ? "ends too early: it is cut off" : `is damaged (${this.#error.message})`;
  }

  /**
   * @param packed Stays as it is until the answer is there.
   * @returns What these bytes make.
   */
  async add(packed: Uint8Array): Promise<readonly Uint8Array[]> {
    if (this.#error === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#gunzip.write(packed, () => resolve());
      });
    }
    return this.#take();
  }

  /** There are no more bytes. @returns The last of what they make. */
  async end(): Promise<readonly Uint8Array[]> {
    if (this.#error === null) {
      const closed = once(this.#gunzip, "close");
      this.#gunzip.end();
      // An error is kept where it is heard; here it only ends the waiting.
      await closed.catch(() => undefined);
    }
    return this.#take();
  }

  close(): void {
    this.#gunzip.destroy();
  }

  #take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
