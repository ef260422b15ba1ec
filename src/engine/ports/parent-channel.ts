import type { MessagePort } from "node:worker_threads";
import type { HostFrame, WorkerFrame } from "../protocol/frames";

/** A worker's end of the line to its parent, whatever started it. */
export interface ParentChannel {
  /** The worker's generation, as in its `WorkerEntry`: every frame it posts carries it. */
  readonly generation: number;
  /** Sends a frame; what is in `transfer` is handed over where the adapter can. Buffers are copied elsewhere. */
  post(frame: WorkerFrame, transfer?: readonly (ArrayBuffer | MessagePort)[]): void;
  /** Calls back with every frame of the parent, from the first on, but never before it returns; called once. */
  onFrame(listener: (frame: HostFrame) => void): void;
  /** Ends the worker with that code once everything posted or printed so far is on its way. */
  exit(code: number): void;
}
