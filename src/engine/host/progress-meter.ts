import type { Run } from "../../shared/contract/models";

/** Milliseconds before a rate means something. */
const leastElapsedMs = 200;

/** Share of the work and milliseconds, either of which must have passed before the time left can be told. */
const leastShare = 0.05;
const leastElapsedForRestMs = 3_000;

/** How far a run is: what is accepted, and what tasks at work report. */
export class ProgressMeter {
  #total: number;
  readonly #unit: "bytes" | "items";
  readonly #clockMs: () => number;
  readonly #atWork = new Map<number, number>();
  #done = 0;
  #startedMs: number | null = null;

  constructor(total: number, unit: "bytes" | "items", clockMs: () => number) {
    this.#total = total;
    this.#unit = unit;
    this.#clockMs = clockMs;
  }

  started(taskId: number): void {
    this.#startedMs ??= this.#clockMs();
    this.#atWork.set(taskId, 0);
  }

  report(taskId: number, done: number): void {
    if (this.#atWork.has(taskId)) this.#atWork.set(taskId, done);
  }

  /** @param amount What the task's chunk holds; 0 where its result does not count. */
  ended(taskId: number, amount: number): void {
    this.#atWork.delete(taskId);
    this.#done += amount;
  }

  /** @param amount What has to be done again. */
  undone(amount: number): void {
    this.#done -= amount;
  }

  /** All is done, sooner than it might have been. */
  complete(): void {
    this.#total = this.#done;
  }

  snapshot(): Run["progress"] {
    let done = this.#done;
    for (const part of this.#atWork.values()) done += part;
    done = Math.min(done, this.#total);
    const elapsedMs = this.#startedMs === null ? 0 : this.#clockMs() - this.#startedMs;
    const known = elapsedMs >= leastElapsedMs && done > 0;
    const perSecond = known ? (done / elapsedMs) * 1_000 : 0;
    return {
      done,
      total: this.#total,
      unit: this.#unit,
      perSecond,
      remainingMs: known && this.#tellsTheRest(done, elapsedMs) ? ((this.#total - done) / perSecond) * 1_000 : null,
    };
  }

  /** Workers are slower in their first moments than later. */
  #tellsTheRest(done: number, elapsedMs: number): boolean {
    return done >= this.#total * leastShare || elapsedMs >= leastElapsedForRestMs;
  }
}
