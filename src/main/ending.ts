import type { Service, ServiceLog } from "../engine/service/types";

export interface EndingOptions {
  readonly service: Pick<Service, "activeRuns" | "shutdown">;
  /** Asks whether a run may be stopped. @returns Whether it may. */
  readonly ask: () => Promise<boolean>;
  /** Called once it is decided: the window can go, its place is kept. */
  readonly onDecided: () => void;
  readonly exit: (code: number) => void;
  readonly log: Pick<ServiceLog, "error">;
}

/** Ends the app: asks during a run, stops it cleanly, exits when no child is left. */
export class Ending {
  readonly #options: EndingOptions;
  #asking = false;
  #decided = false;

  constructor(options: EndingOptions) {
    this.#options = options;
  }

  /** Whether the app is on its way out: then nothing is worth repairing. */
  get decided(): boolean {
    return this.#decided;
  }

  /** The user wants to close: asks first where a run is at work. Resolves when it is refused or all is done. */
  async askedByUser(): Promise<void> {
    if (this.#asking || this.#decided) return;
    if (this.#options.service.activeRuns().length > 0 && !(await this.#mayStop())) return;
    // A signal may have decided while the question stood.
    if (!this.#decided) await this.now(0);
  }

  /** Ends without a question, such as on a signal. A second call, while the first is at work, exits at once. */
  async now(code: number): Promise<void> {
    const { service, onDecided, exit, log } = this.#options;
    if (this.#decided) {
      exit(code);
      return;
    }
    this.#decided = true;
    const note = (error: unknown): void => {
      log.error(`the app did not end cleanly: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    };
    try {
      onDecided();
    } catch (error) {
      note(error);
    }
    await service.shutdown().catch(note);
    exit(code);
  }

  async #mayStop(): Promise<boolean> {
    this.#asking = true;
    try {
      return await this.#options.ask();
    } finally {
      this.#asking = false;
    }
  }
}
