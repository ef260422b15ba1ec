import type { Service, ServiceLog } from "../engine/service/types";

export interface EndingOptions {
  readonly service: Pick<Service, "activeRuns" | "connect" | "shutdown">;
  /**
   * Asks whether a run may be stopped.
   *
   * @param moot Fires when no run is at work any more.
   * @returns Whether it may.
   */
  readonly ask: (moot: AbortSignal) => Promise<boolean>;
  /** Called once it is decided: the window can go, its place is kept. */
  readonly onDecided: () => void;
  readonly exit: (code: number) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly clockMs: () => number;
  readonly log: Pick<ServiceLog, "error">;
}

/**
 * A second signal this soon is the first one's copy: a terminal sends it to all of its processes, and the one that
 * started us hands it on. Milliseconds.
 */
const sameSignalMs = 1_000;

/** Ends the app: asks during a run, stops it cleanly, exits when no child is left. */
export class Ending {
  readonly #options: EndingOptions;
  #asking = false;
  #decidedAtMs: number | null = null;

  constructor(options: EndingOptions) {
    this.#options = options;
  }

  /** Whether the app is on its way out: then nothing is worth repairing. */
  get decided(): boolean {
    return this.#decidedAtMs !== null;
  }

  /**
   * The user wants to close: asks first where a run is at work. A run that ends before the answer makes the question go, and
   * the app stays: its result has not been seen yet. Resolves when it is refused or all is done.
   */
  async askedByUser(): Promise<void> {
    if (this.#asking || this.decided) return;
    if (this.#options.service.activeRuns().length > 0 && !(await this.#mayStop())) return;
    // A signal may have decided while the question stood.
    if (!this.decided) await this.now(0);
  }

  /** Ends without a question, such as on a signal. Told again while that takes its time, it exits at once. */
  async now(code: number): Promise<void> {
    const { service, onDecided, exit, clockMs, log } = this.#options;
    if (this.#decidedAtMs !== null) {
      if (clockMs() - this.#decidedAtMs >= sameSignalMs) exit(code);
      return;
    }
    this.#decidedAtMs = clockMs();
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
    const { service, ask } = this.#options;
    const moot = new AbortController();
    this.#asking = true;
    const view = service.connect({
      event: () => {
        if (service.activeRuns().length === 0) moot.abort();
      },
      trace: () => undefined,
    });
    try {
      return await ask(moot.signal);
    } finally {
      view.close();
      this.#asking = false;
    }
  }
}
