import type { TraceMessage } from "../../shared/contract/events";
import { TraceStore } from "../timeline";
import type { EngineClient } from "./client";

export interface TraceFeedOptions {
  /** Another run is followed; its trace is empty yet. */
  onStore(runId: string | null, store: TraceStore | null): void;
  /** More of the trace was taken in. */
  onGrowth(): void;
  onError(error: unknown): void;
}

/**
 * Follows one run's trace. Every byte is taken in once, in order: after a lost connection it asks from where it was, and
 * what comes twice is cut.
 */
export class TraceFeed {
  readonly #client: EngineClient;
  readonly #options: TraceFeedOptions;
  #runId: string | null = null;
  #store: TraceStore | null = null;
  /** The byte behind the last one taken in. */
  #taken = 0;

  constructor(client: EngineClient, options: TraceFeedOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Starts over with a run, or with none. */
  follow(runId: string | null): void {
    if (runId === this.#runId) return;
    this.#runId = runId;
    this.#taken = 0;
    this.#store = runId === null ? null : new TraceStore();
    this.#options.onStore(runId, this.#store);
    this.resume();
  }

  /** Asks for what is not there yet: at the start, and when the connection is back. */
  resume(): void {
    const runId = this.#runId;
    if (runId === null) return;
    this.#client.request("trace.follow", { runId, offset: this.#taken }).catch((error: unknown) => {
      if (runId === this.#runId) this.#options.onError(error);
    });
  }

  /** Takes in what arrived. */
  take(message: TraceMessage): void {
    const store = this.#store;
    if (store === null || message.runId !== this.#runId) return;
    const end = message.offset + message.bytes.byteLength;
    if (message.offset > this.#taken) {
      this.resume();
      return;
    }
    if (end > this.#taken) {
      // What was taken ends at a block's end, so the rest begins at a block's start.
      const fresh = message.bytes.subarray(this.#taken - message.offset);
      this.#taken = end;
      try {
        store.append(fresh);
      } catch (error) {
        this.#options.onError(error);
      }
      this.#options.onGrowth();
    }
    this.#client.acknowledgeTrace(message.runId, end);
  }
}
