import type { DelegationReply, DelegationRequest } from "../protocol/delegation";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "./worker-port";

/** The way to the process that starts workers for this one. */
export interface DelegationLine {
  post(request: DelegationRequest): void;
  /** Calls back with every reply; called once. */
  onReply(listener: (reply: DelegationReply) => void): void;
}

/** Far in the future, milliseconds: a timer that only keeps the process alive. */
const neverMs = 2 ** 31 - 1;

/** Lets another process start the workers: where this one may not. Their output always comes through `onOutput`. */
export function delegatedPort(line: DelegationLine): WorkerPort {
  const workers = new Map<number, DelegatedWorker>();
  line.onReply((reply) => {
    const worker = workers.get(reply.worker);
    if (worker === undefined) return;
    if (reply.type === "exit") workers.delete(reply.worker);
    worker.take(reply);
  });
  return {
    name: "delegated",
    start(entry, events) {
      const worker = new DelegatedWorker(line, entry, events);
      workers.set(entry.generation, worker);
      return worker;
    },
  };
}

class DelegatedWorker implements WorkerHandle {
  readonly #line: DelegationLine;
  readonly #events: WorkerEvents;
  readonly #worker: number;
  #pid: number | null = null;
  #ended = false;
  /** Nothing else of a worker elsewhere keeps this process alive. */
  #stay: NodeJS.Timeout | null = null;

  constructor(line: DelegationLine, { script, name, generation, flags = [] }: WorkerEntry, events: WorkerEvents) {
    this.#line = line;
    this.#events = events;
    this.#worker = generation;
    this.keepAlive(true);
    line.post({ type: "start", worker: generation, script, name, flags });
  }

  get pid(): number | null {
    return this.#pid;
  }

  /** Carries copies only: `transfer` has no effect. */
  post: WorkerHandle["post"] = (frame) => {
    if (!this.#ended) this.#line.post({ type: "post", worker: this.#worker, frame });
  };

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (!this.#ended) this.#line.post({ type: "kill", worker: this.#worker, signal });
  }

  keepAlive(stay: boolean): void {
    if (this.#stay !== null) clearTimeout(this.#stay);
    this.#stay = stay && !this.#ended ? setTimeout(() => this.keepAlive(true), neverMs) : null;
  }

  take(reply: DelegationReply): void {
    switch (reply.type) {
      case "frame":
        this.#events.onFrame(reply.frame);
        return;
      case "output":
        this.#events.onOutput(reply.stream, reply.text);
        return;
      case "pid":
        this.#pid = reply.pid;
        return;
      case "exit":
        this.#ended = true;
        this.keepAlive(false);
        this.#events.onExit(reply.exit);
        return;
    }
  }
}
