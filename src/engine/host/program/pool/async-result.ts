import { fail } from "../../../../shared/fault";
import { timerMs } from "./time-limit";

/** What `mapAsync`, `starmapAsync` and `applyAsync` give: a result that is on its way. */
export class AsyncResult<Result> {
  readonly #promise: Promise<Result>;
  readonly #cancel: (error: unknown) => void;
  #state: "open" | "done" | "failed" = "open";

  /** @internal */
  constructor(promise: Promise<Result>, cancel: (error: unknown) => void) {
    this.#cancel = cancel;
    this.#promise = promise;
    promise.then(
      () => (this.#state = "done"),
      () => (this.#state = "failed"),
    );
  }

  /**
   * The result, once it is there.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever.
   * @throws {FaultError} `timeout`: it can be asked for again. Else what the task threw, or why it could not be run.
   */
  async get(timeoutMs?: number): Promise<Result> {
    if (timeoutMs === undefined) return this.#promise;
    if (await this.wait(timeoutMs)) return this.#promise;
    return fail("timeout", `The result was not there within ${timeoutMs} ms.`);
  }

  /**
   * Waits until the result, or a failure, is there.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever.
   * @returns Whether it is.
   */
  async wait(timeoutMs?: number): Promise<boolean> {
    const ended = this.#promise.then(
      () => true,
      () => true,
    );
    if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return ended;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timerMs(timeoutMs));
    });
    const isReady = await Promise.race([ended, late]);
    clearTimeout(timer);
    return isReady;
  }

  /** Whether the result, or a failure, is there. */
  get ready(): boolean {
    return this.#state !== "open";
  }

  /**
   * Whether there was no failure.
   *
   * @throws {FaultError} `result-pending` while it is not ready.
   */
  get successful(): boolean {
    if (this.#state === "open") fail("result-pending", "The result is not there yet: await get() or wait() first.");
    return this.#state === "done";
  }

  /**
   * Ends what is not done: tasks that wait are dropped, and those that run are ended with their workers.
   *
   * @param reason What `get` then rejects with; without it, a fault with the code `aborted`.
   */
  cancel(reason?: unknown): void {
    this.#cancel(reason);
  }
}
