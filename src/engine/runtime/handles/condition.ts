import { fail } from "../../../shared/fault";
import type { HandleDescriptor } from "../../protocol/program";
import { abortReason } from "../context";
import { Handle, type Opening, timeoutOf } from "../handle";
import type { AcquireOptions } from "./acquirable";
import { type AnyLock, Lock, type LockOptions, RLock } from "./lock";

/**
 * Lets tasks wait until others tell them that something has changed. It goes with a lock, which has to be held for
 * everything but closing it. The main process keeps who waits; who waits longest is notified first.
 */
export class Condition extends Handle {
  /** The lock that it goes with. */
  readonly lock: Lock | RLock;

  /**
   * @param lock An RLock of its own where left out.
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter` for what is no lock; `host-only` in a worker.
   */
  constructor(lock?: Lock | RLock | null, { name = "" }: LockOptions = {}, opening?: Opening) {
    const own = opening === undefined ? (lock ?? new RLock({ name })) : undefined;
    if (own !== undefined && !(own instanceof Lock || own instanceof RLock)) {
      fail("bad-parameter", "A condition goes with a Lock or an RLock.");
    }
    super({ kind: "condition", name, bytes: 0, more: { lock: own?.descriptor } }, opening);
    this.lock = own ?? (this.alive().open(this.descriptor.more.lock as HandleDescriptor) as Lock | RLock);
  }

  /** Acquires the lock. */
  acquire(options?: AcquireOptions): Promise<boolean> {
    return this.lock.acquire(options);
  }

  /** Acquires the lock, blocking this thread: in workers. */
  acquireSync(timeoutMs?: number): boolean {
    return this.lock.acquireSync(timeoutMs);
  }

  /** Releases the lock. */
  release(): Promise<void> {
    return this.lock.release();
  }

  /** As `release`, at once. */
  releaseSync(): void {
    this.lock.releaseSync();
  }

  /** Holds the lock while `body` runs, whatever that throws. */
  with<Result>(body: () => Result | Promise<Result>, options?: AcquireOptions): Promise<Result> {
    return this.lock.with(body, options);
  }

  /** As `with`, blocking this thread: in workers. */
  withSync<Result>(body: () => Result): Result {
    return this.lock.withSync(body);
  }

  /**
   * Releases the lock, waits until somebody notifies it, and acquires the lock again, also after a timeout or a signal.
   *
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `lock-not-held`, `handle-closed`.
   */
  async wait({ timeoutMs, signal }: AcquireOptions = {}): Promise<boolean> {
    const limitMs = timeoutOf(timeoutMs);
    this.#checkLock();
    const isAborted = (): boolean => signal?.aborted === true;
    if (signal !== undefined && isAborted()) throw abortReason(signal);
    const ticket = await this.ask("enter");
    const depth = await this.#locked().setAside();
    try {
      return (await this.ask("wait", { value: ticket, timeoutMs: limitMs }, { signal })) as boolean;
    } catch (error) {
      // Ended before it was asked, a notification might go to nobody.
      if (isAborted()) await this.ask("leave", { value: ticket });
      throw error;
    } finally {
      await this.#locked().takeBack(depth);
    }
  }

  /** The same, blocking this thread: in workers. @param timeoutMs Milliseconds to wait at most; without it, forever. */
  waitSync(timeoutMs?: number): boolean {
    const limitMs = timeoutOf(timeoutMs);
    this.#checkLock();
    if (this.alive().role === "main") {
      const message = `The main process must not block for the condition "${this.name}": use await condition.wait().`;
      fail("worker-only", message);
    }
    const ticket = this.askSync("enter");
    const depth = this.#locked().setAsideSync();
    try {
      return this.askSync("wait", { value: ticket, timeoutMs: limitMs }) as boolean;
    } finally {
      this.#locked().takeBackSync(depth);
    }
  }

  /**
   * Waits until `predicate` is true, looking again after each notification. It is called with the lock held.
   *
   * @returns What the predicate returned last: something false where the timeout ended the wait.
   */
  async waitFor<Result>(predicate: () => Result | Promise<Result>, options: AcquireOptions = {}): Promise<Result> {
    const limitMs = timeoutOf(options.timeoutMs);
    const startedMs = performance.now();
    for (;;) {
      const result = await predicate();
      if (result) return result;
      const leftMs = limitMs < 0 ? undefined : limitMs - (performance.now() - startedMs);
      if (leftMs !== undefined && leftMs <= 0) return result;
      await this.wait({ ...options, timeoutMs: leftMs });
    }
  }

  /** The same, blocking this thread: in workers. */
  waitForSync<Result>(predicate: () => Result, timeoutMs?: number): Result {
    const limitMs = timeoutOf(timeoutMs);
    const startedMs = performance.now();
    for (;;) {
      const result = predicate();
      if (result) return result;
      const leftMs = limitMs < 0 ? undefined : limitMs - (performance.now() - startedMs);
      if (leftMs !== undefined && leftMs <= 0) return result;
      this.waitSync(leftMs);
    }
  }

  /**
   * Wakes those who wait longest; they go on once they have the lock again.
   *
   * @param count How many at most.
   * @throws {FaultError} `lock-not-held`; `bad-parameter` for less than 0.
   */
  async notify(count = 1): Promise<void> {
    this.#checkCount(count);
    await this.ask("notify", { value: count });
  }

  /** As `notify`, blocking this thread for a moment. */
  notifySync(count = 1): void {
    this.#checkCount(count);
    this.askSync("notify", { value: count });
  }

  /** Wakes everybody who waits now. @throws {FaultError} `lock-not-held`. */
  notifyAll(): Promise<void> {
    return this.notify(Number.MAX_SAFE_INTEGER);
  }

  /** As `notifyAll`, blocking this thread for a moment. */
  notifyAllSync(): void {
    this.notifySync(Number.MAX_SAFE_INTEGER);
  }

  #checkCount(count: number): void {
    if (!(Number.isInteger(count) && count >= 0)) {
      fail("bad-parameter", `A condition notifies 0 waiters or more, not ${count}.`);
    }
    this.#checkLock();
  }

  /** What the broker does not know it looks at itself: a lock in shared memory. */
  #checkLock(): void {
    const context = this.alive();
    if (this.#locked().isHeldBy(context.owner()) === false) {
      fail("lock-not-held", `Acquire the lock "${this.lock.name}" of the condition "${this.name}" first.`);
    }
  }

  #locked(): AnyLock {
    return this.lock;
  }
}
