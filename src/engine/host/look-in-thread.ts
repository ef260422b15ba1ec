import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { Dataset, Thumbnail } from "../../shared/contract/models";
import { FaultError } from "../../shared/fault";
import type { MakeThumbnail, openDataset } from "../datasets";
import type { LookReply, LookRequest, LookTask } from "../protocol/looking";

/** Tells what a file is by its beginning. @throws {FaultError} As `openDataset` of `engine/datasets`. */
export type OpenDataset = typeof openDataset;

/** Milliseconds after which a thread that nobody asks anything ends. */
const idleMs = 10_000;

/** Milliseconds that a thread which is asked something may be silent: then it hangs, or its disk does. */
const longestSilenceMs = 20_000;

/**
 * Opens datasets in a thread, which is there while it is needed: some files take long to look at, and the parent has others to
 * answer meanwhile.
 *
 * @param script Absolute path of the thread's entry.
 */
export function openInThread(script: string): OpenDataset {
  const thread = new LookingThread(script);
  return async (path, given) =>
    (await thread.ask({ kind: "open", path, given }, `${resolve(path)} could not be looked at`)) as Dataset;
}

/** Makes thumbnails in a thread, likewise; not in the same one, for they take long, and nobody is to wait for them. */
export function thumbnailsInThread(script: string): MakeThumbnail {
  const thread = new LookingThread(script);
  return async ({ files }, index) =>
    (await thread.ask(
      { kind: "thumbnail", dataset: { files }, index },
      `Image ${(index + 1).toLocaleString("en-US")} could not be looked at`,
    )) as Thumbnail;
}

interface Waiting {
  readonly task: LookTask;
  /** What is lost if the thread falls. */
  readonly lost: string;
  resolve(value: unknown): void;
  reject(error: FaultError): void;
}

class LookingThread {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #requests = 0;
  #idle: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(script: string) {
    this.#script = script;
  }

  /** @param lost What to say if the thread falls over it, without a full stop. */
  ask(task: LookTask, lost: string): Promise<unknown> {
    clearTimeout(this.#idle);
    if (this.#waiting.size === 0) this.#listen();
    const request = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { task, lost, resolve, reject });
      this.#post(request, task);
    });
  }

  #post(request: number, task: LookTask): void {
    this.#thread ??= this.#start();
    // Whoever waits keeps the process alive, an idle thread does not.
    this.#thread.ref();
    this.#thread.postMessage({ request, task } satisfies LookRequest);
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#endSilence(), longestSilenceMs);
  }

  /** What was asked first is given up, the rest is asked of another thread. */
  #endSilence(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [request, { lost, reject }] = first;
    this.#waiting.delete(request);
    const hanging = this.#thread;
    this.#thread = null;
    void hanging?.terminate();
    const message = `${lost}: it took more than ${longestSilenceMs / 1_000} s. Its disk may not answer, or the file is damaged. Try again, or choose another file.`;
    reject(new FaultError({ code: "timeout", message }));
    if (this.#waiting.size === 0) return;
    this.#listen();
    for (const [again, { task }] of this.#waiting) this.#post(again, task);
  }

  #start(): Worker {
    const thread = new Worker(this.#script);
    let reason = "its thread ended";
    thread.on("message", (reply: LookReply) => this.#take(thread, reply));
    thread.on("error", (error) => {
      reason = error.message;
    });
    thread.once("exit", () => this.#ended(thread, reason));
    return thread;
  }

  #take(thread: Worker, { request, outcome }: LookReply): void {
    // What one that was given up had sent before is asked of its successor.
    if (this.#thread !== thread) return;
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (outcome.ok) waiting?.resolve(outcome.value);
    else waiting?.reject(new FaultError(outcome.fault));
    if (this.#waiting.size > 0) {
      this.#listen();
      return;
    }
    clearTimeout(this.#silence);
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
    clearTimeout(this.#silence);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { lost, reject } of waiting) {
      const message = `${lost}: ${reason}. Try again; if that fails too, the file may be too large or damaged.`;
      reject(new FaultError({ code: "dataset-unreadable", message }));
    }
  }
}
