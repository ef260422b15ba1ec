import { setTimeout as wait } from "node:timers/promises";
import type { FaultCode } from "../shared/fault";
import type { EndingSignal } from "../shells/signals";

/** How much longer than a signal is waited for what usually takes no time. */
const momentMs = 200;

/** What the shell is told, besides what `exitCodeOfSignal` gives. */
export const exitCodes = { done: 0, failed: 1, misuse: 2 } as const;

/**
 * Faults that the command line itself is the reason for, whatever the data: it would fail everywhere. A dataset that is
 * missing or has no such column is no misuse; a program is what the command line says.
 */
const misuses: ReadonlySet<FaultCode> = new Set([
  "bad-parameter",
  "bad-request",
  "program-broken",
  "program-missing",
  "program-unsuitable",
  "workload-unknown",
  "workload-unsuitable",
]);

export function exitCodeOfFault(code: FaultCode): number {
  return misuses.has(code) ? exitCodes.misuse : exitCodes.failed;
}

/** Ends the command with a message for people: what is wrong, where, what to do. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

/** Ends the command because a signal asked for it. */
export class Interrupted extends Error {
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal) {
    super(`interrupted by ${signal}`);
    this.name = "Interrupted";
    this.signal = signal;
  }
}

/** Whether, and by which signal, the command was asked to end. */
export class Interruption {
  /** Resolves when a signal asks for the end. */
  readonly asked: Promise<EndingSignal>;
  #signal: EndingSignal | null = null;
  #take: ((signal: EndingSignal) => void) | null = null;
  #resolve: (signal: EndingSignal) => void = () => undefined;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get signal(): EndingSignal | null {
    return this.#signal;
  }

  /** Whether signals go to somebody else, who ends when it wants. */
  get isPassedOn(): boolean {
    return this.#take !== null;
  }

  /** The first signal counts. */
  ask(signal: EndingSignal): void {
    this.#signal ??= signal;
    this.#resolve(this.#signal);
    this.#take?.(signal);
  }

  /** From now on signals go there, also one that came already. */
  passTo(take: (signal: EndingSignal) => void): void {
    this.#take = take;
    if (this.#signal !== null) take(this.#signal);
  }

  /**
   * What `work` gives, unless a signal comes first. The work itself goes on; who started it ends it.
   *
   * @throws {Interrupted} When a signal came.
   */
  async unlessAsked<T>(work: Promise<T>): Promise<T> {
    const asked = this.asked.then((signal): never => {
      throw new Interrupted(signal);
    });
    return await Promise.race([asked, work]);
  }

  /**
   * What `work` gives, waited for a moment longer than a signal: for what tells more when it is ended by its name.
   *
   * @throws {Interrupted} Where it failed after a signal came, which reaches the processes that work on it, too; or goes on.
   */
  async orInterrupted<T>(work: Promise<T>): Promise<T> {
    const late = this.asked.then(async (signal): Promise<never> => {
      await wait(momentMs);
      throw new Interrupted(signal);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      throw this.#signal === null ? error : new Interrupted(this.#signal);
    }
  }
}
