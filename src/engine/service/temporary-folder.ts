import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** How the folders of sessions are named: with the process that made them. */
const pattern = /^lanescope-session-(\d+)-/;

/** Milliseconds that a folder without its process is left alone: another machine's may be in a shared place. */
const staleAfterMs = 10 * 60_000;

/** The folder is another user's, or at work, or another session was faster. */
const harmlessCodes: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EBUSY", "ENOENT", "ENOTEMPTY"]);

/** Makes a folder for one session, and deletes what sessions left that were killed. */
export function makeSessionFolder(parent: string): string {
  for (const name of readdirSync(parent)) {
    const owner = Number(pattern.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const path = join(parent, name);
    try {
      if (Date.now() - statSync(path).mtimeMs > staleAfterMs) rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (!harmlessCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
  return mkdtempSync(join(parent, `lanescope-session-${process.pid}-`));
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
