import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProcessPort } from "../engine/ports/child-process-adapter";
import { createService } from "../engine/service";
import type { Service, ServiceLog } from "../engine/service/types";
import { builtinWorkloads } from "../workloads";
import { packageFolder } from "./places";

/** Builds the service for this host: workers are child processes. */
export function composeService(version: string, log: ServiceLog, logFile: string): Service {
  return createService({
    info: { version, shell: "web", logFile, notices: [] },
    processes: childProcessPort(),
    workloads: builtinWorkloads,
    samplesFolder: join(packageFolder, "resources/samples"),
    entriesFolder: join(packageFolder, "out"),
    temporaryFolder: tmpdir(),
    log,
  });
}
