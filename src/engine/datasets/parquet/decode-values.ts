import type { AsyncBuffer, DecodedArray, FileMetaData } from "hyparquet";
import { parquetRead } from "hyparquet";
import { parsers } from "./cell-texts";
import type { ParquetColumn } from "./parquet-file";

/** Texts are made at once: a map's keys become names of members. */
const nestedParsers = { ...parsers, stringFromBytes: textOf, jsonFromBytes: textOf };

/** Has the library read the rows [start, end) of a column, nested or not. @throws {Error} Where it does not have them. */
export async function decodeValues(
  file: AsyncBuffer,
  metadata: FileMetaData,
  column: ParquetColumn,
  start: number,
  end: number,
): Promise<readonly DecodedArray[]> {
  const { compressors } = await import("hyparquet-compressors");
  const pages: DecodedArray[] = [];
  await parquetRead({
    file,
    metadata,
    columns: [column.name],
    rowStart: start,
    rowEnd: end,
    compressors,
    parsers: nestedParsers,
    geoparquet: false,
    onChunk: ({ columnData }) => {
      if (columnData.length > 0) pages.push(columnData);
    },
  });
  const rows = pages.reduce((sum, { length }) => sum + length, 0);
  if (rows < end - start) throw new Error(`${column.name} has ${rows} of ${end - start} values`);
  return pages;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
