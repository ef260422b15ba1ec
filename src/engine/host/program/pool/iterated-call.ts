import { fail } from "../../../../shared/fault";
import { Call, type CallInput, type Failure } from "./call";
import { timerMs } from "./time-limit";

type Outcome<Result> = { readonly value: Result } | { readonly error: unknown };

interface Waiter<Result> {
  resolve(result: IteratorResult<Result, undefined>): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout | undefined;
}

export interface IteratedInput extends CallInput {
  readonly items: Iterable<unknown> | AsyncIterable<unknown>;
  /** Whether results come in the order of the items. */
  readonly isOrdered: boolean;
  /** Items that may be taken before the results of earlier ones were asked for. */
  ahead(): number;
  /** There are items to take, or somebody waits for results. */
  onItems(): void;
  /** Nobody asks for more. */
  onReturn(): void;
}

/** `imap`, `imapUnordered`: items are taken as results are asked for. */
export class IteratedCall<Result> extends Call implements AsyncIterableIterator<Result> {
  readonly #input: IteratedInput;
  readonly #source: Iterator<unknown> | AsyncIterator<unknown>;
  /** Items that no worker has. */
  #buffer: unknown[] = [];
  /** Items that were taken from the source. */
  #taken = 0;
  /** Items that were given to workers. */
  #given = 0;
  #delivered = 0;
  #consumed = 0;
  /** By index, or in the order of their arrival. */
  readonly #outcomes = new Map<number, Outcome<Result>>();
  readonly #waiters: Waiter<Result>[] = [];
  #isExhausted = false;
  #isPulling = false;
  #isHurried = false;
  #isReturned = false;
  /** Why it was ended; told once. */
  #aborted: { readonly error: unknown } | null = null;

  constructor(input: IteratedInput) {
    super(input);
    this.#input = input;
    const { items } = input;
    this.#source =
      Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : (items as Iterable<unknown>)[Symbol.iterator]();
    setImmediate(() => this.#pull());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * The next result.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever.
   * @throws {FaultError} `timeout`: the result can be asked for again. Else what the task threw: the one after it can be
   * asked for.
   */
  next(timeoutMs?: number): Promise<IteratorResult<Result, undefined>> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter<Result> = { resolve, reject, timer: undefined };
      this.#waiters.push(waiter);
      this.#serve();
      if (!this.#waiters.includes(waiter)) return;
      // From now on somebody waits, and the process with it.
      this.#input.onItems();
      if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return;
      waiter.timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        try {
          fail("timeout", `The next result was not there within ${timeoutMs} ms.`);
        } catch (error) {
          reject(error);
        }
      }, timerMs(timeoutMs));
    });
  }

  /** Ends it: items that wait are dropped; tasks that run come to their end, unheard. */
  return(): Promise<IteratorResult<Result, undefined>> {
    if (!this.#isReturned) {
      this.#isReturned = true;
      this.#outcomes.clear();
      this.#buffer = [];
      this.#closeSource();
      this.#input.onReturn();
      this.finish();
      this.#serve();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  override get isWanted(): boolean {
    return this.#waiters.length > 0;
  }

  get left(): number {
    const { chunk } = this;
    const whole =
      this.#isExhausted || chunk === 0 ? this.#buffer.length : Math.floor(this.#buffer.length / chunk) * chunk;
    return whole;
  }

  take(count: number): { readonly first: number; readonly items: readonly unknown[] } {
    const first = this.#given;
    this.#given += count;
    return { first, items: this.#buffer.splice(0, count) };
  }

  deliver(first: number, values: readonly Result[], failures: readonly Failure[]): void {
    if (this.over) return;
    const failed = failures.length === 0 ? null : new Map(failures);
    for (let index = 0; index < values.length; index++) {
      const outcome = failed?.has(index) === true ? { error: failed.get(index) } : { value: values[index]! };
      this.#add(first + index, outcome);
    }
    this.#settle();
  }

  fail(first: number, count: number, error: unknown): void {
    if (this.over) return;
    for (let index = first; index < first + count; index++) this.#add(index, { error });
    this.#settle();
  }

  abort(error: unknown): void {
    if (this.over) return;
    this.#aborted = { error };
    this.#outcomes.clear();
    this.#buffer = [];
    this.#closeSource();
    this.finish();
    this.#serve();
  }

  override hurry(): void {
    this.#isHurried = true;
    this.#pull();
  }

  #add(index: number, outcome: Outcome<Result>): void {
    this.#outcomes.set(this.#input.isOrdered ? index : this.#delivered, outcome);
    this.#delivered++;
  }

  #settle(): void {
    this.#serve();
    if (this.#isExhausted && this.#delivered === this.#taken) this.finish();
  }

  /** Answers who waits, as far as there are results. */
  #serve(): void {
    while (this.#waiters.length > 0) {
      const outcome = this.#outcomes.get(this.#consumed);
      if (outcome !== undefined) {
        const waiter = this.#shift();
        this.#outcomes.delete(this.#consumed);
        this.#consumed++;
        if ("error" in outcome) waiter.reject(outcome.error);
        else waiter.resolve({ done: false, value: outcome.value });
      } else if (this.#aborted !== null) {
        this.#shift().reject(this.#aborted.error);
        this.#aborted = null;
        this.#isReturned = true;
      } else if (this.#isReturned || (this.#isExhausted && this.#consumed === this.#taken)) {
        this.#shift().resolve({ done: true, value: undefined });
      } else break;
    }
    this.#pull();
  }

  #shift(): Waiter<Result> {
    const waiter = this.#waiters.shift()!;
    clearTimeout(waiter.timer);
    return waiter;
  }

  get #isWanted(): boolean {
    if (this.#isExhausted || this.over) return false;
    return this.#isHurried || this.#taken - this.#consumed < this.#input.ahead();
  }

  /** Takes items from the source, as many as may be under way. */
  #pull(): void {
    if (this.#isPulling || !this.#isWanted) return;
    this.#isPulling = true;
    const before = this.#buffer.length;
    try {
      while (this.#isWanted) {
        const result = this.#source.next();
        if (result instanceof Promise) {
          void this.#await(result);
          break;
        }
        this.#note(result as IteratorResult<unknown>);
      }
    } catch (error) {
      this.#isPulling = false;
      this.#sourceThrew(error);
    }
    if (!this.#isAwaiting) this.#isPulling = false;
    if (this.#buffer.length > before || this.#isExhausted) this.#input.onItems();
    if (this.#isExhausted) this.#settleSoon();
  }

  #isAwaiting = false;

  async #await(result: Promise<IteratorResult<unknown>>): Promise<void> {
    this.#isAwaiting = true;
    try {
      this.#note(await result);
    } catch (error) {
      this.#sourceThrew(error);
    }
    this.#isAwaiting = false;
    this.#isPulling = false;
    this.#input.onItems();
    if (this.#isExhausted) this.#settleSoon();
    else this.#pull();
  }

  #note(result: IteratorResult<unknown>): void {
    if (result.done === true) this.#isExhausted = true;
    else {
      this.#buffer.push(result.value);
      this.#taken++;
    }
  }

  /** As in Python, what the source throws is told in the place of the item, the last one. */
  #sourceThrew(error: unknown): void {
    if (this.over) return;
    this.#isExhausted = true;
    this.#add(this.#taken, { error });
    this.#taken++;
  }

  /** The end of the source may be the end of the whole call; never within a call of its own making. */
  #settleSoon(): void {
    queueMicrotask(() => {
      if (!this.over) this.#settle();
      else this.#serve();
    });
  }

  #closeSource(): void {
    if (this.#isExhausted) return;
    this.#isExhausted = true;
    // As a loop that is left does; what it gives then is of no interest.
    void Promise.resolve(this.#source.return?.()).catch(() => undefined);
  }
}
