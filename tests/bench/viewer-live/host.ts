import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import { createService } from "../../../src/engine/service";
import { startWebHost } from "../../../src/server/web-host";
import { isActive, type Run } from "../../../src/shared/contract/models";
import type { Outcome } from "../../../src/shared/fault";
import { emit } from "../event-loop/workload";

/** Serves the built app. A line of input starts a run; a line of output tells of its start, another one of its end. */
const [entriesFolder = "", rendererFolder = "", workers = "2", seconds = "10", eventsPerSecond = "200000"] =
  process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "lanescope-bench-"));
writeFileSync(join(folder, "samples.json"), "[]");
const log = { info: () => undefined, warn: console.error, error: console.error };
const service = createService({
  sharedMemory: "native",
  info: { version: "0.0.0", shell: "web", logFile: "", notices: [] },
  processes: childProcessPort(),
  workloads: [emit],
  samplesFolder: folder,
  examplesFolder: join(folder, "examples"),
  consentFile: null,
  compileProgram: async (entry) => ({ entry, modules: {}, text: "", others: {} }),
  entriesFolder,
  temporaryFolder: folder,
  log,
});
const say = (told: object): void => void process.stdout.write(`${JSON.stringify(told)}\n`);
const connection = service.connect({
  event: (event) => {
    if (event.event === "run" && !isActive(event.run.state)) {
      const { state, trace } = event.run;
      say({ state, events: trace.events, dropped: trace.dropped });
    }
  },
  trace: () => undefined,
});

async function start(): Promise<void> {
  const outcome = (await connection.request("runs.start", {
    workload: "emit",
    // They leave the processors to the view, as far as they can.
    parameters: { seconds: Number(seconds), eventsPerSecond: Number(eventsPerSecond) / Number(workers), restMs: 4 },
    datasetId: null,
    mode: "processes",
    workers: Number(workers),
    chunkSize: "auto",
  })) as Outcome<Run>;
  if (!outcome.ok) throw new Error(outcome.fault.message);
  say({ startedMs: outcome.value.startedMs });
}

async function serve(): Promise<void> {
  const host = await startWebHost({ service, rendererFolder, port: 0, log });
  say({ url: host.url });
  for await (const _line of createInterface({ input: process.stdin })) await start();
  await host.close();
  await service.shutdown();
  rmSync(folder, { recursive: true, force: true });
}

void serve();
