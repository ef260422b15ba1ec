import { constants } from "node:os";
import type { Readable } from "node:stream";
import type { App, Details, MessageChannelMain, MessagePortMain, UtilityProcess } from "electron";
import { Drain } from "../engine/ports/drain";
import { reportFailedStart } from "../engine/ports/failed-start";
import { environmentWith } from "../engine/ports/start-facts";
import type { WorkerEntry, WorkerEvents, WorkerHandle, WorkerPort } from "../engine/ports/worker-port";
import type { HostFrame, WorkerFrame } from "../engine/protocol/frames";
import type { Exit } from "../shared/fault";

/** What this adapter uses of Electron. */
export interface UtilityProcesses {
  readonly app: Pick<App, "on">;
  readonly utilityProcess: {
    fork(script: string, parameters: string[], options: Electron.ForkOptions): UtilityProcess;
  };
  readonly createChannel: () => MessageChannelMain;
}

/**
 * How long after `exit` the reason may follow, milliseconds: seen within 1. An exit with a code of the process's own has
 * no such event, so there is nothing else to wait for.
 */
const reasonGraceMs = 30;

type Gone = Pick<Details, "reason" | "exitCode">;

/**
 * Starts workers as Electron utility processes; only after the app's `ready`.
 *
 * With its first message a worker gets a port. What it posts there arrives whole, even when it exits or is killed right
 * after; what it posts to `process.parentPort` instead is lost where this process was busy at that moment, since Electron
 * drops that queue when it learns of the exit. Both are listened to.
 */
export function utilityProcessPort(electron: UtilityProcesses): WorkerPort {
  /** Who waits for the reason of which service's end. */
  const reasons = new Map<string, (gone: Gone) => void>();
  electron.app.on("child-process-gone", (_event, details) => {
    if (details.name !== undefined) reasons.get(details.name)?.(details);
  });
  return {
    name: "utility process",
    start: (entry, events) => new UtilityWorker(electron, reasons, entry, events),
  };
}

class UtilityWorker implements WorkerHandle {
  readonly #events: WorkerEvents;
  readonly #drain = new Drain();
  readonly #child: UtilityProcess | null = null;
  #pid: number | null = null;
  #ended = false;
  #killOnSpawn: "SIGTERM" | "SIGKILL" | null = null;

  constructor(
    electron: UtilityProcesses,
    reasons: Map<string, (gone: Gone) => void>,
    entry: WorkerEntry,
    events: WorkerEvents,
  ) {
    this.#events = events;
    const serviceName = `lanescope ${entry.name} (${entry.generation})`;
    try {
      this.#child = electron.utilityProcess.fork(entry.script, [], {
        stdio: entry.inheritOutput === true ? "inherit" : "pipe",
        serviceName,
        env: environmentWith({ generation: entry.generation, parentPid: watchedParent(process.platform) }),
      });
    } catch (error) {
      setImmediate(() => reportFailedStart(entry, events, error));
      return;
    }
    const child = this.#child;
    const { port1, port2 } = electron.createChannel();
    const exited = new Promise<number>((resolve) => child.once("exit", resolve));
    const gone = new Promise<Gone>((resolve) => reasons.set(serviceName, resolve));
    const drained = Promise.all([
      this.#readFrames(child, port1),
      this.#readOutput(child, "stdout"),
      this.#readOutput(child, "stderr"),
    ]);
    child.once("spawn", () => {
      this.#pid = child.pid ?? null;
      if (this.#killOnSpawn !== null) this.kill(this.#killOnSpawn);
    });
    child.postMessage({ type: "port" }, [port2]);
    void exited.then(async (code) => {
      this.#ended = true;
      const [reason] = await Promise.all([Promise.race([gone, later(reasonGraceMs)]), this.#drain.finish(drained)]);
      reasons.delete(serviceName);
      port1.close();
      events.onExit(observedExit(code, reason ?? null, process.platform));
    });
  }

  get pid(): number | null {
    return this.#pid;
  }

  /** Ports between Electron's processes carry copies only: `transfer` has no effect. */
  post(frame: HostFrame): void {
    if (!this.#ended) this.#child?.postMessage(frame);
  }

  /** Not `UtilityProcess.kill()`: it knows SIGTERM only, and hides the reason of the end. */
  kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.#ended || this.#child === null) return;
    if (this.#pid === null) {
      this.#killOnSpawn = signal;
      return;
    }
    try {
      process.kill(this.#pid, signal);
    } catch (error) {
      // It has ended already, which `exit` is about to tell.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }

  keepAlive(): void {
    // The app lives as long as its windows say.
  }

  #readFrames(child: UtilityProcess, port: MessagePortMain): Promise<void> {
    const take = (frame: unknown): void => {
      this.#drain.note();
      this.#events.onFrame(frame as WorkerFrame);
    };
    child.on("message", take);
    port.on("message", ({ data }) => take(data));
    const closed = new Promise<void>((resolve) => port.once("close", () => resolve()));
    port.start();
    return closed;
  }

  /** @returns Resolves at the stream's end. */
  #readOutput(child: UtilityProcess, name: "stdout" | "stderr"): Promise<void> {
    const stream = child[name] as Readable | null;
    if (stream === null) return Promise.resolve();
    stream.setEncoding("utf8");
    const take = (text: string): void => {
      this.#drain.note();
      this.#events.onOutput(name, text);
    };
    stream.on("data", take);
    return new Promise((resolve) => {
      // Electron removes all listeners right after `exit`, with output still to come.
      child.once("exit", () => {
        process.nextTick(() => {
          stream.removeAllListeners("data").on("data", take);
          if (stream.readableEnded) resolve();
          else stream.once("end", resolve);
        });
      });
    });
  }
}

/**
 * The parent that a worker's own watchdog looks for. Where there are POSIX signals Chromium's own thread ends a utility
 * process without a parent, busy or not (measured: within 70 ms), so that a second one would only cost memory.
 */
function watchedParent(platform: NodeJS.Platform): number | null {
  return platform === "win32" ? process.pid : null;
}

/**
 * How a utility process ended.
 *
 * @param code As `exit` told: of no use after a signal, where it is 0 or the signal's number.
 * @param gone As `child-process-gone` told; null where it did not come: the process exited by itself.
 */
export function observedExit(code: number, gone: Gone | null, platform: NodeJS.Platform): Exit {
  if (gone === null || gone.reason === "clean-exit" || gone.reason === "abnormal-exit") return { code, signal: null };
  if (platform === "win32" || gone.reason === "launch-failed") return { code: gone.exitCode, signal: null };
  // The status as `waitpid` gives it: the signal in the low seven bits, then whether a core was dumped.
  const number = gone.exitCode & 0x7f;
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return signal === undefined ? { code: gone.exitCode, signal: null } : { code: null, signal };
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
