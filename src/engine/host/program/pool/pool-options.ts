import { availableParallelism, cpus } from "node:os";
import { fail } from "../../../../shared/fault";
import type { AnyFunction } from "../../../runtime";

/**
 * Where tasks run: in processes, each with its own memory; in threads, likewise; on the main process's own thread one
 * after the other, or interleaved where they await something.
 */
export type PoolMode = "processes" | "threads" | "sequential" | "concurrent";

/** Workers that a pool has at most: beyond, the main process does nothing but give out tasks. */
const mostWorkers = 1_024;

const modes: readonly PoolMode[] = ["processes", "threads", "sequential", "concurrent"];

export interface PoolOptions<Initializer extends AnyFunction = AnyFunction> {
  /** How many, 1,024 at most; as many as the machine has processors where left out. In the mode `sequential` always one. */
  readonly workers?: number | undefined;
  /** `processes` where left out. */
  readonly mode?: PoolMode | undefined;
  /** By which messages and the timeline call it. */
  readonly name?: string | undefined;
  /**
   * A task that each worker runs before its first one. Where it throws, the worker ends and another one is tried; after
   * three in a row the pool is broken.
   */
  readonly initializer?: Initializer | undefined;
  readonly initializerArgs?: Readonly<Parameters<Initializer>> | undefined;
  /** Tasks, or chunks of them, that a worker runs before it is replaced; any number where left out. */
  readonly maxTasksPerChild?: number | undefined;
  /**
   * Memory above which a worker is replaced after a task, bytes: what its process has resident, or what the heap and
   * buffers of its thread take.
   */
  readonly memoryLimitBytes?: number | undefined;
  /** Milliseconds that a task, or a chunk of them, may run; any time where left out. */
  readonly taskTimeoutMs?: number | undefined;
}

export interface CheckedOptions {
  readonly workers: number;
  readonly mode: PoolMode;
  readonly name: string;
  readonly initializer: AnyFunction | undefined;
  readonly initializerArgs: readonly unknown[];
  /** Infinite for any number. */
  readonly maxTasksPerChild: number;
  /** 0 for any. */
  readonly memoryLimitBytes: number;
  /** Infinite for any time. */
  readonly taskTimeoutMs: number;
}

/** @throws {FaultError} `bad-parameter`. */
export function checkOptions(options: PoolOptions, nextName: () => string): CheckedOptions {
  const {
    workers = processors(),
    mode = "processes",
    maxTasksPerChild = Number.POSITIVE_INFINITY,
    memoryLimitBytes = 0,
    taskTimeoutMs = Number.POSITIVE_INFINITY,
    initializerArgs = [],
  } = options;
  if (!modes.includes(mode)) fail("bad-parameter", `A pool's mode is one of ${modes.join(", ")}, not ${String(mode)}.`);
  checkCount("workers", workers);
  if (workers > mostWorkers) {
    fail("bad-parameter", `workers is at most ${mostWorkers.toLocaleString("en-US")}, not ${workers}.`);
  }
  if (maxTasksPerChild !== Number.POSITIVE_INFINITY) checkCount("maxTasksPerChild", maxTasksPerChild);
  if (!(memoryLimitBytes >= 0))
    fail("bad-parameter", `memoryLimitBytes is a number of bytes, not ${memoryLimitBytes}.`);
  if (!(taskTimeoutMs > 0)) fail("bad-parameter", `taskTimeoutMs is a number above 0, not ${taskTimeoutMs}.`);
  return {
    workers,
    mode,
    name: options.name ?? nextName(),
    initializer: options.initializer,
    initializerArgs,
    maxTasksPerChild,
    memoryLimitBytes,
    taskTimeoutMs,
  };
}

/** @throws {FaultError} `bad-parameter` for anything but an integer of at least 1. */
export function checkCount(name: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 1) {
    fail("bad-parameter", `${name} is a whole number of at least 1, not ${String(value)}.`);
  }
}

function processors(): number {
  // Node 16 in Electron 22 has no other way than to count them.
  return typeof availableParallelism === "function" ? availableParallelism() : Math.max(cpus().length, 1);
}
