import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Dataset } from "../../../shared/contract/models";
import type { ListedFile } from "./file-list";

/** Why a listed file gives nothing. */
interface FileTrouble {
  /** Stable, as problems are told apart by it. */
  readonly code:
    | "file-missing"
    | "file-unnameable"
    | "file-unreadable"
    | "file-changed"
    | "file-too-large"
    | "file-not-text";
  /** What is wrong, to follow the file's name and a colon. */
  readonly reason: string;
}

export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly trouble: FileTrouble };

/**
 * Reads a whole file.
 *
 * @param path Absolute.
 * @param mostBytes Larger files are not read.
 */
export function readListed(path: string, listed: ListedFile, mostBytes: number): FileRead {
  if (listed.size > mostBytes) {
    const megabytes = Math.floor(mostBytes / 1e6).toLocaleString("en-US");
    return trouble("file-too-large", `it is larger than ${megabytes} MB`);
  }
  return opened(path, listed, (descriptor) => {
    const bytes = new Uint8Array(listed.size);
    const isWhole = fill(descriptor, bytes);
    return isWhole ? { ok: true, bytes } : trouble("file-changed", "it became shorter while it was read");
  });
}

/** Bytes by which it is told whether a file is text. */
const headBytes = 8 * 1024;

export type TextFile =
  | { readonly ok: true; readonly dataset: Dataset }
  | { readonly ok: false; readonly trouble: FileTrouble };

/** A file of a dataset of many texts, as a dataset of its own; it is looked at whether it is text. */
export function textFileOf(dataset: Dataset, path: string, listed: ListedFile): TextFile {
  return opened<TextFile>(path, listed, (descriptor) => {
    const head = new Uint8Array(Math.min(headBytes, listed.size));
    if (!fill(descriptor, head)) return trouble("file-changed", "it became shorter while it was read");
    if (head.includes(0)) return trouble("file-not-text", "it is no text in UTF-8: there are zero bytes in it");
    const hasMark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    const { size, modifiedMs } = listed;
    const name = listed.path;
    const { files: _, ...rest } = dataset;
    const own = { name, path, size, modifiedMs, format: "text", columns: [], preview: [] } as const;
    return { ok: true, dataset: { ...rest, ...own, dataStart: hasMark ? 3 : 0 } };
  });
}

interface Failed {
  readonly ok: false;
  readonly trouble: FileTrouble;
}

/** Opens a file that is still the one that was listed. */
function opened<Result>(path: string, listed: ListedFile, use: (descriptor: number) => Result): Result | Failed {
  let descriptor: number;
  try {
    // Not to wait where a named pipe took the file's place; files do not care, and Windows does not know the flag.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return troubleOf(error, path);
  }
  try {
    const status = fstatSync(descriptor);
    const isSame = status.isFile() && status.size === listed.size && status.mtimeMs === listed.modifiedMs;
    return isSame ? use(descriptor) : trouble("file-changed", "it changed after it was listed");
  } catch (error) {
    return troubleOf(error, path);
  } finally {
    closeSync(descriptor);
  }
}

/** @returns False where the file ends before. */
function fill(descriptor: number, bytes: Uint8Array): boolean {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

function trouble(code: FileTrouble["code"], reason: string): Failed {
  return { ok: false, trouble: { code, reason } };
}

/** Stands in names for bytes that are no UTF-8. */
const unknownCharacter = "\uFFFD";

function troubleOf(error: unknown, path: string): Failed {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && path.includes(unknownCharacter)) {
    return trouble("file-unnameable", "its name is no UTF-8 text, so it cannot be opened; rename it");
  }
  if (code === "ENOENT" || code === "ENOTDIR") return trouble("file-missing", "it is gone");
  if (code === "EACCES" || code === "EPERM") return trouble("file-unreadable", "it may not be read by this user");
  return trouble("file-unreadable", `it cannot be read (${message})`);
}
