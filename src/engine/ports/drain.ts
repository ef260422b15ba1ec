/** Silence after which what is still open of a dead worker is given up, milliseconds. */
const quietMs = 500;

/** The longest that a dead worker's pipes are read, milliseconds: a process that inherited them may print for ever. */
const limitMs = 5_000;

/**
 * Reads a dead worker's pipes to their end, which comes late where the parent is busy and never where a process that the
 * worker started still holds them.
 */
export class Drain {
  #pieces = 0;

  /** Call it for every frame and piece of output. */
  note(): void {
    this.#pieces += 1;
  }

  /**
   * @param closed Resolves when everything is closed and read.
   * @returns Resolves with it, or once nothing has come for a while.
   */
  finish(closed: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const startMs = performance.now();
      let timer: NodeJS.Timeout;
      let settled = false;
      const settle = (): void => {
        settled = true;
        clearTimeout(timer);
        resolve();
      };
      const watch = (): void => {
        const before = this.#pieces;
        // After a busy stretch timers come first, then what has arrived meanwhile, then immediates.
        timer = setTimeout(() => {
          setImmediate(() => {
            if (settled) return;
            if (this.#pieces === before || performance.now() - startMs > limitMs) settle();
            else watch();
          });
        }, quietMs);
      };
      watch();
      void closed.then(settle);
    });
  }
}
