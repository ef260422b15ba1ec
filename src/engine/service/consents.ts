import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Program } from "../../shared/contract/models";
import type { ServiceLog } from "./types";

/** What is agreed to: a file with its content, and that of the other files that run with it. */
export interface Source extends Pick<Program, "path" | "source"> {
  /** Hashes by path. */
  readonly others?: Readonly<Record<string, string>>;
}

const fileSchema = z.object({
  version: z.literal(1),
  /** Of a path and its content, each; with the path, for people who look into the file. */
  allowed: z.array(z.object({ hash: z.string(), path: z.string(), since: z.string() })),
});
type Allowed = z.output<typeof fileSchema>["allowed"][number];

/** Files that are remembered at most: the newest ones. */
const mostAllowed = 1_000;

/** What the user agreed to run: each file with its content, over restarts. */
export class Consents {
  readonly #file: string | null;
  readonly #log: ServiceLog;
  /** By hash. */
  readonly #allowed = new Map<string, Allowed>();
  /** Files that may change and run again until the session ends: paths. */
  readonly #withChanges = new Set<string>();

  /** @param file Where they are kept; null for this session only. */
  constructor(file: string | null, log: ServiceLog) {
    this.#file = file;
    this.#log = log;
    for (const one of file === null ? [] : this.#read(file)) this.#allowed.set(one.hash, one);
  }

  has(program: Source): boolean {
    return this.#withChanges.has(program.path) || this.#allowed.has(hashOf(program));
  }

  /** @param withChanges Whether whatever the file holds later may run too, in this session. */
  add(program: Source, withChanges: boolean): void {
    if (withChanges) this.#withChanges.add(program.path);
    const hash = hashOf(program);
    this.#allowed.set(hash, { hash, path: program.path, since: new Date().toISOString() });
    for (const oldest of [...this.#allowed.keys()].slice(0, -mostAllowed)) this.#allowed.delete(oldest);
    this.#write();
  }

  /** Takes back every consent. @returns How many there were. */
  clear(): number {
    const count = this.#allowed.size;
    this.#allowed.clear();
    this.#withChanges.clear();
    this.#write();
    return count;
  }

  #read(file: string): readonly Allowed[] {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).allowed;
    } catch (error) {
      // None was written yet. One that cannot be read means that the user is asked again.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        this.#log.warn(`${file} cannot be read, so that you are asked again before a program runs: ${String(error)}`);
      }
      return [];
    }
  }

  #write(): void {
    if (this.#file === null) return;
    const text = JSON.stringify({ version: 1, allowed: [...this.#allowed.values()] }, null, 2);
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const unfinished = `${this.#file}.${process.pid}.tmp`;
      writeFileSync(unfinished, `${text}\n`, { mode: 0o600 });
      renameSync(unfinished, this.#file);
    } catch (error) {
      this.#log.warn(`What you allowed is not kept for the next start: ${String(error)}`);
    }
  }
}

function hashOf({ path, source, others = {} }: Source): string {
  const sorted = Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1));
  // JSON holds no zero byte: neither can stand for the other.
  const what = sorted.length === 0 ? `${path}\0${source}` : JSON.stringify([path, source, sorted]);
  return createHash("sha256").update(what).digest("hex");
}
