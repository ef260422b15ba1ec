import type { Exit } from "../../shared/fault";
import type { HostFrame, WorkerFrame } from "./frames";

/**
 * How a process that may not start others lets its parent start them: a program inside Electron, where only the main
 * process forks. A worker is known by its generation in the process that asks.
 */

/** From the process that wants workers. */
export type DelegationRequest =
  | {
      readonly type: "start";
      readonly worker: number;
      readonly script: string;
      readonly name: string;
      readonly flags: readonly string[];
    }
  | { readonly type: "post"; readonly worker: number; readonly frame: HostFrame }
  | { readonly type: "kill"; readonly worker: number; readonly signal: "SIGTERM" | "SIGKILL" };

/** From the parent, which started them. */
export type DelegationReply =
  | { readonly type: "frame"; readonly worker: number; readonly frame: WorkerFrame }
  | {
      readonly type: "output";
      readonly worker: number;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  /** The operating system told the worker's process. */
  | { readonly type: "pid"; readonly worker: number; readonly pid: number }
  | { readonly type: "exit"; readonly worker: number; readonly exit: Exit };
