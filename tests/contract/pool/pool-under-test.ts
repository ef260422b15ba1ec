import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { Broker } from "../../../src/engine/host/broker";
import { Pool, type StartedTask } from "../../../src/engine/host/pool";
import type { WorkerEvents, WorkerHandle, WorkerPort } from "../../../src/engine/ports/worker-port";
import type { SharedHandle } from "../../../src/engine/protocol/frames";
import { Recorder, TraceSpool } from "../../../src/engine/recorder";
import { type Fault, FaultError } from "../../../src/shared/fault";
import { readBlocks } from "../../../src/shared/trace/blocks";
import type { Lane } from "../../../src/shared/trace/lanes";
import { readRecord, recordBytes, recordKinds, type TraceRecord } from "../../../src/shared/trace/records";
import type { Deed } from "./probe-workload";

/** A way to start workers, under test. */
export interface Stage {
  readonly port: WorkerPort;
  /** Absolute path of a worker's script. */
  script(name: "worker" | "throwing"): string;
}

interface Settings {
  readonly workers?: number;
  readonly slots?: number;
  readonly script?: "worker" | "throwing";
}

/** A worker that the pool started. */
interface Started {
  readonly generation: number;
  readonly handle: WorkerHandle;
  readonly events: WorkerEvents;
}

/** A pool with everything around it, and all that it reports. */
export class PoolUnderTest {
  readonly pool: Pool;
  readonly recorder: Recorder;
  readonly broker: Broker;
  readonly started: Started[] = [];
  /** Of workers that ended unasked, with their lanes. */
  readonly losses: { readonly fault: Fault; readonly lanes: readonly number[] }[] = [];
  readonly broken: Fault[] = [];
  readonly held: (readonly string[])[] = [];
  readonly progress: (readonly [number, number])[] = [];
  readonly output: { readonly lane: number; readonly text: string }[] = [];
  readonly ended: number[] = [];
  /** How often a slot became free. */
  freed = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), "lanescope-pool-"));
  #chunks = 0;

  /** @param deeds What each chunk's task does, in the order in which they are started. */
  constructor(stage: Stage, deeds: readonly Deed[], { workers = 2, slots = 1, script = "worker" }: Settings = {}) {
    this.recorder = new Recorder(
      new TraceSpool(join(this.#folder, "trace"), (error) => {
        throw error;
      }),
    );
    const shared: readonly SharedHandle[] = [
      {
        name: "lock",
        lane: this.recorder.addLane({ kind: "lock", name: "lock" }),
        declaration: { kind: "lock" },
        place: null,
      },
      ...(["count", "signals"] as const).map((name): SharedHandle => {
        const lane = this.recorder.addLane({ kind: "value", name, valueType: "int32" });
        return { name, lane, declaration: { kind: "value", type: "int32", initial: 0 }, place: null };
      }),
    ];
    this.broker = new Broker(shared);
    this.pool = new Pool({
      port: this.#watched(stage.port),
      script: stage.script(script),
      workers,
      slots,
      partOf: (number) => (slots === 1 ? "" : `slot ${number}`),
      setupFor: (lanes) => ({
        workload: "probe",
        parameters: { deeds: deeds.join(" ") },
        dataset: null,
        lanes,
        epochNs: this.recorder.epochNs,
        shared,
        memory: null,
      }),
      recorder: this.recorder,
      broker: this.broker,
      events: {
        onFree: () => this.freed++,
        onProgress: (taskId, done) => this.progress.push([taskId, done]),
        onOutput: (lane, _stream, text) => this.output.push({ lane, text }),
        onExit: (lane) => this.ended.push(lane),
        onLoss: (fault, lanes) => this.losses.push({ fault, lanes }),
        onHeld: (locks) => this.held.push(locks),
        onBroken: (fault) => this.broken.push(fault),
      },
    });
  }

  /** Starts the workers, and waits until as many slots are free. */
  async open(free: number): Promise<void> {
    this.pool.open();
    await this.until(() => this.pool.free.length === free);
  }

  /**
   * Starts the next chunk's task, on the lane that the pool names first.
   *
   * @param batch Of a result that may be kept; null for one that comes at once.
   */
  start({
    attempt = 1,
    batch = null,
  }: {
    readonly attempt?: number;
    readonly batch?: number | null;
  } = {}): StartedTask {
    const [lane] = this.pool.free;
    if (lane === undefined) throw new Error("no slot is free");
    const index = this.#chunks++;
    return watched(
      this.pool.start(
        lane,
        { chunk: { index, from: index, to: index + 1 }, attempt, batch, ahead: Number.POSITIVE_INFINITY },
        { round: 0, state: null },
      ),
    );
  }

  /** Asks for what the worker of the lane that the pool names first keeps. */
  handOn(): StartedTask {
    return watched(this.pool.handOn(this.pool.free[0]!));
  }

  /** Whether a task told that it had got that far. */
  get signalled(): boolean {
    return this.broker.values().signals === 1;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  lanes(): readonly Lane[] {
    const lanes: Lane[] = [];
    for (let id = 1; ; id++) {
      try {
        lanes.push(this.recorder.lane(id));
      } catch (error) {
        if (error instanceof RangeError) return lanes.filter(({ kind }) => kind === "worker");
        throw error;
      }
    }
  }

  /** A lane's records so far, definitions of names left out. */
  async records(lane: number): Promise<readonly TraceRecord[]> {
    const { spool } = this.recorder;
    const records: TraceRecord[] = [];
    for (const block of readBlocks(await spool.read(0, spool.size))) {
      if (block.type !== "records" || block.lane !== lane) continue;
      for (let offset = 0; offset < block.records.byteLength; offset += recordBytes) {
        const record = readRecord(block.records, offset);
        if (record.kind === recordKinds.name) offset += Math.ceil(record.extra / recordBytes) * recordBytes;
        else records.push(record);
      }
    }
    return records;
  }

  /** Ends everything, whatever state it is in. */
  async dispose(): Promise<void> {
    await this.pool.terminate();
    await this.recorder.spool.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #watched(port: WorkerPort): WorkerPort {
    return {
      name: port.name,
      start: (entry, events) => {
        const handle = port.start(entry, events);
        this.started.push({ generation: entry.generation, handle, events });
        return handle;
      },
    };
  }
}

/** Whoever is interested in how it fails looks at it later. */
function watched(started: StartedTask): StartedTask {
  started.done.catch(() => undefined);
  return started;
}

/** What a task gave; undefined where its worker keeps it. */
export async function partialOf({ done }: StartedTask): Promise<unknown> {
  const { partial } = await done;
  return partial === null ? undefined : deserialize(partial);
}

/** Why a task failed. */
export async function faultOf({ done }: StartedTask): Promise<Fault> {
  try {
    await done;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error("the task succeeded");
}
