import type { AsyncBuffer, ColumnChunk, DataReader, DecodedArray, ParquetParsers, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage, readDataPage, readDataPageV2 } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import { compressors } from "hyparquet-compressors";
import { checkPage, checkPlain } from "./check-page";

/** They are for values that are made of what is stored, which is not done here. */
const noParsers = {} as ParquetParsers;

/** The values of some rows that follow each other. */
export interface FlatPage {
  /** How many. */
  readonly rows: number;
  /** By row: 1 where it has a value; null where all have one. */
  readonly present: ArrayLike<number> | null;
  /** One for each row that has a value: the value, or its place in the dictionary. */
  readonly data: ArrayLike<unknown>;
  readonly isIndexed: boolean;
}

/** A column chunk as it is stored. */
export interface FlatColumn {
  readonly pages: readonly FlatPage[];
  /** Null where no page needs it. */
  readonly dictionary: DecodedArray | null;
}

/**
 * Whether a column can be read by `readFlatColumn`: plain numbers, whole ones with a sign, and texts. Others mean something else
 * than what is stored.
 */
export function isFlat({ element, children }: SchemaTree): boolean {
  const { type, repetition_type: repetition, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || repetition === "REPEATED") return false;
  switch (type) {
    case "INT32":
    case "INT64": {
      const isSigned = logical?.type === "INTEGER" ? logical.isSigned : logical === undefined;
      return isSigned && (converted === undefined || /^INT_\d+$/.test(converted));
    }
    case "FLOAT":
    case "DOUBLE":
      return true;
    case "BYTE_ARRAY":
      return logical === undefined ? converted === undefined || converted === "UTF8" : logical.type === "STRING";
    default:
      return false;
  }
}

/**
 * Reads a column chunk without putting values in the place of dictionary entries, and without an array that has an entry for
 * each row: that takes the library most of its time.
 *
 * @param column Path in the schema, from its root; one that `isFlat`.
 * @param rows How many the row group has.
 * @throws {Error} Where it is broken.
 */
export async function readFlatColumn(
  file: AsyncBuffer,
  { meta_data: about }: ColumnChunk,
  column: readonly SchemaTree[],
  rows: number,
): Promise<FlatColumn> {
  if (about === undefined) throw new Error("a column has no description");
  const dataStart = Number(about.data_page_offset);
  const dictionaryStart = Number(about.dictionary_page_offset ?? 0n);
  const start = dictionaryStart > 0 && dictionaryStart < dataStart ? dictionaryStart : dataStart;
  const end = start + Number(about.total_compressed_size);
  if (start < 4 || end > file.byteLength) throw new Error("a column lies outside the file");
  const reader: DataReader = { view: new DataView(await file.slice(start, end)), offset: 0 };
  const { element } = column.at(-1)!;
  const { type, codec } = about;
  const isOptional = element.repetition_type === "OPTIONAL";
  const decoder = {
    ...about,
    element,
    schemaPath: [...column],
    compressors,
    parsers: noParsers,
    pathInSchema: about.path_in_schema,
  };
  const pages: FlatPage[] = [];
  let dictionary: DecodedArray | null = null;
  for (let done = 0; done < rows; ) {
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    const rest = reader.view.byteLength - reader.offset;
    if (!Number.isInteger(size) || size < 0 || size > rest) throw new Error("a page ends behind its column");
    const packed = new Uint8Array(reader.view.buffer, reader.view.byteOffset + reader.offset, size);
    reader.offset += size;
    if (header.dictionary_page_header !== undefined) {
      const bytes = decompressPage(packed, header.uncompressed_page_size, codec, compressors);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      dictionary = readPlain({ view, offset: 0 }, type, header.dictionary_page_header.num_values, element.type_length);
      checkPlain(dictionary, bytes, 0);
      continue;
    }
    const first = header.data_page_header;
    const second = header.data_page_header_v2;
    const about = first ?? second;
    // Pages of other kinds hold no values.
    if (about === undefined) continue;
    if (!(about.num_values >= 0 && about.num_values <= rows - done))
      throw new Error("a page has a wrong number of rows");
    let read: ReturnType<typeof readDataPageV2>;
    const isPlain = about.encoding === "PLAIN";
    if (first === undefined) {
      read = readDataPageV2(packed, header, decoder);
      const levelBytes = second!.definition_levels_byte_length + second!.repetition_levels_byte_length;
      const isPacked = codec !== "UNCOMPRESSED" && second!.is_compressed;
      // What is packed is unpacked into bytes of its own, which cannot be read beyond.
      if (isPlain && !isPacked) checkPlain(read.dataPage, packed, levelBytes);
    } else {
      const bytes = decompressPage(packed, header.uncompressed_page_size, codec, compressors);
      const behind = isOptional ? behindFullLevels(bytes, first.num_values) : 0;
      read =
        behind === 0
          ? readDataPage(bytes, first, decoder)
          : readDataPage(bytes.subarray(behind), first, { ...decoder, schemaPath: requiredPath(column) });
      if (isPlain) checkPlain(read.dataPage, bytes, isOptional ? levelBytesOf(bytes) : 0);
    }
    const { definitionLevels, dataPage } = read;
    const isWhole = definitionLevels === undefined || definitionLevels.length === 0 || second?.num_nulls === 0;
    const page: FlatPage = {
      rows: about.num_values,
      present: isWhole ? null : definitionLevels,
      data: dataPage,
      isIndexed: about.encoding.endsWith("_DICTIONARY"),
    };
    checkPage(page, dictionary);
    pages.push(page);
    done += about.num_values;
  }
  return { pages, dictionary };
}

/**
 * Where the values of a page begin, of which the levels in front say in one run that no row is without: then the library need
 * not make an array of them.
 *
 * @returns 0 where they say something else.
 */
function behindFullLevels(bytes: Uint8Array, rows: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 4 ? 0 : view.getUint32(0, true);
  // A run of up to 2^28 rows: its length in seven bits a byte, and the level.
  if (length < 2 || length > 5 || bytes.length < 4 + length) return 0;
  let run = 0;
  let at = 4;
  for (let shift = 0; at < 3 + length; at++, shift += 7) run |= (bytes[at]! & 127) << shift;
  return run === rows * 2 && bytes[at] === 1 ? 4 + length : 0;
}

/** Bytes of the levels in front of a page's values, with their length. */
function levelBytesOf(bytes: Uint8Array): number {
  return 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
}

/** The same column as if no row could be without a value. */
function requiredPath(path: readonly SchemaTree[]): SchemaTree[] {
  return path.map((part) => ({ ...part, element: { ...part.element, repetition_type: "REQUIRED" } }));
}
