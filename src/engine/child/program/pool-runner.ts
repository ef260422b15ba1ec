import { performance } from "node:perf_hooks";
import { FaultError } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { ParentChannel } from "../../ports/parent-channel";
import type { LaneTrace } from "../../protocol/lane-trace";
import type {
  Payload,
  PoolBatch,
  PoolReport,
  PoolSetup,
  ProgramReply,
  ProgramRequest,
  RemoteError,
} from "../../protocol/program";
import {
  type AnyFunction,
  AwaitWatch,
  bytesOf,
  isThenable,
  monotonicMs,
  ownWords,
  type PoolWords,
  packError,
  wordsInBuffer,
  wordsInMemory,
} from "../../runtime";
import { findTask } from "./find-task";
import { encodeResults } from "./pool-results";
import type { WorkerContext } from "./worker-context";

/** Milliseconds that results may lie here while more is being run. */
const reportEveryMs = 1;

/** Milliseconds after which the thread's own messages get a turn, such as a recall. */
const yieldEveryMs = 2;

/** Milliseconds between two looks at the memory in use: one takes 10 us. */
const weighEveryMs = 5;

/** Monotonic clock minus this thread's own, milliseconds. */
const clockOffsetMs = monotonicMs() - performance.now();

/** Bytes of items from which on decoding them is a slice of its own: fewer take no time. */
const tracedBytes = 1024;

type PoolRequest = Extract<ProgramRequest, { type: "pool-open" | "pool-batches" | "pool-recall" }>;

/** What calls gave since the last report. */
interface Piece {
  /** Its first unit. */
  first: number;
  /** Units that are over. */
  done: number;
  workMs: number;
  /** With those of the unit that is running. */
  values: unknown[];
  failures: [number, RemoteError][];
  /** Values of the units that are over. */
  settled: number;
}

/** Runs the tasks of a pool in a worker, in the order in which they come, one at a time. */
export class PoolRunner {
  readonly #channel: ParentChannel;
  readonly #context: WorkerContext;
  readonly #modules: Readonly<Record<string, string>>;
  readonly #queue: PoolBatch[] = [];
  readonly #awaits: AwaitWatch | null;
  #words: PoolWords = ownWords();
  #running = false;
  #memoryLimitBytes = 0;
  #full = false;
  #piece = emptyPiece(0);
  /** Whether a call's promise is awaited. */
  #waiting = false;
  /** Whether an immediate will report what is over. */
  #flushing = false;
  #reports: PoolReport[] = [];
  /** While reports wait for a place for large results. */
  #placing: Promise<void> | null = null;
  #reportedMs = 0;
  #yieldedMs = 0;
  #weighedMs = 0;

  constructor(channel: ParentChannel, context: WorkerContext, modules: Readonly<Record<string, string>>) {
    this.#channel = channel;
    this.#context = context;
    this.#modules = modules;
    this.#awaits = context.trace === null ? null : new AwaitWatch(context.trace);
    // A task that ends the process ends itself only: what was done before is told.
    process.on("exit", () => {
      this.#report(0);
      this.#send();
    });
  }

  take(message: PoolRequest): void {
    switch (message.type) {
      case "pool-open":
        void this.#open(message.setup);
        return;
      case "pool-batches":
        this.#queue.push(...message.batches);
        if (!this.#running) void this.#run();
        return;
      case "pool-recall":
        this.#words.epoch = Math.max(this.#words.epoch, message.epoch);
        return;
    }
  }

  async #open({ initializer, memoryLimitBytes, words }: PoolSetup): Promise<void> {
    this.#memoryLimitBytes = memoryLimitBytes;
    if (words instanceof SharedArrayBuffer) this.#words = wordsInBuffer(words);
    else if (words !== null && this.#context.memory !== null) this.#words = wordsInMemory(this.#context.memory, words);
    try {
      if (initializer !== null) {
        const { trace } = this.#context;
        trace?.begin(categories.startStop, "initializer");
        const body = await findTask(initializer.task, this.#modules);
        await body(...(this.#context.decode(initializer.parameters) as unknown[]));
        trace?.endTo(0);
      }
    } catch (error) {
      this.#post({ type: "pool-refused", error: packError(error) });
      this.#context.tracing?.flush();
      this.#channel.exit(1);
      return;
    }
    this.#post({ type: "pool-ready" });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
      await this.#runBatch(batch);
      if (this.#queue.length === 0 || performance.now() - this.#reportedMs > reportEveryMs) this.#send();
    }
    this.#running = false;
  }

  async #runBatch(batch: PoolBatch): Promise<void> {
    const { task, first, count, chunk, epoch } = batch;
    let body: AnyFunction;
    let items: unknown[];
    const { trace } = this.#context;
    try {
      body = await findTask(task, this.#modules);
      const startNs = trace?.clock() ?? 0;
      items = this.#context.decode(batch.items) as unknown[];
      const bytes = bytesOf(batch.items);
      if (bytes >= tracedBytes) trace?.past(categories.deserialize, "deserialize", startNs, trace.clock(), bytes);
    } catch (error) {
      const failure = packError(error);
      const done = Math.ceil(count / chunk);
      this.#reports.push({ first, done, skipped: 0, workMs: 0, values: null, failures: [], failure, flow: 0 });
      return;
    }
    let { flow } = batch;
    const words = this.#words;
    const call = batch.spread ? (item: unknown): unknown => body(...(item as unknown[])) : body;
    this.#piece = emptyPiece(first);
    let unit = first;
    let markMs = performance.now();
    for (let at = 0; at < count; unit++) {
      words.begun = unit;
      if (words.epoch !== epoch || this.#full) break;
      if (batch.timed) words.startedMs = markMs + clockOffsetMs;
      for (const end = Math.min(at + chunk, count); at < end; at++) {
        if (trace !== null) {
          trace.beginTask(task.name, batch.at + at);
          if (flow !== 0) trace.flowIn(flow);
          flow = 0;
        }
        try {
          let value: unknown = call(items[at]);
          if (isThenable(value)) value = await this.#settle(value);
          this.#piece.values.push(value);
        } catch (error) {
          const { values, failures } = this.#piece;
          failures.push([values.length, packError(error)]);
          values.push(undefined);
          if (trace !== null) tellFailure(trace, error);
        }
        trace?.endTo(0);
        this.#context.endTask();
      }
      const piece = this.#piece;
      const nowMs = performance.now();
      piece.done++;
      piece.settled = piece.values.length;
      piece.workMs += nowMs - markMs;
      markMs = nowMs;
      if (nowMs - this.#reportedMs > reportEveryMs) {
        if (this.#memoryLimitBytes > 0) this.#weigh(nowMs);
        await this.#flush();
        if (nowMs - this.#yieldedMs > yieldEveryMs) await this.#yield();
        markMs = performance.now();
      }
    }
    await this.#report(first + Math.ceil(count / chunk) - unit);
  }

  /** Waits for what a call gave. What was done before is not held back meanwhile. */
  async #settle(value: PromiseLike<unknown>): Promise<unknown> {
    this.#waiting = true;
    if (!this.#flushing) {
      this.#flushing = true;
      setImmediate(() => {
        this.#flushing = false;
        if (this.#waiting) void this.#flush();
      });
    }
    this.#awaits?.begin();
    try {
      return await value;
    } finally {
      this.#awaits?.end();
      this.#waiting = false;
    }
  }

  /**
   * Reports the units that are over.
   *
   * @param skipped Units behind them that are not begun any more.
   * @returns A promise where large results have to be given a place first.
   */
  #report(skipped: number): Promise<void> | null {
    const { first, done, workMs, values, failures, settled } = this.#piece;
    if (done === 0 && skipped === 0) return this.#placing;
    const rest = emptyPiece(first + done);
    rest.values = values.splice(settled);
    if (rest.values.length > 0) {
      rest.failures = failures.filter(([index]) => index >= settled).map(([index, error]) => [index - settled, error]);
    }
    this.#piece = rest;
    const failed = rest.failures.length === 0 ? failures : failures.filter(([index]) => index < settled);
    const { trace } = this.#context;
    const startNs = trace?.clock() ?? 0;
    const encoded = done === 0 ? null : encodeResults(this.#context, values, failed);
    const add = (payload: Payload | null): void => {
      const flow = trace?.nextFlow() ?? 0;
      const bytes = payload === null ? 0 : bytesOf(payload);
      trace?.past(categories.serialize, "send results", startNs, trace.clock(), bytes, flow);
      this.#reports.push({ first, done, skipped, workMs, values: payload, failures: failed, failure: null, flow });
    };
    if (this.#placing === null && !(encoded instanceof Promise)) {
      add(encoded);
      return null;
    }
    // One after the other, as they were run.
    const placing = Promise.all([encoded, this.#placing]).then(([payload]) => {
      add(payload);
      if (this.#placing === placing) this.#placing = null;
    });
    this.#placing = placing;
    return placing;
  }

  async #flush(): Promise<void> {
    const placing = this.#report(0);
    if (placing !== null) await placing;
    this.#send();
  }

  #send(): void {
    this.#reportedMs = performance.now();
    if (this.#reports.length === 0) return;
    this.#post({ type: "pool-reports", reports: this.#reports, full: this.#full });
    this.#reports = [];
  }

  async #yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#yieldedMs = performance.now();
  }

  #weigh(nowMs: number): void {
    if (nowMs - this.#weighedMs < weighEveryMs) return;
    this.#weighedMs = nowMs;
    this.#full ||= this.#context.memoryBytes() > this.#memoryLimitBytes;
  }

  #post(message: ProgramReply): void {
    this.#context.broker.post(message);
  }
}

function tellFailure(trace: LaneTrace, error: unknown): void {
  // What the task left open when it threw ends with it.
  trace.endTo(1);
  trace.slice(categories.failed, error instanceof FaultError ? error.code : "threw", () => undefined);
}

function emptyPiece(first: number): Piece {
  return { first, done: 0, workMs: 0, values: [], failures: [], settled: 0 };
}
