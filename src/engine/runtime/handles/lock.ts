import { fail } from "../../../shared/fault";
import type { NativeLock, Owner, WaitResult } from "../../memory";
import type { HandleKind } from "../../protocol/program";
import { abortReason, type ProgramContext } from "../context";
import { Handle, type Opening, timeoutOf } from "../handle";
import type { WatchedLock } from "../watch";

export interface LockOptions {
  /** By which messages, reports and the timeline call it. */
  readonly name?: string | undefined;
}

export interface AcquireOptions {
  /** Milliseconds to wait at most; without it, forever. 0 or less only tries. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What `Lock` and `RLock` have in common. */
export abstract class AnyLock extends Handle implements WatchedLock {
  /** Null where the broker keeps it. */
  readonly #native: NativeLock | null;
  #abandoned = false;
  /** Whoever of this thread acquired it last and has not released it; 0 for nobody. */
  #holder: Owner | 0 = 0;

  /** @internal */
  constructor(kind: HandleKind, { name }: LockOptions, opening?: Opening) {
    super({ kind, name: name ?? "", bytes: 64 }, opening);
    const { place } = this.descriptor;
    const { memory } = this.alive();
    this.#native = place === null || memory === null ? null : memory.openLock(place);
  }

  /** @internal */
  get id(): number {
    return this.descriptor.id;
  }

  /**
   * Whether whoever held it last died while holding it, so that what it guards may be half written. Told to the one who
   * acquired it next, until it is released.
   */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /**
   * Acquires it, waiting until it is free.
   *
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `handle-closed`.
   */
  async acquire(options: AcquireOptions = {}): Promise<boolean> {
    const context = this.alive();
    const owner = context.owner();
    if (this.reenter(owner)) return true;
    this.#asking(context, owner, timeoutOf(options.timeoutMs));
    const result = await this.#wait(owner, options).catch((error: unknown) => {
      this.#gaveUp(context);
      throw error;
    });
    return this.#ended(context, owner, result, options.signal);
  }

  /**
   * Acquires it, blocking this thread: in workers.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever. 0 or less only tries.
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `worker-only` in the main process, where it would block what everybody else waits for.
   */
  acquireSync(timeoutMs?: number): boolean {
    const context = this.alive();
    const owner = context.owner();
    if (this.reenter(owner)) return true;
    const native = this.#native;
    if (native === null) {
      const limitMs = timeoutOf(timeoutMs);
      this.#asking(context, owner, limitMs);
      return this.#ended(context, owner, this.askSync("acquire", { timeoutMs: limitMs }) as WaitResult, undefined);
    }
    // Without contention the wait is over before it could be seen.
    const tried = native.tryAcquire(owner);
    if (tried === "done" && context.trace === null && context.watch === null) {
      // The usual case with as little as possible: most locking is done before the code is optimized.
      this.#abandoned = false;
      this.#holder = owner;
      this.acquired(owner);
      return true;
    }
    const limitMs = timeoutOf(timeoutMs);
    if (tried !== "timeout" || limitMs === 0) {
      this.#asking(context, owner, limitMs);
      return this.#ended(context, owner, tried, undefined);
    }
    if (context.role === "main") {
      fail(
        "worker-only",
        `${this.constructor.name} "${this.name}" is held, and the main process must not block: use await lock.acquire().`,
      );
    }
    this.#asking(context, owner, limitMs);
    return this.#ended(context, owner, native.acquireSync(owner, limitMs), undefined);
  }

  /**
   * Releases it.
   *
   * @throws {FaultError} `lock-not-held`; for an RLock `lock-not-owner`.
   */
  async release(): Promise<void> {
    if (this.#native !== null) {
      this.releaseSync();
      return;
    }
    const context = this.alive();
    const owner = context.owner();
    if (!this.releasing(owner)) return;
    this.#abandoned = false;
    this.#releases(context);
    await this.ask("release", { owner: this.requiredOwner(owner) });
  }

  /** The same, at once. */
  releaseSync(): void {
    const context = this.alive();
    const owner = context.owner();
    if (!this.releasing(owner)) return;
    this.#abandoned = false;
    // Recorded before the next one can have it, so that two holds never overlap.
    this.#releases(context);
    const required = this.requiredOwner(owner);
    if (this.#native === null) this.askSync("release", { owner: required });
    else this.#native.release(required);
  }

  /** Holds it while `body` runs, whatever that throws. */
  async with<Result>(body: () => Result | Promise<Result>, options: AcquireOptions = {}): Promise<Result> {
    if (!(await this.acquire(options))) {
      fail("timeout", `${this.constructor.name} "${this.name}" was not free within ${options.timeoutMs} ms.`);
    }
    try {
      return await body();
    } finally {
      await this.release();
    }
  }

  /** The same, blocking this thread: in workers. */
  withSync<Result>(body: () => Result): Result {
    this.acquireSync();
    try {
      return body();
    } finally {
      this.releaseSync();
    }
  }

  /**
   * @internal Whether that owner holds it; null where only the broker knows.
   */
  isHeldBy(owner: Owner): boolean | null {
    return this.#native === null ? null : this.#native.state.holder === owner;
  }

  /** @internal Whether that owner, whose task is over, has not released it. */
  isLeftBy(owner: Owner): boolean {
    return this.#holder === owner && this.isHeldBy(owner) !== false;
  }

  /** @internal Releases it wholly, however often its owner has acquired it. @returns What `takeBack` needs. */
  async setAside(): Promise<number> {
    const depth = this.changeDepth(1);
    await this.release();
    return depth;
  }

  /** @internal */
  setAsideSync(): number {
    const depth = this.changeDepth(1);
    this.releaseSync();
    return depth;
  }

  /** @internal Acquires it again, as often as before. */
  async takeBack(depth: number): Promise<void> {
    await this.acquire();
    this.changeDepth(depth);
  }

  /** @internal */
  takeBackSync(depth: number): void {
    this.acquireSync();
    this.changeDepth(depth);
  }

  /** @internal Changes how often it has to be released. @returns How often it had to be. */
  protected abstract changeDepth(depth: number): number;
  /** @internal Whether the owner has it already and may have it again, which is noted. */
  protected abstract reenter(owner: Owner): boolean;
  /** @internal Notes a release. @returns Whether it is free to others now. */
  protected abstract releasing(owner: Owner): boolean;
  /** @internal Notes that the owner has it. */
  protected abstract acquired(owner: Owner): void;
  /** @internal Who must hold it for a release; 0 for anybody. */
  protected abstract requiredOwner(owner: Owner): Owner | 0;

  async #wait(owner: Owner, options: AcquireOptions): Promise<WaitResult> {
    const timeoutMs = timeoutOf(options.timeoutMs);
    if (this.#native === null) {
      return (await this.ask("acquire", { timeoutMs, owner }, { signal: options.signal })) as WaitResult;
    }
    return this.#native.acquire(owner, { timeoutMs: timeoutMs < 0 ? undefined : timeoutMs, signal: options.signal });
  }

  #asking({ trace, watch }: ProgramContext, owner: Owner, timeoutMs: number): void {
    const { lane, name } = this.descriptor;
    trace?.lockRequest(lane, name);
    // Who only tries waits for nobody.
    if (timeoutMs !== 0) watch?.asks(owner, this);
  }

  #releases({ trace, watch }: ProgramContext): void {
    this.#holder = 0;
    trace?.lockRelease(this.descriptor.lane);
    watch?.freed(this.id);
  }

  #gaveUp(context: ProgramContext): void {
    context.trace?.lockGiveUp(this.descriptor.lane);
  }

  #ended(context: ProgramContext, owner: Owner, result: WaitResult, signal: AbortSignal | undefined): boolean {
    if (result === "done" || result === "owner-died") {
      this.#abandoned = result === "owner-died";
      this.#holder = owner;
      this.acquired(owner);
      context.trace?.lockAcquire(this.descriptor.lane);
      context.watch?.got(owner, this);
      return true;
    }
    this.#gaveUp(context);
    if (result === "timeout") return false;
    if (signal?.aborted === true) throw abortReason(signal);
    return fail("aborted", `Waiting for ${this.constructor.name} "${this.name}" was ended.`);
  }
}

/**
 * A lock: at most one holds it, among all tasks of all processes that have the handle. As in Python it can be released by
 * anybody, and whoever holds it and asks again waits for itself.
 *
 * Not fair: who asks at the right moment may overtake who waits.
 */
export class Lock extends AnyLock {
  /** @param opening Internal. */
  constructor(options: LockOptions = {}, opening?: Opening) {
    super("lock", options, opening);
  }

  protected reenter(): boolean {
    return false;
  }

  protected releasing(): boolean {
    return true;
  }

  protected acquired(): void {
    // Anybody may release it: there is nothing to note.
  }

  protected changeDepth(): number {
    return 1;
  }

  protected requiredOwner(): Owner | 0 {
    return 0;
  }
}

/** A lock that its holder may acquire again; it is free when released as often. Only its holder releases it. */
export class RLock extends AnyLock {
  #owner: Owner | 0 = 0;
  #depth = 0;

  /** @param opening Internal. */
  constructor(options: LockOptions = {}, opening?: Opening) {
    super("rlock", options, opening);
  }

  protected reenter(owner: Owner): boolean {
    if (this.#owner !== owner) return false;
    this.#depth++;
    return true;
  }

  protected releasing(owner: Owner): boolean {
    if (this.#owner !== owner) {
      fail("lock-not-owner", `RLock "${this.name}" is not held by this task, and only its holder may release it.`);
    }
    this.#depth--;
    if (this.#depth > 0) return false;
    this.#owner = 0;
    return true;
  }

  protected acquired(owner: Owner): void {
    this.#owner = owner;
    this.#depth = 1;
  }

  protected changeDepth(depth: number): number {
    const before = this.#depth;
    this.#depth = depth;
    return before;
  }

  protected requiredOwner(owner: Owner): Owner | 0 {
    return owner;
  }
}
