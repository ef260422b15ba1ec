import type { AsyncBuffer, FileMetaData, SchemaTree } from "hyparquet";
import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { ColumnType } from "../../../shared/contract/models";

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Digits behind the point of decimals, whose cells are whole numbers; null for others. */
  readonly scale: number | null;
  /** Parts of a second that a time of day is counted in; null for others. */
  readonly timeUnit: number | null;
}

/** What a Parquet file says of itself. */
export interface ParquetFile {
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  /** The rows [start, end) of each row group that has some. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
}

/**
 * Reads a file's footer.
 *
 * @throws {Error} The library's, where the footer is broken.
 */
export async function readFooter(file: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const columns = parquetSchema(metadata).children.map(describeColumn);
  const groups: { start: number; end: number }[] = [];
  let start = 0;
  for (const { num_rows } of metadata.row_groups) {
    const end = start + Number(num_rows);
    if (end > start) groups.push({ start, end });
    start = end;
  }
  return { metadata, columns, groups };
}

/** Describes a column, and has the library leave decimals as they are stored: it would round them. */
function describeColumn({ element, children }: SchemaTree): ParquetColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const plain = { name, scale: null, timeUnit: null };
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
    case "DOUBLE":
      return { ...plain, type: "decimal" };
    default:
      return { ...plain, type: "text" };
  }
}
