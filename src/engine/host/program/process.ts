import { type Exit, fail } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { WorkerPort } from "../../ports/worker-port";
import { workerThreadsPort } from "../../ports/worker-threads-adapter";
import type { TaskReference } from "../../protocol/program";
import { type AnyFunction, asyncDispose, currentContext, referenceOf } from "../../runtime";
import type { MainContext, Outgoing } from "./main-context";
import { ProgramWorker } from "./program-worker";

export interface ProcessOptions {
  /** By which messages and the timeline call it. */
  readonly name?: string | undefined;
  /** Whether it is ended with the main process, instead of keeping it alive. */
  readonly daemon?: boolean | undefined;
}

const threads = workerThreadsPort();

/** What processes and threads that run one function have in common. */
abstract class Runner<Body extends AnyFunction> {
  readonly name: string;
  readonly daemon: boolean;
  readonly #task: Body;
  readonly #parameters: Parameters<Body>;
  readonly #portOf: (context: MainContext) => WorkerPort;
  readonly #context: MainContext;
  readonly #ended: Promise<Exit>;
  #end!: (exit: Exit) => void;
  #worker: ProgramWorker | null = null;
  #closed = false;

  /** @internal */
  constructor(
    kind: string,
    portOf: (context: MainContext) => WorkerPort,
    task: Body,
    parameters: Parameters<Body>,
    options: ProcessOptions,
  ) {
    // In the main process the context is the main one: workers have no part of this.
    this.#context = currentContext() as MainContext;
    referenceOf(task);
    this.#task = task;
    this.#parameters = parameters;
    this.#portOf = portOf;
    this.name = options.name ?? this.#context.nextName(kind);
    this.daemon = options.daemon ?? false;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /**
   * Starts it, once.
   *
   * @throws {FaultError} `process-state` where it was started before; `not-serializable` and `too-large` for a parameter.
   */
  start(): void {
    this.#open();
    if (this.#worker !== null)
      fail("process-state", `${this.name} was started already: make a new one to run it again.`);
    const task = referenceOf(this.#task);
    const { trace } = this.#context;
    const depth = trace?.depth ?? 0;
    trace?.begin(categories.startStop, `start ${this.name}`);
    try {
      const flow = trace?.nextFlow() ?? 0;
      const outgoing = this.#context.encode(this.#parameters, "args");
      this.#start(task, outgoing, flow);
      trace?.flowOut(flow);
    } finally {
      trace?.endTo(depth);
    }
  }

  #start(task: TaskReference, outgoing: Outgoing, flow: number): void {
    const worker = new ProgramWorker({
      context: this.#context,
      port: this.#portOf(this.#context),
      name: this.name,
      daemon: this.daemon,
      onReply: () => undefined,
      onEnd: ({ exit }) => this.#end(exit),
    });
    this.#worker = worker;
    worker.lend(outgoing);
    worker.send({ type: "body", task, payload: outgoing.payload, flow });
  }

  /**
   * Waits until it has ended.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever.
   * @returns Whether it has ended.
   * @throws {FaultError} `process-state` where it was not started.
   */
  async join(timeoutMs?: number): Promise<boolean> {
    this.#started("joined");
    if (timeoutMs === undefined) {
      await this.#ended;
      return true;
    }
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), Math.max(0, timeoutMs));
    });
    const result = await Promise.race([this.#ended.then(() => true), late]);
    clearTimeout(timer);
    return result;
  }

  get isAlive(): boolean {
    this.#open();
    return this.#worker !== null && this.#worker.exit === null;
  }

  /** Null before the start, and a moment after. A thread has its process's. */
  get pid(): number | null {
    return this.#worker?.pid ?? null;
  }

  /** Null while it has not ended, and where a signal ended it. 1 after an error that nothing caught. */
  get exitCode(): number | null {
    this.#open();
    return this.#worker?.exit?.code ?? null;
  }

  /** What ended it, where a signal did. */
  get signal(): string | null {
    this.#open();
    return this.#worker?.exit?.signal ?? null;
  }

  /** Resolves when it has ended. */
  get sentinel(): Promise<Exit> {
    return this.#ended;
  }

  /** Asks it to end: SIGTERM. What it guarded may be half written. */
  terminate(): void {
    this.#started("terminated").kill("SIGTERM");
  }

  /** Ends it at once: SIGKILL. */
  kill(): void {
    this.#started("killed").kill("SIGKILL");
  }

  /**
   * Forgets it: using it afterwards throws.
   *
   * @throws {FaultError} `process-state` while it runs.
   */
  close(): void {
    if (this.#worker !== null && this.#worker.exit === null) {
      fail("process-state", `${this.name} still runs: join() or terminate() it first.`);
    }
    this.#closed = true;
  }

  /** Waits until it has ended. */
  async [asyncDispose](): Promise<void> {
    if (this.#worker !== null && !this.#closed) await this.join();
  }

  #open(): void {
    if (this.#closed) fail("process-state", `${this.name} was closed.`);
  }

  #started(what: string): ProgramWorker {
    this.#open();
    return this.#worker ?? fail("process-state", `${this.name} was not started, so it cannot be ${what}.`);
  }
}

/**
 * Runs a task in a process of its own, with memory of its own.
 *
 * @example
 * const worker = new Process(tasks.work, ["data.csv"], { name: "reader" });
 * worker.start();
 * await worker.join();
 */
export class Process<Body extends AnyFunction = AnyFunction> extends Runner<Body> {
  /**
   * @param task What `defineTasks` gave.
   * @param parameters What it is called with, as it is when `start` is called.
   * @throws {FaultError} `task-unknown` for any other function.
   */
  constructor(task: Body, parameters: Parameters<Body>, options: ProcessOptions = {}) {
    super("Process", ({ surroundings }) => surroundings.processes, task, parameters, options);
  }
}

/** Runs a task in a thread of this process: it starts faster, and has its own memory but for what is shared by handles. */
export class Thread<Body extends AnyFunction = AnyFunction> extends Runner<Body> {
  /** As for `Process`. */
  constructor(task: Body, parameters: Parameters<Body>, options: ProcessOptions = {}) {
    super("Thread", () => threads, task, parameters, options);
  }
}
