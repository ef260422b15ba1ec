import type { Service, ServiceLog } from "../engine/service/types";

export interface EndingOptions {
  readonly service: Service;
  /** Asks whether a run may be stopped. @returns Whether it may. */
  readonly ask: () => Promise<boolean>;
  /** Called once it is decided: the window can go, its place is kept. */
  readonly onDecided: () => void;
  readonly exit: (code: number) => void;
  readonly log: ServiceLog;
}

/** Ends the app: asks during a run, stops it cleanly, exits when no child is left. */
export class Ending {
  readonly #options: EndingOptions;
  #state: "none" | "asking" | "decided" = "none";

  constructor(options: EndingOptions) {
    this.#options = options;
  }

  /** The user wants to close: asks first where a run is at work. Resolves when it is refused or all is done. */
  async askedByUser(): Promise<void> {
    if (this.#state !== "none") return;
    if (this.#options.service.activeRuns().length > 0) {
      this.#state = "asking";
      const may = await this.#options.ask();
      // A signal may have decided while the question stood.
      if (this.#state !== "asking") return;
      this.#state = "none";
      if (!may) return;
    }
    await this.now(0);
  }

  /** Ends without a question, such as on a signal. A second call, while the first is at work, exits at once. */
  async now(code: number): Promise<void> {
    const { service, onDecided, exit, log } = this.#options;
    if (this.#state === "decided") {
      exit(code);
      return;
    }
    this.#state = "decided";
    onDecided();
    try {
      await service.shutdown();
    } catch (error) {
      log.error(`shutdown failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    exit(code);
  }
}
