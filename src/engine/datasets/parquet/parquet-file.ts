import type { AsyncBuffer, FileMetaData, SchemaTree } from "hyparquet";
import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { ColumnType } from "../../../shared/contract/models";
import { isFlat } from "./flat-column";

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
  /** Whether it is stored as `readFlatColumn` reads it. */
  readonly isFlat: boolean;
  /** Its schema, from the root on. */
  readonly path: readonly SchemaTree[];
}

/** What a Parquet file says of itself. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  /** The rows [start, end) of each row group that has some, and its number among all. */
  readonly groups: readonly { readonly start: number; readonly end: number; readonly number: number }[];
}

/**
 * Reads a file's footer.
 *
 * @throws {Error} The library's, where the footer is broken.
 */
export async function readFooter(file: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const root = parquetSchema(metadata);
  const columns = root.children.map((child): ParquetColumn => {
    // Asked first: what describes a decimal is taken away.
    const isFlatColumn = isFlat(child);
    return { ...describeColumn(child), isFlat: isFlatColumn, path: [root, child] };
  });
  const groups: { start: number; end: number; number: number }[] = [];
  let start = 0;
  for (const [number, { num_rows }] of metadata.row_groups.entries()) {
    const end = start + Number(num_rows);
    if (end > start) groups.push({ start, end, number });
    start = end;
  }
  return { metadata, columns, groups };
}

/** Describes a column, and has the library leave decimals as they are stored: it would round them. */
function describeColumn({ element, children }: SchemaTree): Omit<ParquetColumn, "isFlat" | "path"> {
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
