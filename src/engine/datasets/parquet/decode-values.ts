import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ValueColumn } from "./block-columns";
import { conversionOf, parsers } from "./cell-texts";
import type { ParquetColumn } from "./parquet-file";

/** Has the library read the rows [start, end) of a column, whatever its type. @throws {Error} Where it does not have them. */
export async function decodeValues(
  file: AsyncBuffer,
  metadata: FileMetaData,
  column: ParquetColumn,
  start: number,
  end: number,
): Promise<ValueColumn> {
  const values = new ValueColumn(conversionOf(column));
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
    onChunk: ({ columnData }) => values.add(columnData),
  });
  if (values.rows < end - start) throw new Error(`${column.name} has ${values.rows} of ${end - start} values`);
  return values;
}
