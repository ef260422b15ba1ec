import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { SavedFile } from "../shared/contract/bridge";
import type { Outcome } from "../shared/fault";

export interface SavedFilesOptions {
  /** Asks where to save. @returns Null where the user decided against it. */
  readonly askForPath: (suggestedName: string) => Promise<string | null>;
  readonly showInFolder: (path: string) => void;
}

/** Writes results where the user says, and shows them there. */
export class SavedFiles {
  readonly #options: SavedFilesOptions;
  /** What was saved: a page can have no other files shown. */
  readonly #paths = new Set<string>();

  constructor(options: SavedFilesOptions) {
    this.#options = options;
  }

  /** Takes what a page sent, so anything. */
  async save(name: unknown, text: unknown): Promise<Outcome<SavedFile>> {
    if (typeof name !== "string" || typeof text !== "string") {
      return { ok: false, fault: { code: "bad-request", message: "A file to save needs a name and a text." } };
    }
    const path = await this.#options.askForPath(basename(name));
    if (path === null) return { ok: true, value: null };
    try {
      await writeFile(path, text);
    } catch (error) {
      return { ok: false, fault: writeFault(path, error) };
    }
    this.#paths.add(path);
    return { ok: true, value: { path } };
  }

  /** Asks for a place and writes nothing. Takes what a page sent, so anything. */
  async choose(name: unknown): Promise<Outcome<SavedFile>> {
    if (typeof name !== "string") {
      return { ok: false, fault: { code: "bad-request", message: "A place to choose needs a name." } };
    }
    const path = await this.#options.askForPath(basename(name));
    return { ok: true, value: path === null ? null : { path } };
  }

  show(path: unknown): void {
    if (typeof path === "string" && this.#paths.has(path)) this.#options.showInFolder(path);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "you may not write there. Choose another folder",
  EISDIR: "it is a folder. Choose another name",
  ENOENT: "its folder is gone. Choose another folder",
  EPERM: "you may not write there. Choose another folder",
  EROFS: "its file system is read-only. Choose another folder",
};

function writeFault(path: string, error: unknown) {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const words = `${path} is not whole: the disk is full. Free some space, or choose another folder.`;
    return { code: "disk-full", message: words } as const;
  }
  return { code: "internal", message: `${path} cannot be written: ${reasons[code] ?? message}.` } as const;
}
