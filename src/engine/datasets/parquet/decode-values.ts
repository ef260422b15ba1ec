import type { AsyncBuffer, DecodedArray, FileMetaData } from "hyparquet";
import { parquetRead } from "hyparquet";
import { parsers } from "./cell-texts";
import type { ParquetColumn } from "./parquet-file";

/** Has the library read the rows [start, end) of a column, whatever its type. @throws {Error} Where it does not have them. */
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
    parsers,
    utf8: false,
    geoparquet: false,
    onChunk: ({ columnData }) => {
      if (columnData.length > 0) pages.push(columnData);
    },
  });
  const rows = pages.reduce((sum, { length }) => sum + length, 0);
  if (rows < end - start) throw new Error(`${column.name} has ${rows} of ${end - start} values`);
  return pages;
}
