import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import { reportFailedStart } from "./failed-start";
import { readText } from "./read-text";
import { environmentWith } from "./start-facts";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "./worker-port";

/** Starts workers as threads of this process. */
export function workerThreadsPort(): WorkerPort {
  return { name: "worker threads", start: (entry, events) => new ThreadWorker(entry, events) };
}

class ThreadWorker implements WorkerHandle {
  readonly pid = process.pid;
  readonly #worker: Worker | null = null;
  #signal: "SIGTERM" | "SIGKILL" | null = null;

  constructor(entry: WorkerEntry, events: WorkerEvents) {
    try {
      this.#worker = new Worker(entry.script, {
        name: entry.name,
        stdout: entry.inheritOutput !== true,
        stderr: entry.inheritOutput !== true,
        // The parent's own flags may be such that a thread refuses them.
        execArgv: [...(entry.flags ?? [])],
        env: environmentWith({ generation: entry.generation, parentPid: null }),
      });
    } catch (error) {
      setImmediate(() => reportFailedStart(entry, events, error));
      return;
    }
    const worker = this.#worker;
    worker.on("message", (frame: WorkerFrame) => events.onFrame(frame));
    // What a process of its own would have printed by itself.
    worker.on("error", (error) => {
      const text = `${inspect(error)}\n`;
      if (entry.inheritOutput === true) process.stderr.write(text);
      else events.onOutput("stderr", text);
    });
    const drained =
      entry.inheritOutput === true
        ? Promise.resolve()
        : Promise.all([
            readText(worker.stdout, (text) => events.onOutput("stdout", text)),
            readText(worker.stderr, (text) => events.onOutput("stderr", text)),
          ]);
    let online = false;
    worker.once("online", () => {
      online = true;
    });
    worker.once("exit", async (code) => {
      await drained;
      // After `terminate()` the code is 1, or 0 where the thread had not begun to run.
      const killed = this.#signal !== null && (code === 1 || (code === 0 && !online));
      events.onExit(killed ? { code: null, signal: this.#signal } : { code, signal: null });
    });
  }

  post(frame: HostFrame, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(frame, transfer);
  }

  keepAlive(stay: boolean): void {
    this.#worker?.[stay ? "ref" : "unref"]();
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#signal ??= signal;
    void this.#worker?.terminate();
  }
}
