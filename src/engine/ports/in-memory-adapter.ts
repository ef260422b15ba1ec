import { deserialize, serialize } from "node:v8";
import type { Exit } from "../../shared/fault";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import type { ParentChannel } from "./parent-channel";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "./worker-port";

/**
 * Runs workers in this very thread, for tests. Frames are copied and delivered later, in order, as between processes.
 * What a worker prints is not captured, and one that blocks blocks its parent.
 *
 * @param run The worker's code. What it throws before it returns is printed and ends the worker with code 1.
 */
export function inMemoryPort(run: (channel: ParentChannel, entry: WorkerEntry) => void): WorkerPort {
  return { name: "in memory", start: (entry, events) => new InMemoryWorker(run, entry, events) };
}

class InMemoryWorker implements WorkerHandle {
  readonly pid = null;
  readonly #events: WorkerEvents;
  /** Frames that came before the worker listened. */
  readonly #early: HostFrame[] = [];
  #listener: ((frame: HostFrame) => void) | null = null;
  #ended = false;

  constructor(run: (channel: ParentChannel, entry: WorkerEntry) => void, entry: WorkerEntry, events: WorkerEvents) {
    this.#events = events;
    setImmediate(() => {
      if (this.#ended) return;
      try {
        run(this.#channel(entry.generation), entry);
      } catch (error) {
        events.onOutput("stderr", `${error instanceof Error ? error.stack : String(error)}\n`);
        this.#end({ code: 1, signal: null });
      }
    });
  }

  post(frame: HostFrame): void {
    if (this.#ended) return;
    const copy = deserialize(serialize(frame)) as HostFrame;
    setImmediate(() => {
      if (this.#ended) return;
      if (this.#listener === null) this.#early.push(copy);
      else this.#listener(copy);
    });
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#end({ code: null, signal });
  }

  keepAlive(): void {
    // It runs in this very thread.
  }

  #channel(generation: number): ParentChannel {
    return {
      generation,
      post: (frame) => {
        if (this.#ended) return;
        const copy = deserialize(serialize(frame)) as WorkerFrame;
        setImmediate(() => this.#events.onFrame(copy));
      },
      onFrame: (listener) => {
        setImmediate(() => {
          this.#listener = listener;
          while (!this.#ended && this.#early.length > 0) listener(this.#early.shift()!);
        });
      },
      exit: (code) => this.#end({ code, signal: null }),
    };
  }

  /** Immediates keep their order: the exit comes after what was posted before. */
  #end(exit: Exit): void {
    if (this.#ended) return;
    this.#ended = true;
    setImmediate(() => this.#events.onExit(exit));
  }
}
