import type { TraceMessage } from "../../shared/contract/events";
import { blockBytes } from "../../shared/trace/block-layout";
import { newTraceStore } from "../stores/memory-store";
import type { TraceStore } from "../timeline";
import type { EngineClient } from "./client";

export interface TraceFeedOptions {
  /** Another run is followed; its trace is empty yet. */
  onStore(runId: string | null, store: TraceStore | null): void;
  /** More of the trace was taken in: so many bytes in all. */
  onGrowth(takenBytes: number): void;
  onError(error: unknown): void;
}

/** Milliseconds of each frame's time that taking in may cost: the rest is for drawing. */
const budgetMs = 6;
const frameMs = 16;
/** Bytes that are taken in at once, or one block where that is more: about half a millisecond. */
const portionBytes = 64 * 1024;

/** What has arrived and is to be taken in. */
interface Waiting {
  readonly bytes: Uint8Array;
  /** How many of the bytes were taken in. */
  done: number;
  /** Offset of the byte behind the last one. */
  readonly end: number;
}

/**
 * Follows one run's trace. Every byte is taken in once, in order: after a lost connection it asks from where it was, and
 * what comes twice is cut. A frame's time is never spent on it whole: what is too much waits, and is acknowledged
 * later, so that the engine does not send more than this window can take.
 */
export class TraceFeed {
  readonly #client: EngineClient;
  readonly #options: TraceFeedOptions;
  #runId: string | null = null;
  #store: TraceStore | null = null;
  /** The byte behind the last one that arrived. */
  #arrived = 0;
  #waiting: Waiting[] = [];
  #isPlanned = false;
  #frameStart = Number.NEGATIVE_INFINITY;
  #spentMs = 0;

  constructor(client: EngineClient, options: TraceFeedOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Starts over with a run, or with none. */
  follow(runId: string | null): void {
    if (runId === this.#runId) return;
    this.#runId = runId;
    this.#arrived = 0;
    this.#waiting = [];
    this.#store = runId === null ? null : newTraceStore();
    this.#options.onStore(runId, this.#store);
    this.resume();
  }

  /** Asks for what is not there yet: at the start, and when the connection is back. */
  resume(): void {
    const runId = this.#runId;
    if (runId === null) return;
    this.#client.request("trace.follow", { runId, offset: this.#arrived }).catch((error: unknown) => {
      if (runId === this.#runId) this.#options.onError(error);
    });
  }

  /** Takes in what arrived. */
  take(message: TraceMessage): void {
    const store = this.#store;
    if (store === null || message.runId !== this.#runId) return;
    const end = message.offset + message.bytes.byteLength;
    if (message.offset > this.#arrived) {
      this.resume();
      return;
    }
    if (end > this.#arrived) {
      // What arrived ends at a block's end, so the rest begins at a block's start.
      this.#waiting.push({ bytes: message.bytes.subarray(this.#arrived - message.offset), done: 0, end });
      this.#arrived = end;
      if (!this.#isPlanned) this.#work(store);
    } else if (this.#waiting.length === 0) this.#client.acknowledgeTrace(message.runId, end);
  }

  /** Takes in what waits, as far as the frame's time goes. */
  #work(store: TraceStore): void {
    const began = performance.now();
    if (began - this.#frameStart >= frameMs) {
      this.#frameStart = began;
      this.#spentMs = 0;
    }
    const until = began + budgetMs - this.#spentMs;
    while (this.#waiting.length > 0 && performance.now() < until) this.#takePortion(store, this.#waiting[0]!);
    const now = performance.now();
    this.#spentMs += now - began;
    const [next] = this.#waiting;
    this.#options.onGrowth(next === undefined ? this.#arrived : next.end - next.bytes.byteLength + next.done);
    if (this.#waiting.length === 0) return;
    this.#isPlanned = true;
    setTimeout(
      () => {
        this.#isPlanned = false;
        // Another run may be followed by now.
        if (this.#store !== null && this.#waiting.length > 0) this.#work(this.#store);
      },
      Math.max(0, this.#frameStart + frameMs - now),
    );
  }

  #takePortion(store: TraceStore, stretch: Waiting): void {
    const { bytes, end } = stretch;
    let to = stretch.done;
    do {
      // A block that is cut goes along, for the store to refuse it.
      to += blockBytes(bytes, to) || bytes.byteLength;
    } while (to < bytes.byteLength && to - stretch.done < portionBytes);
    try {
      store.append(bytes.subarray(stretch.done, to));
      stretch.done = to;
    } catch (error) {
      stretch.done = bytes.byteLength;
      this.#options.onError(error);
    }
    if (stretch.done < bytes.byteLength) return;
    this.#waiting.shift();
    if (this.#runId !== null) this.#client.acknowledgeTrace(this.#runId, end);
  }
}
