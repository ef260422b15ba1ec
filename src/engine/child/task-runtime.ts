import { performance } from "node:perf_hooks";
import { serialize } from "node:v8";
import { type Fault, type Outcome, toFault } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import type { ParentChannel } from "../ports/parent-channel";
import { resultFlow, taskFlow } from "../protocol/flows";
import type { HostFrame, TaskDone, WorkerSetup } from "../protocol/frames";
import { LaneTrace } from "../protocol/lane-trace";
import { createTraceClock } from "../protocol/trace-clock";
import type { AnyWorkload, TaskContext } from "../protocol/workload";
import { BrokerClient, TaskHandles } from "./broker-client";
import { FrameTraceSink } from "./frame-trace-sink";
import { Turns } from "./turns";

/** Milliseconds between two reports of a task's progress, at least. */
const progressEveryMs = 33;

/** Milliseconds between two hand-ons of what lanes gathered. */
const flushEveryMs = 16;

type TaskFrame = Extract<HostFrame, { type: "task" }>;

/** What a worker is set up with; there once the parent sent it. */
interface Ready {
  readonly setup: WorkerSetup;
  readonly workload: AnyWorkload;
  /** By slot. */
  readonly lanes: readonly LaneTrace[];
}

/** Runs tasks in a worker process or thread, one per slot at a time. */
export class TaskRuntime {
  readonly #channel: ParentChannel;
  readonly #workloads: readonly AnyWorkload[];
  readonly #sink: FrameTraceSink;
  readonly #broker: BrokerClient;
  readonly #turns = new Turns();
  #ready: Ready | null = null;

  constructor(channel: ParentChannel, workloads: readonly AnyWorkload[]) {
    this.#channel = channel;
    this.#workloads = workloads;
    this.#sink = new FrameTraceSink(channel);
    this.#broker = new BrokerClient(channel);
  }

  /** Takes the frames that are about tasks. */
  take(frame: HostFrame): void {
    switch (frame.type) {
      case "setup":
        this.#setUp(frame.setup);
        return;
      case "task":
        void this.#run(frame);
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

  #setUp(setup: WorkerSetup): void {
    const { generation } = this.#channel;
    const workload = this.#workloads.find((one) => one.id === setup.workload);
    if (workload === undefined) {
      const fault: Fault = { code: "workload-unknown", message: `This worker has no workload "${setup.workload}".` };
      this.#channel.post({ type: "fault", generation, fault });
      this.#channel.exit(1);
      return;
    }
    const clock = createTraceClock(setup.epochNs);
    const lanes = setup.lanes.map((lane) => new LaneTrace(lane, clock, this.#sink));
    this.#ready = { setup, workload, lanes };
    setInterval(() => this.#flush(), flushEveryMs).unref();
  }

  #flush(): void {
    for (const lane of this.#ready?.lanes ?? []) lane.flush();
  }

  async #run({ generation, taskId, slot, chunk, attempt }: TaskFrame): Promise<void> {
    const ready = this.#ready;
    const trace = ready?.lanes[slot];
    if (ready === null || trace === undefined)
      throw new Error(`task ${taskId} came for slot ${slot} before its set-up`);
    const context = this.#contextFor(ready, trace, taskId);
    this.#turns.enter();
    const { depth } = trace;
    trace.begin(categories.task, "chunk", chunk.index, attempt);
    trace.flowIn(taskFlow(taskId));
    let outcome: Outcome<TaskDone>;
    try {
      const { partial, ...done } = await ready.workload.task(chunk, context);
      trace.begin(categories.serialize, "serialize");
      const bytes = serialize(partial);
      trace.end(bytes.byteLength);
      outcome = { ok: true, value: { ...done, partial: bytes } };
    } catch (error) {
      const fault = toFault(error, "task-threw");
      trace.endTo(depth + 1);
      trace.begin(categories.failed, fault.code);
      trace.end();
      outcome = { ok: false, fault };
    } finally {
      this.#turns.leave();
    }
    trace.flowOut(resultFlow(taskId));
    trace.endTo(depth);
    trace.flush();
    this.#channel.post({ type: "result", generation, taskId, outcome });
  }

  #contextFor({ setup }: Ready, trace: LaneTrace, taskId: number): TaskContext {
    const handles = new TaskHandles(this.#broker, taskId, trace, setup.shared);
    const { generation } = this.#channel;
    let reportedMs = performance.now();
    return {
      parameters: setup.parameters,
      dataset: setup.dataset,
      trace,
      lock: (name) => handles.lock(name),
      value: (name) => handles.value(name),
      progress: (done) => {
        const nowMs = performance.now();
        if (nowMs - reportedMs < progressEveryMs) return;
        reportedMs = nowMs;
        this.#channel.post({ type: "progress", generation, taskId, done });
      },
      yield: () => this.#turns.yield(),
    };
  }

  #end(): void {
    for (const lane of this.#ready?.lanes ?? []) {
      // Left open: the lane ends with the process.
      lane.begin(categories.startStop, "stop");
      lane.flush();
    }
    this.#channel.exit(0);
  }
}
