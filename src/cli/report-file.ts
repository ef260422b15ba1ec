import { access, constants, type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CommandError, exitCodes } from "./ending";

/** Characters that are held back until they are written in one go. */
const writeLength = 256 * 1024;

/**
 * Looks whether a report could be written there, before a long run rather than after it.
 *
 * @throws {CommandError} Says why not.
 */
export async function checkReportTarget(path: string): Promise<void> {
  try {
    const target = await findTarget(path);
    await access(target.isPlain && !target.exists ? dirname(target.path) : target.path, constants.W_OK);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/**
 * Writes a report: whole, or not at all. It grows under another name in the same folder and takes its own at the end. What
 * is no ordinary file (`/dev/null`, a named pipe) is written as it is, and so is a file in a folder that takes no new ones.
 *
 * @param pieces Text in pieces of any size.
 * @throws {CommandError} Where it cannot be written.
 */
export async function writeReport(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    const target = await findTarget(path);
    const isInPlace = !target.isPlain || !(await isWritable(dirname(target.path)));
    if (isInPlace) await writeWhole(target.path, pieces);
    else await writeBeside(target.path, pieces);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

async function writeBeside(path: string, pieces: Iterable<string>): Promise<void> {
  const growing = join(dirname(path), `.lanescope-report-${process.pid}.tmp`);
  try {
    await writeWhole(growing, pieces);
    await rename(growing, path);
  } catch (error) {
    await rm(growing, { force: true });
    throw error;
  }
}

async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  const file = await open(path, "w");
  try {
    await writePieces(file, pieces);
  } finally {
    await file.close();
  }
}

async function writePieces(file: FileHandle, pieces: Iterable<string>): Promise<void> {
  let waiting = "";
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < writeLength) continue;
    await file.writeFile(waiting);
    waiting = "";
  }
  await file.writeFile(waiting);
}

interface Target {
  /** Absolute, without symbolic links where the file exists: a link stays a link. */
  readonly path: string;
  readonly exists: boolean;
  readonly isPlain: boolean;
}

async function findTarget(path: string): Promise<Target> {
  const absolute = resolve(path);
  try {
    const kind = await stat(absolute);
    if (kind.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    // `/dev/stdout` and its like may lead to a plain file that another program holds open: it must stay that one.
    const isPlain = kind.isFile() && !absolute.startsWith("/dev/");
    return { path: isPlain ? await realpath(absolute) : absolute, exists: true, isPlain };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { path: absolute, exists: false, isPlain: true };
  }
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch {
    // What exactly is wrong, the write itself will tell.
    return false;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "you may not write there. Choose another file",
  EISDIR: "it is a folder. Name a file in it",
  ENOENT: "its folder does not exist. Make the folder, or choose another file",
  ENOSPC: "the disk is full. Free some space, or choose another file",
  ENOTDIR: "a part of its path is a file, not a folder. Choose another file",
  EROFS: "its file system is read-only. Choose another file",
};

function writeFailure(path: string, error: unknown): CommandError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new CommandError(exitCodes.failed, `The report cannot be written to ${path}: ${reasons[code] ?? message}.`);
}
