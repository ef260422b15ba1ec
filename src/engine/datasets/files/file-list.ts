import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";

/** A file of a dataset, as it was when it was listed. */
export interface ListedFile {
  /** Absolute, or relative to the dataset's folder, with forward slashes. */
  readonly path: string;
  /** Bytes; 0 for a file that could not be asked. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Fields of a file in the list. */
const fields = 3;

/** Occurs in no path. */
const separator = "\0";

/**
 * Writes a list of files for workers: that of a hundred thousand would be too much to send to each of them.
 *
 * @returns Its path, named by what it says: the same files have the same list, and none is written over that a run reads.
 */
export function writeFileList(folder: string, files: readonly ListedFile[]): string {
  const words = files.map(({ path, size, modifiedMs }) => [path, size, modifiedMs].join(separator));
  const text = words.join(separator);
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 32)}.files`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The files of a dataset, read from its list. */
export class FileList {
  readonly #words: readonly string[];

  constructor(text: string) {
    this.#words = text === "" ? [] : text.split(separator);
  }

  get length(): number {
    return this.#words.length / fields;
  }

  /** @param index 0 to `length - 1`. */
  at(index: number): ListedFile {
    const at = index * fields;
    const path = this.#words[at];
    if (path === undefined) throw new RangeError(`the list has ${this.length} files, and none of number ${index}`);
    return { path, size: Number(this.#words[at + 1]), modifiedMs: Number(this.#words[at + 2]) };
  }
}

/** The list that was read last: the tasks of a worker all ask for the same one. */
let known: { readonly path: string; readonly list: FileList } | null = null;

/** @throws {FaultError} `dataset-missing`, `dataset-unreadable`. */
export function readFileList(path: string): FileList {
  if (known?.path === path) return known.list;
  try {
    known = { path, list: new FileList(readFileSync(path, "utf8")) };
    return known.list;
  } catch (error) {
    const { code, message } = fileFault(error, path);
    if (code === "dataset-missing")
      return fail(code, `The list of the dataset's files is gone: ${path}. Open it again.`);
    throw new FaultError({ code, message }, { cause: error });
  }
}
