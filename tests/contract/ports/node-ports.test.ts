import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { bundle } from "../support/bundle";
import type { PortCase } from "./case-support";
import { casesFor } from "./port-cases";
import type { Stage } from "./probe";
import {
  delegatedStage,
  memoryAbilities,
  memoryStage,
  nestedThreadCases,
  processAbilities,
  processStage,
  scripts,
  threadAbilities,
  threadStage,
} from "./stages";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-ports-"));
  for (const [name, file] of Object.entries(scripts)) {
    await bundle(name, fileURLToPath(new URL(file, import.meta.url)), folder);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const suites: readonly { title: string; cases: readonly PortCase[]; stage: () => Stage }[] = [
  { title: "child process", cases: casesFor(processAbilities), stage: () => processStage(folder) },
  {
    title: "child processes that another process starts",
    cases: casesFor(processAbilities),
    stage: () => delegatedStage(folder),
  },
  { title: "worker threads", cases: casesFor(threadAbilities), stage: () => threadStage(folder) },
  { title: "worker threads in a child process", cases: nestedThreadCases(), stage: () => processStage(folder) },
  { title: "in memory", cases: casesFor(memoryAbilities), stage: memoryStage },
];

// Not `each`: it cuts names short.
for (const { title, cases, stage } of suites) {
  describe(`the port on ${title}`, () => {
    for (const { name, run } of cases) it(name, () => run(stage()));
  });
}
