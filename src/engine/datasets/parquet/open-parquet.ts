import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import { cutPreview } from "../head";
import { readFooter } from "./parquet-file";
import { readPreview } from "./preview";
import { reasonOf } from "./reason-of";

/** Names of columns that a note gives. */
const namedColumns = 3;

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
    const { rows: first, unread } = await readPreview(file, footer);
    preview = first;
    if (unread.length > 0) notes.push(unreadNote(unread));
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

function unreadNote(names: readonly string[]): string {
  const named = names.slice(0, namedColumns).join(", ") + (names.length > namedColumns ? ", …" : "");
  const columns = names.length === 1 ? "1 column" : `${names.length} columns`;
  return `The preview shows names and types alone of ${columns} (${named}), whose first rows are in pages too large to read at once. Runs read them as usual.`;
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
