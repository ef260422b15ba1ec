import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import type { WorkerPort } from "../../../src/engine/ports/worker-port";
import { createService } from "../../../src/engine/service";
import type { CheckTypes, CompileProgram, Service, ServiceConnection } from "../../../src/engine/service/types";
import type { ServiceEvent } from "../../../src/shared/contract/events";
import { isActive, type Run, type RunSettings } from "../../../src/shared/contract/models";
import type { RequestInput, RequestName, RequestOutput } from "../../../src/shared/contract/requests";
import { FaultError, type Outcome } from "../../../src/shared/fault";
import { readBlocks } from "../../../src/shared/trace/blocks";
import type { Lane } from "../../../src/shared/trace/lanes";
import { readRecord, recordBytes, recordKinds, type TraceRecord } from "../../../src/shared/trace/records";
import { builtinWorkloads } from "../../../src/workloads";
import { workerProcesses } from "../../support/worker-processes";

/** A record, and the lane that wrote it. */
export type LaneRecord = TraceRecord & { readonly lane: number };

/** Where the build put them; tests run in the project's folder, in Electron too. */
const entriesFolder = join(process.cwd(), "out");

/** A session of the engine on the built entries, seen as a view sees it. */
export class EngineUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), "lanescope-test-"));
  readonly service: Service;
  readonly events: ServiceEvent[] = [];
  readonly #connection: ServiceConnection;
  readonly #logged: string[] = [];
  #waiters: (() => void)[] = [];
  #trace = new Uint8Array(0);

  constructor(
    port: WorkerPort = childProcessPort(),
    compileProgram: CompileProgram = async (entry) => ({ entry, modules: {}, text: "", others: {} }),
    checkTypes: CheckTypes = async () => [],
  ) {
    writeFileSync(join(this.folder, "samples.json"), "[]");
    const log = (message: string): void => void this.#logged.push(message);
    this.service = createService({
      sharedMemory: "native",
      info: { version: "0.0.0", shell: "web", logFile: "", notices: [] },
      processes: port,
      workloads: builtinWorkloads,
      samplesFolder: this.folder,
      examplesFolder: join(this.folder, "examples"),
      consentFile: null,
      compileProgram,
      checkTypes,
      entriesFolder,
      temporaryFolder: this.folder,
      log: { info: () => undefined, warn: log, error: log },
    });
    this.#connection = this.service.connect({
      event: (event) => {
        this.events.push(event);
        for (const check of this.#waiters.splice(0)) check();
      },
      trace: ({ runId, offset, bytes }) => {
        const grown = new Uint8Array(offset + bytes.byteLength);
        grown.set(this.#trace);
        grown.set(bytes, offset);
        this.#trace = grown;
        this.#connection.acknowledgeTrace({ runId, offset: grown.byteLength });
        for (const check of this.#waiters.splice(0)) check();
      },
    });
  }

  /** Process ids of the workers that are alive now. */
  get workers(): readonly number[] {
    return workerProcesses(process.pid);
  }

  /** Warnings and errors that were logged. */
  get logged(): readonly string[] {
    return this.#logged;
  }

  /** @throws {FaultError} As the service answers. */
  async request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    const outcome = (await this.#connection.request(name, input)) as Outcome<RequestOutput<Name>>;
    if (!outcome.ok) throw new FaultError(outcome.fault);
    return outcome.value;
  }

  /** Writes a file of this session's own. @returns Its path. */
  write(name: string, text: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Starts a run; what is left out is a default. */
  start(workload: string, more: Partial<RunSettings> = {}): Promise<Run> {
    return this.request("runs.start", {
      workload,
      parameters: {},
      datasetId: null,
      mode: "processes",
      workers: 2,
      chunkSize: "auto",
      ...more,
    });
  }

  /** Starts a run on a file and waits for its end. */
  async runOn(path: string, workload: string, more: Partial<RunSettings> = {}): Promise<Run> {
    const { id } = await this.request("datasets.open", { path });
    return this.ended(await this.start(workload, { ...more, datasetId: id }));
  }

  /** The newest that was told of a run. */
  state({ id }: Run): Run {
    const told = this.events.filter((event) => event.event === "run" && event.run.id === id);
    const last = told[told.length - 1];
    if (last?.event !== "run") throw new Error("nothing was told of that run");
    return last.run;
  }

  /** Waits until a condition holds; looks again with every event and every stretch of trace. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  async ended(run: Run): Promise<Run> {
    await this.until(() => !isActive(this.state(run).state));
    return this.state(run);
  }

  /** A run's whole trace so far. */
  async trace(run: Run): Promise<{ readonly lanes: readonly Lane[]; readonly records: readonly LaneRecord[] }> {
    this.#trace = new Uint8Array(0);
    await this.request("trace.follow", { runId: run.id });
    const { bytes } = this.state(run).trace;
    await this.until(() => this.#trace.byteLength >= bytes);
    const lanes = new Map<number, Lane>();
    const records: LaneRecord[] = [];
    for (const block of readBlocks(this.#trace)) {
      if (block.type === "lane") {
        lanes.set(block.lane.id, block.lane);
        continue;
      }
      if (block.type !== "records") continue;
      for (let offset = 0; offset < block.records.byteLength; offset += recordBytes) {
        const record = readRecord(block.records, offset);
        if (record.kind === recordKinds.name) offset += Math.ceil(record.extra / recordBytes) * recordBytes;
        else records.push({ ...record, lane: block.lane });
      }
    }
    return { lanes: [...lanes.values()], records };
  }

  /** Ends the session and deletes what it left. */
  async close(): Promise<void> {
    await this.service.shutdown();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
