import type { Exit } from "../../../shared/fault";
import type { LaneKind } from "../../../shared/trace/lanes";
import type { Arena } from "../../memory";
import { BlockWriter } from "../../protocol/block-writer";
import { LaneTrace } from "../../protocol/lane-trace";
import type { HandleDescriptor, HandleKind, TraceSetup, WatchReport } from "../../protocol/program";
import { type BlockStore, Recorder } from "../../recorder/recorder";
import { Watch } from "../../runtime";
import { ProcessSampler } from "../process-sampler";
import { drainEveryMs, TraceRings } from "../trace-rings";
import { DeadlockWatch } from "./deadlock-watch";
import { Findings } from "./findings";
import type { HandleBroker } from "./handle-broker";
import { LockOrders } from "./lock-orders";

/** Where a program's trace goes. */
export interface TraceTarget {
  readonly store: BlockStore;
  /** When the trace's time begins, `process.hrtime.bigint()`; now, where left out. */
  readonly epochNs?: bigint | undefined;
  /** Milliseconds that records may lie in rings that have room; as often as a picture changes, where left out. */
  readonly patienceMs?: number | undefined;
}

/** A ring that is fuller than that is read soon again. */
const fullShare = 1 / 4;

/** Records of a worker's ring: 2 MB, enough for a tenth of a second of nothing but locking and unlocking. */
const ringRecords = 65_536;

/** Which handles have a lane, and of which kind. */
const laneKinds: Partial<Readonly<Record<HandleKind, LaneKind>>> = {
  lock: "lock",
  rlock: "lock",
  value: "value",
  queue: "queue",
  "simple-queue": "queue",
};

/** What is traced of a program, seen from its main process. */
export class ProgramTracing {
  readonly recorder: Recorder<BlockStore>;
  readonly findings: Findings;
  /** The main process's own. */
  readonly watch: Watch;
  readonly #rings: TraceRings;
  readonly #sampler: ProcessSampler<BlockStore>;
  readonly #orders: LockOrders;
  readonly #deadlocks: DeadlockWatch;
  readonly #workers = new Set<WorkerTracing>();
  readonly #slots = new Set<LaneTrace>();
  readonly #patienceMs: number;
  #timer: NodeJS.Timeout;
  #workerNumber = 0;

  constructor({ store, epochNs, patienceMs = drainEveryMs }: TraceTarget, memory: Arena | null, broker: HandleBroker) {
    this.recorder = new Recorder(store, epochNs);
    const { recorder } = this;
    this.#rings = new TraceRings(memory, recorder, ringRecords);
    this.#sampler = new ProcessSampler(recorder);
    this.findings = new Findings(recorder);
    this.#orders = new LockOrders(this.findings);
    this.#deadlocks = new DeadlockWatch(this.findings, memory, broker, (client) => this.#laneOf(client));
    broker.onDepth = (handle, depth) => recorder.parent.valueUpdate(this.findings.handleLane(handle), depth);
    this.watch = new Watch((report) => this.#take(report, recorder.parent.lane), recorder.clock);
    this.#patienceMs = patienceMs;
    this.#timer = this.#drainIn(drainEveryMs);
  }

  /** The lane of a new handle; 0 for kinds that have none. */
  addHandle({ kind, name, more }: Omit<HandleDescriptor, "lane">): number {
    const laneKind = laneKinds[kind];
    if (laneKind === undefined) return 0;
    return this.recorder.addLane({ kind: laneKind, name, valueType: kind === "value" ? String(more.type) : "" });
  }

  /** The handle is there: the detectors know it from now on. */
  noteHandle(descriptor: HandleDescriptor): void {
    this.findings.note(descriptor);
    this.#deadlocks.note(descriptor);
  }

  /** The lane of a worker that starts now. */
  addWorker(client: number, name: string): WorkerTracing {
    const lane = this.recorder.addLane({ kind: "worker", name, number: ++this.#workerNumber });
    const worker = new WorkerTracing(this.recorder, this.#rings, lane, client, (report) => this.#take(report, lane));
    this.#workers.add(worker);
    return worker;
  }

  /** The lane of tasks that run on this thread. */
  addSlot(name: string): LaneTrace {
    const { recorder } = this;
    const number = ++this.#workerNumber;
    const lane = recorder.addLane({ kind: "worker", name, part: `slot ${number}`, number, pid: process.pid });
    const sink = { full: false, write: (block: Uint8Array, events: number) => recorder.take(block, events) };
    const trace = new LaneTrace(lane, recorder.clock, new BlockWriter(lane, recorder.clock, sink));
    this.#slots.add(trace);
    return trace;
  }

  endSlot(trace: LaneTrace, exit: Exit): void {
    trace.flush();
    this.#slots.delete(trace);
    this.recorder.updateLane(trace.lane, { endNs: this.recorder.clock(), exit });
  }

  /** A worker is gone. */
  endWorker(worker: WorkerTracing, exit: Exit): void {
    worker.end(exit);
    this.#workers.delete(worker);
  }

  /** A task of this process ended while it held locks. @param lane On which it is shown. */
  locksLeft(locks: readonly number[], lane = this.recorder.parent.lane): void {
    this.findings.locksLeft(locks, lane);
  }

  /** The program ends now. */
  close(): void {
    clearTimeout(this.#timer);
    this.#sampler.close();
    this.watch.flush();
    this.#rings.drain();
    for (const slot of this.#slots) slot.flush();
    this.recorder.close();
  }

  #drainIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#drain(), ms).unref();
  }

  #drain(): void {
    this.#timer = this.#drainIn(this.#rings.drain() > fullShare ? drainEveryMs : this.#patienceMs);
    this.watch.flush();
    for (const slot of this.#slots) slot.flush();
    this.recorder.parent.flush();
    this.#deadlocks.tick();
  }

  #take(report: WatchReport, lane: number): void {
    if (report.type === "lock-order") this.#orders.add(report, lane);
    else if (report.type === "lost-update") this.findings.lostUpdate(report, lane);
    else this.findings.locksLeft(report.locks, lane);
  }

  #laneOf(client: number): number {
    for (const worker of this.#workers) if (worker.client === client) return worker.lane;
    return this.recorder.parent.lane;
  }
}

/** What is traced of one worker. */
export class WorkerTracing {
  readonly lane: number;
  readonly client: number;
  /** What the worker has to know. */
  readonly setup: TraceSetup;
  readonly #recorder: Recorder<BlockStore>;
  readonly #rings: TraceRings;
  readonly #report: (report: WatchReport) => void;

  constructor(
    recorder: Recorder<BlockStore>,
    rings: TraceRings,
    lane: number,
    client: number,
    report: (report: WatchReport) => void,
  ) {
    this.#recorder = recorder;
    this.#rings = rings;
    this.lane = lane;
    this.client = client;
    this.#report = report;
    this.setup = { lane, epochNs: recorder.epochNs, ring: rings.add(lane) };
  }

  /** Its process or thread is there. */
  began(pid: number): void {
    this.#recorder.updateLane(this.lane, { pid, part: pid === process.pid ? "thread" : "" });
  }

  /** Takes blocks that came as frames. */
  take(blocks: Uint8Array, events: number): void {
    this.#recorder.take(blocks, events);
  }

  report(report: WatchReport): void {
    this.#report(report);
  }

  /** It is gone. */
  end(exit: Exit): void {
    this.#rings.end(this.lane);
    this.#recorder.updateLane(this.lane, { endNs: this.#recorder.clock(), exit });
  }
}
