import type { Lane } from "../../shared/trace/lanes";
import { recordKinds } from "../../shared/trace/records";
import { BlockWriter } from "../protocol/block-writer";
import type { BlockStore, Recorder } from "../recorder/recorder";
import type { RunUsage } from "./execution";
import { type ProcessUsage, type UsageReader, usageSource } from "./process-usage";

/** The lanes of one process, and what it had used when it was last looked at. */
interface Sampled {
  readonly cpu: BlockWriter;
  readonly memory: BlockWriter;
  readonly cpuLane: number;
  readonly memoryLane: number;
  cpuNs: number;
  atNs: number;
}

/**
 * Looks a few times a second at how much processor time and memory the processes of a trace use, and writes it on lanes of
 * their own. From outside, by the system: a worker that is busy could not answer, and has nothing to do with it.
 */
export class ProcessSampler<Store extends BlockStore> {
  readonly #recorder: Recorder<Store>;
  readonly #read: UsageReader;
  readonly #onMemory: (lane: Lane, bytes: number) => void;
  readonly #timer: NodeJS.Timeout | null;
  readonly #processes = new Map<number, Sampled>();
  #cpuNs = 0;
  #mostMemoryBytes = 0;
  #isReading = false;
  #isClosed = false;

  /** @param onMemory Called with the memory of each process at each look, in bytes. */
  constructor(
    recorder: Recorder<Store>,
    source = usageSource(),
    onMemory: (lane: Lane, bytes: number) => void = () => undefined,
  ) {
    this.#recorder = recorder;
    this.#onMemory = onMemory;
    this.#read = source?.read ?? (async () => new Map());
    this.#timer = source === null ? null : setInterval(() => void this.look(), source.everyMs);
    this.#timer?.unref();
  }

  /** What was used until the last look; null where no look has found anything. */
  get usage(): RunUsage | null {
    return this.#mostMemoryBytes === 0 ? null : { cpuMs: this.#cpuNs / 1e6, memoryBytes: this.#mostMemoryBytes };
  }

  /** Looks now. A look that takes longer than the time to the next one holds that back. */
  async look(): Promise<void> {
    if (this.#isReading || this.#isClosed) return;
    this.#isReading = true;
    try {
      const alive = aliveProcesses(this.#recorder.lanes());
      for (const pid of this.#processes.keys()) if (!alive.has(pid)) this.#end(pid);
      const usages = await this.#read([...alive.keys()]);
      // While it was read the trace may have ended, and processes with it.
      if (this.#isClosed) return;
      const nowNs = this.#recorder.clock();
      let workersBytes = 0;
      for (const [pid, usage] of usages) {
        const lane = alive.get(pid)!;
        this.#note(pid, lane, usage, nowNs);
        if (lane.kind === "worker") workersBytes += usage.memoryBytes;
      }
      this.#mostMemoryBytes = Math.max(this.#mostMemoryBytes, workersBytes);
      // Whoever is told may end the trace.
      for (const [pid, { memoryBytes }] of usages) this.#onMemory(alive.get(pid)!, memoryBytes);
    } finally {
      this.#isReading = false;
    }
  }

  /** The trace ends now. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #note(pid: number, lane: Lane, usage: ProcessUsage, nowNs: number): void {
    const sampled = this.#processes.get(pid) ?? this.#add(pid, lane, usage, nowNs);
    const elapsedNs = nowNs - sampled.atNs;
    this.#cpuNs += Math.max(0, usage.cpuNs - sampled.cpuNs);
    if (elapsedNs > 0) {
      // The mean since the last look: it stands from there on.
      const percent = Math.max(0, ((usage.cpuNs - sampled.cpuNs) / elapsedNs) * 100);
      sampled.cpu.pushAt(sampled.atNs, recordKinds.counter, 0, "", percent, 0, 0);
      sampled.cpu.flush();
    }
    sampled.memory.pushAt(nowNs, recordKinds.counter, 0, "", usage.memoryBytes, 0, 0);
    sampled.memory.flush();
    sampled.cpuNs = usage.cpuNs;
    sampled.atNs = nowNs;
  }

  #add(pid: number, lane: Lane, usage: ProcessUsage, nowNs: number): Sampled {
    const recorder = this.#recorder;
    // Its process began with its lane; the parent has done other things before.
    const isNew = lane.kind !== "parent";
    const { startNs, number } = lane;
    const name = lane.part === "" ? lane.name : `process of ${lane.name}`;
    const facts = { name, number: lane.part === "" ? number : 0, pid, startNs };
    const cpuLane = recorder.addLane({ kind: "cpu", valueType: "% of a core", ...facts });
    const memoryLane = recorder.addLane({ kind: "memory", valueType: "bytes", ...facts });
    const sink = { full: false, write: (block: Uint8Array, events: number) => recorder.take(block, events) };
    const sampled = {
      cpuLane,
      memoryLane,
      cpu: new BlockWriter(cpuLane, recorder.clock, sink),
      memory: new BlockWriter(memoryLane, recorder.clock, sink),
      cpuNs: isNew ? 0 : usage.cpuNs,
      atNs: isNew ? startNs : nowNs,
    };
    this.#processes.set(pid, sampled);
    return sampled;
  }

  #end(pid: number): void {
    const sampled = this.#processes.get(pid);
    if (sampled === undefined) return;
    this.#processes.delete(pid);
    const endNs = sampled.atNs;
    for (const lane of [sampled.cpuLane, sampled.memoryLane]) this.#recorder.updateLane(lane, { endNs });
  }
}

/** By process: the lane that stands for it, which is that of the whole process where there is one. */
function aliveProcesses(lanes: Iterable<Lane>): ReadonlyMap<number, Lane> {
  const processes = new Map<number, Lane>();
  for (const lane of lanes) {
    // A combiner that is a thread is a part of the parent.
    const isProcess =
      lane.kind === "parent" || lane.kind === "worker" || (lane.kind === "combiner" && lane.part === "");
    if (!isProcess || lane.pid === null || lane.endNs !== null) continue;
    if (!processes.has(lane.pid) || lane.part === "") processes.set(lane.pid, lane);
  }
  return processes;
}
