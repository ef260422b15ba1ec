import type { Exit } from "../../shared/fault";
import type { HostFrame, WorkerFrame } from "../protocol/frames";

/** What a worker is started from. */
export interface WorkerEntry {
  /** Absolute path of the script. */
  readonly script: string;
  /** For process lists and logs, such as `worker 3`. */
  readonly name: string;
  /** Unique among all workers this parent ever started; every frame of the worker carries it. */
  readonly generation: number;
  /** What it prints goes where this process's own output goes, and not to `onOutput`. */
  readonly inheritOutput?: boolean;
  /** Flags of the runtime, as in `process.execArgv`, where the adapter can pass them on. */
  readonly flags?: readonly string[];
}

export interface WorkerEvents {
  onFrame(frame: WorkerFrame): void;
  /** A piece of what the worker printed, not cut at lines. */
  onOutput(stream: "stdout" | "stderr", text: string): void;
  /** The process or thread is gone, observed; called exactly once, after its last frame and output. */
  onExit(exit: Exit): void;
}

export interface WorkerHandle {
  /** Null until the operating system told it, and where the worker is no process of its own (in-memory). */
  readonly pid: number | null;
  /** Sends a frame. After the worker's end it does nothing: the exit has been or will be reported. */
  post(frame: HostFrame, transfer?: readonly ArrayBuffer[]): void;
  /**
   * Ends the worker at once, whatever it is doing; `onExit` follows. For processes the signal is sent as it is; threads
   * are torn down and report the signal as theirs.
   */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Whether this process stays alive for the worker, where that is for the adapter to say. It does at first. */
  keepAlive(stay: boolean): void;
}

/** Starts workers. Node, Electron, thread and in-memory adapters implement it; one contract suite runs on all. */
export interface WorkerPort {
  readonly name: string;
  /** Starts a worker. Never throws: a worker that cannot start reports an exit. */
  start(entry: WorkerEntry, events: WorkerEvents): WorkerHandle;
}
