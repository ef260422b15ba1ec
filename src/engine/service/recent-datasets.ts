import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { type Dataset, type RecentDataset, recentDatasetSchema } from "../../shared/contract/models";
import type { ColumnTypes } from "./datasets";
import type { ServiceLog } from "./types";

const keptSchema = z.array(recentDatasetSchema.omit({ isThere: true }));
type Kept = z.output<typeof keptSchema>[number];

/** Datasets that are kept. */
const mostKept = 12;

/** How long a disk may take to say whether a file is there, milliseconds. */
const longestWaitMs = 300;

/** The datasets that were opened by their paths last, kept in a file from one session to the next. */
export class RecentDatasets {
  readonly #file: string | null;
  readonly #log: ServiceLog;
  readonly #onChange: (recents: readonly RecentDataset[]) => void;

  /** @param file Null where nothing is to be kept. */
  constructor(file: string | null, log: ServiceLog, onChange: (recents: readonly RecentDataset[]) => void) {
    this.#file = file;
    this.#log = log;
    this.#onChange = onChange;
  }

  /** The newest first. */
  async list(): Promise<readonly RecentDataset[]> {
    const recents: RecentDataset[] = [];
    // One after the other: a disk that does not answer would keep all threads that read files.
    for (const kept of this.#read()) recents.push({ ...kept, isThere: await isThere(kept.path) });
    return recents;
  }

  /** Puts a dataset at the front. */
  async opened({ path, name, size, origin, columns }: Dataset): Promise<void> {
    if (origin !== "file") return;
    const others = this.#read().filter((kept) => kept.path !== path);
    const types = Object.fromEntries(
      columns.flatMap((one) => (one.inferred === undefined ? [] : [[one.name, one.type]])),
    );
    const corrected = Object.keys(types).length === 0 ? {} : { types };
    await this.#write([{ path, name, size, openedMs: Date.now(), ...corrected }, ...others].slice(0, mostKept));
  }

  /** Types of a file's columns that the user corrected. @param path Absolute. */
  typesOf(path: string): ColumnTypes | undefined {
    return this.#read().find((kept) => kept.path === path)?.types;
  }

  async remove(path: string): Promise<void> {
    await this.#write(this.#read().filter((kept) => kept.path !== path));
  }

  /** Read each time: another window, or the web host, may have changed it. */
  #read(): readonly Kept[] {
    if (this.#file === null) return [];
    try {
      return keptSchema.parse(JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      // Absent or damaged: files can be opened without it.
      return [];
    }
  }

  async #write(kept: readonly Kept[]): Promise<void> {
    if (this.#file === null) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      // Renamed into place, so that a crash in the middle leaves the former one; another process may write at this moment.
      const fresh = `${this.#file}.${process.pid}.new`;
      writeFileSync(fresh, JSON.stringify(kept), { mode: 0o600 });
      renameSync(fresh, this.#file);
    } catch (error) {
      this.#log.warn(`the recent datasets were not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#onChange(await this.list());
  }
}

/** Whether there is a file; not, where its disk takes too long to say so. */
async function isThere(path: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), longestWaitMs);
  });
  const found = stat(path).then(
    () => true,
    // Whatever the reason is: opening it would tell.
    () => false,
  );
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
}
