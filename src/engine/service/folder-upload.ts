import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { fail } from "../../shared/fault";
import { safeName } from "./safe-name";

/** Bytes of the list of files that comes before their contents. */
const longestList = 64 * 1024 * 1024;

/** Files of one folder. */
const mostFiles = 200_000;

const listSchema = z.array(z.tuple([z.string().min(1).max(4_096), z.number().int().nonnegative()])).max(mostFiles);

const lineBreak = 10;

/**
 * Takes a folder that a browser sends as one stream: a line of JSON, `[[path, bytes], …]`, and behind it the contents of these
 * files, one after the other.
 */
export class FolderUpload {
  readonly #folder: string;
  readonly #name: string;
  /** The list so far; null once all of it was there. */
  #list: Buffer[] | null = [];
  #listBytes = 0;
  #files: readonly { readonly path: string; readonly size: number }[] = [];
  /** The file that is written now, and what is missing of it. */
  #at = -1;
  #handle: FileHandle | null = null;
  #missing = 0;

  /**
   * @param folder Where the files go; made here.
   * @param name What the user calls it.
   */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  /** @throws {FaultError} `bad-request` for a list that cannot be read, or more bytes than it tells. */
  async write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    if (this.#list !== null) {
      const end = rest.indexOf(lineBreak);
      this.#listBytes += end < 0 ? rest.length : end;
      if (this.#listBytes > longestList) fail("bad-request", `The list of the files in ${this.#name} is too long.`);
      this.#list.push(Buffer.from(end < 0 ? rest : rest.subarray(0, end)));
      if (end < 0) return;
      this.#readList(Buffer.concat(this.#list).toString("utf8"));
      rest = rest.subarray(end + 1);
      await this.#next();
    }
    while (rest.length > 0) {
      if (this.#handle === null) fail("bad-request", `More came of ${this.#name} than its list tells.`);
      const part = rest.subarray(0, this.#missing);
      await this.#handle.writeFile(part);
      this.#missing -= part.length;
      rest = rest.subarray(part.length);
      if (this.#missing === 0) await this.#next();
    }
  }

  /** Whether every file is whole. */
  get isWhole(): boolean {
    return this.#list === null && this.#at === this.#files.length;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  #readList(text: string): void {
    let listed: unknown = null;
    try {
      listed = JSON.parse(text);
    } catch {
      // What is no JSON is no list either, and refused below.
    }
    const parsed = listSchema.safeParse(listed);
    const rows = parsed.data ?? fail("bad-request", `The list of the files in ${this.#name} cannot be read.`);
    const taken = new Set<string>();
    this.#files = rows.map(([given, size], index) => {
      const safe = given.split("/").map(safeName).join("/");
      // Two names may become the same; which is which is told by their order.
      const path = taken.has(safe) ? `${index}/${safe}` : safe;
      taken.add(path);
      return { path, size };
    });
    this.#list = null;
  }

  /** Opens the next file that is not empty. */
  async #next(): Promise<void> {
    for (;;) {
      await this.close();
      this.#at++;
      const file = this.#files[this.#at];
      if (file === undefined) return;
      const path = join(this.#folder, file.path);
      await mkdir(dirname(path), { recursive: true });
      this.#handle = await open(path, "wx", 0o600);
      this.#missing = file.size;
      if (file.size > 0) return;
    }
  }
}
