import { type ByteSource, readBytes } from "../byte-source";
import { putSentinels, sentinelBytes } from "./json-bytes";
import type { ScannedPiece } from "./scanned-piece";
import { Scanner } from "./scanner";

export interface ScanJob {
  /** Byte of the file at which to begin. */
  readonly from: number;
  /** Whether it is not known what stands there: the first event behind it is looked for. */
  readonly isGuess: boolean;
  /** Events that begin at this byte or later are left out. */
  readonly until: number;
}

/** Reads pieces of a file: here, in another thread. */
export interface PieceScanner {
  /** @throws {Error} When the file cannot be read. */
  scan(job: ScanJob): Promise<ScannedPiece>;
}

/** The last event of a piece may reach so far beyond it; where it reaches further, more is read. */
const usualOverhangBytes = 64 << 10;

/** Reads pieces of a file that is not compressed. */
export class FileScanner implements PieceScanner {
  readonly #file: ByteSource;
  readonly #overhangBytes: number;
  readonly #scanner = new Scanner();
  /** Kept from piece to piece. */
  #bytes = new Uint8Array(0);

  /** @param overhangBytes So much more than a piece is read at first, for its last event. */
  constructor(file: ByteSource, overhangBytes = usualOverhangBytes) {
    this.#file = file;
    this.#overhangBytes = overhangBytes;
  }

  async scan({ from, isGuess, until }: ScanJob): Promise<ScannedPiece> {
    const { size } = this.#file;
    for (let overhang = this.#overhangBytes; ; overhang *= 4) {
      const end = Math.min(until + overhang, size);
      const read = await readBytes(this.#file, from, end);
      if (this.#bytes.length < read.length + sentinelBytes) this.#bytes = new Uint8Array(read.length + sentinelBytes);
      this.#bytes.set(read);
      putSentinels(this.#bytes, read.length);
      const range = { origin: from, from, isGuess, until: Math.min(until, size), isLast: end === size };
      const piece = this.#scanner.scan(this.#bytes, read.length, range);
      if (piece !== null) return piece;
    }
  }
}
