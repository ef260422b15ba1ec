import { FaultError, fail } from "../../../shared/fault";
import type { Lowered, NativeLock, Owner, WaitResult, Waits } from "../../memory";
import type { HandleKind } from "../../protocol/program";
import type { ProgramContext } from "../context";
import { type Opening, timeoutOf } from "../handle";
import type { WatchedLock } from "../watch";
import { Acquirable, type AcquireOptions } from "./acquirable";

export interface LockOptions {
  /** By which messages, reports and the timeline call it. */
  readonly name?: string | undefined;
}

/** What `Lock` and `RLock` have in common. */
export abstract class AnyLock extends Acquirable implements WatchedLock {
  /** Null where the broker keeps it. */
  readonly #native: NativeLock | null;
  #abandoned = false;
  /** Whether its holder may acquire it again, and nobody else may release it. */
  readonly #isReentrant: boolean;
  /** Where the broker keeps it: whoever of this thread acquired it last and has not released it; 0 for nobody. */
  #holder: Owner | 0 = 0;
  /** Likewise: how often the holder has to release it. */
  #depth = 0;

  /** @internal */
  constructor(kind: HandleKind, { name }: LockOptions, opening?: Opening) {
    super({ kind, name: name ?? "", bytes: 64 }, opening);
    this.#isReentrant = kind === "rlock";
    const { place } = this.descriptor;
    const context = this.alive();
    const { memory, trace, watch } = context;
    const native = place === null || memory === null ? null : memory.openLock(place);
    this.#native = native;
    // A class of the user's own may have other methods.
    const isOwn = ([Lock, RLock] as unknown[]).includes(new.target);
    if (native !== null && trace === null && watch === null && isOwn) this.#takeFunctions(native);
  }

  /**
   * Puts the addon's functions in front of its methods. Much of a program's locking is done before it is optimized, when
   * every step of JavaScript counts.
   */
  #takeFunctions(native: NativeLock): void {
    const [acquireSync, releaseSync] = native.functions(this.#isReentrant, this.acquireSync, this.releaseSync);
    Object.defineProperties(this, {
      acquireSync: { value: acquireSync, configurable: true, writable: true },
      releaseSync: { value: releaseSync, configurable: true, writable: true },
    });
  }

  /** @internal */
  get id(): number {
    return this.descriptor.id;
  }

  /** @internal */
  protected get waits(): Waits | null {
    return this.#native?.waits ?? null;
  }

  /** @internal */
  override get isBusy(): boolean {
    return super.isBusy || (this.#native !== null && this.#native.state.holder !== 0);
  }

  /** @internal */
  override markClosed(): void {
    if (this.#native !== null) this.#native.isDirect = false;
    super.markClosed();
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
    if (this.#isReentrant && this.#hasAgain(owner)) return true;
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
    if (this.#isReentrant && this.#hasAgain(owner)) return true;
    const native = this.#native;
    if (native === null) {
      const limitMs = timeoutOf(timeoutMs);
      this.#asking(context, owner, limitMs);
      return this.#ended(context, owner, this.askSync("acquire", { timeoutMs: limitMs }) as WaitResult, undefined);
    }
    // Without contention the wait is over before it could be seen.
    const tried = native.tryAcquire(owner);
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
    const owner = this.#isReentrant ? context.owner() : 0;
    if (owner !== 0 && !this.#lowers(owner)) return;
    this.#releases(context);
    await this.ask("release", { owner });
  }

  /** The same, at once. */
  releaseSync(): void {
    const context = this.alive();
    // A plain lock is released by anybody.
    const owner = this.#isReentrant ? context.owner() : 0;
    if (owner !== 0 && !this.#lowers(owner)) return;
    // Recorded before the next one can have it, so that two holds never overlap.
    this.#releases(context);
    if (this.#native === null) this.askSync("release", { owner });
    else this.#free(this.#native, owner);
  }

  /** @throws {FaultError} As the addon does, which does not know the lock's name. */
  #free(native: NativeLock, owner: Owner | 0): void {
    try {
      native.release(owner);
    } catch (error) {
      if (!(error instanceof FaultError) || error.code !== "lock-not-held") throw error;
      fail(error.code, `The lock "${this.name}" is not held: release it once for each time it is acquired.`);
    }
  }

  /**
   * @internal Whether that owner holds it; null where only the broker knows.
   */
  isHeldBy(owner: Owner): boolean | null {
    return this.#native === null ? null : this.#native.state.holder === owner;
  }

  /** @internal Whether that owner, whose task is over, has not released it, and nobody else has for it. */
  isLeftBy(owner: Owner): boolean {
    // The broker is asked about those only that this thread knows of.
    return this.isHeldBy(owner) ?? (this.#holder === owner && this.askSync("is-held", { owner }) === true);
  }

  /** @internal Releases it wholly, however often its owner has acquired it. @returns What `takeBack` needs. */
  async setAside(): Promise<number> {
    const again = this.#again;
    this.#again = 0;
    await this.release();
    return again;
  }

  /** @internal */
  setAsideSync(): number {
    const again = this.#again;
    this.#again = 0;
    this.releaseSync();
    return again;
  }

  /** @internal Acquires it again, as often as before. */
  async takeBack(again: number): Promise<void> {
    await this.acquire();
    // Another part of the same task may have acquired it meanwhile.
    this.#again += again;
  }

  /** @internal */
  takeBackSync(again: number): void {
    this.acquireSync();
    this.#again += again;
  }

  /** How often its holder has acquired it beyond the first time. */
  get #again(): number {
    return this.#native === null ? this.#depth - 1 : this.#native.depth;
  }

  set #again(again: number) {
    if (this.#native === null) this.#depth = again + 1;
    else this.#native.depth = again;
  }

  /** Acquires it once more, where that owner holds it. @returns Whether he does. */
  #hasAgain(owner: Owner): boolean {
    if (this.#native !== null) return this.#native.acquireAgain(owner);
    if (this.#holder !== owner) return false;
    this.#depth++;
    return true;
  }

  /** Notes one of the holder's releases. @returns Whether it is the last one. */
  #lowers(owner: Owner): boolean {
    let lowered: Lowered;
    if (this.#native !== null) lowered = this.#native.releaseOnce(owner);
    else if (this.#holder !== owner) lowered = "not-owner";
    else {
      this.#depth--;
      lowered = this.#depth === 0 ? "last" : "done";
    }
    if (lowered !== "not-owner") return lowered === "last";
    return fail("lock-not-owner", `RLock "${this.name}" is not held by this task, and only its holder may release it.`);
  }

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
    this.#setAbandoned(false);
    this.#holder = 0;
    trace?.lockRelease(this.descriptor.lane);
    watch?.freed(this.id);
  }

  #setAbandoned(abandoned: boolean): void {
    if (abandoned === this.#abandoned) return;
    this.#abandoned = abandoned;
    // It is to be known by whom it is released: the addon's functions do not tell.
    if (this.#native !== null) this.#native.isDirect = !abandoned;
  }

  #gaveUp(context: ProgramContext): void {
    context.trace?.lockGiveUp(this.descriptor.lane);
  }

  #ended(context: ProgramContext, owner: Owner, result: WaitResult, signal: AbortSignal | undefined): boolean {
    if (result === "done" || result === "owner-died") {
      this.#setAbandoned(result === "owner-died");
      this.#holder = owner;
      this.#depth = 1;
      context.trace?.lockAcquire(this.descriptor.lane);
      context.watch?.got(owner, this);
      return true;
    }
    this.#gaveUp(context);
    if (result === "timeout") return false;
    return this.cancelled(signal);
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
}

/** A lock that its holder may acquire again; it is free when released as often. Only its holder releases it. */
export class RLock extends AnyLock {
  /** @param opening Internal. */
  constructor(options: LockOptions = {}, opening?: Opening) {
    super("rlock", options, opening);
  }
}
