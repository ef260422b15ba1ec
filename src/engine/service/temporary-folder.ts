import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** How this machine's sessions name their folders: another's, or a container's, may share the place. The process follows. */
const prefix = `lanescope-session-${hostname()
  .replace(/[^A-Za-z0-9]/g, "_")
  .slice(0, 64)}-`;

/** The folder is another user's, or at work, or another session was faster. */
const harmlessCodes: ReadonlySet<string | undefined> = new Set(["EACCES", "EPERM", "EBUSY", "ENOENT", "ENOTEMPTY"]);

/** Makes a folder for one session, and deletes what sessions left that were killed. */
export function makeSessionFolder(parent: string): string {
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (owner === undefined || isAlive(Number(owner))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (error) {
      if (!harmlessCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
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
