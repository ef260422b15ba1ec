import {
  type Chunk,
  type Dataset,
  DatasetFile,
  KeyCounts,
  type ReadContext,
  type RowSink,
  type RowsRead,
  readBlocks,
  readRows,
  readStream,
} from "../../library/worker";

/**
 * A word is a run of letters, digits and underscores; an apostrophe, straight or curly, belongs to it between two of these
 * and counts as a straight one. A to Z count as a to z; other letters stay as they are. Every character beyond ASCII is a
 * letter, except punctuation, symbols and spaces of the blocks Latin-1 (U+0080 to U+00BF), General Punctuation (U+2000 to U+207F)
 * and CJK Symbols and Punctuation (U+3000 to U+303F).
 *
 * What lies between two ASCII spaces or line breaks belongs to the chunk in which it begins. Those bytes occur in no
 * other character of UTF-8, so that a chunk's beginning is always certain.
 */

const blank = 0;
const separator = 1;
const apostrophe = 2;
const letter = 3;
/** First byte of a character beyond ASCII that may be punctuation: look at the next ones. */
const maybePunctuation = 4;

const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 32 || (byte >= 9 && byte <= 13)) return blank;
  if (byte === 39) return apostrophe;
  if (byte === 0xc2 || byte === 0xe2 || byte === 0xe3) return maybePunctuation;
  const isWordCharacter =
    byte >= 128 ||
    byte === 95 ||
    (byte >= 48 && byte <= 57) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 97 && byte <= 122);
  return isWordCharacter ? letter : separator;
});

const lowered = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Counts the words of chunks. */
export class WordCounter {
  /** What was found so far. */
  readonly counts = new KeyCounts();
  #cell = new Uint8Array(256);

  /** Adds the words in the wanted cells of the rows that begin in a chunk. */
  addCells(chunk: Chunk, dataset: Dataset, context: ReadContext, wanted: readonly number[]): Promise<RowsRead> {
    const sink: RowSink = {
      row: (bytes, bounds, cells) => {
        for (let i = 0; i < wanted.length && wanted[i]! < cells; i++) {
          const start = bounds[i * 2]!;
          const length = bounds[i * 2 + 1]! - start;
          // Words are lowered in place, and cells are not to be written.
          if (length > this.#cell.length) this.#cell = new Uint8Array(length * 2);
          this.#cell.set(bytes.subarray(start, start + length));
          this.#count(this.#cell, 0, length, length, true);
        }
      },
    };
    return readRows(chunk, dataset, context, wanted, sink);
  }

  /** Adds the words of the pieces that begin in a chunk, of the text as it stands in the file. */
  async addText(chunk: Chunk, dataset: Dataset, context: ReadContext): Promise<Pick<RowsRead, "problems">> {
    if (dataset.compression === "gzip") {
      const problems = await readStream(dataset, context, (bytes, stop, limit, final) =>
        this.#count(bytes, 0, stop, limit, final),
      );
      return { problems };
    }
    await this.#addBytes(chunk, dataset, context);
    return { problems: [] };
  }

  async #addBytes(chunk: Chunk, dataset: Dataset, context: ReadContext): Promise<void> {
    const file = new DatasetFile(dataset);
    try {
      // From the byte before: only behind a blank does a piece begin.
      const isFirst = chunk.from === dataset.dataStart;
      let inherited = !isFirst;
      await readBlocks(
        file,
        dataset,
        { from: chunk.from, start: isFirst ? chunk.from : chunk.from - 1, to: chunk.to },
        context,
        (bytes, stop, limit, final) => {
          let at = 0;
          if (inherited) {
            while (at < limit && classes[bytes[at]!] !== blank) at++;
            // The piece before the chunk's first is not kept for the next block: it is another chunk's.
            if (at === limit) return limit;
            inherited = false;
          }
          return this.#count(bytes, at, stop, limit, final);
        },
      );
    } finally {
      file.close();
    }
  }

  /**
   * Counts the words of the pieces that begin in bytes [from, stop) and end within [from, limit); lowers them in place.
   *
   * @returns Where the first piece begins that is not counted.
   */
  #count(bytes: Uint8Array, from: number, stop: number, limit: number, final: boolean): number {
    let at = from;
    for (;;) {
      while (at < limit && classes[bytes[at]!] === blank) at++;
      if (at >= stop || at >= limit) return at;
      // The words of a piece are counted only when the whole of it is here.
      const start = at;
      while (at < limit && classes[bytes[at]!] !== blank) at++;
      if (at === limit && !final) return start;
      this.#countPiece(bytes, start, at);
    }
  }

  #countPiece(bytes: Uint8Array, start: number, end: number): void {
    let wordStart = start;
    /** Where the word's next byte goes: behind `at` once a curly apostrophe became a straight one. */
    let out = start;
    for (let at = start; at < end; ) {
      const byte = bytes[at]!;
      const kind = classes[byte]!;
      if (kind === letter) {
        bytes[out++] = lowered[byte]!;
        at++;
        continue;
      }
      const mark = kind === maybePunctuation ? punctuationLength(bytes, at, end) : 1;
      if (mark === 0) {
        bytes[out++] = byte;
        at++;
        continue;
      }
      const joins = out > wordStart && isApostrophe(bytes, at, end) && startsLetter(bytes, at + mark, end);
      at += mark;
      if (joins) bytes[out++] = 39;
      else {
        if (out > wordStart) this.counts.add(bytes, wordStart, out);
        wordStart = at;
        out = at;
      }
    }
    if (out > wordStart) this.counts.add(bytes, wordStart, out);
  }
}

/** Bytes of the punctuation character that begins at `at`; 0 where it is a letter. */
function punctuationLength(bytes: Uint8Array, at: number, end: number): number {
  const second = at + 1 < end ? bytes[at + 1]! : 0;
  switch (bytes[at]) {
    case 0xc2:
      // U+00AA and U+00BA are letters, U+00B5 is one too.
      return second >= 0x80 && second <= 0xbf && second !== 0xaa && second !== 0xb5 && second !== 0xba ? 2 : 0;
    case 0xe2:
      return (second === 0x80 || second === 0x81) && at + 2 < end ? 3 : 0;
    default:
      return second === 0x80 && at + 2 < end ? 3 : 0;
  }
}

function isApostrophe(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] === 39) return true;
  return at + 2 < end && bytes[at] === 0xe2 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x99;
}

function startsLetter(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return false;
  const kind = classes[bytes[at]!]!;
  return kind === letter || (kind === maybePunctuation && punctuationLength(bytes, at, end) === 0);
}
