import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import { cutPreview } from "../head";
import { asyncBufferOf, type ReadBytes } from "./file-bytes";
import { readFooter } from "./parquet-file";
import { readPreview } from "./preview";
import { reasonOf } from "./reason-of";

/** Names of columns that a note gives. */
const namedColumns = 3;

/** Bytes at both ends of a Parquet file. */
const magic = "PAR1";

/** What a Parquet file tells of itself, for its `Dataset`. */
type ParquetDescription = Pick<
  Dataset,
  "format" | "parts" | "delimiter" | "hasHeader" | "columns" | "preview" | "rowsEstimate" | "notes"
>;

/** @throws {FaultError} `dataset-broken`, `dataset-empty`, `dataset-unreadable`. */
export async function openParquet(handle: FileHandle, path: string, size: number): Promise<ParquetDescription> {
  const read = readerOf(handle, path);
  const end = size < 12 ? "" : Buffer.from(read(size - 4, 4)).toString("utf8");
  if (end !== magic) {
    const what = end === "PARE" ? "is encrypted" : "ends too early: it is cut off, or was not closed by its writer";
    fail("dataset-broken", `${path} is a Parquet file that ${what}. Nothing of it can be read: get it anew.`);
  }
  const footer = await readFooter(asyncBufferOf(read, size)).catch((error: unknown) => {
    if (error instanceof FaultError) throw error;
    return fail("dataset-broken", `${path} is a Parquet file with a broken footer (${reasonOf(error)}). Get it anew.`);
  });
  const rows = footer.pieces.at(-1)?.groupEnd ?? 0;
  if (rows === 0) fail("dataset-empty", `${path} holds no row. Choose a file that holds data.`);
  const notes: string[] = [];
  let preview: string[][] = [];
  try {
    const { rows: first, unread } = await readPreview({ read, size }, footer);
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
    parts: footer.pieces.length,
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

/** In turn with nothing else: a thread of its own looks at files. */
function readerOf({ fd }: FileHandle, path: string): ReadBytes {
  return (position, length) => {
    const bytes = new Uint8Array(length);
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(fd, bytes, done, length - done, position + done);
        if (count === 0) throw new Error(`it ends before byte ${position + length}`);
        done += count;
      }
    } catch (error) {
      throw new FaultError(fileFault(error, path));
    }
    return bytes;
  };
}
