import { type Exit, type Fault, FaultError } from "../../shared/fault";
import type { WorkerPort } from "../ports/worker-port";
import type { Inspection, InspectionRequest } from "../protocol/own-workload";
import { nextGeneration } from "./generations";
import { memoryFault, memoryLimit, watchUsage } from "./memory-limit";

export interface InspectOptions {
  readonly processes: WorkerPort;
  /** Folder with the built `workers/task.cjs`. */
  readonly entriesFolder: string;
  /** By which messages call the module. */
  readonly name: string;
  readonly request: InspectionRequest;
  /** Aborted, the process is ended, and the question with it. */
  readonly signal: AbortSignal;
  /** Milliseconds that it may take. */
  readonly limitMs?: number;
}

/** Milliseconds of processor time that a module may take to load and to split: it has no work to do there. */
const mostCpuMs = 8_000;

/** Milliseconds that it may take in all, on a machine that has much else to do. */
const usualLimitMs = 30_000;

/** Characters of what a module printed that a message repeats. */
const mostPrinted = 300;

/**
 * Asks a process of its own what a user's module holds: whatever its code does, this process goes on.
 *
 * @throws {FaultError} `module-threw`, `workload-unsuitable`, `task-threw`; `timeout` where it does not come to an end;
 * `worker-lost` where it ended its process; `aborted`.
 */
export async function inspectWorkload(options: InspectOptions): Promise<Inspection> {
  const { processes, entriesFolder, name, request, signal, limitMs = usualLimitMs } = options;
  if (signal.aborted) throw new FaultError(abortedFault(name));
  const generation = nextGeneration();
  let printed = "";
  return await new Promise<Inspection>((resolve, reject) => {
    let answer: (() => void) | null = null;
    const handle = processes.start(
      { script: `${entriesFolder}/workers/task.cjs`, name: `look at ${name}`, generation },
      {
        onFrame: (frame) => {
          if (frame.generation !== generation || frame.type !== "inspected") return;
          const { outcome } = frame;
          answer ??= outcome.ok ? () => resolve(outcome.value) : () => reject(new FaultError(outcome.fault));
          // Timers and connections of the module's own would keep it.
          handle.kill("SIGKILL");
        },
        onOutput: (_stream, text) => {
          printed = (printed + text).slice(-mostPrinted);
        },
        onExit: (exit) => {
          clearTimeout(timer);
          endWatch();
          signal.removeEventListener("abort", abort);
          if (answer === null) reject(new FaultError(endFault(name, exit, printed)));
          else answer();
        },
      },
    );
    const end = (fault: Fault): void => {
      answer ??= () => reject(new FaultError(fault));
      handle.kill("SIGKILL");
    };
    const what = request.split === null ? "loading it" : "its `split`";
    const abort = (): void => end(abortedFault(name));
    signal.addEventListener("abort", abort);
    const endLate = (took: string): void =>
      end({
        code: "timeout",
        message: `${name}: ${what} took ${took}, so it was ended. Is there a loop without an end?`,
      });
    const timer = setTimeout(() => endLate(`more than ${limitMs / 1_000} s`), limitMs);
    const limitBytes = memoryLimit(1);
    const endWatch = watchUsage(
      () => handle.pid,
      ({ cpuNs, memoryBytes }) => {
        if (memoryBytes > limitBytes) end(memoryFault(name, limitBytes));
        else if (cpuNs > mostCpuMs * 1e6) endLate(`more than ${mostCpuMs / 1_000} s of processor time`);
      },
    );
    handle.post({ type: "inspect", generation, request });
  });
}

function abortedFault(name: string): Fault {
  return { code: "aborted", message: `Lanescope is about to end, so ${name} was not looked at.` };
}

function endFault(name: string, exit: Exit, printed: string): Fault {
  const how = exit.signal ?? `exit code ${exit.code}`;
  // Cut off in the middle of a line it begins with the next one.
  const last = printed.length < mostPrinted ? printed : `…${printed.slice(printed.indexOf("\n"))}`;
  const said = last.trim() === "" ? "" : ` It printed: ${last.trim()}`;
  return { code: "worker-lost", message: `${name} ended its process while it was loaded (${how}).${said}`, exit };
}
