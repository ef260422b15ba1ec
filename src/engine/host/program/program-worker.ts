import { join } from "node:path";
import type { Exit, Fault, Outcome } from "../../../shared/fault";
import type { WorkerHandle, WorkerPort } from "../../ports/worker-port";
import type { WorkerFrame } from "../../protocol/frames";
import type {
  HandleRequest,
  Parcel,
  Payload,
  ProgramReply,
  ProgramRequest,
  SyncAddress,
  WorkerEnd,
} from "../../protocol/program";
import { nextGeneration } from "../generations";
import type { OpenRequest } from "./handle-broker";
import type { MainContext } from "./main-context";
import type { WorkerTracing } from "./program-tracing";
import { serveSyncPort } from "./sync-server";
import { workerFlags } from "./worker-flags";

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

const forgotten: Outcome<never> = { ok: false, fault: { code: "aborted", message: "The wait was ended." } };

/** A process or thread that runs functions of the program, seen from the main process. */
export class ProgramWorker {
  readonly name: string;
  readonly daemon: boolean;
  readonly #options: ProgramWorkerOptions;
  readonly #generation = nextGeneration();
  readonly #handle: WorkerHandle;
  /** Requests that are not answered, by id. */
  readonly #requests = new Map<number, OpenRequest>();
  /** Null for a thread, which hands over a port. */
  readonly #sync: SyncAddress | null;
  /** The request for which the worker blocks, or blocked last. */
  #blocking: OpenRequest | null = null;
  readonly #tracing: WorkerTracing | null;
  #fault: Fault | null = null;
  #exit: Exit | null = null;

  constructor(options: ProgramWorkerOptions) {
    this.#options = options;
    const { context, port, name, daemon } = options;
    const { onOutput } = context.surroundings;
    this.name = name;
    this.daemon = daemon;
    this.#tracing = context.tracing?.addWorker(this.#generation, name) ?? null;
    this.#handle = port.start(
      {
        script: join(import.meta.dirname, "../workers/program.cjs"),
        name,
        generation: this.#generation,
        inheritOutput: onOutput === null,
        flags: workerFlags(process.execArgv),
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
    const isThread = this.#handle.pid === process.pid;
    this.#sync = isThread ? null : context.sync.address((request, answer) => this.#takeSync(request, answer));
    this.send({
      type: "setup",
      setup: {
        context: context.id,
        name,
        memory: context.memory?.descriptor ?? null,
        sync: this.#sync,
        trace: this.#tracing?.setup ?? null,
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

  /** Notes what a parcel lends the worker, before it is sent: shared memory, and handles. */
  lend(parcel: Parcel): void {
    this.#options.context.handles.sent(parcel, this.#generation);
  }

  /** Decodes what the worker sent, and frees its large buffers. */
  receive(payload: Payload): unknown {
    this.#options.context.handles.lent.claim(this.#generation, payload.blocks);
    return this.#options.context.decode(payload);
  }

  /** Frees the large buffers of what the worker sent, and nobody wants. */
  discard(payload: Payload): void {
    this.#options.context.handles.lent.giveBack(this.#generation, payload.blocks);
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

  /** It is gone, and nothing else tells of that. @param message One sentence. */
  tellLoss(message: string): void {
    if (this.#tracing !== null)
      this.#options.context.tracing?.findings.add("worker-lost", message, [this.#tracing.lane]);
  }

  #take(frame: WorkerFrame): void {
    if (frame.generation !== this.#generation) return;
    if (frame.type === "fault") this.#fault = frame.fault;
    else if (frame.type === "ready") this.#tracing?.began(frame.pid);
    else if (frame.type === "trace") this.#trace(frame.blocks, frame.events);
    else if (frame.type === "program") this.#reply(frame.message);
  }

  #reply(reply: ProgramReply): void {
    const { context, onReply } = this.#options;
    switch (reply.type) {
      case "ask": {
        const { requestId, request } = reply;
        const open = context.handles.take(request, this.#generation, (outcome) => {
          this.#requests.delete(requestId);
          this.send({ type: "answer", requestId, outcome });
        });
        this.#requests.set(requestId, open);
        return;
      }
      case "forget": {
        const open = this.#requests.get(reply.requestId);
        if (open === undefined) return;
        this.#requests.delete(reply.requestId);
        open.forget();
        this.send({ type: "answer", requestId: reply.requestId, outcome: forgotten });
        return;
      }
      case "sync-port":
        serveSyncPort(reply.line, (request, answer) => this.#takeSync(request, answer));
        return;
      case "watch":
        this.#tracing?.report(reply.report);
        return;
      case "let-go":
        context.handles.placed.letGo(reply.handle, this.#generation);
        return;
      case "taken":
        context.handles.lent.giveBack(this.#generation, reply.blocks);
        return;
      default:
        onReply(reply);
    }
  }

  /** Takes a request for which the worker blocks: it has no other one under way. */
  #takeSync(request: HandleRequest, answer: (outcome: Outcome<unknown>) => void): void {
    if (this.#exit !== null) return;
    this.#blocking = this.#options.context.handles.take(request, this.#generation, answer);
  }

  #trace(blocks: Uint8Array, events: number): void {
    this.#tracing?.take(blocks, events);
    this.#handle.post({ type: "trace-taken", generation: this.#generation, bytes: blocks.byteLength });
  }

  #end(exit: Exit): void {
    this.#exit = exit;
    const { context, onEnd } = this.#options;
    if (this.#tracing !== null) context.tracing?.endWorker(this.#tracing, exit);
    if (this.#sync !== null) context.sync.forget(this.#sync);
    // First, so that who waits with it hears of a loss and not of a wait that was ended.
    context.remove(this, { client: this.#generation, name: this.name, abnormal: exit.code !== 0 });
    for (const open of this.#requests.values()) open.forget();
    this.#requests.clear();
    this.#blocking?.forget();
    onEnd({ exit, fault: this.#fault });
  }
}
