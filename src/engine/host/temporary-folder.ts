import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** The folder is another user's, or at work, or another session was faster. */
const harmlessCodes: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EBUSY", "ENOENT", "ENOTEMPTY"]);

/**
 * How this machine's folders for a purpose begin; the process that made them follows. Another machine, or a container, may
 * share the place.
 *
 * @param longest Characters of the machine's name.
 */
export function folderPrefix(purpose: string, longest = 64): string {
  const machine = hostname()
    .replace(/[^A-Za-z0-9]/g, "_")
    .slice(0, longest);
  return `lanescope-${purpose}-${machine}-`;
}

/** Deletes folders of that prefix whose processes are gone: they were killed. */
export function sweepFolders(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (owner === undefined || isAlive(Number(owner))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (error) {
      if (!harmlessCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
}

/** Makes a folder for one session, and deletes what sessions left that were killed. */
export function makeSessionFolder(parent: string): string {
  const prefix = folderPrefix("session");
  sweepFolders(parent, prefix);
  return mkdtempSync(join(parent, `${prefix}${process.pid}-`));
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
