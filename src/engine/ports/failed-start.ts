import type { WorkerEntry, WorkerEvents } from "./worker-port";

/** Reports a worker that never came to be: the reason as its output, then an exit with neither code nor signal. */
export function reportFailedStart(entry: WorkerEntry, events: WorkerEvents, error: unknown): void {
  events.onOutput("stderr", `${entry.name} could not start: ${String(error)}\n`);
  events.onExit({ code: null, signal: null });
}
