import type { HostFrame, WorkerSetup } from "../protocol/frames";
import type { Accumulation, AnyWorkload, TaskContext, TaskResult } from "../protocol/workload";

/**
 * Bytes of input for each byte of a result before it is handed on. To send it, combine it and begin anew takes about as long as
 * to work on one byte, much of that in the parent, which all workers share.
 */
const inputPerResultByte = 64;

/** Bytes of input that a worker keeps the result of at most: it is lost with the worker, and missing where a run is stopped. */
const mostKeptBytes = 512 * 1024 * 1024;

/** Where less than this share of what a result holds is left to do, it goes into the same one. */
const smallestRest = 0.5;

interface Kept {
  readonly batch: number;
  readonly accumulation: Accumulation<unknown, unknown>;
  inputBytes: number;
}

/** What a task gave. */
export interface SlotResult {
  /** About its chunk. */
  readonly done: Omit<TaskResult<unknown>, "partial">;
  /** Null where the partial result is kept. */
  readonly handedOn: { readonly partial: unknown } | null;
}

/** Does the chunks of one slot, and keeps what several gave together. */
export class SlotWork {
  readonly #setup: WorkerSetup;
  readonly #workload: AnyWorkload;
  #kept: Kept | null = null;

  constructor(setup: WorkerSetup, workload: AnyWorkload) {
    this.#setup = setup;
    this.#workload = workload;
  }

  async do({ chunk, batch, ahead }: Extract<HostFrame, { type: "task" }>, context: TaskContext): Promise<SlotResult> {
    const kept = batch === null ? null : this.#keptOf(batch);
    this.#kept = null;
    if (kept === null) {
      const { partial, ...done } = await this.#workload.task(chunk, context);
      return { done, handedOn: { partial } };
    }
    const done = await kept.accumulation.add(chunk, context);
    kept.inputBytes += chunk.to - chunk.from;
    // Another result of the little that is left would cost as much as one of a lot.
    const isLittle = ahead < kept.inputBytes * smallestRest;
    const isDue = kept.inputBytes >= kept.accumulation.bytes * inputPerResultByte && !isLittle;
    if (isDue || kept.inputBytes >= mostKeptBytes) {
      return { done, handedOn: { partial: kept.accumulation.partial() } };
    }
    this.#kept = kept;
    return { done, handedOn: null };
  }

  /** What is kept. @throws {Error} Where there is nothing. */
  handOn(): SlotResult {
    const kept = this.#kept;
    if (kept === null) throw new Error("this slot keeps nothing that it could hand on");
    this.#kept = null;
    return { done: {}, handedOn: { partial: kept.accumulation.partial() } };
  }

  #keptOf(batch: number): Kept | null {
    if (this.#kept?.batch === batch) return this.#kept;
    const accumulation = this.#workload.accumulate?.(this.#setup);
    return accumulation === undefined ? null : { batch, accumulation, inputBytes: 0 };
  }
}
