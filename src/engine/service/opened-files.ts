import { randomUUID } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { OpenedFile } from "../../shared/contract/models";
import { mostFileBytes } from "../../shared/contract/opened-files";
import { FaultError, fail } from "../../shared/fault";
import { fileFault, requireFile } from "../datasets";

/** Files of this machine whose bytes a view reads itself, such as traces: only those that were opened by their path. */
export class OpenedFiles {
  readonly #files = new Map<string, OpenedFile>();

  /**
   * Makes a file's bytes readable; the same one again has the same id, and is described as it is now.
   *
   * @param path Absolute, or relative to the current folder.
   * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-directory`.
   */
  async open(path: string): Promise<OpenedFile> {
    const absolute = resolve(path);
    await requireFile(absolute);
    try {
      const { size, mtimeMs } = await stat(absolute);
      const known = [...this.#files.values()].find((one) => one.path === absolute);
      const fileId = known?.fileId ?? randomUUID();
      const file = { fileId, path: absolute, name: basename(absolute), size, modifiedMs: mtimeMs };
      this.#files.set(fileId, file);
      return file;
    } catch (error) {
      throw new FaultError(fileFault(error, absolute));
    }
  }

  /**
   * Bytes [from, to) of an opened file, as far as it reaches.
   *
   * @param to At most 16 MB behind `from`.
   * @throws {FaultError} `dataset-unknown`, `dataset-changed` where it was written since, `dataset-missing`,
   *   `dataset-unreadable`, `bad-request` where from and to are no such bytes.
   */
  async read(fileId: string, from: number, to: number): Promise<Uint8Array> {
    const file = this.#files.get(fileId) ?? fail("dataset-unknown", "That file is not open. Open it again.");
    const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= from;
    if (!isRange || to - from > mostFileBytes) {
      fail("bad-request", `Bytes ${from} to ${to} of ${file.name} cannot be asked for: 16 MB at once, from 0 on.`);
    }
    let handle: FileHandle | null = null;
    try {
      handle = await open(file.path, "r");
      const { size, mtimeMs } = await handle.stat();
      if (size !== file.size || mtimeMs !== file.modifiedMs) {
        fail("dataset-changed", `${file.path} was changed since it was opened. Open it again.`);
      }
      return await readFully(handle, from, Math.min(to, size));
    } catch (error) {
      throw error instanceof FaultError ? error : new FaultError(fileFault(error, file.path));
    } finally {
      await handle?.close();
    }
  }
}

async function readFully(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  // Of a size of its own: it may be transferred.
  const bytes = new Uint8Array(Math.max(0, to - from));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
