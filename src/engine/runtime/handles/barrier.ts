import { fail } from "../../../shared/fault";
import { Handle, type Opening, timeoutOf } from "../handle";
import type { AcquireOptions } from "./acquirable";

export interface BarrierOptions {
  /** By which messages and the timeline call it. */
  readonly name?: string | undefined;
  /** Runs in the main process when all have arrived, before anybody goes on. */
  readonly action?: (() => unknown) | undefined;
  /** Milliseconds that a `wait` without a timeout of its own waits at most; without it, forever. */
  readonly timeoutMs?: number | undefined;
}

/** What the broker tells of it. */
interface State {
  readonly waiting: number;
  readonly broken: boolean;
}

/**
 * Lets a fixed number of parties wait for each other. The main process keeps it. A wait that ends by a timeout, a signal or
 * the death of a worker that has the barrier breaks it: then all waits fail until `reset`.
 */
export class Barrier extends Handle {
  /** How many have to arrive. */
  readonly parties: number;
  readonly #timeoutMs: number;

  /**
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter` for less than one party; `host-only` in a worker.
   */
  constructor(parties: number, { name = "", action, timeoutMs }: BarrierOptions = {}, opening?: Opening) {
    if (!(Number.isInteger(parties) && parties >= 1)) {
      fail("bad-parameter", `A barrier is for 1 party or more, not ${parties}.`);
    }
    if (action !== undefined && typeof action !== "function") {
      fail("bad-parameter", "A barrier's action is a function, which runs in the main process.");
    }
    const more = { parties, timeoutMs: timeoutOf(timeoutMs) };
    super({ kind: "barrier", name, bytes: 0, more, attachment: action ?? null }, opening);
    this.parties = parties;
    this.#timeoutMs = this.descriptor.more.timeoutMs as number;
  }

  /**
   * Waits until all have arrived.
   *
   * @returns Which one it was, 0 for the first one to arrive up to `parties` - 1.
   * @throws {FaultError} `barrier-broken`; what the action threw, for the last one to arrive.
   */
  async wait({ timeoutMs, signal }: AcquireOptions = {}): Promise<number> {
    return (await this.ask("wait", { timeoutMs: this.#limit(timeoutMs) }, { signal })) as number;
  }

  /** The same, blocking this thread: in workers. @param timeoutMs Milliseconds to wait at most. */
  waitSync(timeoutMs?: number): number {
    if (this.alive().role === "main") {
      fail("worker-only", `The main process must not block for the barrier "${this.name}": use await barrier.wait().`);
    }
    return this.askSync("wait", { timeoutMs: this.#limit(timeoutMs) }) as number;
  }

  /** Makes it as new. Who waits fails with `barrier-broken`. */
  async reset(): Promise<void> {
    await this.ask("reset");
  }

  /** As `reset`, blocking this thread for a moment. */
  resetSync(): void {
    this.askSync("reset");
  }

  /** Breaks it: who waits fails with `barrier-broken`, and so does who comes later. */
  async abort(): Promise<void> {
    await this.ask("abort");
  }

  /** As `abort`, blocking this thread for a moment. */
  abortSync(): void {
    this.askSync("abort");
  }

  /** Whether it is broken now. */
  async broken(): Promise<boolean> {
    return ((await this.ask("state")) as State).broken;
  }

  /** As `broken`, blocking this thread for a moment. */
  brokenSync(): boolean {
    return (this.askSync("state") as State).broken;
  }

  /** How many wait now. */
  async nWaiting(): Promise<number> {
    return ((await this.ask("state")) as State).waiting;
  }

  /** As `nWaiting`, blocking this thread for a moment. */
  nWaitingSync(): number {
    return (this.askSync("state") as State).waiting;
  }

  #limit(timeoutMs: number | undefined): number {
    return timeoutMs === undefined ? this.#timeoutMs : timeoutOf(timeoutMs);
  }
}
