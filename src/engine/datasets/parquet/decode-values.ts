import type { AsyncBuffer, Compressors, DecodedArray, FileMetaData } from "hyparquet";
import { parquetRead } from "hyparquet";
import { getTreePath } from "hyparquet/src/schema.js";
import { parsers } from "./cell-texts";
import { unpackerOf } from "./codecs";
import { checkNestedPages } from "./nested-pages";
import type { ParquetColumn } from "./parquet-file";
import { ofLibraryLater } from "./reason-of";

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
  const compressors: Compressors = {};
  let groupStart = 0;
  for (const { num_rows: rows, columns } of metadata.row_groups) {
    const groupEnd = groupStart + Number(rows);
    for (const { meta_data: about } of groupStart < end && groupEnd > start ? columns : []) {
      if (about?.path_in_schema[0] !== column.name) continue;
      const unpack = await unpackerOf(about.codec);
      compressors[about.codec] = unpack;
      await checkNestedPages(file, { about, path: getTreePath(column.path[0]!, about.path_in_schema), unpack });
    }
    groupStart = groupEnd;
  }
  const pages: DecodedArray[] = [];
  await ofLibraryLater(() =>
    parquetRead({
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
    }),
  );
  const rows = pages.reduce((sum, { length }) => sum + length, 0);
  if (rows < end - start) throw new Error(`${column.name} has ${rows} of ${end - start} values`);
  return pages;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
