import type { DecodedArray, Encoding } from "hyparquet";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import type { readDataPage } from "hyparquet/src/datapage.js";
import { parsers } from "./cell-texts";
import { type Unpack, unpackerOf, withNothingBehind } from "./codecs";
import { ColumnPages, type StoredPage } from "./column-pages";
import { encodedValues } from "./encoded-values";
import type { ReadBytes } from "./file-bytes";
import type { ParquetColumn, ParquetFile, Piece } from "./parquet-file";
import { PlainTexts } from "./plain-texts";
import { ofLibrary } from "./reason-of";
import { unpackBits } from "./unpack-bits";

type ColumnDecoder = Parameters<typeof readDataPage>[2];

/** Values one behind the other; texts stay where they are in their page. */
export type FlatValues = PlainTexts | DecodedArray;

/** A page with its values. */
export interface FlatPage {
  readonly rows: number;
  /** By row: 1 where it has a value; null where all have one. */
  readonly present: Uint8Array | null;
  /** By row that has a value: its place in the dictionary. Null where the values stand in the page. */
  readonly codes: Int32Array | null;
  readonly values: FlatValues | null;
}

/** Some rows of a page: [from, to). */
export interface PageRows {
  readonly page: FlatPage;
  readonly from: number;
  readonly to: number;
}

/** Some rows of a column as they are stored. */
export interface FlatRows {
  readonly parts: readonly PageRows[];
  /** Null where no page needs it. */
  readonly dictionary: FlatValues | null;
}

/**
 * Reads one column of a row group that is not nested, page by page: neither puts values in the place of dictionary entries nor
 * makes an array that has an entry for each row, which takes the library most of its time.
 */
export class FlatColumn {
  readonly #pages: ColumnPages;
  readonly #unpack: Unpack;
  readonly #decoder: ColumnDecoder;
  readonly #isPlain: boolean;
  #dictionary: FlatValues | null = null;
  /** The page that was decoded last: the next rows may go on in it. */
  #last: { readonly stored: StoredPage; readonly page: FlatPage } | null = null;

  private constructor(pages: ColumnPages, unpack: Unpack, decoder: ColumnDecoder, isPlainColumn: boolean) {
    this.#pages = pages;
    this.#unpack = unpack;
    this.#decoder = decoder;
    this.#isPlain = isPlainColumn;
  }

  /**
   * @throws {Error} Where its description is broken, or its pages are packed by something unknown.
   */
  static async open(
    { metadata }: ParquetFile,
    { group, groupStart, groupEnd }: Piece,
    { name, path, isPlain: isPlainColumn }: ParquetColumn,
    fileSize: number,
  ): Promise<FlatColumn> {
    const about = metadata.row_groups[group]!.columns.find(
      ({ meta_data: described }) => described?.path_in_schema[0] === name,
    )?.meta_data;
    if (about === undefined) throw new Error(`it does not say where its column ${name} is`);
    const pages = new ColumnPages(about, groupEnd - groupStart, fileSize);
    const required = path.map((part) => ({
      ...part,
      element: { ...part.element, repetition_type: "REQUIRED" as const },
    }));
    const decoder: ColumnDecoder = {
      ...about,
      pathInSchema: about.path_in_schema,
      element: path.at(-1)!.element,
      // Levels are read here, so that the library finds values alone.
      schemaPath: required,
      parsers: { ...DEFAULT_PARSERS, ...parsers },
      utf8: false,
    };
    return new FlatColumn(pages, await unpackerOf(about.codec), decoder, isPlainColumn);
  }

  /** @returns The rows [from, to) of the row group. @throws {Error} Where they are broken. */
  rows(from: number, to: number, read: ReadBytes): FlatRows {
    const parts = this.#pages.of(from, to, read).map((stored): PageRows => {
      if (this.#last?.stored !== stored) this.#last = { stored, page: this.#decode(stored, read) };
      const { row, rows } = stored;
      return { page: this.#last.page, from: Math.max(0, from - row), to: Math.min(rows, to - row) };
    });
    return { parts, dictionary: this.#dictionary };
  }

  /** What reading the rows [from, to) takes: whole pages, unpacked, and the dictionary. @throws {Error} As `rows`. */
  cost(from: number, to: number, read: ReadBytes): { readonly bytes: number; readonly values: number } {
    const pages = this.#pages.of(from, to, read);
    const { dictionary } = this.#pages;
    const all = dictionary === null ? pages : [dictionary, ...pages];
    return {
      bytes: all.reduce((sum, { header }) => sum + header.uncompressed_page_size, 0),
      values: pages.reduce((sum, { rows }) => sum + rows, dictionary?.header.dictionary_page_header?.num_values ?? 0),
    };
  }

  #decode(stored: StoredPage, read: ReadBytes): FlatPage {
    const { header, rows } = stored;
    const bytes = this.#pages.bytesOf(stored, read);
    const isOptional = this.#decoder.element.repetition_type === "OPTIONAL";
    const first = header.data_page_header;
    const second = header.data_page_header_v2;
    let levels: Uint8Array | null = null;
    let values: Uint8Array;
    if (first !== undefined) {
      values = this.#unpack(bytes, header.uncompressed_page_size);
      if (isOptional) {
        const length =
          values.length < 4 ? values.length : new DataView(values.buffer, values.byteOffset).getUint32(0, true);
        if (4 + length > values.length) throw new Error("a page ends within what says which rows have a value");
        levels = values.subarray(4, 4 + length);
        values = values.subarray(4 + length);
      }
    } else {
      const { definition_levels_byte_length: own, repetition_levels_byte_length: before, num_nulls: nulls } = second!;
      const start = own + before;
      if (!(start >= before && before >= 0 && start <= bytes.length)) throw new Error("a page has a wrong size");
      if (isOptional && own + nulls > 0) levels = bytes.subarray(before, start);
      values = withNothingBehind(bytes.subarray(start));
      if (second!.is_compressed) values = this.#unpack(values, header.uncompressed_page_size - start);
    }
    const present = levels === null ? null : presentRows(levels, rows);
    let count = rows;
    if (present !== null) {
      count = 0;
      for (let row = 0; row < rows; row++) count += present[row]!;
    }
    if (second !== undefined && rows - count !== second.num_nulls) {
      throw new Error(`a page has ${rows - count} rows without a value, and says ${second.num_nulls}`);
    }
    // Then a page that refers to a dictionary need not have one.
    if (count === 0) return { rows, present, codes: null, values: [] };
    const { encoding } = (first ?? second)!;
    if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") {
      return { rows, present, codes: this.#codes(values, count, read), values: null };
    }
    return { rows, present, codes: null, values: this.#values(values, count, encoding) };
  }

  #codes(bytes: Uint8Array, count: number, read: ReadBytes): Int32Array {
    this.#dictionary ??= this.#readDictionary(read);
    const codes = new Int32Array(count);
    if (bytes.length === 0) throw new Error("a page ends within its numbers");
    // Where each is 0 they take no bits, and some writers leave out the runs.
    if (bytes[0] !== 0 || bytes.length > 1) unpackBits(bytes.subarray(1), bytes[0]!, codes);
    const entries = this.#dictionary.length;
    for (let at = 0; at < count; at++) {
      // As a number without a sign: negative ones are beyond it, too.
      if (codes[at]! >>> 0 >= entries) {
        throw new Error(`a page refers to entry ${(codes[at]! >>> 0) + 1} of a dictionary that has ${entries}`);
      }
    }
    return codes;
  }

  #readDictionary(read: ReadBytes): FlatValues {
    const stored = this.#pages.dictionary;
    if (stored === null) throw new Error("a page refers to a dictionary that is not there");
    const { header } = stored;
    const bytes = this.#unpack(this.#pages.bytesOf(stored, read), header.uncompressed_page_size);
    return this.#values(bytes, header.dictionary_page_header!.num_values, "PLAIN");
  }

  #values(bytes: Uint8Array, count: number, encoding: Encoding): FlatValues {
    const { type, element } = this.#decoder;
    if (encoding === "PLAIN" && type === "BYTE_ARRAY" && this.#isPlain) return new PlainTexts(bytes, count);
    const own = withNothingBehind(bytes);
    const values = ofLibrary(() => encodedValues(own, count, encoding, type, element.type_length));
    if (values.length < count) throw new Error(`a page has ${values.length} of ${count} values`);
    if (Array.isArray(values) && values.includes(undefined)) throw new Error("a page has fewer values than it says");
    return this.#isPlain ? values : ofLibrary(() => convert(values, this.#decoder));
  }
}

/** Which rows have a value; null where all have. */
function presentRows(levels: Uint8Array, rows: number): Uint8Array | null {
  if (areAllPresent(levels, rows)) return null;
  const present = new Uint8Array(rows);
  unpackBits(levels, 1, present);
  let all = 1;
  for (let row = 0; row < rows; row++) {
    const level = present[row]!;
    if (level > 1) throw new Error("a page does not say of each row whether it has a value");
    all &= level;
  }
  return all === 1 ? null : present;
}

/** Whether the levels say so in one run, as they do where all rows have a value: then no row need be looked at. */
function areAllPresent(levels: Uint8Array, rows: number): boolean {
  let header = 0;
  let at = 0;
  for (let scale = 1; at < levels.length; scale *= 128) {
    const byte = levels[at++]!;
    header += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return header % 2 === 0 && header / 2 >= rows && levels[at] === 1;
}
