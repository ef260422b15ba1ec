import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FaultError, fail } from "../../shared/fault";

/** Raised whenever the same sources would be compiled otherwise. */
const layoutVersion = 2;

/** Days without use after which a compiled program is deleted. */
const keptDays = 30;

/** Path of the file that describes the program in a folder. */
export function descriptionIn(programFolder: string): string {
  return join(programFolder, "program.json");
}

/** What is noted of a program that was compiled: whether it can be used again. */
interface Note {
  /** Hashes of the files it was made from, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Name of the folder it lies in. */
  readonly name: string;
}

/** What a program is made from. */
interface Origin {
  /** All that decides the outcome besides files. */
  readonly key: string;
  readonly files: readonly string[];
  /** What was found by looking for files: where imports lead. */
  readonly found: unknown;
  /** Whether that can only change with the files; else it is looked for each time. */
  readonly isWhole: boolean;
}

interface EmittedProgram {
  readonly program: object;
  /** Text by name. */
  readonly files: ReadonlyMap<string, string>;
  /** What the compiler read, by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * @param key All that decides the outcome besides the files.
 * @returns Path of the file that describes it; null where it was not compiled before, or something changed since.
 */
export function recallProgram(folder: string, key: string): string | null {
  const path = notePath(folder, key);
  const text = readText(path);
  if (text === null) return null;
  const { files, name } = JSON.parse(text) as Note;
  const description = descriptionIn(join(folder, name));
  if (!existsSync(description)) return null;
  for (const [file, hash] of Object.entries(files)) {
    if (sourceHash(readText(file)) !== hash) return null;
  }
  const now = new Date();
  for (const used of [path, join(folder, name)]) utimesSync(used, now, now);
  return description;
}

/**
 * Keeps a program in a folder whose name says what it was made from, so that programs that run are never written over.
 *
 * @param emit Makes it for that folder.
 * @returns Path of the file that describes it.
 * @throws {FaultError} `cache-unwritable`; `program-unsuitable` where a source was written to meanwhile.
 */
export async function keepProgram(
  folder: string,
  { key, files, found, isWhole }: Origin,
  emit: (programFolder: string) => Promise<EmittedProgram>,
): Promise<string> {
  const hashes = Object.fromEntries(files.map((file) => [file, sourceHash(readText(file))]));
  const name = hashOf(JSON.stringify([layoutVersion, key, hashes, found]));
  const programFolder = join(folder, name);
  const emitted = await emit(programFolder);
  for (const [path, source] of emitted.sources) {
    if (sourceHash(source) !== hashes[path]) {
      fail("program-unsuitable", `${path} changed while it was compiled. Run it again when it is saved.`);
    }
  }
  try {
    sweep(folder);
    writeWhole(programFolder, emitted);
    if (isWhole) writeNote(notePath(folder, key), { files: hashes, name });
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    const message = `The compiled program cannot be kept: ${error.message}. Set XDG_CACHE_HOME to a folder that can be written.`;
    throw new FaultError({ code: "cache-unwritable", message }, { cause: error });
  }
  return descriptionIn(programFolder);
}

function writeNote(path: string, note: Note): void {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  writeFileSync(unfinished, JSON.stringify(note));
  renameSync(unfinished, path);
}

/** Whole or not there: another process may compile the same at this moment. */
function writeWhole(programFolder: string, { program, files }: EmittedProgram): void {
  const unfinished = `${programFolder}.${randomUUID()}.tmp`;
  mkdirSync(unfinished, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(unfinished, name), text);
  writeFileSync(descriptionIn(unfinished), JSON.stringify(program, null, 2));
  try {
    renameSync(unfinished, programFolder);
  } catch (error) {
    // The other process was faster, and what it wrote is the same.
    if (!existsSync(descriptionIn(programFolder))) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Deletes what nobody used for a long time. */
function sweep(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const oldestMs = Date.now() - keptDays * 24 * 60 * 60 * 1_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status !== undefined && status.mtimeMs < oldestMs) rmSync(path, { recursive: true, force: true });
  }
}

function notePath(folder: string, key: string): string {
  return join(folder, `${hashOf(JSON.stringify([layoutVersion, key]))}.json`);
}

/** Null where it is not there or cannot be read. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Whoever needs it compiles, which says what is wrong.
    return null;
  }
}

/** Of a source, whoever read it: the compiler leaves out a byte order mark, and counts what is no UTF-8 its own way. */
export function sourceHash(source: string | null): string {
  return hashOf((source ?? "").replace(/^\uFEFF/, "").replace(/\uFFFD+/g, "\uFFFD"));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
