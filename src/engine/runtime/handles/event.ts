import { Handle, type Opening, timeoutOf } from "../handle";
import type { AcquireOptions } from "./acquirable";
import type { LockOptions } from "./lock";

/** A flag that many can wait for. The main process keeps it. */
export class Event extends Handle {
  /**
   * @param opening Internal.
   * @throws {FaultError} `host-only` in a worker.
   */
  constructor({ name = "" }: LockOptions = {}, opening?: Opening) {
    super({ kind: "event", name, bytes: 0 }, opening);
  }

  /** Whether it is set now. */
  async isSet(): Promise<boolean> {
    return (await this.ask("is-set")) as boolean;
  }

  /** The same, blocking this thread for a moment. */
  isSetSync(): boolean {
    return this.askSync("is-set") as boolean;
  }

  /** Sets it: everybody who waits goes on, and nobody waits until it is cleared. */
  async set(): Promise<void> {
    await this.ask("set");
  }

  /** As `set`, blocking this thread for a moment. */
  setSync(): void {
    this.askSync("set");
  }

  /** Clears it: who waits from now on waits until it is set again. */
  async clear(): Promise<void> {
    await this.ask("clear");
  }

  /** As `clear`, blocking this thread for a moment. */
  clearSync(): void {
    this.askSync("clear");
  }

  /**
   * Waits until it is set. Who waits when it is set goes on, even if it is cleared right after.
   *
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `handle-closed`.
   */
  async wait({ timeoutMs, signal }: AcquireOptions = {}): Promise<boolean> {
    return (await this.ask("wait", { timeoutMs: timeoutOf(timeoutMs) }, { signal })) as boolean;
  }

  /**
   * The same, blocking this thread: in workers.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever. 0 or less only looks.
   */
  waitSync(timeoutMs?: number): boolean {
    return this.askSync("wait", { timeoutMs: timeoutOf(timeoutMs) }) as boolean;
  }
}
