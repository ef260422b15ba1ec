import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import { createService } from "../../../src/engine/service";
import { isActive, type Run } from "../../../src/shared/contract/models";
import type { Outcome } from "../../../src/shared/fault";
import { emit } from "./workload";

/** Milliseconds between two samples of the delay; each sample holds them besides the delay. */
const resolutionMs = 1;

const [entriesFolder = "", workers = "2", seconds = "5", eventsPerSecond = "50000"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "lanescope-bench-"));
writeFileSync(join(folder, "samples.json"), "[]");
const nothing = (): void => undefined;
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
  log: { info: nothing, warn: console.error, error: console.error },
});
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
let received = 0;

// A view that takes in everything, as a window does.
const connection = service.connect({
  event: (event) => {
    if (event.event === "run" && !isActive(event.run.state)) void finish(event.run);
  },
  trace: ({ runId, offset, bytes }) => {
    received += bytes.byteLength;
    setImmediate(() => connection.acknowledgeTrace({ runId, offset: offset + bytes.byteLength }));
  },
});

async function finish(run: Run): Promise<void> {
  delay.disable();
  if (run.state !== "done") throw new Error(run.fault?.message ?? run.state);
  const perSecond = run.trace.events / Number(seconds);
  process.stdout.write(
    JSON.stringify({
      state: run.state,
      eventsPerSecond: perSecond,
      dropped: run.trace.dropped,
      receivedBytes: received,
      p50Ms: delay.percentile(50) / 1e6 - resolutionMs,
      p99Ms: delay.percentile(99) / 1e6 - resolutionMs,
      maxMs: delay.max / 1e6 - resolutionMs,
      toldP99Ms: run.parentDelayP99Ms,
    }),
  );
  await service.shutdown();
  rmSync(folder, { recursive: true, force: true });
}

async function start(): Promise<void> {
  const outcome = (await connection.request("runs.start", {
    workload: "emit",
    parameters: { seconds: Number(seconds), eventsPerSecond: Number(eventsPerSecond) / Number(workers) },
    datasetId: null,
    mode: "processes",
    workers: Number(workers),
    chunkSize: "auto",
  })) as Outcome<Run>;
  if (!outcome.ok) throw new Error(outcome.fault.message);
  await connection.request("trace.follow", { runId: outcome.value.id });
  delay.enable();
}

void start();
