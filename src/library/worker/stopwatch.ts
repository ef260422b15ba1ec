import { performance } from "node:perf_hooks";

/** Tells a task when to let others go on. */
export class Stopwatch {
  #startedMs = performance.now();

  elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  restart(): void {
    this.#startedMs = performance.now();
  }
}
