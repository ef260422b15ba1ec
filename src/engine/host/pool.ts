import { type Exit, type Fault, FaultError } from "../../shared/fault";
import type { WorkerHandle, WorkerPort } from "../ports/worker-port";
import { taskFlow } from "../protocol/flows";
import type { HostFrame, TaskDone, WorkerFrame, WorkerSetup } from "../protocol/frames";
import type { Recorder } from "../recorder";
import type { Broker } from "./broker";
import type { Assignment } from "./chunk-ledger";
import { nextGeneration } from "./generations";

export interface PoolOptions {
  readonly port: WorkerPort;
  /** Absolute path of what workers run. */
  readonly script: string;
  readonly workers: number;
  /** Tasks that a worker runs at once, interleaved on its thread. */
  readonly slots: number;
  /** What a lane is within its process, from its number; empty where it is the whole process. */
  partOf(number: number): string;
  setupFor(lanes: readonly number[]): WorkerSetup;
  readonly recorder: Recorder;
  readonly broker: Broker;
  readonly events: PoolEvents;
}

interface PoolEvents {
  /** A slot became free. */
  onFree(): void;
  /** How much of a task is done, in the plan's unit. */
  onProgress(taskId: number, done: number): void;
  /** A piece of what a worker printed. */
  onOutput(lane: number, stream: "stdout" | "stderr", text: string): void;
  /** Nothing more is printed on the lane. */
  onExit(lane: number): void;
  /** A worker ended unasked: whatever its lanes did or kept is lost. Told before its tasks are rejected. */
  onLoss(fault: Fault, lanes: readonly number[]): void;
  /** A task ended without giving back locks. */
  onHeld(locks: readonly string[]): void;
  /** There is no use in going on: workers end again and again before they have done anything, or their code threw by itself. */
  onBroken(fault: Fault): void;
}

/** A task at work. */
interface Task {
  readonly id: number;
  readonly lane: number;
  resolve(done: TaskDone): void;
  reject(error: FaultError): void;
}

interface Member {
  readonly name: string;
  readonly generation: number;
  readonly handle: WorkerHandle;
  /** By slot. */
  readonly lanes: readonly number[];
  ready: boolean;
  readonly tasks: Map<number, Task>;
  /** Why it could not go on, by its own words. */
  fault: Fault | null;
  /** Bytes of trace that were taken in and not told yet. */
  takenBytes: number;
}

type TaskFrame = Extract<HostFrame, { type: "task" }>;

/** Bytes of trace after which a worker is told that they were taken in: few beside what it may have under way. */
const takenEveryBytes = 256 * 1024;

/** Workers that may end before they could begin, one after the other, until the pool gives up. */
const mostFailedStarts = 3;

/** Workers that may be lost without any task being done meanwhile, until the pool gives up. */
const mostLossesInARow = 10;

/** Milliseconds that workers may take to finish and flush before they are killed. */
const closeGraceMs = 2_000;

/** What a pool tells of a task that it started. */
export interface StartedTask {
  readonly id: number;
  /** @throws {FaultError} `worker-lost`, or what the task threw. */
  readonly done: Promise<TaskDone>;
}

/** Keeps a number of workers at work, and replaces those that are lost. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #members = new Set<Member>();
  #state: "open" | "closing" | "broken" = "open";
  #failedStarts = 0;
  #lossesInARow = 0;
  #numbers = 0;
  #tasks = 0;
  readonly #whenEmpty: (() => void)[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts the workers. */
  open(): void {
    this.#reconcile();
  }

  /** Lanes of slots that have no task, of workers that are up; those of workers that have least to do first. */
  get free(): readonly number[] {
    const free: { readonly lane: number; readonly load: number }[] = [];
    for (const { ready, lanes, tasks } of this.#members) {
      if (!ready) continue;
      const busy = new Set([...tasks.values()].map(({ lane }) => lane));
      for (const lane of lanes) if (!busy.has(lane)) free.push({ lane, load: busy.size });
    }
    return free.sort((a, b) => a.load - b.load).map(({ lane }) => lane);
  }

  /**
   * Sends a chunk to a free lane.
   *
   * @param assignment See the frame.
   */
  start(
    lane: number,
    { chunk, attempt, batch, ahead }: Assignment & Pick<TaskFrame, "batch" | "ahead">,
    round: Pick<TaskFrame, "round" | "state">,
  ): StartedTask {
    return this.#start(lane, (task) => ({ type: "task", ...task, chunk, attempt, batch, ahead, ...round }));
  }

  /** Tells a free lane that it waits at a barrier until its next task. */
  wait(lane: number, name: string): void {
    const member = this.#memberOf(lane);
    const slot = member.lanes.indexOf(lane);
    this.#post(member, { type: "wait", generation: member.generation, slot, name });
  }

  /** Asks a free lane for what its worker keeps. */
  handOn(lane: number): StartedTask {
    return this.#start(lane, (task) => ({ type: "hand-on", ...task }));
  }

  #start(
    lane: number,
    frameOf: (task: { readonly generation: number; readonly taskId: number; readonly slot: number }) => HostFrame,
  ): StartedTask {
    const member = this.#memberOf(lane);
    const { generation } = member;
    const id = ++this.#tasks;
    const done = new Promise<TaskDone>((resolve, reject) => {
      member.tasks.set(id, { id, lane, resolve, reject });
    });
    this.#options.recorder.parent.flowOut(taskFlow(id));
    this.#post(member, frameOf({ generation, taskId: id, slot: member.lanes.indexOf(lane) }));
    return { id, done };
  }

  /** @throws {Error} Where the lane is not free. */
  #memberOf(lane: number): Member {
    const member = [...this.#members].find(({ ready, lanes }) => ready && lanes.includes(lane));
    if (member === undefined || [...member.tasks.values()].some((task) => task.lane === lane)) {
      throw new Error(`lane ${lane} is not free`);
    }
    return member;
  }

  /** Lets the workers finish, and waits until every one has ended. Those that do not are killed. */
  async close(): Promise<void> {
    this.#state = "closing";
    for (const member of this.#members) this.#post(member, { type: "shutdown", generation: member.generation });
    const timer = setTimeout(() => this.#kill(), closeGraceMs);
    await this.#empty();
    clearTimeout(timer);
  }

  /** Kills the workers, whatever they are doing, and waits until every one has ended. Their tasks are rejected. */
  async terminate(): Promise<void> {
    this.#state = "closing";
    this.#kill();
    await this.#empty();
  }

  #kill(): void {
    for (const member of this.#members) member.handle.kill("SIGKILL");
  }

  #empty(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      this.#reconcile();
    });
  }

  /** Every removal of a worker ends here: it starts those that are missing, or tells that all have ended. */
  #reconcile(): void {
    while (this.#state === "open" && this.#members.size < this.#options.workers) this.#startWorker();
    if (this.#state !== "open" && this.#members.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #startWorker(): void {
    const { port, script, slots, recorder, partOf } = this.#options;
    const generation = nextGeneration();
    const numbers = Array.from({ length: slots }, () => ++this.#numbers);
    const name = `worker ${numbers[0]}`;
    const lanes = numbers.map((number) =>
      recorder.addLane({ kind: "worker", name: `worker ${number}`, number, part: partOf(number) }),
    );
    const handle = port.start(
      { script, name, generation },
      {
        onFrame: (frame) => this.#take(member, frame),
        onOutput: (stream, text) => this.#options.events.onOutput(lanes[0]!, stream, text),
        onExit: (exit) => this.#remove(member, exit),
      },
    );
    const member: Member = {
      ...{ name, generation, handle, lanes },
      ...{ ready: false, tasks: new Map(), fault: null, takenBytes: 0 },
    };
    this.#members.add(member);
  }

  #take(member: Member, frame: WorkerFrame): void {
    // A frame of a worker that is gone, or of another one.
    if (frame.generation !== member.generation || !this.#members.has(member)) return;
    switch (frame.type) {
      case "ready":
        this.#setUp(member, frame.pid);
        return;
      case "result":
        this.#finish(member, frame);
        return;
      case "progress":
        this.#options.events.onProgress(frame.taskId, frame.done);
        return;
      case "trace":
        this.#takeTrace(member, frame);
        return;
      case "request":
        this.#ask(member, frame);
        return;
      case "fault":
        member.fault = frame.fault;
        return;
      case "stray":
        this.#break(frame.fault);
        return;
      default:
        // Frames about threads are for the port that hosts them.
        return;
    }
  }

  #takeTrace(member: Member, { blocks, events }: Extract<WorkerFrame, { type: "trace" }>): void {
    this.#options.recorder.take(blocks, events);
    member.takenBytes += blocks.byteLength;
    if (member.takenBytes < takenEveryBytes) return;
    this.#post(member, { type: "trace-taken", generation: member.generation, bytes: member.takenBytes });
    member.takenBytes = 0;
  }

  #setUp(member: Member, pid: number): void {
    const { recorder, setupFor, events } = this.#options;
    for (const lane of member.lanes) recorder.updateLane(lane, { pid });
    this.#post(member, { type: "setup", generation: member.generation, setup: setupFor(member.lanes) });
    member.ready = true;
    this.#failedStarts = 0;
    events.onFree();
  }

  #finish(member: Member, { taskId, outcome, left }: Extract<WorkerFrame, { type: "result" }>): void {
    const task = member.tasks.get(taskId);
    if (task === undefined) return;
    member.tasks.delete(taskId);
    this.#lossesInARow = 0;
    const held = [...left, ...this.#options.broker.forget(taskId)];
    if (held.length > 0) this.#options.events.onHeld(held);
    if (outcome.ok) task.resolve(outcome.value);
    else task.reject(new FaultError(outcome.fault));
    this.#options.events.onFree();
  }

  #ask(member: Member, { taskId, requestId, request }: Extract<WorkerFrame, { type: "request" }>): void {
    if (!member.tasks.has(taskId)) return;
    const { generation } = member;
    this.#options.broker.request(taskId, request, (outcome) =>
      this.#post(member, { type: "reply", generation, requestId, outcome }),
    );
  }

  #remove(member: Member, exit: Exit): void {
    const { recorder, broker, events } = this.#options;
    this.#members.delete(member);
    const endNs = recorder.clock();
    const lost = this.#state === "open" ? lossFault(member, exit) : null;
    for (const lane of member.lanes) {
      events.onExit(lane);
      const remark = lost?.message ?? "";
      // One that was killed before it could tell its process id is known by the operating system's.
      const pid = recorder.lane(lane).pid ?? member.handle.pid;
      recorder.updateLane(lane, { endNs, exit, remark, pid });
    }
    const tasks = [...member.tasks.values()];
    for (const { id } of tasks) broker.forget(id);
    const fault: Fault = lost ?? { code: "aborted", message: `${member.name} was stopped.`, exit };
    if (lost !== null) events.onLoss(lost, member.lanes);
    for (const task of tasks) task.reject(new LostTask(fault));
    if (lost !== null) this.#countLoss(member, lost);
    this.#reconcile();
  }

  /** Gives up where it is of no use to start more. */
  #countLoss(member: Member, lost: Fault): void {
    if (!member.ready) this.#failedStarts++;
    this.#lossesInARow++;
    const what =
      this.#failedStarts >= mostFailedStarts
        ? "No worker could start."
        : this.#lossesInARow >= mostLossesInARow
          ? `${mostLossesInARow} workers were lost one after the other, and no task was done meanwhile.`
          : null;
    if (what === null) return;
    this.#break({ ...lost, message: `${what} ${lost.message}` });
  }

  /** No more workers are started; those that there are go on until the pool is ended. */
  #break(fault: Fault): void {
    if (this.#state !== "open") return;
    this.#state = "broken";
    this.#options.events.onBroken(fault);
  }

  #post(member: Member, frame: HostFrame): void {
    member.handle.post(frame);
  }
}

/** A task whose worker ended under it. */
export class LostTask extends FaultError {}

function lossFault(member: Member, exit: Exit): Fault {
  const how = exit.signal ?? (exit.code === null ? "it could not be started" : `exit code ${exit.code}`);
  const why = member.fault === null ? "" : ` ${member.fault.message}`;
  return { code: "worker-lost", message: `${member.name} lost: ${how}.${why}`, exit };
}
