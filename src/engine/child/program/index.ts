import { inspect } from "node:util";
import { FaultError } from "../../../shared/fault";
import type { ParentChannel } from "../../ports/parent-channel";
import type { ProgramRequest, ProgramSetup } from "../../protocol/program";
import { setContext } from "../../runtime";
import { findTask } from "./find-task";
import { PoolRunner } from "./pool-runner";
import { WorkerContext } from "./worker-context";

/** Serves one process or thread of a user's program. */
export function runProgramWorker(channel: ParentChannel): void {
  const { generation } = channel;
  let worker: ProgramWorker | null = null;
  channel.onFrame((frame) => {
    if (frame.generation !== generation) return;
    if (frame.type === "shutdown") channel.exit(0);
    else if (frame.type !== "program") return;
    else if (frame.message.type === "setup") worker = setUp(channel, frame.message.setup);
    else worker?.take(frame.message);
  });
  channel.post({ type: "ready", generation, pid: process.pid });
}

/** Null where the program ended while this worker started: there is nobody to work for, and nobody to tell. */
function setUp(channel: ParentChannel, setup: ProgramSetup): ProgramWorker | null {
  try {
    return new ProgramWorker(channel, setup);
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

  constructor(channel: ParentChannel, setup: ProgramSetup) {
    this.#channel = channel;
    this.#setup = setup;
    this.#context = new WorkerContext(channel, setup);
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

  /** Ends the worker: with 0 after the body, with 1 after an error, which is printed as Python prints it. */
  async #runBody({ task, payload }: Extract<ProgramRequest, { type: "body" }>): Promise<void> {
    try {
      const body = await findTask(task, this.#setup.modules);
      const parameters = this.#context.decode(payload) as unknown[];
      await body(...parameters);
    } catch (error) {
      process.stderr.write(`${this.#setup.name}:\n${describe(error)}\n`);
      this.#channel.exit(1);
      return;
    }
    this.#channel.exit(0);
  }
}

/** An expected failure in its own words, anything else with its stack. */
function describe(error: unknown): string {
  if (!(error instanceof FaultError)) return inspect(error);
  const cause = error.cause === undefined ? "" : `\n${inspect(error.cause)}`;
  return `${error.message} [${error.code}]${cause}`;
}
