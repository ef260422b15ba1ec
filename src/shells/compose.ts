import { join } from "node:path";
import { loadAddon } from "../engine/memory";
import { createService, openInThread, thumbnailsInThread } from "../engine/service";
import type { Service, ServiceOptions } from "../engine/service/types";
import { builtinWorkloads } from "../workloads";
import { sharedMemoryNotice } from "./shared-memory";
import { checkUserTypes, compileUserProgram } from "./user-program";

/** What a shell knows and the service needs. */
export interface ShellFacts extends Pick<ServiceOptions, "info" | "processes" | "temporaryFolder" | "log"> {
  /** The package's folder: `out/` and `resources/` are in it. */
  readonly packageFolder: string;
  /** Where settings are kept, and what the user allows to run; null for nowhere. */
  readonly userDataFolder: string | null;
}

/** Builds the service for a shell, with the built-in workloads and the package's own files. */
export function composeService({ packageFolder, userDataFolder, ...facts }: ShellFacts): Service {
  const notice = sharedMemoryNotice(process.env);
  const notices = notice === null ? facts.info.notices : [...facts.info.notices, notice];
  return createService({
    ...facts,
    info: { ...facts.info, notices },
    sharedMemory: loadAddon().addon === null ? "brokered" : "native",
    workloads: builtinWorkloads,
    examplesFolder: join(packageFolder, "examples"),
    consentFile: userDataFolder === null ? null : join(userDataFolder, "allowed-programs.json"),
    checkTypes: (path, signal) => checkUserTypes(path, { packageFolder }, signal),
    compileProgram: (path) => compileUserProgram(path, { packageFolder, version: facts.info.version }),
    samplesFolder: join(packageFolder, "resources/samples"),
    entriesFolder: join(packageFolder, "out"),
    openSource: openInThread(join(packageFolder, "out/workers/look.cjs")),
    makeThumbnail: thumbnailsInThread(join(packageFolder, "out/workers/look.cjs")),
    recentsFile: userDataFolder === null ? null : join(userDataFolder, "recent-datasets.json"),
  });
}
