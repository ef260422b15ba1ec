import { performance } from "node:perf_hooks";
import { FaultError } from "../../../../shared/fault";
import type { LaneTrace } from "../../../protocol/lane-trace";
import { AwaitWatch, monotonicMs, ownWords, type PoolWords } from "../../../runtime";
import type { MainContext } from "../main-context";
import type { Failure } from "./call";
import type { Batch, Member, MemberEvents, Prepared, Report } from "./member";

/** Milliseconds that tasks may keep this thread before others get a turn. */
const turnMs = 2;

interface LocalMemberOptions {
  readonly context: MainContext;
  readonly name: string;
  /** Run before the first task. */
  readonly initialize: (() => unknown) | null;
  readonly events: MemberEvents;
}

/**
 * Runs tasks of a pool on this very thread: one after the other, or interleaved with those of other members. Nothing is
 * copied, and a task that runs cannot be ended: its member is given up instead, and its result with it.
 */
export class LocalMember implements Member {
  readonly name: string;
  readonly pid = process.pid;
  readonly words: PoolWords = ownWords();
  readonly #options: LocalMemberOptions;
  readonly #trace: LaneTrace | null;
  readonly #awaits: AwaitWatch | null;
  readonly #queue: Batch[] = [];
  #running = false;
  #ended = false;
  #ending = false;

  constructor(options: LocalMemberOptions) {
    this.name = options.name;
    this.#options = options;
    this.#trace = options.context.tracing?.addSlot(options.name) ?? null;
    this.#awaits = this.#trace === null ? null : new AwaitWatch(this.#trace);
    void this.#open();
  }

  prepare(batch: Batch): Batch {
    return batch;
  }

  send(prepared: readonly Prepared[]): void {
    this.#queue.push(...(prepared as readonly Batch[]));
    if (!this.#running) void this.#run();
  }

  recall(epoch: number): void {
    this.words.epoch = epoch;
  }

  shutdown(): void {
    this.#ending = true;
    if (!this.#running) this.#end({ code: 0, signal: null });
  }

  kill(): void {
    this.#end({ code: null, signal: "SIGKILL" });
  }

  keepAlive(): void {
    // It is part of this process.
  }

  tellIdleLoss(): void {
    // It is lost with this process only.
  }

  async #open(): Promise<void> {
    // Never before the constructor's caller has it.
    await nextTurn();
    try {
      await this.#options.initialize?.();
    } catch (error) {
      this.#options.events.onRefused(error);
      this.#end({ code: 1, signal: null });
      return;
    }
    if (!this.#ended) this.#options.events.onReady();
  }

  #end(exit: { readonly code: number | null; readonly signal: string | null }): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#trace !== null) this.#options.context.tracing?.endSlot(this.#trace, exit);
    setImmediate(() => this.#options.events.onEnd(exit, null));
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let batch = this.#queue.shift(); batch !== undefined && !this.#ended; batch = this.#queue.shift()) {
      await nextTurn();
      await this.#runBatch(batch);
    }
    this.#running = false;
    if (this.#ending) this.#end({ code: 0, signal: null });
  }

  async #runBatch({ call, chunk, items, at: batchAt, first, epoch }: Batch): Promise<void> {
    const { words } = this;
    let turnStartedMs = performance.now();
    let unit = first;
    for (let at = 0; at < items.length; unit++) {
      if (words.epoch !== epoch || this.#ended) break;
      words.begun = unit;
      words.startedMs = monotonicMs();
      const values: unknown[] = [];
      const failures: Failure[] = [];
      const startedMs = performance.now();
      for (const end = Math.min(at + chunk, items.length); at < end; at++) {
        const trace = this.#trace;
        trace?.beginTask(call.reference.name, batchAt + at);
        try {
          const item = items[at];
          const given: unknown = this.#options.context.runAsOwner(
            () => (call.spread ? call.task(...(item as readonly unknown[])) : call.task(item)),
            trace,
          );
          values.push(await (this.#awaits === null ? given : this.#awaits.during(given)));
        } catch (error) {
          failures.push([values.length, error]);
          values.push(undefined);
        }
        trace?.endTo(0);
      }
      const nowMs = performance.now();
      this.#report({ first: unit, done: 1, workMs: nowMs - startedMs, values, failures });
      if (nowMs - turnStartedMs > turnMs) {
        await nextTurn();
        turnStartedMs = performance.now();
      }
    }
    const skipped = first + Math.ceil(items.length / chunk) - unit;
    if (skipped > 0) this.#report({ first: unit, done: 0, skipped, workMs: 0, values: [], failures: [] });
  }

  #report(one: {
    first: number;
    done: number;
    skipped?: number;
    workMs: number;
    values: unknown[];
    failures: Failure[];
  }): void {
    if (this.#ended) return;
    const report: Report = {
      skipped: 0,
      ...one,
      values: () => one.values,
      failures: () => one.failures,
      failure: () => null,
      discard: () => undefined,
    };
    this.#options.events.onReports([report], false);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What a pool on this thread says to those who want what only other processes can do. */
export function localOnly(option: string, mode: string): FaultError {
  const message = `"${option}" needs workers of their own; a pool in the mode "${mode}" has none.`;
  return new FaultError({ code: "bad-parameter", message });
}
