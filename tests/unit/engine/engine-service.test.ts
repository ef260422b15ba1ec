import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WorkerPort } from "../../../src/engine/ports/worker-port";
import { createService } from "../../../src/engine/service";
import type { Service, ServiceConnection } from "../../../src/engine/service/types";
import type { ServiceEvent } from "../../../src/shared/contract/events";
import { appInfoSchema, type Dataset } from "../../../src/shared/contract/models";
import type { Outcome } from "../../../src/shared/fault";
import { builtinWorkloads } from "../../../src/workloads";

let folder: string;
let service: Service;
let events: ServiceEvent[];
let connection: ServiceConnection;

/** For what needs no worker. */
const noWorkers: WorkerPort = {
  name: "none",
  start: () => expect.fail("no worker was to be started"),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-service-"));
  const catalogue = [{ id: "small", name: "Small", description: "", licence: "CC0", file: "small.csv" }];
  writeFileSync(join(folder, "samples.json"), JSON.stringify(catalogue));
  writeFileSync(join(folder, "small.csv"), "a,b\n1,2\n");
  events = [];
  startSession();
});

/** Starts a session, of the same user as the one before. */
function startSession(): void {
  const log = (message: string): never => expect.fail(`logged: ${message}`);
  service = createService({
    sharedMemory: "native",
    info: { version: "1.2.3", shell: "web", logFile: "/log", notices: ["careful"] },
    processes: noWorkers,
    workloads: builtinWorkloads,
    samplesFolder: folder,
    examplesFolder: join(folder, "examples"),
    consentFile: null,
    recentsFile: join(folder, "recents.json"),
    compileProgram: async (entry) => ({ entry, modules: {}, text: "", others: {} }),
    entriesFolder: join(folder, "missing"),
    temporaryFolder: folder,
    log: { info: () => undefined, warn: log, error: log },
  });
  connection = service.connect({ event: (event) => events.push(event), trace: () => undefined });
}

afterEach(async () => {
  await service.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

async function value(name: string, input: unknown): Promise<Record<string, unknown>> {
  const outcome = (await connection.request(name, input)) as Outcome<Record<string, unknown>>;
  return outcome.ok ? outcome.value : expect.fail(outcome.fault.message);
}

async function faultCode(answer: Promise<Outcome<unknown>>): Promise<string> {
  const outcome = await answer;
  return outcome.ok ? expect.fail("it was answered") : outcome.fault.code;
}

function sessionFolders(): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith("lanescope-session-"));
}

describe("a session", () => {
  it("tells about itself as the contract says", async () => {
    const info = appInfoSchema.parse(await value("app.info", {}));
    expect(info).toMatchObject({ version: "1.2.3", notices: ["careful"] });
    expect(info.recordingCostNs).toBeGreaterThan(0);
  });

  it("opens a sample, and tells every connected view of it", async () => {
    const others: ServiceEvent[] = [];
    const gone = service.connect({ event: () => expect.fail("it is closed"), trace: () => undefined });
    service.connect({ event: (event) => others.push(event), trace: () => undefined });
    gone.close();
    const dataset = await value("samples.open", { sampleId: "small" });
    expect(dataset).toMatchObject({ name: "small.csv", origin: "sample" });
    expect(events).toEqual([{ event: "datasets", datasets: [dataset] }]);
    expect(others).toEqual(events);
  });

  it.each(["runs.stop", "runs.result", "runs.output", "trace.follow"])(
    "knows no run that there is not: %s",
    async (name) => {
      expect(await faultCode(connection.request(name, { runId: "none" }))).toBe("run-unknown");
    },
  );

  it("knows the data of the session before, and the types that the user corrected", async () => {
    const path = join(folder, "codes.csv");
    writeFileSync(path, "code\n10115\n");
    const { id } = await value("datasets.open", { path });
    await value("datasets.retype", { datasetId: id, column: "code", type: "text" });
    const isTold = (): boolean =>
      events.some((event) => event.event === "recents" && event.recents[0]?.types !== undefined);
    await expect.poll(isTold).toBe(true);
    await service.shutdown();

    startSession();
    expect(await value("recents.list", {})).toMatchObject({ recents: [{ path, name: "codes.csv", isThere: true }] });
    expect(await value("datasets.open", { path })).toMatchObject({ columns: [{ name: "code", type: "text" }] });
    await value("recents.remove", { path });
    expect(await value("recents.list", {})).toEqual({ recents: [] });
  });

  it("keeps its files in one folder, and deletes it at its end", async () => {
    expect(sessionFolders()).toHaveLength(1);
    const upload = await service.openUpload("orders.csv", 8);
    await upload.write(new TextEncoder().encode("a,b\n1,2\n"));
    const { path } = (await upload.finish()) as Dataset;
    expect(path.startsWith(join(folder, sessionFolders()[0]!))).toBe(true);
    const first = service.shutdown();
    expect(service.shutdown()).toBe(first);
    await first;
    expect(sessionFolders()).toEqual([]);
  });

  it("takes no file after its end, and makes its folder no more", async () => {
    await service.shutdown();
    await expect(service.openUpload("orders.csv", 8)).rejects.toMatchObject({ fault: { code: "aborted" } });
    expect(sessionFolders()).toEqual([]);
  });

  it("starts no run after its end, nor one that was asked for just before it", async () => {
    const { id: datasetId } = await value("samples.open", { sampleId: "small" });
    const settings = { parameters: {}, mode: "processes", workers: 1, chunkSize: "auto" };
    // Looking at the changed file takes a moment, in which the session ends.
    appendFileSync(join(folder, "small.csv"), "3,4\n");
    const before = connection.request("runs.start", { ...settings, workload: "sum", datasetId });
    const ended = service.shutdown();
    expect(await faultCode(before)).toBe("aborted");
    await ended;
    expect(
      await faultCode(connection.request("runs.start", { ...settings, workload: "primes", datasetId: null })),
    ).toBe("aborted");
    expect(await value("runs.list", {})).toEqual({ runs: [] });
  });
});
