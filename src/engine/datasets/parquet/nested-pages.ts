import type { AsyncBuffer, ColumnMetaData, SchemaTree } from "hyparquet";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";
import { type Unpack, withNothingBehind } from "./codecs";
import { mostPageRows } from "./column-pages";
import { encodedValues } from "./encoded-values";
import { type PageHeader, readPageHeader } from "./page-header";
import { PlainTexts } from "./plain-texts";
import { ofLibrary } from "./reason-of";
import { unpackBits } from "./unpack-bits";

type DataPageHeader = NonNullable<PageHeader["data_page_header"]>;
type DataPageHeaderV2 = NonNullable<PageHeader["data_page_header_v2"]>;

/** Packed numbers come in eights: fewer than that may be too many. */
const packedTogether = 8;

/** One of the columns that a nested one is stored as. */
export interface Leaf {
  readonly about: ColumnMetaData;
  /** From the root on. */
  readonly path: SchemaTree[];
  readonly unpack: Unpack;
}

/**
 * Reads over the pages of a column that the library is to read: it takes for granted that they are as the format has them, and
 * with others reads on without an end, takes all memory or makes up values.
 *
 * @throws {Error} Where they are broken.
 */
export async function checkNestedPages(file: AsyncBuffer, leaf: Leaf): Promise<void> {
  const start = Number(leaf.about.dictionary_page_offset || leaf.about.data_page_offset);
  const end = start + Number(leaf.about.total_compressed_size);
  if (!(start >= 4 && end >= start && end <= file.byteLength)) throw new Error("a column lies outside the file");
  const bytes = new Uint8Array(await file.slice(start, end));
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  let entries = 0;
  // The library, too, takes a single byte for none.
  while (reader.offset < bytes.length - 1) {
    const header = readPageHeader(reader);
    const next = reader.offset + header.compressed_page_size;
    if (!(next >= reader.offset && next <= bytes.length)) throw new Error("a page ends behind its column");
    const page = bytes.slice(reader.offset, next);
    reader.offset = next;
    if (!(header.uncompressed_page_size >= 0)) throw new Error("a page has no size");
    if (header.type === "DICTIONARY_PAGE") {
      entries = header.dictionary_page_header?.num_values ?? 0;
      checkValues(leaf.unpack(page, header.uncompressed_page_size), entries, "PLAIN", leaf, 0);
    } else if (header.data_page_header !== undefined && header.type === "DATA_PAGE") {
      checkFirst(page, header, header.data_page_header, leaf, entries);
    } else if (header.data_page_header_v2 !== undefined && header.type === "DATA_PAGE_V2") {
      checkSecond(page, header, header.data_page_header_v2, leaf, entries);
    } else throw new Error(`a page of a nested column is of another kind (${header.type})`);
  }
}

/** A page of version 1: all of it is packed. */
function checkFirst(
  page: Uint8Array,
  header: PageHeader,
  { num_values: count, encoding }: DataPageHeader,
  leaf: Leaf,
  entries: number,
): void {
  let values = leaf.unpack(page, header.uncompressed_page_size);
  const takeLevels = (most: number): number => {
    if (most === 0) return count;
    const length =
      values.length < 4 ? values.length : new DataView(values.buffer, values.byteOffset).getUint32(0, true);
    if (4 + length > values.length) throw new Error("a page ends within its levels");
    const full = checkLevels(values.subarray(4, 4 + length), count, most);
    values = values.subarray(4 + length);
    return full;
  };
  takeLevels(getMaxRepetitionLevel(leaf.path));
  const full = takeLevels(getMaxDefinitionLevel(leaf.path));
  checkValues(values, full, encoding, leaf, entries);
}

/** A page of version 2: its levels stand before what is packed. */
function checkSecond(page: Uint8Array, header: PageHeader, about: DataPageHeaderV2, leaf: Leaf, entries: number): void {
  const { num_values: count, definition_levels_byte_length: own, repetition_levels_byte_length: before } = about;
  const start = own + before;
  if (!(own >= 0 && before >= 0 && start <= page.length)) throw new Error("a page has a wrong size");
  const repetition = getMaxRepetitionLevel(leaf.path);
  const definition = getMaxDefinitionLevel(leaf.path);
  if (repetition > 0) checkLevels(page.subarray(0, before), count, repetition);
  const full = definition > 0 ? checkLevels(page.subarray(before, start), count, definition) : count;
  if (count - full !== about.num_nulls) {
    throw new Error(`a page has ${count - full} places without a value, and says ${about.num_nulls}`);
  }
  const values = page.subarray(start);
  const size = header.uncompressed_page_size - start;
  checkValues(about.is_compressed ? leaf.unpack(values, size) : values, full, about.encoding, leaf, entries);
}

/** @returns How many of them are `most`. */
function checkLevels(bytes: Uint8Array, count: number, most: number): number {
  if (!(count >= 0 && count <= mostPageRows)) throw new Error(`a page has ${count.toLocaleString("en-US")} levels`);
  const levels = new Uint8Array(count);
  checkRuns(bytes, 32 - Math.clz32(most), levels);
  let full = 0;
  for (const level of levels) {
    if (level > most) throw new Error(`a page has a level of ${level}, above ${most}`);
    if (level === most) full++;
  }
  return full;
}

/** @param entries Of the dictionary. */
function checkValues(
  bytes: Uint8Array,
  count: number,
  encoding: Parameters<typeof encodedValues>[2],
  { about: { type }, path }: Leaf,
  entries: number,
): void {
  if (count === 0) return;
  if (!(count > 0 && count <= mostPageRows)) throw new Error(`a page has ${count.toLocaleString("en-US")} values`);
  if (encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY") {
    if (bytes.length === 0) throw new Error("a page ends within its numbers");
    const codes = new Int32Array(count);
    if (bytes[0] !== 0 || bytes.length > 1) checkRuns(bytes.subarray(1), bytes[0]!, codes);
    for (const code of codes) {
      if (code >>> 0 >= entries) {
        throw new Error(`a page refers to entry ${(code >>> 0) + 1} of a dictionary that has ${entries}`);
      }
    }
  } else if (encoding === "PLAIN" && type === "BYTE_ARRAY") new PlainTexts(bytes, count);
  else {
    const { type_length: length } = path.at(-1)!.element;
    ofLibrary(() => encodedValues(withNothingBehind(bytes), count, encoding, type, length));
  }
}

function checkRuns(bytes: Uint8Array, width: number, out: Int32Array | Uint8Array): void {
  if (unpackBits(bytes, width, out) >= packedTogether) throw new Error("a page has a run of too many numbers");
}
