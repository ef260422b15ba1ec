import type { RowBlock } from "./row-block";

const lineFeed = 10;
const carriageReturn = 13;
export const quoteByte = 34;

/** A byte value that none has: for formats without a delimiter or without quotes. */
const noByte = 256;

/** How a file's bytes become rows. */
export interface Dialect {
  /** One ASCII character; empty where a line is one cell. */
  readonly delimiter: string;
  /** Whether a `"` at a cell's start opens a quoted cell (RFC 4180). */
  readonly quotes: boolean;
}

export const plainLines: Dialect = { delimiter: "", quotes: false };

/** Gets each row. */
export interface RowSink {
  /** Which of the wanted cells, from 0, are needed as numbers alone. */
  readonly numeric?: ReadonlySet<number> | undefined;
  /**
   * @param bytes The buffer that holds the row; reused, so nothing may keep it. Not to be written: rows may share cells.
   * @param bounds Start and end in `bytes` of each wanted cell, unquoted, in the order asked for; valid for cells that the
   * row has.
   * @param cells How many cells the row has.
   * @param line The physical line on which the row begins, counted from the scan's start, from 0.
   * @param numbers From formats that hold numbers as such, if the sink has `numeric` cells: by wanted cell its number, or NaN where
   * it is text as usual. Whole numbers of columns of such are safe integers.
   */
  row(bytes: Uint8Array, bounds: Int32Array, cells: number, line: number, numbers?: Float64Array): void;
  /**
   * From formats that store columns: takes many rows at once, for sinks that save work by it.
   *
   * @returns False where each of them is to be given to `row` instead.
   */
  block?(block: RowBlock): boolean;
  /** Called at the end of each stretch of bytes, before they are overwritten: for sinks that put rows off. */
  flush?(): void;
}

/**
 * The one tokenizer: finds rows and the wanted cells in bytes, for the preview and for the hot path alike.
 *
 * Rows end at LF, CRLF or a lone CR outside quotes. An empty line is no row. A quote is special only at a cell's start; two
 * of them inside a quoted cell are one; what follows the closing quote up to the delimiter belongs to the cell as it is. These
 * are the rules of Python's `csv` and of RFC 4180 where that speaks.
 */
export class RowScanner {
  readonly #delimiter: number;
  readonly #quote: number;
  /** No byte above it is special. */
  readonly #highest: number;
  readonly #wanted: Int32Array;
  readonly #bounds: Int32Array;
  /** For each wanted cell: whether its quotes have to be taken out. */
  readonly #raw: Uint8Array;
  /** Physical lines that ended before the next row. */
  line = 0;
  /** Where the bytes of the last `scan` ended within quotes: the line on which the quote opened; else -1. */
  unclosedLine = -1;
  /** The same: the end of the bytes that certainly lie within quotes. */
  unclosedAt = -1;

  /** @param wanted Columns whose bounds are given to the sink, ascending, each once. */
  constructor(dialect: Dialect, wanted: readonly number[]) {
    this.#delimiter = dialect.delimiter === "" ? noByte : dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quotes ? quoteByte : noByte;
    this.#highest = Math.max(carriageReturn, this.#delimiter === noByte ? 0 : this.#delimiter);
    // A last entry that no column has ends every comparison.
    this.#wanted = Int32Array.from([...wanted, -1]);
    this.#bounds = new Int32Array(wanted.length * 2);
    this.#raw = new Uint8Array(wanted.length);
  }

  /**
   * Scans the rows that begin in bytes [from, stop) and are complete within bytes [from, limit).
   *
   * @param bytes Longer than `limit`: the byte at `limit` is overwritten. Cells are unquoted in place.
   * @param final Whether the file ends at `limit`, so that a last row needs no line break.
   * @returns Where the next row begins: at or behind `stop`, or before it where that row is not complete; at the file's end
   * that means a quote that is not closed. `unclosedLine` tells where it opened.
   */
  scan(bytes: Uint8Array, from: number, stop: number, limit: number, final: boolean, sink: RowSink): number {
    this.unclosedLine = -1;
    this.unclosedAt = -1;
    const next = this.#scan(bytes, from, stop, limit, final, sink);
    sink.flush?.();
    return next;
  }

  #scan(bytes: Uint8Array, from: number, stop: number, limit: number, final: boolean, sink: RowSink): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const highest = this.#highest;
    const wanted = this.#wanted;
    const bounds = this.#bounds;
    // A sentinel: the loop over a cell's bytes needs no check of its own for the end.
    bytes[limit] = lineFeed;
    const end = stop < limit ? stop : limit;
    // A quote that is the last byte may be the first one of two.
    const certain = final ? limit : limit - 1;
    let at = from;
    let line = this.line;
    while (at < end) {
      const rowStart = at;
      let cells = 0;
      let found = 0;
      let next = wanted[0]!;
      let anyRaw = false;
      let linesWithin = 0;
      let byte = 0;
      for (;;) {
        const start = at;
        byte = bytes[at]!;
        if (byte === quote) {
          const openedOn = line + linesWithin;
          let escaped = false;
          at++;
          for (;;) {
            for (; at < limit; at++) {
              byte = bytes[at]!;
              if (byte === quote) break;
              if (byte === carriageReturn || (byte === lineFeed && bytes[at - 1] !== carriageReturn)) linesWithin++;
            }
            if (at >= certain) {
              this.line = line;
              this.unclosedLine = openedOn;
              this.unclosedAt = at;
              return rowStart;
            }
            at++;
            if (bytes[at] !== quote) break;
            escaped = true;
            at++;
          }
          byte = bytes[at]!;
          if (byte !== delimiter && byte !== lineFeed && byte !== carriageReturn) {
            escaped = true;
            do byte = bytes[++at]!;
            while (byte !== delimiter && byte !== lineFeed && byte !== carriageReturn);
          }
          if (cells === next) {
            bounds[found * 2] = escaped ? start : start + 1;
            bounds[found * 2 + 1] = escaped ? at : at - 1;
            this.#raw[found] = escaped ? 1 : 0;
            if (escaped) anyRaw = true;
            next = wanted[++found]!;
          }
        } else {
          while (byte > highest || (byte !== delimiter && byte !== lineFeed && byte !== carriageReturn)) {
            byte = bytes[++at]!;
          }
          if (cells === next) {
            bounds[found * 2] = start;
            bounds[found * 2 + 1] = at;
            this.#raw[found] = 0;
            next = wanted[++found]!;
          }
        }
        cells++;
        if (byte !== delimiter) break;
        at++;
      }
      // At the end of the bytes stands the sentinel; behind a CR at their end the LF may follow.
      if (!final && (at >= limit || (byte === carriageReturn && at + 1 >= limit))) {
        this.line = line;
        return rowStart;
      }
      const rowEnd = at;
      if (at < limit) {
        at++;
        if (byte === carriageReturn && at < limit && bytes[at] === lineFeed) at++;
      }
      if (rowEnd > rowStart) {
        if (anyRaw) this.#unquote(bytes, found);
        sink.row(bytes, bounds, cells, line);
      }
      line += linesWithin + 1;
    }
    this.line = line;
    return at;
  }

  /** Takes the quotes out of those of the row's first `found` wanted cells that need it. */
  #unquote(bytes: Uint8Array, found: number): void {
    for (let cell = 0; cell < found; cell++) {
      if (this.#raw[cell] === 0) continue;
      const start = this.#bounds[cell * 2]!;
      const end = this.#bounds[cell * 2 + 1]!;
      let out = start;
      let at = start + 1;
      for (; at < end; at++) {
        if (bytes[at] === this.#quote) {
          at++;
          if (at >= end || bytes[at] !== this.#quote) break;
        }
        bytes[out++] = bytes[at]!;
      }
      for (; at < end; at++) bytes[out++] = bytes[at]!;
      this.#bounds[cell * 2 + 1] = out;
    }
  }
}
