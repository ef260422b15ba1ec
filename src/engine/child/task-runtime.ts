import { performance } from "node:perf_hooks";
import { deserialize } from "node:v8";
import { FaultError, fail, type Outcome, toFault } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import { Arena } from "../memory";
import type { ParentChannel } from "../ports/parent-channel";
import { BlockWriter } from "../protocol/block-writer";
import { resultFlow, taskFlow } from "../protocol/flows";
import type { HostFrame, MemorySetup, SharedHandle, TaskDone, WorkerSetup } from "../protocol/frames";
import { LaneTrace } from "../protocol/lane-trace";
import type { OwnModule } from "../protocol/own-workload";
import { serialize } from "../protocol/serialize";
import { createTraceClock } from "../protocol/trace-clock";
import type { AnyWorkload, TaskContext } from "../protocol/workload";
import { BrokerClient } from "./broker-client";
import { FrameTraceSink } from "./frame-trace-sink";
import { loadWorkload, moduleName } from "./own/load-workload";
import { placedFault } from "./own/placed-fault";
import { onStrayErrors } from "./own/stray-errors";
import { unsendablePart } from "./own/unsendable";
import { type SlotResult, SlotWork } from "./slot-work";
import { TaskHandles } from "./task-handles";
import { Turns } from "./turns";

/** Milliseconds between two reports of a task's progress, at least: views are told of a run as often. */
const progressEveryMs = 100;

/** Milliseconds between two hand-ons of what lanes gathered. */
const flushEveryMs = 16;

/** One of the tasks that a worker may have at once, and what they need. */
interface Slot {
  readonly setup: WorkerSetup;
  readonly trace: LaneTrace;
  readonly work: SlotWork;
  /** The round whose state `state` is. */
  round: number;
  state: unknown;
}

/** Runs tasks in a worker process or thread, one per slot at a time. */
export class TaskRuntime {
  readonly #channel: ParentChannel;
  readonly #workloads: readonly AnyWorkload[];
  readonly #sink: FrameTraceSink;
  readonly #broker: BrokerClient;
  readonly #turns = new Turns();
  #memory: Arena | null = null;
  /** There once the parent sent the set-up. */
  #slots: readonly Slot[] = [];
  /** Where the workload is a user's. */
  #module: OwnModule | null = null;
  /** Frames that came while a user's module is being loaded; null at all other times. */
  #early: HostFrame[] | null = null;

  constructor(channel: ParentChannel, workloads: readonly AnyWorkload[]) {
    this.#channel = channel;
    this.#workloads = workloads;
    this.#sink = new FrameTraceSink(channel);
    this.#broker = new BrokerClient(channel);
  }

  /** Takes the frames that are about tasks. */
  take(frame: HostFrame): void {
    if (this.#early !== null) {
      this.#early.push(frame);
      return;
    }
    switch (frame.type) {
      case "setup":
        void this.#setUp(frame.setup);
        return;
      case "task":
        this.#do(frame);
        return;
      case "hand-on":
        this.#handOn(frame);
        return;
      case "wait":
        this.#slots[frame.slot]?.trace.begin(categories.dataWait, frame.name);
        return;
      case "reply":
        this.#broker.answer(frame.requestId, frame.outcome);
        return;
      case "trace-taken":
        this.#sink.taken(frame.bytes);
        return;
      case "shutdown":
        this.#end();
        return;
      default:
        // Frames about threads are for the thread host.
        return;
    }
  }

  async #setUp(setup: WorkerSetup): Promise<void> {
    try {
      if (setup.module === undefined) this.#open(setup, this.#known(setup.workload));
      else {
        this.#module = setup.module;
        this.#early = [];
        const { generation } = this.#channel;
        onStrayErrors(setup.module, (fault) => this.#channel.post({ type: "stray", generation, fault }));
        const { workload } = await loadWorkload(setup.module);
        this.#open(setup, workload);
        const early = this.#early;
        this.#early = null;
        for (const frame of early) this.take(frame);
      }
    } catch (error) {
      const { generation } = this.#channel;
      this.#channel.post({ type: "fault", generation, fault: toFault(error) });
      this.#channel.exit(1);
    }
  }

  /** @throws {FaultError} `workload-unknown`. */
  #known(id: string): AnyWorkload {
    const workload = this.#workloads.find((one) => one.id === id);
    return workload ?? fail("workload-unknown", `This worker has no workload "${id}".`);
  }

  /** @throws {FaultError} Where it lacks memory that others reach locks and values by. */
  #open(setup: WorkerSetup, workload: AnyWorkload): void {
    const clock = createTraceClock(setup.epochNs);
    const memory = setup.memory === null ? null : this.#openMemory(setup.memory, setup.shared);
    this.#memory = memory;
    this.#slots = setup.lanes.map((lane, slot) => {
      const place = setup.memory?.rings[slot] ?? null;
      const isRing = memory !== null && place !== null;
      const writer = isRing ? memory.openRing(place) : new BlockWriter(lane, clock, this.#sink);
      const trace = new LaneTrace(lane, clock, writer);
      return { setup, trace, work: new SlotWork(setup, workload), round: -1, state: null };
    });
    setInterval(() => this.#flush(), flushEveryMs).unref();
  }

  #flush(): void {
    for (const { trace } of this.#slots) trace.flush();
  }

  #do(frame: Extract<HostFrame, { type: "task" }>): void {
    const slot = this.#slot(frame);
    const { trace, work } = slot;
    // A wait at a barrier ends with the next task.
    trace.endTo(0);
    if (slot.round !== frame.round) {
      slot.round = frame.round;
      slot.state = frame.state === null ? null : deserialize(frame.state);
    }
    const handles = this.#handlesFor(slot, frame.taskId);
    const context = this.#contextFor(slot, frame.taskId, handles);
    const { chunk, attempt } = frame;
    void this.#run(
      frame.taskId,
      trace,
      () => trace.begin(categories.task, "chunk", chunk.index, attempt),
      () => work.do(frame, context),
      handles,
    );
  }

  #handOn(frame: Extract<HostFrame, { type: "hand-on" }>): void {
    const { trace, work } = this.#slot(frame);
    void this.#run(
      frame.taskId,
      trace,
      () => trace.begin(categories.serialize, "hand on"),
      async () => work.handOn(),
    );
  }

  #slot({ taskId, slot }: { readonly taskId: number; readonly slot: number }): Slot {
    const found = this.#slots[slot];
    if (found === undefined) throw new Error(`task ${taskId} came for slot ${slot} before its set-up`);
    return found;
  }

  /** Answers a task with what `body` gives, all of it within the slice that `begin` opens. */
  async #run(
    taskId: number,
    trace: LaneTrace,
    begin: () => void,
    body: () => Promise<SlotResult>,
    handles: TaskHandles | null = null,
  ): Promise<void> {
    const { generation } = this.#channel;
    this.#turns.enter();
    const { depth } = trace;
    begin();
    trace.flowIn(taskFlow(taskId));
    let outcome: Outcome<TaskDone>;
    try {
      const { done, handedOn } = await body();
      const partial = handedOn === null ? null : serialized(handedOn.partial, trace, this.#module);
      outcome = { ok: true, value: { ...done, partial } };
    } catch (error) {
      const fault = this.#module === null ? toFault(error, "task-threw") : placedFault(error, this.#module);
      trace.endTo(depth + 1);
      trace.begin(categories.failed, fault.code);
      trace.end();
      outcome = { ok: false, fault };
    } finally {
      this.#turns.leave();
    }
    const left = handles?.close() ?? [];
    trace.flowOut(resultFlow(taskId));
    trace.endTo(depth);
    trace.flush();
    this.#channel.post({ type: "result", generation, taskId, outcome, left });
  }

  #handlesFor({ setup: { shared }, trace }: Slot, taskId: number): TaskHandles {
    return new TaskHandles(taskId, { broker: this.#broker, memory: this.#memory, shared, trace });
  }

  #contextFor({ setup, trace, round, state }: Slot, taskId: number, handles: TaskHandles): TaskContext {
    const { generation } = this.#channel;
    let reportedMs = performance.now();
    return {
      parameters: setup.parameters,
      dataset: setup.dataset,
      trace,
      lock: (name) => handles.lock(name),
      value: (name) => handles.value(name),
      array: (name) => handles.array(name),
      round,
      state,
      progress: (done) => {
        const nowMs = performance.now();
        if (nowMs - reportedMs < progressEveryMs) return;
        reportedMs = nowMs;
        this.#channel.post({ type: "progress", generation, taskId, done });
      },
      yield: () => this.#turns.yield(),
    };
  }

  /**
   * Where it cannot be had records go by frames, but a lock or a value that others reach by it cannot be used otherwise.
   *
   * @throws {FaultError} `memory-unavailable`, `memory-gone`, `memory-refused`.
   */
  #openMemory({ descriptor }: MemorySetup, shared: readonly SharedHandle[]): Arena | null {
    try {
      return Arena.open(descriptor);
    } catch (error) {
      if (error instanceof FaultError && shared.every(({ place }) => place === null)) return null;
      throw error;
    }
  }

  #end(): void {
    for (const { trace } of this.#slots) {
      trace.endTo(0);
      // Left open: the lane ends with the process.
      trace.begin(categories.startStop, "stop");
      trace.flush();
    }
    this.#channel.exit(0);
  }
}

function serialized(partial: unknown, trace: LaneTrace, module: OwnModule | null): Uint8Array {
  trace.begin(categories.serialize, "serialize");
  let bytes: Uint8Array;
  try {
    bytes = serialize(partial);
  } catch (error) {
    const reason = unsendablePart(partial, "result") ?? (error instanceof Error ? error.message : String(error));
    const message = `${module === null ? "" : `${moduleName(module)}: `}what a task gave cannot be sent to where results are combined: ${reason}. Give numbers, texts, lists, plain objects, maps, sets and typed arrays.`;
    throw new FaultError({ code: "not-serializable", message }, { cause: error });
  }
  trace.end(bytes.byteLength);
  return bytes;
}
