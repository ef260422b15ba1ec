import { join } from "node:path";
import { type Exit, type Fault, fail, type Outcome, toFault } from "../../../shared/fault";
import type { WorkerHandle, WorkerPort } from "../../ports/worker-port";
import type { WorkerFrame } from "../../protocol/frames";
import type {
  HandleRequest,
  MemoryPlace,
  Payload,
  ProgramReply,
  ProgramRequest,
  WorkerEnd,
} from "../../protocol/program";
import { nextGeneration } from "../generations";
import type { OpenRequest } from "./handle-broker";
import type { MainContext, Outgoing } from "./main-context";

export interface ProgramWorkerOptions {
  readonly context: MainContext;
  readonly port: WorkerPort;
  readonly name: string;
  /** Whether it ends with the main process instead of keeping it alive. */
  readonly daemon: boolean;
  /** What is about more than handles and memory. */
  onReply(reply: ProgramReply): void;
  onEnd(end: WorkerEnd): void;
}

/** Flags of this process that its workers do not get: they are about one process only. */
const ownFlags =
  /^(--inspect|--cpu-prof|--heap-prof|--prof|--eval|-e$|-p$|--print|--input-type|--test|--watch|--check|-c$|-i$)/;

/** A process or thread that runs functions of the program, seen from the main process. */
export class ProgramWorker {
  readonly name: string;
  readonly daemon: boolean;
  readonly #options: ProgramWorkerOptions;
  readonly #generation = nextGeneration();
  readonly #handle: WorkerHandle;
  /** Requests that are not answered, by id. */
  readonly #requests = new Map<number, OpenRequest>();
  /** Shared memory that was sent and not given back, by where it lies. */
  readonly #lent = new Map<string, MemoryPlace>();
  #fault: Fault | null = null;
  #exit: Exit | null = null;

  constructor(options: ProgramWorkerOptions) {
    this.#options = options;
    const { context, port, name, daemon } = options;
    const { onOutput } = context.surroundings;
    this.name = name;
    this.daemon = daemon;
    const flags = process.execArgv.filter((flag) => !ownFlags.test(flag));
    this.#handle = port.start(
      {
        script: join(import.meta.dirname, "../workers/program.cjs"),
        name,
        generation: this.#generation,
        inheritOutput: onOutput === null,
        flags,
      },
      {
        onFrame: (frame) => this.#take(frame),
        // Where its output is inherited, this is what the port itself has to say, such as why it could not start.
        onOutput: (stream, text) => {
          if (onOutput === null) process.stderr.write(text);
          else onOutput(this, stream, text);
        },
        onExit: (exit) => this.#end(exit),
      },
    );
    context.add(this);
    if (daemon) this.#handle.keepAlive(false);
    this.send({
      type: "setup",
      setup: {
        context: context.id,
        name,
        memory: context.memory?.descriptor ?? null,
        lane: 0,
        epochNs: 0n,
        modules: context.surroundings.modules,
      },
    });
  }

  /** Null until the operating system told it. */
  get pid(): number | null {
    return this.#handle.pid;
  }

  /** The worker's number, unlike any other's in this process. */
  get client(): number {
    return this.#generation;
  }

  /** Null while it lives. */
  get exit(): Exit | null {
    return this.#exit;
  }

  send(message: ProgramRequest): void {
    this.#handle.post({ type: "program", generation: this.#generation, message });
  }

  /** Notes what a payload lends the worker, before it is sent: shared memory, and handles. */
  lend({ payload, handles }: Outgoing): void {
    for (const place of payload.blocks) this.#lent.set(keyOf(place), place);
    this.#options.context.handles.sent(handles, this.#generation);
  }

  /** Decodes what the worker sent, and frees its large buffers. */
  receive(payload: Payload): unknown {
    for (const place of payload.blocks) this.#lent.delete(keyOf(place));
    return this.#options.context.decode(payload);
  }

  /** Frees the large buffers of what the worker sent, and nobody wants. */
  discard(payload: Payload): void {
    for (const place of payload.blocks) this.#giveBack(place);
  }

  /** Asks it to end with code 0 once it has nothing to do. */
  shutdown(): void {
    this.#handle.post({ type: "shutdown", generation: this.#generation });
  }

  keepAlive(stay: boolean): void {
    this.#handle.keepAlive(stay);
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#handle.kill(signal);
  }

  #take(frame: WorkerFrame): void {
    if (frame.generation !== this.#generation) return;
    if (frame.type === "fault") this.#fault = frame.fault;
    else if (frame.type === "program") this.#reply(frame.message);
  }

  #reply(reply: ProgramReply): void {
    const { context, onReply } = this.#options;
    switch (reply.type) {
      case "ask": {
        const { requestId, request } = reply;
        if (request.handle === 0) {
          this.send({ type: "answer", requestId, outcome: this.#allocate(request) });
          return;
        }
        const open = context.handles.take(request, this.#generation, (outcome) => {
          this.#requests.delete(requestId);
          this.send({ type: "answer", requestId, outcome });
        });
        this.#requests.set(requestId, open);
        return;
      }
      case "forget":
        this.#requests.get(reply.requestId)?.forget();
        this.#requests.delete(reply.requestId);
        return;
      case "taken":
        for (const place of reply.blocks) this.#giveBack(place);
        return;
      default:
        onReply(reply);
    }
  }

  /** Gives the worker places for the large buffers that it wants to send. @param request With their sizes, bytes. */
  #allocate({ operation, value }: HandleRequest): Outcome<readonly MemoryPlace[]> {
    const { memory } = this.#options.context;
    const places: MemoryPlace[] = [];
    try {
      if (memory === null || operation !== "memory.allocate") fail("internal", `The broker knows no "${operation}".`);
      for (const bytes of value as number[]) places.push(memory.allocate(bytes));
    } catch (error) {
      for (const place of places) memory?.free(place);
      return { ok: false, fault: toFault(error) };
    }
    for (const place of places) this.#lent.set(keyOf(place), place);
    return { ok: true, value: places };
  }

  #giveBack(place: MemoryPlace): void {
    if (this.#lent.delete(keyOf(place))) this.#options.context.memory?.free(place);
  }

  #end(exit: Exit): void {
    this.#exit = exit;
    const { context, onEnd } = this.#options;
    for (const open of this.#requests.values()) open.forget();
    this.#requests.clear();
    for (const place of [...this.#lent.values()]) this.#giveBack(place);
    context.remove(this, { client: this.#generation, name: this.name, abnormal: exit.code !== 0 });
    onEnd({ exit, fault: this.#fault });
  }
}

function keyOf({ segment, offset }: MemoryPlace): string {
  return `${segment}:${offset}`;
}
