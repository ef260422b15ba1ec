import { fail } from "../../../shared/fault";
import type { Waits } from "../../memory";
import { abortReason } from "../context";
import { Handle } from "../handle";

export interface AcquireOptions {
  /** Milliseconds to wait at most; without it, forever. 0 or less only tries. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What locks and semaphores have in common: somebody has it for a while. */
export abstract class Acquirable extends Handle {
  abstract acquire(options?: AcquireOptions): Promise<boolean>;
  abstract acquireSync(timeoutMs?: number): boolean;
  abstract release(): Promise<void>;
  abstract releaseSync(): void;

  /** Has it while `body` runs, whatever that throws. @throws {FaultError} `timeout`. */
  async with<Result>(body: () => Result | Promise<Result>, options: AcquireOptions = {}): Promise<Result> {
    if (!(await this.acquire(options))) {
      fail("timeout", `${this.constructor.name} "${this.name}" was not to be had within ${options.timeoutMs} ms.`);
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

  /** @internal Waits in shared memory of this thread; null where the broker keeps it. */
  protected abstract get waits(): Waits | null;

  /** @internal */
  override get isBusy(): boolean {
    return this.waits?.any === true;
  }

  /** @internal */
  override markClosed(): void {
    super.markClosed();
    this.waits?.cancel();
  }

  /** Why a wait was cancelled. @throws {FaultError} `handle-closed`, `aborted`; the signal's reason. */
  protected cancelled(signal: AbortSignal | undefined): never {
    if (signal?.aborted === true) throw abortReason(signal);
    const what = `${this.constructor.name} "${this.name}"`;
    if (this.isClosed) fail("handle-closed", `${what} was closed while somebody waited for it.`);
    return fail("aborted", `Waiting for ${what} was ended.`);
  }
}
