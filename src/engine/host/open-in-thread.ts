import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { Dataset } from "../../shared/contract/models";
import { FaultError } from "../../shared/fault";
import type { openDataset } from "../datasets";
import type { OpeningReply, OpeningRequest } from "../protocol/opening";

/** Tells what a file is by its beginning. @throws {FaultError} As `openDataset` of `engine/datasets`. */
export type OpenDataset = typeof openDataset;

/** Milliseconds after which a thread that nobody asks anything ends. */
const idleMs = 10_000;

interface Waiting {
  readonly path: string;
  resolve(dataset: Dataset): void;
  reject(error: FaultError): void;
}

/**
 * Opens datasets in a thread, which is there while it is needed: some files take long to look at, and the parent has others to
 * answer meanwhile.
 *
 * @param script Absolute path of the thread's entry.
 */
export function openInThread(script: string): OpenDataset {
  const thread = new OpeningThread(script);
  return (path, given) => thread.open(path, given);
}

class OpeningThread {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #requests = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(script: string) {
    this.#script = script;
  }

  open(path: string, given: OpeningRequest["given"]): Promise<Dataset> {
    clearTimeout(this.#idle);
    this.#thread ??= this.#start();
    const thread = this.#thread;
    const request = this.#requests++;
    // Whoever waits keeps the process alive, an idle thread does not.
    thread.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { path, resolve, reject });
      thread.postMessage({ request, path, given } satisfies OpeningRequest);
    });
  }

  #start(): Worker {
    const thread = new Worker(this.#script);
    let reason = "its thread ended";
    thread.on("message", (reply: OpeningReply) => this.#take(thread, reply));
    thread.on("error", (error) => {
      reason = error.message;
    });
    thread.once("exit", () => this.#ended(thread, reason));
    return thread;
  }

  #take(thread: Worker, { request, outcome }: OpeningReply): void {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (outcome.ok) waiting?.resolve(outcome.value);
    else waiting?.reject(new FaultError(outcome.fault));
    if (this.#waiting.size > 0) return;
    thread.unref();
    this.#idle = setTimeout(() => {
      this.#thread = null;
      void thread.terminate();
    }, idleMs).unref();
  }

  #ended(thread: Worker, reason: string): void {
    // One that ended for having nothing to do may have a successor already.
    if (this.#thread !== thread) return;
    this.#thread = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { path, reject } of lost) {
      reject(
        new FaultError({
          code: "dataset-unreadable",
          message: `${resolve(path)} could not be looked at: ${reason}. Open it again; if that fails too, the file may be too large or damaged.`,
        }),
      );
    }
  }
}
