import { fail } from "../../shared/fault";
import type { TaskDone } from "../protocol/frames";
import type { Chunk, Plan, Seam } from "../protocol/workload";

/** How often a chunk of a lost worker may be done again. */
const mostRepeats = 2;

/** A chunk that is to be sent to a worker. */
export interface Assignment {
  readonly chunk: Chunk;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What a task told of its chunk. */
export type ChunkReport = Omit<TaskDone, "partial">;

/** A chunk whose report stands, in the order of the chunks. */
export interface Accepted {
  readonly index: number;
  readonly done: ChunkReport;
  /** Physical lines before the chunk's first row, of those that chunks reported. */
  readonly linesBefore: number;
}

/**
 * Says which chunk comes next, and accepts reports of chunks in their order, whatever order they come in.
 *
 * Where rows cannot be found from the middle, a task guesses where its first one begins. A chunk is accepted only if that
 * is where the rows of the chunk before ended; else it is sent again with the right place. So no result rests on a guess.
 *
 * The result of an accepted chunk may still be lost. It is sent again then, and its report is not accepted twice.
 */
export class ChunkLedger {
  readonly count: number;
  readonly #plan: Plan;
  /** Chunks that were sent before and come again, before any new one. */
  readonly #again: Assignment[] = [];
  readonly #waiting = new Map<number, { readonly assignment: Assignment; readonly done: ChunkReport }>();
  #next = 0;
  #accepted = 0;
  /** Where the next chunk's first row begins, once rows have seams. */
  #rowStart: number;
  #lines = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.count = chunkCount(plan);
    this.#rowStart = plan.from;
  }

  /** Chunks accepted so far: all before this index. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Whether there is no chunk to send, whatever the limit is. */
  get isHandedOut(): boolean {
    return this.#again.length === 0 && this.#next === this.count;
  }

  /** How much was never sent yet, in the plan's unit. */
  get left(): number {
    return this.#next === this.count ? 0 : this.#plan.to - this.#chunk(this.#next).from;
  }

  /**
   * Takes the next chunk to send.
   *
   * @param before New chunks only below this index: results that come too early have to be kept.
   * @returns Null where there is none now.
   */
  next(before: number): Assignment | null {
    const again = this.#again.shift();
    if (again !== undefined) return again;
    if (this.#next >= Math.min(before, this.count)) return null;
    return { chunk: this.#chunk(this.#next++), attempt: 1 };
  }

  /**
   * A worker did a chunk.
   *
   * @returns Those that this makes acceptable, in order, and the one whose guess proved wrong, if any: it is sent again.
   * @throws {FaultError} `task-threw` where a task was told where its first row begins and began elsewhere.
   */
  done(
    assignment: Assignment,
    done: ChunkReport,
  ): { readonly accepted: readonly Accepted[]; readonly wrong: number | null } {
    const { chunk } = assignment;
    if (chunk.index < this.#accepted) {
      checkStart(chunk, done.seam);
      return { accepted: [], wrong: null };
    }
    this.#waiting.set(chunk.index, { assignment, done });
    const accepted: Accepted[] = [];
    for (;;) {
      const index = this.#accepted;
      const first = this.#waiting.get(index);
      if (first === undefined) return { accepted, wrong: null };
      this.#waiting.delete(index);
      const { seam, lines = 0 } = first.done;
      if (seam !== undefined && seam.first !== this.#rowStart) {
        const { attempt, chunk } = first.assignment;
        // Sent again with the same place it would do the same, for ever.
        if (chunk.rowStart === this.#rowStart) checkStart(chunk, seam);
        this.#again.push({ chunk: { ...this.#chunk(index), rowStart: this.#rowStart }, attempt });
        return { accepted, wrong: index };
      }
      if (seam !== undefined) this.#rowStart = seam.next;
      accepted.push({ index, done: first.done, linesBefore: this.#lines });
      this.#lines += lines;
      this.#accepted++;
    }
  }

  /**
   * A worker was lost with a chunk.
   *
   * @param seam What was reported of it, if it was.
   * @returns Whether it is sent again; else it was tried too often.
   */
  lost({ chunk, attempt }: Assignment, seam?: Seam): boolean {
    if (attempt > mostRepeats) return false;
    this.repeat({ chunk, attempt: attempt + 1 }, seam);
    return true;
  }

  /** Sends a chunk once more, though nothing is wrong with it: its result is of no use. See `lost`. */
  repeat({ chunk, attempt }: Assignment, seam?: Seam): void {
    const isAccepted = chunk.index < this.#accepted;
    this.#waiting.delete(chunk.index);
    // What is proved of it needs no second guess.
    this.#again.push({ chunk: isAccepted && seam !== undefined ? { ...chunk, rowStart: seam.first } : chunk, attempt });
  }

  /** Lets go of reports that came too early to be accepted: the run is over. */
  close(): void {
    this.#waiting.clear();
  }

  #chunk(index: number): Chunk {
    return chunkOf(this.#plan, index);
  }
}

/** @throws {FaultError} `task-threw` where a task did not begin at the place it was told. */
function checkStart({ index, rowStart }: Chunk, seam: Seam | undefined): void {
  if (seam === undefined || seam.first === rowStart) return;
  fail("task-threw", `The task of chunk ${index} began at byte ${seam.first}, not at ${rowStart} as told.`);
}

/**
 * A plan that does not come out in whole chunks would never end.
 *
 * @throws {FaultError} `workload-unsuitable`.
 */
export function checkPlan(plan: Plan): void {
  const { from, to, chunkSize, tail } = plan;
  const chunks = chunkCount(plan);
  const isWithin = tail === undefined || (tail.from >= from && tail.from <= to && tail.chunkSize > 0);
  if (Number.isInteger(chunks) && chunks >= 0 && isWithin) return;
  const asked = `from ${from} to ${to} in chunks of ${chunkSize}`;
  const finer = tail === undefined ? "" : `, from ${tail.from} on in chunks of ${tail.chunkSize}`;
  fail(
    "workload-unsuitable",
    `The work cannot be cut as its plan says (${asked}${finer}): "to" must not lie before "from", chunks must be larger than 0, and a whole number of them must lie before "tail.from".`,
  );
}

export function chunkCount({ from, to, chunkSize, tail }: Plan): number {
  if (tail === undefined) return Math.ceil((to - from) / chunkSize);
  return (tail.from - from) / chunkSize + Math.ceil((to - tail.from) / tail.chunkSize);
}

/** The chunk of a plan that has the index. */
export function chunkOf({ from, to, chunkSize, tail }: Plan, index: number): Chunk {
  const start = from + index * chunkSize;
  if (tail === undefined || start < tail.from) return { index, from: start, to: Math.min(start + chunkSize, to) };
  const fine = tail.from + (index - (tail.from - from) / chunkSize) * tail.chunkSize;
  return { index, from: fine, to: Math.min(fine + tail.chunkSize, to) };
}
