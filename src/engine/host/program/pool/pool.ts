import { FaultError, fail } from "../../../../shared/fault";
import { workerThreadsPort } from "../../../ports/worker-threads-adapter";
import { type AnyFunction, asyncDispose, currentContext, referenceOf } from "../../../runtime";
import type { MainContext } from "../main-context";
import { AsyncResult } from "./async-result";
import { type Call, type CallInput, GroupCall, ListCall } from "./call";
import { IteratedCall } from "./iterated-call";
import { LocalMember, localOnly } from "./local-member";
import type { Member, MemberEvents } from "./member";
import { pythonChunk } from "./pace";
import type { PoolEvents } from "./pool-events";
import { type CheckedOptions, checkCount, checkOptions, type PoolMode, type PoolOptions } from "./pool-options";
import { RemoteMember } from "./remote-member";
import { Scheduler } from "./scheduler";
import { type PoolStatistics, statisticsOf } from "./statistics";

/** What a task gives, once it is there. */
export type ResultOf<Body extends AnyFunction> = Awaited<ReturnType<Body>>;

export interface CallOptions {
  /**
   * Ends the call, which then rejects with the signal's reason: tasks that wait are dropped, and those that run are ended
   * with their workers, which are replaced.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that a task, or a chunk of them, may run; without it, the pool's `taskTimeoutMs`. One that takes longer
   * is ended with its worker, and rejects with `task-timeout`.
   */
  readonly timeoutMs?: number | undefined;
}

export interface MapOptions extends CallOptions {
  /**
   * Tasks that are one for what becomes of them: lost, timed out, counted for `maxTasksPerChild` together. With `auto`
   * the pool chooses by how long tasks take. However they are chosen, short ones are sent to workers many at a time.
   */
  readonly chunkSize?: number | "auto" | undefined;
}

/** Results of `imap` and `imapUnordered`: for `for await`, or to be asked for one by one. */
export interface PoolResults<Result> extends AsyncIterableIterator<Result> {
  /**
   * The next result.
   *
   * @param timeoutMs Milliseconds to wait at most; without it, forever.
   * @throws {FaultError} `timeout`: the result can be asked for again. Else what the task threw; the results after it
   * can still be asked for.
   */
  next(timeoutMs?: number): Promise<IteratorResult<Result, undefined>>;
  /** Ends it: tasks that wait are dropped, and those that run come to their end. What leaving a loop does. */
  return(): Promise<IteratorResult<Result, undefined>>;
}

const threads = workerThreadsPort();

/** Pools that nobody has any more end when what they were given is done. */
const dropped = new FinalizationRegistry<Scheduler>((scheduler) => scheduler.close());

/**
 * A number of workers that run tasks: processes with memory of their own, threads, or this thread itself.
 *
 * Arguments are taken when their task is sent to a worker, so do not change them before the call is over. They and
 * results are copied, in all modes but `sequential` and `concurrent`. A worker that is lost is replaced; the task that it
 * was at rejects with `worker-lost`, and those that it had not begun go to others. Workers that have nothing to do do not
 * keep the main process alive, and end with it.
 *
 * @example
 * await using pool = new Pool({ workers: 4 });
 * const sums = await pool.map(tasks.sum, [[1, 2], [3, 4]]);
 */
export class Pool<Initializer extends AnyFunction = AnyFunction> {
  readonly name: string;
  readonly mode: PoolMode;
  readonly #options: CheckedOptions;
  readonly #scheduler: Scheduler;
  /** To which `apply` adds, within one turn. */
  #group: GroupCall<unknown> | null = null;

  /**
   * Starts the workers.
   *
   * @throws {FaultError} `bad-parameter`; `task-unknown` for an initializer that is no task; `not-serializable` for its
   * arguments.
   */
  constructor(options: PoolOptions<Initializer> = {}) {
    // In the main process the context is the main one: workers have no part of this.
    const context = currentContext() as MainContext;
    const checked = checkOptions(options as PoolOptions, () => context.nextName("Pool"));
    this.#options = checked;
    this.name = checked.name;
    this.mode = checked.mode;
    this.#scheduler = makeScheduler(context, checked);
    dropped.register(this, this.#scheduler, this);
  }

  /**
   * Calls a task for each item and gives the results in the items' order. It is over when all tasks are, also where one
   * fails; of several failures it rejects with the one of the first item.
   *
   * @param task What `defineTasks` gave; it gets one argument. See `starmap` for more.
   * @throws {FaultError} `not-serializable`, `too-large`, `worker-lost`, `task-timeout`, `task-unknown`, `pool-closed`,
   * `pool-broken`; or what a task threw, with the stack that it had there.
   */
  map<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Parameters<Body>[0]>,
    options: MapOptions = {},
  ): Promise<ResultOf<Body>[]> {
    return this.#settled(() => this.mapAsync(task, items, options));
  }

  /** As `map`, where each item is the list of a task's arguments. */
  starmap<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Readonly<Parameters<Body>>>,
    options: MapOptions = {},
  ): Promise<ResultOf<Body>[]> {
    return this.#settled(() => this.starmapAsync(task, items, options));
  }

  /** Calls a task once. @param parameters Its arguments. @throws {FaultError} As `map`. */
  apply<Body extends AnyFunction>(
    task: Body,
    parameters: Readonly<Parameters<Body>>,
    options: CallOptions = {},
  ): Promise<ResultOf<Body>> {
    if (options.signal !== undefined) return this.#settled(() => this.applyAsync(task, parameters, options));
    try {
      return this.#groupOf(task, options).add(parameters);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `map`, and gives a handle at once. @throws {FaultError} `pool-closed`, `pool-broken`, `task-unknown`. */
  mapAsync<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Parameters<Body>[0]>,
    options: MapOptions = {},
  ): AsyncResult<ResultOf<Body>[]> {
    return this.#list(task, [...items], false, options);
  }

  /** As `starmap`, and gives a handle at once. @throws {FaultError} As `mapAsync`. */
  starmapAsync<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Readonly<Parameters<Body>>>,
    options: MapOptions = {},
  ): AsyncResult<ResultOf<Body>[]> {
    return this.#list(task, [...items], true, options);
  }

  /** As `apply`, and gives a handle at once. @throws {FaultError} As `mapAsync`. */
  applyAsync<Body extends AnyFunction>(
    task: Body,
    parameters: Readonly<Parameters<Body>>,
    options: CallOptions = {},
  ): AsyncResult<ResultOf<Body>> {
    const call = new ListCall<ResultOf<Body>>(this.#input(task, true, { ...options, chunkSize: 1 }, 1), [parameters]);
    this.#submit(call);
    return new AsyncResult(
      call.promise.then(([result]) => result as ResultOf<Body>),
      (reason) => this.#cancel(call, reason),
    );
  }

  /**
   * As `map`, lazily: gives results one after the other, in the items' order. Items are taken from `items` only some way
   * ahead of the results that were asked for, so that neither ever piles up; after `close` all of them are.
   *
   * @param options `chunkSize` is 1 where left out, as in Python.
   * @throws {FaultError} `pool-closed`, `pool-broken`, `task-unknown`.
   */
  imap<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Parameters<Body>[0]> | AsyncIterable<Parameters<Body>[0]>,
    options: MapOptions = {},
  ): PoolResults<ResultOf<Body>> {
    return this.#iterate(task, items, options, true);
  }

  /** As `imap`, where results come as they are there, in any order. */
  imapUnordered<Body extends AnyFunction>(
    task: Body,
    items: Iterable<Parameters<Body>[0]> | AsyncIterable<Parameters<Body>[0]>,
    options: MapOptions = {},
  ): PoolResults<ResultOf<Body>> {
    return this.#iterate(task, items, options, false);
  }

  /** Takes no more tasks. The workers end when all that were taken are done. */
  close(): void {
    this.#scheduler.close();
  }

  /** Ends the workers at once: what is not done rejects with `pool-closed`. */
  terminate(): void {
    this.#scheduler.terminate();
  }

  /**
   * Waits until all workers have ended.
   *
   * @throws {FaultError} `pool-open` before `close` or `terminate`.
   */
  async join(): Promise<void> {
    if (this.#scheduler.isOpen) fail("pool-open", `${this.name} is open: close() or terminate() it first.`);
    await this.#scheduler.ended();
  }

  /**
   * What `await using` does: `terminate` and `join`, as Python's `with` does. A block that is left by an error does not
   * wait for what is no longer wanted; where the rest is wanted, `close` and `join` before its end.
   */
  async [asyncDispose](): Promise<void> {
    this.terminate();
    await this.join();
  }

  /** Calls back when something happens to a worker. */
  on<Name extends keyof PoolEvents>(event: Name, listener: (...details: PoolEvents[Name]) => void): this {
    // The emitter's own type cannot tell that a list of details belongs to its event's name.
    this.#scheduler.staff.events.on(event, listener as never);
    return this;
  }

  /** Takes a listener off. */
  off<Name extends keyof PoolEvents>(event: Name, listener: (...details: PoolEvents[Name]) => void): this {
    this.#scheduler.staff.events.off(event, listener as never);
    return this;
  }

  /** What the pool and its workers have done so far. */
  statistics(): PoolStatistics {
    return statisticsOf(this.#scheduler);
  }

  #list<Body extends AnyFunction>(
    task: Body,
    items: readonly unknown[],
    spread: boolean,
    options: MapOptions,
  ): AsyncResult<ResultOf<Body>[]> {
    const call = new ListCall<ResultOf<Body>>(this.#input(task, spread, options, items.length), items);
    this.#submit(call);
    call.settleEmpty();
    return new AsyncResult(call.promise, (reason) => this.#cancel(call, reason));
  }

  #iterate<Body extends AnyFunction>(
    task: Body,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions,
    isOrdered: boolean,
  ): PoolResults<ResultOf<Body>> {
    const scheduler = this.#scheduler;
    const call: IteratedCall<ResultOf<Body>> = new IteratedCall({
      ...this.#input(task, false, { ...options, chunkSize: options.chunkSize ?? 1 }, Number.POSITIVE_INFINITY),
      items,
      isOrdered,
      ahead: () => scheduler.ahead(call),
      onItems: scheduler.wake,
      onReturn: () => scheduler.drop(call),
    });
    this.#submit(call);
    return call;
  }

  /** Calls by `apply` that are made one right after the other are one for the scheduler. */
  #groupOf<Body extends AnyFunction>(task: Body, options: CallOptions): GroupCall<ResultOf<Body>> {
    const input = this.#input(task, true, { ...options, chunkSize: 1 }, 1);
    const known = this.#group;
    if (known !== null && !known.over && known.task === task && known.timeoutMs === input.timeoutMs) {
      // Its task is this very one, and so are its results.
      return known as GroupCall<ResultOf<Body>>;
    }
    const group = new GroupCall<ResultOf<Body>>(input);
    this.#submit(group);
    this.#group = group as GroupCall<unknown>;
    queueMicrotask(() => {
      if (this.#group === group) this.#group = null;
    });
    return group;
  }

  #submit(call: Call): void {
    // What is applied later comes after it.
    this.#group = null;
    this.#scheduler.submit(call);
  }

  #input(task: AnyFunction, spread: boolean, options: MapOptions, items: number): CallInput {
    const { chunkSize = "auto", signal, timeoutMs = this.#options.taskTimeoutMs } = options;
    const { workers, maxTasksPerChild } = this.#options;
    if (chunkSize !== "auto") checkCount("chunkSize", chunkSize);
    if (!(timeoutMs > 0)) fail("bad-parameter", `timeoutMs is a number of milliseconds above 0, not ${timeoutMs}.`);
    const isTimed = timeoutMs !== Number.POSITIVE_INFINITY;
    let chunk = chunkSize === "auto" ? 0 : chunkSize;
    // Where a task is timed it is timed alone, and where they are counted a chunk has to be known before.
    if (chunk === 0 && isTimed) chunk = 1;
    if (chunk === 0 && maxTasksPerChild !== Number.POSITIVE_INFINITY) {
      chunk = items === Number.POSITIVE_INFINITY ? 1 : pythonChunk(items, workers);
    }
    return { task, spread, chunk, timeoutMs: isTimed ? timeoutMs : 0, signal };
  }

  #cancel(call: Call, reason: unknown): void {
    const message = "The tasks were cancelled.";
    this.#scheduler.stop(call, reason ?? new FaultError({ code: "aborted", message }));
  }

  /** What is wrong with a call is told by its promise, not thrown. */
  async #settled<Result>(begin: () => AsyncResult<Result>): Promise<Result> {
    return begin().get();
  }
}

/** Apart from the pool itself: nothing that lives as long as workers do may keep the pool. */
function makeScheduler(context: MainContext, options: CheckedOptions): Scheduler {
  const { name, mode, workers, maxTasksPerChild, initializer, initializerArgs, memoryLimitBytes } = options;
  const first =
    initializer === undefined ? null : { task: referenceOf(initializer), parameters: initializerArgs as unknown[] };
  if (first !== null && (mode === "processes" || mode === "threads")) {
    // Told here, where it can be caught, and not by workers that cannot start.
    context.discard(context.encode(first.parameters, "initializerArgs"));
  }
  const startMember = (number: number, events: MemberEvents): Member => {
    const own = { context, name: `${name} worker ${number}`, events };
    if (mode === "processes" || mode === "threads") {
      const port = mode === "processes" ? context.surroundings.processes : threads;
      return new RemoteMember({ ...own, port, isThread: mode === "threads", initializer: first, memoryLimitBytes });
    }
    return new LocalMember({ ...own, initialize: initializer ? () => initializer(...initializerArgs) : null });
  };
  if (mode === "sequential" || mode === "concurrent") {
    if (memoryLimitBytes > 0) throw localOnly("memoryLimitBytes", mode);
    if (maxTasksPerChild !== Number.POSITIVE_INFINITY) throw localOnly("maxTasksPerChild", mode);
  }
  return new Scheduler({
    name,
    workers: mode === "sequential" ? 1 : workers,
    unitsPerWorker: maxTasksPerChild,
    startMember,
  });
}
