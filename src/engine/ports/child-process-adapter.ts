import { type ChildProcess, fork } from "node:child_process";
import type { Exit } from "../../shared/fault";
import type { HostFrame, WorkerFrame } from "../protocol/frames";
import { Drain } from "./drain";
import { reportFailedStart } from "./failed-start";
import { environmentWith } from "./start-facts";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "./worker-port";

/** Starts workers as Node processes of their own. */
export function childProcessPort(): WorkerPort {
  return { name: "child process", start: (entry, events) => new ChildProcessWorker(entry, events) };
}

class ChildProcessWorker implements WorkerHandle {
  readonly #events: WorkerEvents;
  readonly #drain = new Drain();
  #child: ChildProcess | null = null;
  #ended = false;

  constructor(entry: WorkerEntry, events: WorkerEvents) {
    this.#events = events;
    const output = entry.inheritOutput === true ? "inherit" : "pipe";
    try {
      this.#child = fork(entry.script, [entry.name], {
        serialization: "advanced",
        stdio: ["ignore", output, output, "ipc"],
        // The parent's own flags, such as a debugger's port, are not meant for its workers.
        execArgv: [...(entry.flags ?? [])],
        env: environmentWith({ generation: entry.generation, parentPid: process.pid }),
      });
    } catch (error) {
      setImmediate(() => this.#failStart(entry, error));
      return;
    }
    this.#follow(this.#child, entry);
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Pipes between processes carry copies only: `transfer` has no effect. */
  post(frame: HostFrame): void {
    if (this.#ended || this.#child?.connected !== true) return;
    // What cannot be sent because the worker is going is told by its exit.
    this.#child.send(frame, () => undefined);
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (!this.#ended) this.#child?.kill(signal);
  }

  keepAlive(stay: boolean): void {
    const what = stay ? "ref" : "unref";
    this.#child?.[what]();
    this.#child?.channel?.[what]();
  }

  #follow(child: ChildProcess, entry: WorkerEntry): void {
    child.on("message", (frame) => {
      this.#drain.note();
      // Node's type for messages knows no BigInt and no bytes; the worker's end posts nothing but frames.
      this.#events.onFrame(frame as unknown as WorkerFrame);
    });
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.setEncoding("utf8").on("data", (text: string) => {
        this.#drain.note();
        this.#events.onOutput(name, text);
      });
    }
    child.on("error", (error) => {
      if (child.pid !== undefined) throw error;
      this.#failStart(entry, error);
    });
    // Comes when the process is gone and all its pipes are read to the end.
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.once("exit", async (code, signal) => {
      await this.#drain.finish(closed);
      this.#end({ code, signal });
    });
  }

  #failStart(entry: WorkerEntry, error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    reportFailedStart(entry, this.#events, error);
  }

  #end(exit: Exit): void {
    this.#ended = true;
    // Where a process that the worker started holds its pipes, they are still open.
    this.#child?.removeAllListeners("message");
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
    this.#events.onExit(exit);
  }
}
