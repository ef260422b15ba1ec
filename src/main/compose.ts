import { join } from "node:path";
import { createService } from "../engine/service";
import type { Service } from "../engine/service/types";
import { builtinWorkloads } from "../workloads";
import type { ShellFacts } from "./application";

/** Builds the service for the app: workers are utility processes. */
export function composeService({ info, processes, packageFolder, temporaryFolder, log }: ShellFacts): Service {
  return createService({
    info,
    processes,
    workloads: builtinWorkloads,
    samplesFolder: join(packageFolder, "resources/samples"),
    entriesFolder: join(packageFolder, "out"),
    temporaryFolder,
    log,
  });
}
