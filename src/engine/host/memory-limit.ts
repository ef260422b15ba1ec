import { totalmem } from "node:os";
import type { Fault } from "../../shared/fault";
import type { Lane } from "../../shared/trace/lanes";
import { type ProcessUsage, usageSource } from "./process-usage";
import type { RunOptions } from "./run-execution";

const mebibyte = 1024 * 1024;

/** What a worker with a user's code may take at most, and at least, whatever the machine has. */
const mostBytes = 2_048 * mebibyte;
const leastBytes = 256 * mebibyte;

/** Bytes of memory that each of so many processes with a user's code may take: three quarters of the machine's are theirs. */
export function memoryLimit(processes: number, machineBytes = totalmem()): number {
  return Math.max(leastBytes, Math.min(mostBytes, Math.floor((0.75 * machineBytes) / processes)));
}

/** The same for a run: for each of its workers, and for the process in which its results are combined. */
export function runMemoryLimit({ mode, workers }: Pick<RunOptions, "mode" | "workers">, machineBytes?: number): number {
  return memoryLimit((mode === "processes" ? workers : 1) + 1, machineBytes);
}

/** Looks at what the workers of a run take; undefined where no code of a user's runs in them. */
export function memoryGuard(
  run: Pick<RunOptions, "module" | "mode" | "workers">,
  onTooMuch: (fault: Fault) => void,
): ((lane: Pick<Lane, "kind" | "name">, bytes: number) => void) | undefined {
  if (run.module === undefined) return undefined;
  const limit = runMemoryLimit(run);
  return ({ kind, name }, bytes) => {
    if (kind === "worker" && bytes > limit) onTooMuch(memoryFault(name, limit));
  };
}

/** @param what Took too much, as in `worker 1`. */
export function memoryFault(what: string, limitBytes: number): Fault {
  const limit = `${Math.floor(limitBytes / mebibyte).toLocaleString("en-US")} MB`;
  return {
    code: "memory-full",
    message: `${what} took more than ${limit} of memory, which is the limit for code of your own on this machine, and was ended. Give smaller results, or keep less at a time.`,
  };
}

/** Looks a few times a second at what one process uses, where the system tells it. @returns Ends it. */
export function watchUsage(pidOf: () => number | null, onUsage: (usage: ProcessUsage) => void): () => void {
  const source = usageSource();
  if (source === null) return () => undefined;
  const timer = setInterval(async () => {
    const pid = pidOf();
    const usage = pid === null ? undefined : (await source.read([pid])).get(pid);
    if (usage !== undefined) onUsage(usage);
  }, source.everyMs);
  return () => clearInterval(timer);
}
