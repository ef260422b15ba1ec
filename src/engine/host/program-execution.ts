import { performance } from "node:perf_hooks";
import type { OutputLine, Problem, RunState } from "../../shared/contract/models";
import type { Exit, Fault } from "../../shared/fault";
import type { Finding } from "../../shared/trace/findings";
import { parentLaneId } from "../../shared/trace/lanes";
import type { WorkerHandle, WorkerPort } from "../ports/worker-port";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import { createTraceClock } from "../protocol/trace-clock";
import { ProgramTrace } from "../recorder";
import type { Execution, RunSnapshot } from "./execution";
import { nextGeneration } from "./generations";
import { OutputLog } from "./output-log";
import { ProblemList } from "./problem-list";
import { spoolProblem } from "./spool-problem";
import { WorkerDelegate } from "./worker-delegate";

export interface ProgramExecutionOptions {
  /** By which messages call the program. */
  readonly name: string;
  /** Absolute path of what it runs, and of its source. */
  readonly entry: string;
  readonly file: string;
  readonly parameters: readonly string[];
  /** Where its modules' code really lies, by their URLs. */
  readonly modules: Readonly<Record<string, string>>;
  readonly processes: WorkerPort;
  /** Folder with the built `workers/main-program.cjs`. */
  readonly entriesFolder: string;
  /** Of the trace's temporary file. */
  readonly spoolPath: string;
  /** Something about the run changed. */
  onChange(): void;
  onOutput(lines: readonly OutputLine[]): void;
}

/** Milliseconds that a program may take to end once it was asked to, before it is killed: half a second for all of it. */
const stopGraceMs = 200;

/** One run of a user's program, in a process of its own that starts others. */
export class ProgramExecution implements Execution {
  readonly output: OutputLog;
  readonly #options: ProgramExecutionOptions;
  readonly #epochNs = process.hrtime.bigint();
  readonly #clock = createTraceClock(this.#epochNs);
  readonly #trace: ProgramTrace;
  readonly #problems = new ProblemList();
  readonly #delegate: WorkerDelegate;
  readonly #generation = nextGeneration();
  readonly #startedMs = performance.now();
  readonly #ended: Promise<void>;
  #end!: () => void;
  #handle: WorkerHandle | null = null;
  #state: RunState = "starting";
  #fault: Fault | null = null;
  #endedMs: number | null = null;

  constructor(options: ProgramExecutionOptions) {
    this.#options = options;
    this.#trace = new ProgramTrace(options.spoolPath, (error) => {
      this.#problems.add(spoolProblem(error, options.spoolPath));
      options.onChange();
    });
    this.output = new OutputLog((lane) => this.#laneName(lane), options.onOutput);
    this.#delegate = new WorkerDelegate(options.processes, (reply) => this.#post({ type: "delegation", reply }));
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get state(): RunState {
    return this.#state;
  }

  get spool(): ProgramTrace["spool"] {
    return this.#trace.spool;
  }

  /** A program's processes are looked at where it runs: its trace tells. */
  get usage(): null {
    return null;
  }

  get keptBytes(): number {
    return this.spool.size + this.output.characters;
  }

  start(): void {
    const { processes, entriesFolder, name, entry, file, parameters, modules } = this.#options;
    this.#handle = processes.start(
      { script: `${entriesFolder}/workers/main-program.cjs`, name, generation: this.#generation },
      {
        onFrame: (frame) => this.#take(frame),
        onOutput: (stream, text) => this.output.add(parentLaneId, stream, text),
        onExit: (exit) => void this.#exited(exit),
      },
    );
    this.#post({
      type: "launch",
      launch: { entry, file, parameters, modules, delegates: true, epochNs: this.#epochNs },
    });
  }

  async stop(): Promise<void> {
    if (this.#endedMs === null && this.#state !== "stopping") {
      this.#setState("stopping");
      this.#handle?.kill("SIGTERM");
      setTimeout(() => this.#handle?.kill("SIGKILL"), stopGraceMs).unref();
    }
    await this.#ended;
  }

  snapshot(): RunSnapshot {
    const { events, dropped, spool } = this.#trace;
    return {
      state: this.#state,
      wallMs: (this.#endedMs ?? performance.now()) - this.#startedMs,
      // How much a program has before it, nobody knows.
      progress: { done: 0, total: 0, unit: "items", perSecond: 0, remainingMs: null },
      problems: [...this.#problems.list(), ...this.#trace.findings().map(problemOf)],
      fault: this.#fault,
      hasResult: false,
      trace: { events, dropped, bytes: spool.size },
      parentDelayP99Ms: null,
    };
  }

  async resultSoFar(): Promise<null> {
    return null;
  }

  get doers(): readonly number[] {
    return [];
  }

  result(): null {
    return null;
  }

  #take(frame: WorkerFrame): void {
    if (frame.generation !== this.#generation) return;
    switch (frame.type) {
      case "ready":
        if (this.#state === "starting") this.#setState("running");
        return;
      case "trace":
        this.#trace.take(frame.blocks, frame.events);
        this.#options.onChange();
        return;
      case "delegation":
        this.#delegate.take(frame.request);
        return;
      case "program-output":
        this.output.add(this.#laneOf(frame.worker), frame.stream, frame.text);
        return;
      default:
        // Frames of other kinds of workers.
        return;
    }
  }

  async #exited(exit: Exit): Promise<void> {
    this.#handle = null;
    await this.#delegate.end();
    const endNs = this.#clock();
    const main = this.#trace.lanes().find(({ id }) => id === parentLaneId);
    if (main !== undefined) this.#trace.updateLane({ ...main, endNs, exit });
    this.#trace.close(endNs);
    for (const lane of [parentLaneId, ...this.#trace.lanes().map(({ id }) => id)]) this.output.end(lane);
    this.#endedMs = performance.now();
    const wasAsked = this.#state === "stopping";
    if (!wasAsked && exit.code !== 0) this.#fault = exitFault(this.#options.name, exit);
    this.#setState(wasAsked ? "stopped" : this.#fault === null ? "done" : "failed");
    this.#end();
  }

  #laneName(lane: number): string {
    return this.#trace.lanes().find(({ id }) => id === lane)?.name ?? "main";
  }

  /** The main process's where the trace knows no lane of that name. */
  #laneOf(worker: string): number {
    return this.#trace.lanes().find(({ kind, name }) => kind === "worker" && name === worker)?.id ?? parentLaneId;
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#options.onChange();
  }

  #post(
    frame:
      | Pick<Extract<HostFrame, { type: "launch" }>, "type" | "launch">
      | Pick<Extract<HostFrame, { type: "delegation" }>, "type" | "reply">,
  ): void {
    this.#handle?.post({ ...frame, generation: this.#generation });
  }
}

function exitFault(name: string, exit: Exit): Fault {
  const how =
    exit.signal !== null
      ? `was ended by ${exit.signal}`
      : exit.code === null
        ? "could not be started"
        : `ended with exit code ${exit.code}`;
  return { code: "program-failed", message: `${name} ${how}. What it printed stands under Output.`, exit };
}

/** Lost updates make a result wrong, a deadlock prevents it; the others may do so another time. */
function problemOf({ id, kind, message }: Finding): Problem {
  const severity = kind === "deadlock" || kind === "lost-update" ? "error" : "warning";
  return { code: kind, severity, message, count: 1, finding: id };
}
