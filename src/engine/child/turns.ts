import { performance } from "node:perf_hooks";

/** Milliseconds a task may keep the thread before frames get a turn, even where it is alone. */
const longestTurnMs = 8;

/** Lets the tasks of one thread take turns, and the thread's own messages in between. */
export class Turns {
  #tasks = 0;
  #turnStartedMs = performance.now();

  /** A task begins. */
  enter(): void {
    this.#tasks++;
  }

  leave(): void {
    this.#tasks--;
  }

  /** Gives the others a turn: at once where a task is alone and the last one is not long ago. */
  async yield(): Promise<void> {
    if (this.#tasks < 2 && performance.now() - this.#turnStartedMs < longestTurnMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#turnStartedMs = performance.now();
  }
}
