import type { LockFunctions, NativeAddon } from "./addon";
import type { Arena, Owner, Place } from "./arena";
import { resultOf, type WaitOptions, type WaitResult, Waits } from "./waits";

/** `not-owner`: another one holds it; `last`: nothing changed, to release it is next. */
export type Lowered = "not-owner" | "done" | "last";

/** By the addon's numbers. */
const lowered: readonly [Lowered, Lowered, Lowered] = ["not-owner", "done", "last"];

/** What a lock looks like at one moment. */
export interface LockState {
  /** Who holds it; 0 for nobody. */
  readonly holder: Owner | 0;
  /** Whether somebody waits, or waited a moment ago. */
  readonly awaited: boolean;
  /** How often an owner died while holding it. */
  readonly abandoned: number;
  /** How often it was acquired, and how often only after a wait. */
  readonly acquisitions: number;
  readonly contended: number;
}

/**
 * A lock in shared memory. It excludes owners, not processes: tasks that interleave on one thread exclude each other too.
 * Not fair: who comes at the right moment overtakes who sleeps.
 */
export class NativeLock {
  readonly place: Place;
  /** The addon's number. */
  readonly handle: number;
  readonly #addon: NativeAddon;
  /** Of this thread, by promises. */
  readonly waits: Waits;

  /** @internal Use `Arena.createLock` and `Arena.openLock`. */
  constructor(arena: Arena, place: Place) {
    this.place = place;
    this.handle = arena.attach(place);
    this.#addon = arena.addon;
    this.waits = new Waits(arena.addon);
  }

  /** By which `OwnerState.waitingFor` names it, the same in all processes. */
  get position(): number {
    return this.#addon.position(this.handle);
  }

  /**
   * Acquires it if it is free.
   *
   * @returns `timeout` where somebody holds it.
   * @throws {FaultError} `owner-unknown`, `memory-closed`; so do the others.
   */
  tryAcquire(owner: Owner): WaitResult {
    return resultOf(this.#addon.tryLock(this.handle, owner));
  }

  /**
   * Acquires it, blocking this thread: only where nothing else needs it. A worker thread that is terminated meanwhile
   * gets away within 0.1 s.
   *
   * @param timeoutMs Milliseconds; negative for forever.
   */
  acquireSync(owner: Owner, timeoutMs = -1): WaitResult {
    return resultOf(this.#addon.lock(this.handle, owner, timeoutMs));
  }

  /** Acquires it; where it is held, a thread of the addon's waits, never one of libuv's. */
  async acquire(owner: Owner, options: WaitOptions = {}): Promise<WaitResult> {
    if (options.signal?.aborted === true) return "cancelled";
    const result = this.tryAcquire(owner);
    if (result !== "timeout" || options.timeoutMs === 0) return result;
    return this.waits.begin((timeoutMs, wait) => this.#addon.lockAsync(this.handle, owner, timeoutMs, wait), options);
  }

  /**
   * Releases it.
   *
   * @param owner Who must hold it; 0 lets anybody release it, as Python's Lock does.
   * @throws {FaultError} `lock-not-held`, `lock-not-owner`.
   */
  release(owner: Owner | 0 = 0): void {
    this.#addon.unlock(this.handle, owner);
  }

  /** Acquires it once more, where that owner holds it. @returns Whether he does. */
  acquireAgain(owner: Owner): boolean {
    return this.#addon.lockAgain(this.handle, owner);
  }

  /** Releases it once, where its holder has to do so more often. */
  releaseOnce(owner: Owner): Lowered {
    return lowered[this.#addon.unlockOnce(this.handle, owner)];
  }

  /** How often its holder has acquired it beyond the first time: for the holder alone. */
  get depth(): number {
    return this.#addon.lockState(this.handle)[2];
  }

  set depth(depth: number) {
    this.#addon.setLockDepth(this.handle, depth);
  }

  /**
   * The addon's own functions for this lock alone, for callers that count nanoseconds. They acquire in the name of
   * `Arena.setOwner`. What takes more than a look at the lock they leave to the methods given here, called on the same
   * object with the same parameters: a wait, a lock whose holder died, a failure, a closed lock.
   *
   * @param isReentrant Whether its holder may acquire it again, and nobody else may release it.
   */
  functions(isReentrant: boolean, ...methods: LockFunctions): LockFunctions {
    return this.#addon.lockFunctions(this.handle, ...methods, isReentrant ? 1 : 0);
  }

  /** Whether `functions` do what they can themselves, or leave everything. */
  set isDirect(isDirect: boolean) {
    this.#addon.setDirect(this.handle, isDirect ? 1 : 0);
  }

  get state(): LockState {
    const [holder, awaited, , abandoned, acquisitions, contended] = this.#addon.lockState(this.handle);
    return { holder: holder as Owner | 0, awaited: awaited === 1, abandoned, acquisitions, contended };
  }
}
