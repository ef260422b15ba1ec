import type { AsyncBuffer, FileMetaData, SchemaTree } from "hyparquet";
import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { ColumnType } from "../../../shared/contract/models";
import { mostPageRows } from "./column-pages";
import { ofLibrary, ofLibraryLater } from "./reason-of";

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Digits behind the point of decimals, whose cells are whole numbers; null for others. */
  readonly scale: number | null;
  /** Parts of a second that a time of day is counted in; null for others. */
  readonly timeUnit: number | null;
  /** Whether its numbers have 32 bits. */
  readonly isFloat32: boolean;
  /** Whether its values are what is stored: plain numbers, whole ones with a sign, and texts. Others mean something else. */
  readonly isPlain: boolean;
  /** Its schema, from the root on. */
  readonly path: readonly SchemaTree[];
}

/** Some rows of a row group. */
export interface Piece {
  /** Number of the row group among all. */
  readonly group: number;
  /** The row group's rows, [start, end) of the file. */
  readonly groupStart: number;
  readonly groupEnd: number;
  /** The piece's own rows, [from, to) of the row group. */
  readonly from: number;
  readonly to: number;
}

/** What a Parquet file says of itself. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  /** All rows, in their order: row groups, and parts of such as are large. */
  readonly pieces: readonly Piece[];
}

/** Rows of a piece at most: enough for what a piece costs besides its rows not to matter, few enough to share groups out. */
const mostPieceRows = 128 * 1_024;

/** Bytes that a page takes at least: its header alone has as many. */
const fewestPageBytes = 14;

/** Pieces of a row group at most: a broken footer may tell of any number of rows. */
const mostGroupPieces = 100_000;

/** Bytes of a piece's rows at most, unpacked, by what the row group says of all its columns: a worker holds as many. */
const mostPieceBytes = 64 * 1024 * 1024;

/**
 * Reads a file's footer.
 *
 * @throws {Error} Where the footer is broken; most often the library's.
 */
export async function readFooter(file: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await ofLibraryLater(() => parquetMetadataAsync(file, { geoparquet: false }));
  const root = ofLibrary(() => parquetSchema(metadata));
  const columns = root.children.map((child): ParquetColumn => {
    // Asked first: what describes a decimal is taken away.
    const isPlainColumn = isPlain(child);
    return { ...describeColumn(child), isPlain: isPlainColumn, path: [root, child] };
  });
  const pieces: Piece[] = [];
  let groupStart = 0;
  // Each page takes some bytes, however few its rows need, so that a file cannot hold any number of them.
  const mostRows = mostPageRows * Math.ceil(file.byteLength / fewestPageBytes);
  for (const [group, { num_rows, total_byte_size: bytes, columns: chunks }] of metadata.row_groups.entries()) {
    const rows = Number(num_rows);
    const groupEnd = groupStart + rows;
    if (!(rows >= 0 && rows <= mostRows)) {
      throw new Error(`row group ${group + 1} is said to have ${rows.toLocaleString("en-US")} rows`);
    }
    // The library takes what is missing for there.
    if (chunks.some(({ meta_data: about }) => about !== undefined && !Array.isArray(about.path_in_schema))) {
      throw new Error(`row group ${group + 1} has a column without a name`);
    }
    const borders = bordersOf(rows, piecesOf(rows, Number(bytes)));
    for (let piece = 0; piece + 1 < borders.length; piece++) {
      pieces.push({ group, groupStart, groupEnd, from: borders[piece]!, to: borders[piece + 1]! });
    }
    groupStart = groupEnd;
  }
  return { metadata, columns, pieces };
}

/** See `ParquetColumn.isPlain`. */
function isPlain({ element, children }: SchemaTree): boolean {
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
 * Where the pieces of a row group begin, and where its last one ends: `count` pieces of about the same number of rows.
 *
 * @param rows How many the row group has.
 */
export function bordersOf(rows: number, count: number): readonly number[] {
  // The last one as it is, since a product of large numbers is rounded.
  return Array.from({ length: count + 1 }, (_, piece) =>
    piece === count ? rows : Math.min(rows, Math.floor((rows * piece) / count)),
  );
}

/** How many pieces a row group is cut into: of about the same number of rows, and none without a row. */
function piecesOf(rows: number, bytes: number): number {
  const wanted = Math.max(rows / mostPieceRows, bytes > 0 ? bytes / mostPieceBytes : 0);
  return Math.min(rows, Math.ceil(wanted), mostGroupPieces);
}

/** Describes a column, and has the library leave decimals as they are stored: it would round them. */
function describeColumn({ element, children }: SchemaTree): Omit<ParquetColumn, "isPlain" | "path"> {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const plain = { name, scale: null, timeUnit: null, isFloat32: false };
  if (children.length > 0 || element.repetition_type === "REPEATED") return { ...plain, type: "nested" };
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    delete element.converted_type;
    delete element.logical_type;
    return { ...plain, type: scale > 0 ? "decimal" : "integer", scale };
  }
  if (logical?.type === "TIME" || converted === "TIME_MILLIS" || converted === "TIME_MICROS") {
    const unit = logical?.type === "TIME" ? logical.unit : converted === "TIME_MILLIS" ? "MILLIS" : "MICROS";
    return { ...plain, type: "text", timeUnit: { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 }[unit] };
  }
  const isDate =
    converted === "DATE" ||
    logical?.type === "DATE" ||
    converted?.startsWith("TIMESTAMP") ||
    logical?.type === "TIMESTAMP";
  if (isDate || type === "INT96") return { ...plain, type: "date" };
  if (logical?.type === "FLOAT16") return { ...plain, type: "decimal" };
  switch (type) {
    case "BOOLEAN":
      return { ...plain, type: "boolean" };
    case "INT32":
    case "INT64":
      return { ...plain, type: "integer" };
    case "FLOAT":
      return { ...plain, type: "decimal", isFloat32: true };
    case "DOUBLE":
      return { ...plain, type: "decimal" };
    default:
      return { ...plain, type: "text" };
  }
}
