import { Worker } from "node:worker_threads";
import type { Problem, ResultTable } from "../../shared/contract/models";
import { type Exit, type Fault, FaultError, toFault } from "../../shared/fault";
import { readText } from "../ports/read-text";
import type { CombinerReply, CombinerRequest, SharedState } from "../protocol/frames";
import { MessageBuffers } from "../protocol/message-buffers";
import { memoryFault, memoryLimit } from "./memory-limit";

/** A run's result: the first rows as they are, all of them as the combiner serialized them. */
export interface Combined {
  readonly head: ResultTable;
  /** Every row, as `packRows` gives them. */
  readonly rows: Uint8Array;
  readonly problems: readonly Problem[];
}

/** What the combiner decided at the end of a round. */
export type RoundEnded = Omit<Extract<CombinerReply, { type: "round-ended" }>, "type">;

export interface CombinerEvents {
  onTrace(blocks: Uint8Array, events: number): void;
  /** A piece of what the workload's code printed. */
  onOutput(stream: "stdout" | "stderr", text: string): void;
  /** One more partial result is in. */
  onAdded(): void;
  onRoundEnd(end: RoundEnded): void;
  /** Combining failed: nothing more comes. */
  onFault(fault: Fault): void;
  onExit(exit: Exit): void;
}

/** Milliseconds in which a thread that has nothing left to do ends by itself, with all that it printed. */
const endGraceMs = 100;

/** Megabytes of objects that a user's own code may have there. */
const mostHeapMb = 2_048;

/** How often it is looked at what a user's own code takes there, milliseconds. */
const memoryLookMs = 100;

/** The thread that combines partial results, seen from the parent. */
export class CombinerThread {
  readonly #thread: Worker;
  readonly #events: CombinerEvents;
  readonly #buffers = new MessageBuffers();
  readonly #ended: Promise<void>;
  #result: { resolve(combined: Combined): void; reject(error: unknown): void } | null = null;
  /** Who asked for the result so far. */
  #peeking: ((head: ResultTable | null) => void) | null = null;
  /** Why nothing more comes. */
  #fault: Fault | null = null;
  /** Whether the thread has nothing left to do. */
  #isDone = false;
  #isEnding = false;

  /**
   * @param script Absolute path of the combiner's entry.
   * @param limitBytes By how much this process may grow while code of a user's runs there.
   */
  constructor(
    script: string,
    open: Extract<CombinerRequest, { type: "open" }>,
    events: CombinerEvents,
    limitBytes = memoryLimit(1),
  ) {
    this.#events = events;
    this.#thread = new Worker(script, {
      stdout: true,
      stderr: true,
      // Code of a user's in this very process.
      ...(open.module === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: mostHeapMb } }),
    });
    const printed = Promise.all([
      readText(this.#thread.stdout, (text) => events.onOutput("stdout", text)),
      readText(this.#thread.stderr, (text) => events.onOutput("stderr", text)),
    ]);
    this.#thread.on("message", (reply: CombinerReply) => this.#take(reply));
    this.#thread.on("error", (error) => this.#fail(toFault(error)));
    const endWatch = open.module === undefined ? undefined : this.#watchMemory(limitBytes);
    this.#ended = new Promise((resolve) => {
      this.#thread.once("exit", async (code) => {
        endWatch?.();
        await printed;
        if (this.#isEnding) this.#fail({ code: "aborted", message: "it was ended." });
        else if (!this.#isDone) this.#fail({ code: "internal", message: `its thread ended with ${code}.` });
        events.onExit({ code: this.#isEnding ? 0 : code, signal: null });
        resolve();
      });
    });
    this.#post(open);
  }

  /** Ends the thread; resolves when it is over. A result that is awaited is rejected with `aborted`. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#isDone) {
      // Timers of the workload's own would keep it.
      const timer = setTimeout(() => this.#thread.terminate(), endGraceMs);
      await this.#ended;
      clearTimeout(timer);
    } else {
      await this.#thread.terminate();
      await this.#ended;
    }
  }

  /** Adds the next partial result, in the order of the chunks. */
  add(index: number, partial: Uint8Array): void {
    // A copy: what came is a view of the whole message it came in, or of several. (A Buffer's `slice` would be a view too.)
    const own = new Uint8Array(partial);
    this.#thread.postMessage({ type: "add", index, partial: own } satisfies CombinerRequest, [own.buffer]);
    this.#buffers.passed(partial.byteLength);
  }

  /** Everything of a round was added: what comes next is told by `onRoundEnd`. */
  endRound(round: number): void {
    this.#post({ type: "end-round", round });
  }

  /** The first rows of the result so far; null where the thread ends before. One call at a time. */
  peek(shared: SharedState): Promise<ResultTable | null> {
    if (this.#isDone || this.#isEnding || this.#fault !== null || this.#result !== null) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#peeking = resolve;
      this.#post({ type: "peek", shared });
    });
  }

  /**
   * The result of everything added.
   *
   * @param shared What tasks share, as it is now.
   * @param partial Whether something is missing.
   * @throws {FaultError} Where combining failed.
   */
  finish(shared: SharedState, partial: boolean): Promise<Combined> {
    if (this.#fault !== null) return Promise.reject(new FaultError(this.#fault));
    return new Promise((resolve, reject) => {
      this.#result = { resolve, reject };
      this.#post({ type: "finish", shared, partial });
    });
  }

  /**
   * The limit of the thread's heap leaves out buffers. They are no one's but the process's, which has little else that grows
   * while a run goes on. @returns Ends it.
   */
  #watchMemory(limitBytes: number): () => void {
    const atFirst = process.memoryUsage.rss();
    const timer = setInterval(() => {
      if (process.memoryUsage.rss() - atFirst <= limitBytes) return;
      clearInterval(timer);
      this.#fail(memoryFault("the thread of `combine` and `view`", limitBytes));
      void this.#thread.terminate();
    }, memoryLookMs);
    return () => clearInterval(timer);
  }

  #take(reply: CombinerReply): void {
    switch (reply.type) {
      case "trace":
        this.#events.onTrace(reply.blocks, reply.events);
        return;
      case "added":
        this.#events.onAdded();
        return;
      case "round-ended":
        this.#events.onRoundEnd(reply);
        return;
      case "peeked":
        this.#peeked(reply.head);
        return;
      case "result":
        this.#isDone = true;
        this.#result?.resolve(reply);
        return;
      case "fault":
        this.#isDone = true;
        this.#fail(reply.fault);
        return;
    }
  }

  #peeked(head: ResultTable | null): void {
    this.#peeking?.(head);
    this.#peeking = null;
  }

  #fail(reason: Fault): void {
    this.#peeked(null);
    if (this.#fault !== null) return;
    this.#fault = { ...reason, message: `The results could not be combined: ${reason.message}` };
    this.#result?.reject(new FaultError(this.#fault));
    if (!this.#isEnding) this.#events.onFault(this.#fault);
  }

  #post(request: CombinerRequest): void {
    this.#thread.postMessage(request);
  }
}
