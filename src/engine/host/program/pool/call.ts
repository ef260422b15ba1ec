import type { TaskReference } from "../../../protocol/program";
import { type AnyFunction, referenceOf } from "../../../runtime";

/** What a call that failed is told by its index within what was delivered. */
export type Failure = readonly [index: number, error: unknown];

export interface CallInput {
  readonly task: AnyFunction;
  /** Whether an item is the list of the parameters. */
  readonly spread: boolean;
  /** Calls of a unit; 0 where the pool chooses. */
  readonly chunk: number;
  /** Milliseconds that a unit may take; 0 for any time. */
  readonly timeoutMs: number;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** One call of a pool's method: a function and what it is called with, time and again. */
export abstract class Call {
  readonly task: AnyFunction;
  readonly reference: TaskReference;
  readonly spread: boolean;
  readonly chunk: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Set by the scheduler: called once when it is over. */
  onOver: () => void = () => undefined;
  #over = false;

  /** @throws {FaultError} `task-unknown` for a function that no `defineTasks` declared. */
  constructor({ task, spread, chunk, timeoutMs, signal }: CallInput) {
    this.task = task;
    this.reference = referenceOf(task);
    this.spread = spread;
    this.chunk = chunk;
    this.timeoutMs = timeoutMs;
    this.signal = signal;
  }

  /** Whether its outcome is certain: nothing is delivered any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether somebody waits for it, so that the process has to stay. */
  get isWanted(): boolean {
    return true;
  }

  /** Items that can be taken now. */
  abstract get left(): number;

  /** Takes the next items, in order. @param count No more than `left`. */
  abstract take(count: number): { readonly first: number; readonly items: readonly unknown[] };

  /** @param first Index of the first item of the call. @param failures By index into `values`. */
  abstract deliver(first: number, values: readonly unknown[], failures: readonly Failure[]): void;

  /** Items that failed all alike. */
  abstract fail(first: number, count: number, error: unknown): void;

  /** Ends it, whatever has been delivered. */
  abstract abort(error: unknown): void;

  /** Take what is left without waiting for anybody: the pool is about to end. */
  hurry(): void {
    // Most calls have all their items.
  }

  protected finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.onOver();
  }
}

/** Whether somebody waits for one of them: mostly for the first. */
export function isAnyWanted(calls: Iterable<Call>): boolean {
  for (const { isWanted } of calls) if (isWanted) return true;
  return false;
}

/** `map`, `starmap`, `apply`: all items are there, all results are wanted. */
export class ListCall<Result> extends Call {
  readonly promise: Promise<Result[]>;
  readonly #items: readonly unknown[];
  readonly #results: Result[];
  #resolve!: (results: Result[]) => void;
  #reject!: (error: unknown) => void;
  #cursor = 0;
  #open: number;
  #failedAt = Number.POSITIVE_INFINITY;
  #error: unknown;

  constructor(input: CallInput, items: readonly unknown[]) {
    super(input);
    this.#items = items;
    this.#open = items.length;
    this.#results = new Array(items.length);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever does not ask for the result does not want to hear of a failure either.
    this.promise.catch(() => undefined);
  }

  get left(): number {
    return this.#items.length - this.#cursor;
  }

  take(count: number): { readonly first: number; readonly items: readonly unknown[] } {
    const first = this.#cursor;
    this.#cursor += count;
    // Not a slice: of an array that was made by its length, V8 writes a slice with all its indices, in three times the time.
    const items: unknown[] = [];
    for (let at = first; at < this.#cursor; at++) items.push(this.#items[at]);
    return { first, items };
  }

  deliver(first: number, values: readonly Result[], failures: readonly Failure[]): void {
    if (this.over) return;
    const results = this.#results;
    for (let index = 0; index < values.length; index++) results[first + index] = values[index]!;
    for (const [index, error] of failures) this.#note(first + index, error);
    this.#count(values.length);
  }

  fail(first: number, count: number, error: unknown): void {
    if (this.over) return;
    this.#note(first, error);
    this.#count(count);
  }

  abort(error: unknown): void {
    if (this.over) return;
    this.#reject(error);
    this.finish();
  }

  /** Of several failures the one of the first item is told, whichever came first. */
  #note(index: number, error: unknown): void {
    if (index >= this.#failedAt) return;
    this.#failedAt = index;
    this.#error = error;
  }

  /** As in Python, it is over when all items are, also after a failure: nothing of it runs on. */
  #count(items: number): void {
    this.#open -= items;
    if (this.#open > 0) return;
    if (this.#failedAt === Number.POSITIVE_INFINITY) this.#resolve(this.#results);
    else this.#reject(this.#error);
    this.finish();
  }

  /** Ends a call of no items at once. */
  settleEmpty(): void {
    if (this.#open === 0) this.#count(0);
  }
}

interface Settler<Result> {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Calls of one task by `apply`, made at one time: each has a promise of its own, and short ones travel together. */
export class GroupCall<Result> extends Call {
  readonly #items: unknown[] = [];
  /** Undefined where it is settled. */
  readonly #settlers: (Settler<Result> | undefined)[] = [];
  #cursor = 0;
  #settled = 0;

  /** @param parameters Of one call. Only until it is over. */
  add(parameters: readonly unknown[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#items.push(parameters);
      this.#settlers.push({ resolve, reject });
    });
  }

  get left(): number {
    return this.#items.length - this.#cursor;
  }

  take(count: number): { readonly first: number; readonly items: readonly unknown[] } {
    const first = this.#cursor;
    this.#cursor += count;
    return { first, items: this.#items.slice(first, this.#cursor) };
  }

  deliver(first: number, values: readonly Result[], failures: readonly Failure[]): void {
    for (const [index, error] of failures) this.#settle(first + index)?.reject(error);
    for (let index = 0; index < values.length; index++) this.#settle(first + index)?.resolve(values[index]!);
    this.#count(values.length);
  }

  fail(first: number, count: number, error: unknown): void {
    for (let index = first; index < first + count; index++) this.#settle(index)?.reject(error);
    this.#count(count);
  }

  abort(error: unknown): void {
    for (let index = 0; index < this.#settlers.length; index++) this.#settle(index)?.reject(error);
    this.finish();
  }

  #settle(index: number): Settler<Result> | undefined {
    const settler = this.#settlers[index];
    this.#settlers[index] = undefined;
    return settler;
  }

  #count(items: number): void {
    this.#settled += items;
    if (this.#settled === this.#items.length) this.finish();
  }
}
