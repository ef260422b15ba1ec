import type { Problem, ResultTable } from "../../shared/contract/models";
import { type Exit, type Fault, FaultError } from "../../shared/fault";
import type { CombinerReply, CombinerRequest, SharedState } from "../protocol/frames";
import { MessageBuffers } from "../protocol/message-buffers";
import type { CombinerLine, CombinerLineEvents } from "./combiner-line";

/** A run's result: the first rows as they are, all of them as the combiner serialized them. */
export interface Combined {
  readonly head: ResultTable;
  /** Every row, as `packRows` gives them. */
  readonly rows: Uint8Array;
  readonly problems: readonly Problem[];
}

/** What the combiner decided at the end of a round. */
export type RoundEnded = Omit<Extract<CombinerReply, { type: "round-ended" }>, "type">;

export interface CombinerEvents extends Pick<CombinerLineEvents, "onOutput" | "onProcess"> {
  onTrace(blocks: Uint8Array, events: number): void;
  /** One more partial result is in. */
  onAdded(): void;
  onRoundEnd(end: RoundEnded): void;
  /** Combining failed: nothing more comes. */
  onFault(fault: Fault): void;
  onExit(exit: Exit): void;
}

/** Milliseconds in which one that has nothing left to do ends by itself, with all that it printed. */
const endGraceMs = 100;

/** What combines partial results in a thread or a process of its own, seen from the parent. */
export class CombinerHandle {
  readonly #line: CombinerLine;
  readonly #events: CombinerEvents;
  readonly #buffers = new MessageBuffers();
  readonly #ended: Promise<void>;
  #result: { resolve(combined: Combined): void; reject(error: unknown): void } | null = null;
  /** Who asked for the result so far. */
  #peeking: ((head: ResultTable | null) => void) | null = null;
  /** Why nothing more comes. */
  #fault: Fault | null = null;
  /** Whether it has nothing left to do. */
  #isDone = false;
  #isEnding = false;

  /** @param openLine Starts the thread or the process. */
  constructor(
    openLine: (events: CombinerLineEvents) => CombinerLine,
    open: Extract<CombinerRequest, { type: "open" }>,
    events: CombinerEvents,
  ) {
    this.#events = events;
    let over = (): void => undefined;
    this.#ended = new Promise((resolve) => {
      over = resolve;
    });
    this.#line = openLine({
      onReply: (reply) => this.#take(reply),
      onOutput: events.onOutput,
      onProcess: events.onProcess,
      onBroken: (fault) => this.#fail(fault),
      onExit: (exit) => {
        if (this.#isEnding) this.#fail({ code: "aborted", message: "it was ended." });
        else if (!this.#isDone) this.#fail(lossOf(exit, open.module !== undefined));
        events.onExit(exit);
        over();
      },
    });
    this.#line.post(open);
  }

  /** Ends it; resolves when it is over. A result that is awaited is rejected with `aborted`. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (!this.#isDone) this.#line.kill();
    // Timers of the workload's own would keep it.
    const timer = setTimeout(() => this.#line.kill(), endGraceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Adds the next partial result, in the order of the chunks. */
  add(index: number, partial: Uint8Array): void {
    // A copy: what came is a view of the whole message it came in, or of several. (A Buffer's `slice` would be a view too.)
    const own = new Uint8Array(partial);
    this.#line.post({ type: "add", index, partial: own }, [own.buffer]);
    this.#buffers.passed(partial.byteLength);
  }

  /** Everything of a round was added: what comes next is told by `onRoundEnd`. */
  endRound(round: number): void {
    this.#line.post({ type: "end-round", round });
  }

  /** The first rows of the result so far; null where it ends before. One call at a time. */
  peek(shared: SharedState): Promise<ResultTable | null> {
    if (this.#isDone || this.#isEnding || this.#fault !== null || this.#result !== null) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#peeking = resolve;
      this.#line.post({ type: "peek", shared });
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
      this.#line.post({ type: "finish", shared, partial });
    });
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
}

/** @param isOwn Whether code of a user's ran there: any other does not end by itself. */
function lossOf(exit: Exit, isOwn: boolean): Fault {
  if (!isOwn) return { code: "internal", message: `its thread ended with ${exit.code}.` };
  return { code: "worker-lost", message: `its process ended (${exit.signal ?? `exit code ${exit.code}`}).`, exit };
}
