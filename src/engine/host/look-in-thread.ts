import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Dataset, Thumbnail } from "../../shared/contract/models";
import { FaultError } from "../../shared/fault";
import type { ListingWatch, MakeThumbnail, openSource } from "../datasets";
import type { DatasetSource, LookReply, LookRequest, LookTask } from "../protocol/looking";

/** Tells what files are. @throws {FaultError} As `openSource` of `engine/datasets`. */
export interface OpenSource {
  (...given: Parameters<typeof openSource>): Promise<Dataset>;
  /** Gets ready for files that are about to come. */
  prepare?(): void;
  /** Resolves when nothing that was cancelled does anything any more, or it hangs. */
  close?(): Promise<void>;
}

/** Makes thumbnails; ready for those of a dataset that is about to come, where it can be. */
export type ThumbnailMaker = MakeThumbnail & { prepare?(): void };

/** Milliseconds after which a thread that nobody asks anything ends. */
const idleMs = 10_000;

/** Milliseconds that a thread which is asked something may tell nothing: then it hangs, or its disk does. */
const longestSilenceMs = 20_000;

/** Milliseconds that a thread has to end: one whose disk does not answer ends once it does, and does nothing more. */
const endMs = 1_000;

/**
 * Opens datasets in a thread, which is there while it is needed: some files take long to look at, and the parent has others to
 * answer meanwhile.
 *
 * @param script Absolute path of the thread's entry.
 */
export function openInThread(script: string): OpenSource {
  const thread = new LookingThread(script);
  const open: OpenSource = async (source, given, watch) =>
    (await thread.ask({ kind: "open", source, given }, `${nameOf(source)} could not be looked at`, watch)) as Dataset;
  open.prepare = () => thread.prepare();
  open.close = () => thread.close();
  return open;
}

function nameOf(source: DatasetSource): string {
  if ("path" in source) return resolve(source.path);
  return "paths" in source && source.paths.length === 1 ? source.paths[0]! : "The files";
}

/** Makes thumbnails in a thread, likewise; not in the same one, for they take long, and nobody is to wait for them. */
export function thumbnailsInThread(script: string): ThumbnailMaker {
  const thread = new LookingThread(script);
  const make: ThumbnailMaker = async ({ files, records, path }, index) =>
    (await thread.ask(
      { kind: "thumbnail", dataset: { files, records, path }, index },
      `Image ${(index + 1).toLocaleString("en-US")} could not be looked at`,
    )) as Thumbnail;
  make.prepare = () => thread.prepare();
  return make;
}

interface Waiting {
  readonly task: LookTask;
  /** What is lost if the thread falls. */
  readonly lost: string;
  readonly watch: ListingWatch;
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
  /** Of the thread that was ended last. */
  #end: Promise<unknown> = Promise.resolve();

  constructor(script: string) {
    this.#script = script;
  }

  /** Starts the thread, which takes longer than most looks. */
  prepare(): void {
    if (this.#waiting.size > 0) return;
    this.#thread ??= this.#start();
    this.#rest();
  }

  /** Ends the thread, which nobody is to wait for any more. */
  async close(): Promise<void> {
    this.#endThread();
    const ended = new AbortController();
    const late = delay(endMs, undefined, { signal: ended.signal }).catch(() => undefined);
    await Promise.race([this.#end, late]);
    ended.abort();
  }

  /** @param lost What to say if the thread falls over it, without a full stop. */
  ask(task: LookTask, lost: string, watch: ListingWatch = {}): Promise<unknown> {
    clearTimeout(this.#idle);
    if (this.#waiting.size === 0) this.#listen();
    const request = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { task, lost, watch, resolve, reject });
      watch.signal?.addEventListener("abort", () => this.#cancel(request), { once: true });
      this.#post(request, task);
    });
  }

  /** Whoever asked does not wait for the thread, which may hang. */
  #cancel(request: number): void {
    const waiting = this.#settle(request);
    if (waiting === undefined) return;
    if (this.#waiting.size === 0) this.#endThread();
    else this.#thread?.postMessage({ request, task: null } satisfies LookRequest);
    waiting.reject(new FaultError({ code: "aborted", message: `${waiting.lost}: it was cancelled.` }));
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

  #take(thread: Worker, reply: LookReply): void {
    // What one that was given up had sent before is asked of its successor.
    if (this.#thread !== thread) return;
    if (!("outcome" in reply)) {
      this.#listen();
      this.#waiting.get(reply.request)?.watch.onFiles?.(reply.files, reply.total);
      return;
    }
    const waiting = this.#settle(reply.request);
    if (reply.outcome.ok) waiting?.resolve(reply.outcome.value);
    else waiting?.reject(new FaultError(reply.outcome.fault));
  }

  /** Takes away who waits for an answer; undefined where nobody does any more. */
  #settle(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(request);
    if (this.#waiting.size > 0) {
      this.#listen();
      return waiting;
    }
    clearTimeout(this.#silence);
    this.#rest();
    return waiting;
  }

  /** The thread has nothing to do. */
  #rest(): void {
    this.#thread?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#endThread(), idleMs).unref();
  }

  #endThread(): void {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = null;
    if (thread !== null) this.#end = thread.terminate();
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
