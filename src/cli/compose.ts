import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProcessPort } from "../engine/ports/child-process-adapter";
import { createService } from "../engine/service";
import type { Service, ServiceLog } from "../engine/service/types";
import { packageFolder } from "../server/places";
import { builtinWorkloads } from "../workloads";

/** Builds the service for one command: workers are child processes. */
export function composeService(version: string, log: ServiceLog): Service {
  return createService({
    // Neither shell, nor a log file: no view asks a command for these.
    info: { version, shell: "web", logFile: "", notices: [] },
    processes: childProcessPort(),
    workloads: builtinWorkloads,
    samplesFolder: join(packageFolder, "resources/samples"),
    entriesFolder: join(packageFolder, "out"),
    temporaryFolder: tmpdir(),
    log,
  });
}

export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  return manifest.version;
}
