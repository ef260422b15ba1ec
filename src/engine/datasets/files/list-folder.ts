import { type Dir, type Dirent, opendirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import type { ListedFile } from "./file-list";

/** Files of a folder at most: more would be more chunks than a run takes. */
const mostFiles = 1_000_000;

/** Milliseconds of work at once: whoever lists files has other things to do in between. */
const turnMs = 8;

/** Entries of a folder that are asked for at once: few enough that a slow disk has them within a turn or two. */
const entriesAtOnce = 128;

/** Milliseconds between two words on how far it is. */
const wordEveryMs = 200;

/** Who waits for files to be listed. */
export interface ListingWatch {
  /** Aborted, the listing ends with `aborted` after a turn. */
  readonly signal?: AbortSignal;
  /**
   * Called a few times a second, where it takes that long.
   *
   * @param files That were found so far; then those that were asked for their sizes.
   * @param total How many there are; null while they are still being found.
   */
  onFiles?(files: number, total: number | null): void;
}

/** What a folder holds. */
export interface Listing {
  /** In the order of their paths, by UTF-16 code units. */
  readonly files: readonly ListedFile[];
  /** Folders within it that may not be read. */
  readonly unreadableFolders: number;
}

/** Lets others go on once a turn is over, and tells who waits how far it is. */
class Turns {
  readonly #watch: ListingWatch;
  #startedMs = performance.now();
  #toldMs = this.#startedMs;

  constructor(watch: ListingWatch) {
    this.#watch = watch;
  }

  /** Whether others are to go on. */
  get isOver(): boolean {
    return performance.now() - this.#startedMs >= turnMs;
  }

  /** @throws {FaultError} `aborted`. */
  async pause(files: number, total: number | null): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs >= wordEveryMs) {
      this.#toldMs = nowMs;
      this.#watch.onFiles?.(files, total);
    }
    await nextTurn();
    if (this.#watch.signal?.aborted === true) fail("aborted", "Looking for the files was cancelled.");
    this.#startedMs = performance.now();
  }
}

/**
 * Lists the files in a folder and those within it: names and sizes, nothing of what they hold. What begins with a dot, and
 * folders that are links, are left out.
 *
 * @param folder Absolute.
 * @param takes Whether a file of that name is wanted: others are not looked at.
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable` for the folder itself; `dataset-unsuitable` for too many files;
 * `aborted`.
 */
export async function listFolder(
  folder: string,
  takes: (name: string) => boolean,
  watch: ListingWatch = {},
): Promise<Listing> {
  const turns = new Turns(watch);
  const paths: string[] = [];
  let unreadableFolders = 0;
  const waiting = [""];
  for (let within = waiting.pop(); within !== undefined; within = waiting.pop()) {
    const onError = (error: unknown): void => {
      if (within === "") throw new FaultError(fileFault(error, folder));
      unreadableFolders++;
    };
    for (const entry of entriesOf(join(folder, within), onError)) {
      // One folder may hold them all.
      if (turns.isOver) await turns.pause(paths.length, null);
      if (entry.name.startsWith(".") || entry.name === "__MACOSX") continue;
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      else if ((entry.isFile() || entry.isSymbolicLink()) && takes(entry.name)) paths.push(path);
      if (paths.length > mostFiles) {
        fail(
          "dataset-unsuitable",
          `${folder} holds more than ${mostFiles.toLocaleString("en-US")} files. Choose a folder within it.`,
        );
      }
    }
    if (turns.isOver) await turns.pause(paths.length, null);
  }
  paths.sort();
  return { files: await measure(folder, paths, turns), unreadableFolders };
}

/** @param onError Called where a folder cannot be read, or not to its end. */
function* entriesOf(folder: string, onError: (error: unknown) => void): Generator<Dirent> {
  let directory: Dir | undefined;
  try {
    directory = opendirSync(folder, { bufferSize: entriesAtOnce });
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry;
  } catch (error) {
    onError(error);
  } finally {
    directory?.closeSync();
  }
}

/** Lists files that were named one by one. @param paths Absolute. @throws {FaultError} `aborted`. */
export async function listNamed(paths: readonly string[], watch: ListingWatch = {}): Promise<Listing> {
  return { files: await measure("", [...new Set(paths)].sort(), new Turns(watch)), unreadableFolders: 0 };
}

async function measure(folder: string, paths: readonly string[], turns: Turns): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (const [index, path] of paths.entries()) {
    const status = statusOf(folder === "" ? path : `${folder}/${path}`);
    // A link to a folder, a pipe: nothing that a worker could read to its end.
    if (status === null || status.isFile()) {
      files.push({ path, size: status?.size ?? 0, modifiedMs: status?.mtimeMs ?? 0 });
    }
    if (turns.isOver) await turns.pause(index + 1, paths.length);
  }
  return files;
}

/** @returns Null where the file cannot be asked: the worker that comes to it says why. */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
