import type { LaneTrace } from "../protocol/lane-trace";
import type { Recorder } from "../recorder";
import type { Batches } from "./batches";
import type { RoundEnded } from "./combiner-handle";

/** What tasks of the present round get besides their chunk. */
interface RoundFrame {
  /** From 0. */
  readonly round: number;
  readonly state: Uint8Array | null;
}

/** The rounds of one run: the same chunks again and again, all of one before any of the next. */
export class Rounds {
  readonly #most: number | null;
  readonly #makeBatches: () => Batches;
  readonly #trace: LaneTrace;
  /** Of the value that shows which round it is; null where there are not several. */
  readonly #lane: number | null;
  /** Lanes that were told to wait for the round's end. */
  readonly #waiting = new Set<number>();
  #batches: Batches;
  #frame: RoundFrame = { round: 0, state: null };

  /** @param most How many there are at most; null for a workload without. */
  constructor(most: number | null, makeBatches: () => Batches, recorder: Recorder) {
    this.#most = most;
    this.#makeBatches = makeBatches;
    this.#trace = recorder.parent;
    this.#batches = makeBatches();
    // Of a single round there is nothing to watch.
    this.#lane =
      most === null || most === 1 ? null : recorder.addLane({ kind: "value", name: "round", valueType: "int32" });
    this.#tell();
  }

  /** How many there are at most. */
  get most(): number {
    return this.#most ?? 1;
  }

  /** Whether the combiner says what comes after a round. */
  get hasRounds(): boolean {
    return this.#most !== null;
  }

  /** Of the present round. */
  get batches(): Batches {
    return this.#batches;
  }

  get frame(): RoundFrame {
    return this.#frame;
  }

  /** Whether there is nothing of the run that could be shown. */
  get isNothing(): boolean {
    return this.#frame.round === 0 && this.#batches.isNothing;
  }

  /** A lane has nothing to do. @returns Whether it is to be told that it waits for the round's end: once in a round. */
  waits(lane: number): boolean {
    const isLast = this.#frame.round + 1 >= this.most;
    if (isLast || !this.#batches.isHandedOut || this.#waiting.has(lane)) return false;
    this.#waiting.add(lane);
    return true;
  }

  /** A lane got something to do. */
  woke(lane: number): void {
    this.#waiting.delete(lane);
  }

  /** @returns Whether another round begins. */
  next({ isLast, state }: RoundEnded): boolean {
    const round = this.#frame.round + 1;
    if (isLast || round >= this.most) return false;
    this.#batches.close();
    this.#batches = this.#makeBatches();
    this.#frame = { round, state };
    this.#waiting.clear();
    this.#tell();
    return true;
  }

  #tell(): void {
    if (this.#lane !== null) this.#trace.valueUpdate(this.#lane, this.#frame.round + 1);
  }
}
