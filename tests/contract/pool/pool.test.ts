import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { runWorker } from "../../../src/engine/child";
import { hostedThreadsPort } from "../../../src/engine/host/hosted-threads";
import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import { inMemoryPort } from "../../../src/engine/ports/in-memory-adapter";
import type { WorkerPort } from "../../../src/engine/ports/worker-port";
import { bundle } from "../support/bundle";
import { endingCases } from "./ending-cases";
import { probeWorkload } from "./probe-workload";
import { taskCases } from "./task-cases";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-pool-entries-"));
  for (const name of ["worker", "throwing"]) {
    await bundle(name, fileURLToPath(new URL(`${name}-entry.ts`, import.meta.url)), folder);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function memoryPort(): WorkerPort {
  return inMemoryPort((channel, { script }) => {
    if (script.endsWith("throwing.cjs")) throw new Error("thrown at import");
    runWorker(channel, [probeWorkload]);
  });
}

const suites: readonly { title: string; port: () => WorkerPort; isolated: boolean }[] = [
  { title: "workers in memory", port: memoryPort, isolated: false },
  { title: "child processes", port: childProcessPort, isolated: true },
  { title: "threads of a child process", port: () => hostedThreadsPort(childProcessPort()), isolated: true },
];

for (const { title, port, isolated } of suites) {
  describe(`a pool of ${title}`, () => {
    const cases = [...taskCases, ...endingCases].filter(({ needsIsolation = false }) => isolated || !needsIsolation);
    for (const { name, run } of cases) {
      it(name, () => run({ port: port(), script: (script) => join(folder, `${script}.cjs`) }));
    }
  });
}
