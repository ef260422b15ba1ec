/** What the shells have in common that run in plain Node: the web host and the command line. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProcessPort } from "../engine/ports/child-process-adapter";
import type { Service, ServiceLog } from "../engine/service/types";
import { composeService } from "./compose";

/** The package's folder: `out/` and `resources/` are in it. Built entries and chunks are two levels below. */
export const packageFolder = join(import.meta.dirname, "../..");

/** The package's version. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}

/**
 * Builds the service with child processes as workers.
 *
 * @param logFile Empty where there is none.
 * @param userDataFolder See `ShellFacts`.
 */
export function composeNodeService(log: ServiceLog, logFile: string, userDataFolder: string | null): Service {
  return composeService({
    info: { version: readVersion(), shell: "web", logFile, notices: [] },
    processes: childProcessPort(),
    packageFolder,
    userDataFolder,
    temporaryFolder: tmpdir(),
    log,
  });
}
