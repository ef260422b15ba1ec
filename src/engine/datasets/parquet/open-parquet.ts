import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import { parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import { cutPreview, previewRows } from "../head";
import { CellBuffer } from "./cell-buffer";
import { conversionOf, parsers } from "./cell-texts";
import { type ParquetFile, readFooter } from "./parquet-file";

/** Bytes of a column that are read for the preview at first: enough for its first page, mostly. */
const previewBytes = 1024 * 1024;

/** Columns that a preview shows. */
const previewColumns = 200;

/** A file with one row group is worth a note from so many bytes on. */
const worthSplitting = 4 * 1024 * 1024;

/** Bytes at both ends of a Parquet file. */
const magic = "PAR1";

/** What a Parquet file tells of itself, for its `Dataset`. */
type ParquetDescription = Pick<
  Dataset,
  "format" | "parts" | "delimiter" | "hasHeader" | "columns" | "preview" | "rowsEstimate" | "notes"
>;

/** @throws {FaultError} `dataset-broken`, `dataset-empty`, `dataset-unreadable`. */
export async function openParquet(handle: FileHandle, path: string, size: number): Promise<ParquetDescription> {
  const file = bufferOf(handle, path, size);
  const end = size < 12 ? "" : textOf(new Uint8Array(await file.slice(size - 4, size)));
  if (end !== magic) {
    const what = end === "PARE" ? "is encrypted" : "ends too early: it is cut off, or was not closed by its writer";
    fail("dataset-broken", `${path} is a Parquet file that ${what}. Nothing of it can be read: get it anew.`);
  }
  const footer = await readFooter(file).catch((error: unknown) => {
    if (error instanceof FaultError) throw error;
    return fail("dataset-broken", `${path} is a Parquet file with a broken footer (${reasonOf(error)}). Get it anew.`);
  });
  const rows = footer.groups.at(-1)?.end ?? 0;
  if (rows === 0) fail("dataset-empty", `${path} holds no row. Choose a file that holds data.`);
  const notes: string[] = [];
  if (footer.groups.length === 1 && size >= worthSplitting) {
    notes.push(
      "All rows are in one row group: the file is one chunk, for one worker. Write it in several groups for more.",
    );
  }
  let preview: string[][] = [];
  try {
    preview = await readPreview(file, footer);
  } catch (error) {
    if (error instanceof FaultError) throw error;
    notes.push(
      `The first row group cannot be read (${reasonOf(error)}). A run counts such groups, and leaves them out.`,
    );
  }
  return {
    format: "parquet",
    parts: footer.groups.length,
    delimiter: "",
    hasHeader: true,
    columns: footer.columns.map(({ name, type }) => ({ name, type })),
    preview: cutPreview(preview),
    rowsEstimate: rows,
    notes,
  };
}

async function readPreview(file: AsyncBuffer, footer: ParquetFile): Promise<string[][]> {
  try {
    return await readFirst({ ...file, slice: (start, end) => file.slice(start, cut(start, end)) }, footer);
  } catch {
    // The beginning of some column was not enough; what is really wrong shows with all of it.
    return await readFirst(file, footer);
  }
}

function cut(start: number, end: number | undefined): number | undefined {
  return end === undefined ? end : Math.min(end, start + previewBytes);
}

async function readFirst(file: AsyncBuffer, { metadata, columns, groups }: ParquetFile): Promise<string[][]> {
  const shown = columns.slice(0, previewColumns);
  const { start, end } = groups[0]!;
  const rowEnd = Math.min(end, start + previewRows);
  let rows: unknown[][] = [];
  await parquetRead({
    file,
    metadata,
    columns: shown.map(({ name }) => name),
    rowStart: start,
    rowEnd,
    compressors,
    parsers,
    utf8: false,
    geoparquet: false,
    onComplete: (read) => {
      rows = read;
    },
  });
  if (rows.length < rowEnd - start) throw new Error(`it has only ${rows.length} rows`);
  return rows.map((row) =>
    row.map((value, column) => {
      const convert = conversionOf(shown[column]!);
      const cell = new CellBuffer(64, () => undefined);
      cell.put(convert === null ? value : convert(value));
      return textOf(cell.bytes.subarray(0, cell.at));
    }),
  );
}

function bufferOf(handle: FileHandle, path: string, size: number): AsyncBuffer {
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      try {
        for (let done = 0; done < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
          if (bytesRead === 0) throw new Error(`it ends before byte ${end}`);
          done += bytesRead;
        }
      } catch (error) {
        throw new FaultError(fileFault(error, path));
      }
      return bytes.buffer;
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
