import type { ColumnMetaData } from "hyparquet";
import type { ReadBytes } from "./file-bytes";
import { type PageHeader, readPageHeader } from "./page-header";

/** Bytes that are read for a page's header; small pages come along. */
const headBytes = 16 * 1024;

/** So many times as much is read of a header that is longer: its statistics may hold long texts. */
const growth = 8;
const longestHeader = 16 * 1024 * 1024;

/** A few bytes may stand for any number of rows, of which each takes some in memory. */
export const mostPageRows = 100_000_000;

/** A page as it lies in the file. */
export interface StoredPage {
  readonly header: PageHeader;
  /** Behind its header. */
  readonly position: number;
  /** The row of the row group that its first one is, and how many it has; 0 of a dictionary. */
  readonly row: number;
  readonly rows: number;
}

/** Finds the pages of one column of a row group, each of whose rows is one value or none. Headers are read as far as they are needed. */
export class ColumnPages {
  readonly #rows: number;
  readonly #end: number;
  readonly #pages: StoredPage[] = [];
  #dictionary: StoredPage | null = null;
  #at: number;
  #row = 0;
  /** Why no further page is found: behind a broken one nobody knows which rows there are. */
  #failure: unknown = null;
  /** What was read last. */
  #head: { readonly position: number; readonly bytes: Uint8Array } = { position: 0, bytes: new Uint8Array(0) };

  /**
   * @param rows How many the row group has.
   * @throws {Error} Where the column does not lie in the file.
   */
  constructor(about: ColumnMetaData, rows: number, fileSize: number) {
    const dataStart = Number(about.data_page_offset);
    const dictionaryStart = Number(about.dictionary_page_offset ?? 0n);
    this.#at = dictionaryStart > 0 && dictionaryStart < dataStart ? dictionaryStart : dataStart;
    this.#end = this.#at + Number(about.total_compressed_size);
    this.#rows = rows;
    if (!(this.#at >= 4 && this.#end <= fileSize)) throw new Error("a column lies outside the file");
  }

  /** The dictionary, if one stood before the pages that were asked for. */
  get dictionary(): StoredPage | null {
    return this.#dictionary;
  }

  /**
   * The pages that hold the rows [from, to).
   *
   * @throws {Error} Where they are not all there.
   */
  of(from: number, to: number, read: ReadBytes): readonly StoredPage[] {
    while (this.#row < to) this.#advance(read);
    let first = 0;
    while (this.#pages[first]!.row + this.#pages[first]!.rows <= from) first++;
    const end = this.#pages.findIndex(({ row }) => row >= to);
    return this.#pages.slice(first, end < 0 ? undefined : end);
  }

  /** A page's bytes as they are stored; nothing else lies behind them. */
  bytesOf({ header, position }: StoredPage, read: ReadBytes): Uint8Array {
    const { compressed_page_size: size } = header;
    const at = position - this.#head.position;
    const { bytes } = this.#head;
    return at >= 0 && at + size <= bytes.length ? bytes.slice(at, at + size) : read(position, size);
  }

  #advance(read: ReadBytes): void {
    if (this.#failure !== null) throw this.#failure;
    try {
      this.#next(read);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  #next(read: ReadBytes): void {
    if (this.#at >= this.#end) throw new Error(`a column has ${this.#row} of ${this.#rows} rows`);
    const header = this.#header(read);
    const position = this.#at;
    const size = header.compressed_page_size;
    if (!(Number.isInteger(size) && size >= 0 && position + size <= this.#end)) {
      throw new Error("a page ends behind its column");
    }
    if (!(header.uncompressed_page_size >= 0)) throw new Error("a page has no size");
    this.#at += size;
    if (header.dictionary_page_header !== undefined) {
      if (this.#dictionary !== null) throw new Error("a column has two dictionaries");
      this.#dictionary = { header, position, row: this.#row, rows: 0 };
      return;
    }
    const about = header.data_page_header ?? header.data_page_header_v2;
    // Pages of other kinds hold no values.
    if (about === undefined) return;
    const rows = about.num_values;
    if (!(rows >= 0 && rows <= this.#rows - this.#row)) throw new Error("a page has a wrong number of rows");
    if (rows > mostPageRows)
      throw new Error(`a page has ${rows.toLocaleString("en-US")} rows, more than fit into memory`);
    if (rows === 0) return;
    this.#pages.push({ header, position, row: this.#row, rows });
    this.#row += rows;
  }

  /** Reads the header at `#at`, and goes behind it. */
  #header(read: ReadBytes): PageHeader {
    // As a rule what was read for the header before goes on to this one, where pages are small.
    for (let length = 0; ; length = length === 0 ? headBytes : length * growth) {
      const left = this.#end - this.#at;
      if (length > 0) this.#head = { position: this.#at, bytes: read(this.#at, Math.min(length, left)) };
      const { position, bytes } = this.#head;
      const from = this.#at - position;
      if (from < 0 || from >= bytes.length) continue;
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from), offset: 0 };
      try {
        const header = readPageHeader(reader);
        this.#at += reader.offset;
        return header;
      } catch (error) {
        if (length > 0 && (length >= left || length > longestHeader)) throw error;
      }
    }
  }
}
