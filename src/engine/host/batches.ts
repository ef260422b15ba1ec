import type { TaskDone } from "../protocol/frames";
import type { Plan, Seam } from "../protocol/workload";
import { type Accepted, type Assignment, ChunkLedger } from "./chunk-ledger";

/** Bytes of results that wait to be combined, beyond which no chunk is sent that would only add to them. */
const heldLimitBytes = 16 * 1024 * 1024;

/** What a lane's worker is to do next. */
export type Order =
  | ({ readonly type: "chunk"; readonly batch: number | null; readonly ahead: number } & Assignment)
  /** Hand on what it keeps. */
  | { readonly type: "hand-on" };

/** A partial result whose turn it is to be combined. */
export interface Ready {
  /** Of its first chunk. */
  readonly index: number;
  readonly partial: Uint8Array;
}

/** What the end of a task brought about. */
export interface Outcome {
  /** False where the task's chunk has to be done again, through no fault of its own. */
  readonly counts: boolean;
  /** Chunks that are proved now, in their order, each of them once in a run. */
  readonly accepted: readonly Accepted[];
  readonly ready: readonly Ready[];
  /** The chunk whose guess proved wrong. */
  readonly wrong: number | null;
  /** Chunks that were done and have to be done again. */
  readonly undone: readonly Assignment[];
}

/** A chunk that was done, and what it told of its rows. */
interface Done {
  readonly assignment: Assignment;
  readonly seam: Seam | undefined;
}

/** Chunks whose results are, or will be, one partial result. */
interface Batch {
  readonly id: number;
  /** By chunk. */
  readonly done: Map<number, Done>;
  /** Null while its worker keeps it, and once the combiner has it. */
  partial: Uint8Array | null;
  bytes: number;
  /** What was done counts no more. */
  isVoid: boolean;
}

interface Work {
  /** Null while a result is handed on. */
  readonly assignment: Assignment | null;
  readonly batch: Batch;
}

const nothing: Outcome = { counts: true, accepted: [], ready: [], wrong: null, undone: [] };

/**
 * Hands out chunks to lanes and knows where the result of each of them is: with its worker, here, with the combiner, or in
 * the end result.
 *
 * A result may hold several chunks: its worker keeps it and adds more of them. It is combined when it was handed on and all of
 * its chunks are proved (see `ChunkLedger`). What one of them guessed wrong cannot be taken out of it: then the others have
 * to be done again too, and from there on each chunk's result is handed on at once, so that a file full of wrong guesses
 * costs this once for each lane at most.
 */
export class Batches {
  readonly #ledger: ChunkLedger;
  readonly #lanes: number;
  /** Whether workers may keep results. */
  #keeps: boolean;
  #batches = 0;
  /** Not handed on yet, by lane. */
  readonly #open = new Map<number, Batch>();
  /** By lane, until the task's result was taken. */
  readonly #atWork = new Map<number, Work>();
  /** Of every chunk that is done and not combined. */
  readonly #batchOf = new Map<number, Batch>();
  /** With the combiner, in the order in which it got them. */
  readonly #combining: Batch[] = [];
  #heldBytes = 0;
  #combined = 0;
  #wasCombining = false;

  /** @param lanes How many work at once. */
  constructor(plan: Plan, { lanes, keeps }: { readonly lanes: number; readonly keeps: boolean }) {
    this.#ledger = new ChunkLedger(plan);
    this.#lanes = lanes;
    this.#keeps = keeps;
  }

  /** Whether every chunk is in the end result. */
  get finished(): boolean {
    return this.#combined === this.#ledger.count;
  }

  /** Whether no chunk is left to send. */
  get isHandedOut(): boolean {
    return this.#ledger.isHandedOut;
  }

  /** Whether there is nothing of the run that could be shown. */
  get isNothing(): boolean {
    return !this.#wasCombining;
  }

  /** Takes what a lane is to do next. @returns Null where there is nothing now. */
  next(lane: number): Order | null {
    if (this.#atWork.has(lane)) return null;
    const open = this.#open.get(lane);
    if (open !== undefined && (!this.#keeps || this.#ledger.isHandedOut)) {
      this.#atWork.set(lane, { assignment: null, batch: open });
      return { type: "hand-on" };
    }
    const assignment = this.#ledger.next(this.#ledger.accepted - this.#combining.length + this.#ahead());
    if (assignment === null) return null;
    const batch = open ?? { id: ++this.#batches, done: new Map(), partial: null, bytes: 0, isVoid: false };
    this.#open.set(lane, batch);
    this.#atWork.set(lane, { assignment, batch });
    const ahead = this.#ledger.left / this.#lanes;
    return { type: "chunk", ...assignment, batch: this.#keeps ? batch.id : null, ahead };
  }

  /**
   * A lane's worker did what it was to do.
   *
   * @throws {FaultError} `task-threw`, see `ChunkLedger.done`.
   */
  done(lane: number, { partial, ...done }: TaskDone): Outcome {
    const { assignment, batch } = this.#atWork.get(lane)!;
    this.#atWork.delete(lane);
    if (batch.isVoid) {
      if (assignment !== null) this.#ledger.repeat(assignment);
      return { ...nothing, counts: false };
    }
    let outcome = nothing;
    if (partial !== null) this.#close(lane, batch, partial);
    if (assignment !== null) {
      const { index } = assignment.chunk;
      batch.done.set(index, { assignment, seam: done.seam });
      this.#batchOf.set(index, batch);
      const { accepted, wrong } = this.#ledger.done(assignment, done);
      outcome = { ...nothing, accepted, wrong, undone: wrong === null ? [] : this.#void(wrong) };
    }
    const proved = outcome.accepted.map(({ index }) => this.#batchOf.get(index));
    return { ...outcome, ready: this.#takeReady([...proved, batch]) };
  }

  /**
   * A lane's worker is gone, with the chunk at work and all it kept: they are handed out again.
   *
   * @returns The chunks, and one of them that was tried too often to be handed out again, if any.
   */
  lost(lane: number): {
    readonly chunks: readonly Assignment[];
    readonly undone: readonly Assignment[];
    readonly givenUp: Assignment | null;
  } {
    const work = this.#atWork.get(lane);
    const open = this.#open.get(lane);
    this.#atWork.delete(lane);
    this.#open.delete(lane);
    const undone = open === undefined ? [] : [...open.done.values()];
    for (const { assignment } of undone) this.#batchOf.delete(assignment.chunk.index);
    const gone = [...undone];
    if (work !== undefined && work.assignment !== null) gone.push({ assignment: work.assignment, seam: undefined });
    const givenUp = gone.find(({ assignment, seam }) => !this.#ledger.lost(assignment, seam));
    return {
      chunks: gone.map(({ assignment }) => assignment),
      undone: undone.map(({ assignment }) => assignment),
      givenUp: givenUp?.assignment ?? null,
    };
  }

  /** The combiner has taken in the next of what it got. */
  combined(): void {
    const batch = this.#combining.shift()!;
    this.#heldBytes -= batch.bytes;
    this.#combined += batch.done.size;
  }

  /** Lets go of results that cannot be combined any more: the run is over. */
  close(): void {
    this.#ledger.close();
    this.#open.clear();
    this.#batchOf.clear();
  }

  /** Chunks that may be at work or waiting before the first one that is not combined yet. */
  #ahead(): number {
    return this.#heldBytes > heldLimitBytes ? this.#lanes : 2 * this.#lanes + 2;
  }

  #close(lane: number, batch: Batch, partial: Uint8Array): void {
    this.#open.delete(lane);
    batch.partial = partial;
    batch.bytes = partial.byteLength;
    this.#heldBytes += batch.bytes;
  }

  /** Gives up a result since it holds a chunk that guessed wrong. @returns Its other chunks and that one. */
  #void(wrong: number): readonly Assignment[] {
    this.#keeps = false;
    const batch = this.#batchOf.get(wrong)!;
    batch.isVoid = true;
    for (const [lane, open] of this.#open) if (open === batch) this.#open.delete(lane);
    if (batch.partial !== null) this.#heldBytes -= batch.bytes;
    batch.partial = null;
    for (const [index, { assignment, seam }] of batch.done) {
      this.#batchOf.delete(index);
      // The ledger has seen to that one itself.
      if (index !== wrong) this.#ledger.repeat(assignment, seam);
    }
    return [...batch.done.values()].map(({ assignment }) => assignment);
  }

  /** Takes those that were handed on and are proved, in the order given. */
  #takeReady(batches: Iterable<Batch | undefined>): readonly Ready[] {
    const ready: Ready[] = [];
    for (const batch of batches) {
      // One that was given up meanwhile, or is not here.
      if (batch === undefined || batch.partial === null) continue;
      const { partial } = batch;
      const indexes = [...batch.done.keys()];
      if (indexes.some((index) => index >= this.#ledger.accepted)) continue;
      for (const index of indexes) this.#batchOf.delete(index);
      batch.partial = null;
      this.#combining.push(batch);
      this.#wasCombining = true;
      ready.push({ index: Math.min(...indexes), partial });
    }
    return ready;
  }
}
