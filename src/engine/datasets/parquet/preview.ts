import type { AsyncBuffer, ColumnMetaData, FileMetaData } from "hyparquet";
import { previewRows } from "../head";
import type { BlockColumn } from "./block-column";
import { CellBuffer } from "./cell-buffer";
import { conversionOf } from "./cell-texts";
import { decodeValues } from "./decode-values";
import { asyncBufferOf, type ReadBytes } from "./file-bytes";
import { FlatColumn } from "./flat-column";
import { type PageHeader, readPageHeader } from "./page-header";
import type { ParquetColumn, ParquetFile } from "./parquet-file";
import { TextColumn } from "./stored-columns";
import { ValueColumn } from "./value-column";

/** Columns that a preview shows. */
const previewColumns = 200;

/** Bytes in which a page's header is looked for at first. */
const headerBytes = 4 * 1024;

/** So many times as much is read of a column whose first pages do not hold enough rows. */
const growth = 8;

/** What stands for a cell that was not read. */
const unread = "…";

/** What a preview may read: it is to be there at once, and pages can only be read whole. */
export interface PreviewBudget {
  /** Unpacked. */
  readonly bytes: number;
  readonly values: number;
}

const usualBudget: PreviewBudget = { bytes: 32 * 1024 * 1024, values: 2_000_000 };

/** A file to read from. */
interface FileBytes {
  readonly read: ReadBytes;
  readonly size: number;
}

interface ParquetPreview {
  /** Cells of the first columns; none where no column could be read. */
  readonly rows: string[][];
  /** Names of the columns whose first rows would take more than the budget. */
  readonly unread: readonly string[];
}

/**
 * Reads the first rows of each of the first columns: as few pages as hold them.
 *
 * @param budget For all columns together.
 * @throws {Error} Where what is read is broken.
 */
export async function readPreview(
  file: FileBytes,
  footer: ParquetFile,
  budget: PreviewBudget = usualBudget,
): Promise<ParquetPreview> {
  const shown = footer.columns.slice(0, previewColumns);
  const { groupStart, groupEnd } = footer.pieces[0]!;
  const count = Math.min(previewRows, groupEnd - groupStart);
  const missing: string[] = [];
  const columns: (string[] | null)[] = [];
  let left = budget;
  for (const column of shown) {
    const readColumn = column.type === "nested" ? readNested : readFlat;
    const { cells, cost } = await readColumn(file, footer, column, count, left);
    left = { bytes: left.bytes - cost.bytes, values: left.values - cost.values };
    if (cells === null) missing.push(column.name);
    columns.push(cells);
  }
  if (missing.length === shown.length) return { rows: [], unread: missing };
  const rows = Array.from({ length: count }, (_, row) => columns.map((cells) => cells?.[row] ?? unread));
  return { rows, unread: missing };
}

interface FirstCells {
  /** Null where they cost more than is left. */
  readonly cells: string[] | null;
  readonly cost: PreviewBudget;
}

const tooDear: FirstCells = { cells: null, cost: { bytes: 0, values: 0 } };

async function readFlat(
  { read, size }: FileBytes,
  footer: ParquetFile,
  column: ParquetColumn,
  count: number,
  left: PreviewBudget,
): Promise<FirstCells> {
  const flat = await FlatColumn.open(footer, footer.pieces[0]!, column, size);
  const cost = flat.cost(0, count, read);
  if (cost.bytes > left.bytes || cost.values > left.values) return tooDear;
  return { cells: cellsOf(new TextColumn(flat.rows(0, count, read), conversionOf(column)), count), cost };
}

function cellsOf(column: BlockColumn, count: number): string[] {
  const buffer = new CellBuffer(16 * 1024, () => undefined);
  column.prepare(buffer);
  column.fill(buffer, count, false);
  return Array.from({ length: count }, (_, row) => {
    const text = column.codes === null ? row : column.codes[row]!;
    return Buffer.from(buffer.bytes.subarray(column.starts[text], column.ends[text])).toString("utf8");
  });
}

/** Has the library read the beginning of a nested column. */
async function readNested(
  { read, size }: FileBytes,
  { metadata, pieces }: ParquetFile,
  column: ParquetColumn,
  count: number,
  left: PreviewBudget,
): Promise<FirstCells> {
  const file = asyncBufferOf(read, size);
  const { groupStart: start, groupEnd: end, group: number } = pieces[0]!;
  const chunks = metadata.row_groups[number]!.columns.filter(
    ({ meta_data: about }) => about?.path_in_schema[0] === column.name,
  );
  // A row may go on in the next page: it is whole once another one has begun.
  const rows = Math.min(end - start, count + 1);
  const cost = { bytes: 0, values: 0 };
  for (let wanted = rows; ; wanted *= growth) {
    const heads: FirstPages[] = [];
    for (const { meta_data: about } of chunks) {
      const head = await firstPages(file, about!, wanted);
      cost.bytes += head.unpackedBytes;
      cost.values += head.values;
      if (cost.bytes > left.bytes || cost.values > left.values) return tooDear;
      heads.push(head);
    }
    const cut = {
      ...metadata.row_groups[number]!,
      columns: chunks.map((chunk, index) => ({
        ...chunk,
        meta_data: { ...chunk.meta_data!, total_compressed_size: BigInt(heads[index]!.packedBytes) },
      })),
    };
    const beginning: FileMetaData = { ...metadata, row_groups: [...metadata.row_groups.slice(0, number), cut] };
    try {
      const pages = await decodeValues(file, beginning, column, start, start + rows);
      return { cells: cellsOf(new ValueColumn(pages, conversionOf(column)), count), cost };
    } catch (error) {
      // What is really wrong shows with all of it.
      if (heads.every(({ isWhole }) => isWhole)) throw error;
    }
  }
}

interface FirstPages {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Those of a dictionary too. */
  readonly values: number;
  /** Whether that is the whole column chunk. */
  readonly isWhole: boolean;
}

/** Tells by the pages' headers how much of a column chunk holds its first `wanted` values. */
async function firstPages(file: AsyncBuffer, about: ColumnMetaData, wanted: number): Promise<FirstPages> {
  const start = Number(about.dictionary_page_offset || about.data_page_offset);
  const end = start + Number(about.total_compressed_size);
  let at = start;
  let unpackedBytes = 0;
  let values = 0;
  for (let found = 0; found < wanted && at < end; ) {
    const { header, length } = await readHeader(file, at, end);
    const size = header.compressed_page_size;
    if (!(size >= 0) || at + length + size > end) throw new Error("a page ends behind its column");
    at += length + size;
    unpackedBytes += header.uncompressed_page_size;
    const held = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
    found += held;
    values += held + (header.dictionary_page_header?.num_values ?? 0);
  }
  return { packedBytes: at - start, unpackedBytes, values, isWhole: at >= end };
}

/** Reads the header of the page at `at`, and how long it is; its statistics may hold long texts. */
async function readHeader(
  file: AsyncBuffer,
  at: number,
  end: number,
): Promise<{ readonly header: PageHeader; readonly length: number }> {
  for (let length = headerBytes; ; length *= growth) {
    const reader = { view: new DataView(await file.slice(at, Math.min(end, at + length))), offset: 0 };
    try {
      const header = readPageHeader(reader);
      return { header, length: reader.offset };
    } catch (error) {
      if (at + length >= end || length > 16 * 1024 * 1024) throw error;
    }
  }
}
