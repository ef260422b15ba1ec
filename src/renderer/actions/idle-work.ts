/** Work in steps, for when nothing else is to be done. */
export class IdleWork {
  readonly #start: () => Generator<void>;
  #steps: Generator<void> | null = null;
  #isGoingOn = false;
  #isEnded = false;

  /** @param start Called before the first step. */
  constructor(start: () => Generator<void>) {
    this.#start = start;
  }

  /** Does the next step now, if there is one. @returns Whether there are more. */
  step(): boolean {
    if (this.#isEnded) return false;
    this.#steps ??= this.#start();
    if (this.#steps.next().done === true) this.end();
    return !this.#isEnded;
  }

  /** Goes on to its end, between other things. */
  goOn(): void {
    if (this.#isGoingOn || this.#isEnded) return;
    this.#isGoingOn = true;
    requestIdleCallback(() => {
      this.#isGoingOn = false;
      if (this.step()) this.goOn();
    });
  }

  /** Ends it, wherever it is: what was made for it goes. */
  end(): void {
    this.#isEnded = true;
    this.#steps?.return(undefined);
    this.#steps = null;
  }
}
