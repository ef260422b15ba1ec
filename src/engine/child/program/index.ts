import { performance } from "node:perf_hooks";
import { inspect } from "node:util";
import { FaultError } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { ParentChannel } from "../../ports/parent-channel";
import type { ProgramRequest, ProgramSetup } from "../../protocol/program";
import { AwaitWatch, bytesOf, setContext } from "../../runtime";
import { findTask } from "./find-task";
import { PoolRunner } from "./pool-runner";
import { WorkerContext } from "./worker-context";

/** Serves one process or thread of a user's program. */
export function runProgramWorker(channel: ParentChannel): void {
  const { generation } = channel;
  const loadedMs = performance.now();
  let worker: ProgramWorker | null = null;
  channel.onFrame((frame) => {
    if (frame.generation !== generation) return;
    if (frame.type === "shutdown") {
      worker?.end();
      channel.exit(0);
    } else if (frame.type === "trace-taken") worker?.traceTaken(frame.bytes);
    else if (frame.type !== "program") return;
    else if (frame.message.type === "setup") worker = setUp(channel, frame.message.setup, loadedMs);
    else worker?.take(frame.message);
  });
  channel.post({ type: "ready", generation, pid: process.pid });
}

/** Null where the program ended while this worker started: there is nobody to work for, and nobody to tell. */
function setUp(channel: ParentChannel, setup: ProgramSetup, loadedMs: number): ProgramWorker | null {
  try {
    return new ProgramWorker(channel, setup, loadedMs);
  } catch (error) {
    if (!(error instanceof FaultError) || error.code !== "memory-gone") throw error;
    channel.exit(1);
    return null;
  }
}

class ProgramWorker {
  readonly #channel: ParentChannel;
  readonly #setup: ProgramSetup;
  readonly #context: WorkerContext;
  #pool: PoolRunner | null = null;

  constructor(channel: ParentChannel, setup: ProgramSetup, loadedMs: number) {
    this.#channel = channel;
    this.#setup = setup;
    this.#context = new WorkerContext(channel, setup, loadedMs);
    setContext(this.#context);
    // Of a program that was compiled: stacks name the lines of its source.
    if (Object.keys(setup.modules).length > 0) process.setSourceMapsEnabled(true);
  }

  take(message: ProgramRequest): void {
    switch (message.type) {
      case "body":
        void this.#runBody(message);
        return;
      case "answer":
        this.#context.broker.answer(message.requestId, message.outcome);
        return;
      case "closed":
        this.#context.closed(message.handle);
        return;
      case "pool-open":
      case "pool-batches":
      case "pool-recall":
        this.#pool ??= new PoolRunner(this.#channel, this.#context, this.#setup.modules);
        this.#pool.take(message);
        return;
      case "setup":
        return;
    }
  }

  /** The parent took in so many bytes of the trace. */
  traceTaken(bytes: number): void {
    this.#context.tracing?.taken(bytes);
  }

  /** Ends the worker: with 0 after the body, with 1 after an error, which is printed as Python prints it. */
  async #runBody({ task, payload, flow }: Extract<ProgramRequest, { type: "body" }>): Promise<void> {
    const { trace } = this.#context;
    let code = 0;
    try {
      trace?.begin(categories.startStop, "import module");
      const body = await findTask(task, this.#setup.modules);
      trace?.end();
      trace?.beginTask(task.name, Number.NaN);
      trace?.flowIn(flow);
      trace?.begin(categories.deserialize, "deserialize");
      const parameters = this.#context.decode(payload) as unknown[];
      trace?.end(bytesOf(payload));
      const given = body(...parameters);
      await (trace === null ? given : new AwaitWatch(trace).during(given));
      trace?.endTo(0);
    } catch (error) {
      trace?.endTo(0);
      trace?.slice(categories.failed, error instanceof FaultError ? error.code : "threw", () => undefined);
      process.stderr.write(`${this.#setup.name}:\n${describe(error)}\n`);
      code = 1;
    }
    this.#context.endTask();
    this.end();
    this.#channel.exit(code);
  }

  /** Hands on what there is of the trace, before the exit. */
  end(): void {
    // Left open: the lane ends with the process.
    this.#context.trace?.begin(categories.startStop, "stop");
    this.#context.tracing?.flush();
  }
}

/** An expected failure in its own words, anything else with its stack. */
function describe(error: unknown): string {
  if (!(error instanceof FaultError)) return inspect(error);
  const cause = error.cause === undefined ? "" : `\n${inspect(error.cause)}`;
  return `${error.message} [${error.code}]${cause}`;
}
