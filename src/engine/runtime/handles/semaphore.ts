import { fail } from "../../../shared/fault";
import type { SharedCount, WaitResult, Waits } from "../../memory";
import type { HandleKind } from "../../protocol/program";
import type { ProgramContext } from "../context";
import { type Opening, timeoutOf } from "../handle";
import { received } from "../traced-waits";
import { Acquirable, type AcquireOptions } from "./acquirable";
import type { LockOptions } from "./lock";

/** Most permits that a semaphore can have. */
const mostPermits = 0x7fffffff;

/** What `Semaphore` and `BoundedSemaphore` have in common. */
abstract class AnySemaphore extends Acquirable {
  /** Null where the broker keeps it. */
  readonly #native: SharedCount | null;
  readonly #most: number;

  /** @internal */
  constructor(kind: HandleKind, initial: number, most: number, { name }: LockOptions, opening?: Opening) {
    if (!(Number.isInteger(initial) && initial >= 0 && initial <= mostPermits)) {
      fail("bad-parameter", `A semaphore has 0 permits or more at first, not ${initial}.`);
    }
    super({ kind, name: name ?? "", bytes: 64, more: { initial, most } }, opening);
    const { memory } = this.alive();
    const { place, more } = this.descriptor;
    this.#most = more.most as number;
    this.#native = place === null || memory === null ? null : memory.openCount(place);
    if (opening === undefined && initial > 0) this.#native?.give(initial);
  }

  /** @internal */
  protected get waits(): Waits | null {
    return this.#native?.waits ?? null;
  }

  /**
   * Takes a permit, waiting until there is one.
   *
   * @returns False where the timeout ended the wait.
   * @throws {FaultError} `handle-closed`.
   */
  async acquire({ timeoutMs, signal }: AcquireOptions = {}): Promise<boolean> {
    const context = this.alive();
    const limitMs = timeoutOf(timeoutMs);
    const native = this.#native;
    const result =
      native === null
        ? ((await this.ask("acquire", { timeoutMs: limitMs }, { signal })) as WaitResult)
        : await this.#traced(context, limitMs, () => native.take({ timeoutMs: limitMs, signal }));
    if (result === "cancelled") this.cancelled(signal);
    return result === "done";
  }

  /**
   * The same, blocking this thread: in workers.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever. 0 or less only tries.
   * @throws {FaultError} `worker-only` in the main process, where it would block what everybody else waits for.
   */
  acquireSync(timeoutMs?: number): boolean {
    const context = this.alive();
    const limitMs = timeoutOf(timeoutMs);
    if (this.#native === null) return this.askSync("acquire", { timeoutMs: limitMs }) === "done";
    const native = this.#native;
    if (context.role === "main" && limitMs !== 0) {
      if (native.takeSync(0) === "done") return true;
      fail(
        "worker-only",
        `${this.constructor.name} "${this.name}" has no permit left, and the main process must not block: use await semaphore.acquire().`,
      );
    }
    if (context.trace === null || limitMs === 0) return native.takeSync(limitMs) === "done";
    return context.trace.waitsSync(`acquire ${this.name}`, 0, () => native.takeSync(limitMs), received) === "done";
  }

  /**
   * Gives permits back.
   *
   * @throws {FaultError} `bad-parameter` for less than 1; for a BoundedSemaphore `semaphore-full` where there would be
   *   more than at first.
   */
  async release(permits = 1): Promise<void> {
    this.#check(permits);
    if (this.#native !== null) this.#given(this.#native.give(permits, this.#most));
    else this.#given((await this.ask("release", { value: permits })) === true);
  }

  /** The same, at once. */
  releaseSync(permits = 1): void {
    this.#check(permits);
    if (this.#native !== null) this.#given(this.#native.give(permits, this.#most));
    else this.#given(this.askSync("release", { value: permits }) === true);
  }

  /** Shows the wait for a permit in shared memory. */
  #traced<Result>({ trace, role }: ProgramContext, limitMs: number, wait: () => Promise<Result>): Promise<Result> {
    if (trace === null || limitMs === 0) return wait();
    return trace.waits(`acquire ${this.name}`, role === "worker", 0, wait, received);
  }

  #check(permits: number): void {
    this.alive();
    if (!(Number.isInteger(permits) && permits >= 1 && permits <= mostPermits)) {
      fail("bad-parameter", `A semaphore is given 1 permit or more, not ${permits}.`);
    }
  }

  #given(given: boolean): void {
    if (given) return;
    fail(
      "semaphore-full",
      `${this.constructor.name} "${this.name}" was released more often than it was acquired: it has at most ${this.#most}.`,
    );
  }
}

/**
 * A number of permits: each `acquire` takes one, or waits until there is one. As in Python, anybody may release, and the
 * permits of a process that dies are lost.
 */
export class Semaphore extends AnySemaphore {
  /**
   * @param initial Permits at first.
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter` for less than 0; `host-only` in a worker; `memory-full`.
   */
  constructor(initial = 1, options: LockOptions = {}, opening?: Opening) {
    super("semaphore", initial, mostPermits, options, opening);
  }
}

/** A semaphore that never has more permits than at first: releasing it too often is an error. */
export class BoundedSemaphore extends AnySemaphore {
  /** As for `Semaphore`. */
  constructor(initial = 1, options: LockOptions = {}, opening?: Opening) {
    super("bounded-semaphore", initial, initial, options, opening);
  }
}
