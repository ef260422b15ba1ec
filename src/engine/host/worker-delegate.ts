import type { WorkerHandle, WorkerPort } from "../ports/worker-port";
import type { DelegationReply, DelegationRequest } from "../protocol/delegation";
import { nextGeneration } from "./generations";

interface Delegated {
  readonly handle: WorkerHandle;
  readonly generation: number;
  pidTold: boolean;
}

/** Starts workers for another process, and passes on what they and it say to each other. */
export class WorkerDelegate {
  readonly #port: WorkerPort;
  readonly #reply: (reply: DelegationReply) => void;
  /** By their generation in the process that asked. */
  readonly #workers = new Map<number, Delegated>();

  #whenEmpty: () => void = () => undefined;
  #isEnding = false;

  /** @param reply Reaches the process that asks. */
  constructor(port: WorkerPort, reply: (reply: DelegationReply) => void) {
    this.#port = port;
    this.#reply = reply;
  }

  take(request: DelegationRequest): void {
    if (request.type === "start") {
      if (!this.#isEnding) this.#start(request);
      return;
    }
    const delegated = this.#workers.get(request.worker);
    // It has ended meanwhile, which is on its way to whoever asks.
    if (delegated === undefined) return;
    if (request.type === "kill") delegated.handle.kill(request.signal);
    else delegated.handle.post({ ...request.frame, generation: delegated.generation });
  }

  /** Ends all: the process that asked is gone. Resolves when every one has ended. */
  end(): Promise<void> {
    this.#isEnding = true;
    for (const { handle } of this.#workers.values()) handle.kill("SIGKILL");
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#lookWhetherEmpty();
    });
  }

  #lookWhetherEmpty(): void {
    if (this.#workers.size === 0) this.#whenEmpty();
  }

  #start({ worker, script, name, flags }: Extract<DelegationRequest, { type: "start" }>): void {
    const generation = nextGeneration();
    const handle = this.#port.start(
      { script, name, generation, flags },
      {
        onFrame: (frame) => {
          this.#tellPid(worker);
          // Each of the two processes has numbers of its own.
          if (frame.generation === generation)
            this.#reply({ type: "frame", worker, frame: { ...frame, generation: worker } });
        },
        onOutput: (stream, text) => this.#reply({ type: "output", worker, stream, text }),
        onExit: (exit) => {
          this.#tellPid(worker);
          this.#workers.delete(worker);
          this.#lookWhetherEmpty();
          this.#reply({ type: "exit", worker, exit });
        },
      },
    );
    this.#workers.set(worker, { handle, generation, pidTold: false });
  }

  #tellPid(worker: number): void {
    const delegated = this.#workers.get(worker);
    const pid = delegated?.handle.pid ?? null;
    if (delegated === undefined || delegated.pidTold || pid === null) return;
    delegated.pidTold = true;
    this.#reply({ type: "pid", worker, pid });
  }
}
