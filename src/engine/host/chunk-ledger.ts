import { fail } from "../../shared/fault";
import type { TaskDone } from "../protocol/frames";
import type { Chunk, Plan } from "../protocol/workload";

/** How often a chunk of a lost worker may be done again. */
const mostRepeats = 2;

/** A chunk that is to be sent to a worker. */
export interface Assignment {
  readonly chunk: Chunk;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** A chunk whose result stands, in the order of the chunks. */
export interface Accepted {
  readonly index: number;
  readonly done: TaskDone;
  /** Physical lines before the chunk's first row, of those that chunks reported. */
  readonly linesBefore: number;
}

/**
 * Says which chunk comes next, and accepts results in the order of the chunks, whatever order they come in.
 *
 * Where rows cannot be found from the middle, a task guesses where its first one begins. A result is accepted only if that
 * is where the rows of the chunk before ended; else the chunk is sent again with the right place. So no result rests on a
 * guess.
 */
export class ChunkLedger {
  readonly count: number;
  readonly #plan: Plan;
  /** Chunks that were sent before and come again, before any new one. */
  readonly #again: Assignment[] = [];
  readonly #waiting = new Map<number, { readonly assignment: Assignment; readonly done: TaskDone }>();
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

  get finished(): boolean {
    return this.#accepted === this.count;
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
    done: TaskDone,
  ): { readonly accepted: readonly Accepted[]; readonly wrong: number | null } {
    this.#waiting.set(assignment.chunk.index, { assignment, done });
    const accepted: Accepted[] = [];
    for (;;) {
      const index = this.#accepted;
      const first = this.#waiting.get(index);
      if (first === undefined) return { accepted, wrong: null };
      this.#waiting.delete(index);
      const { seam, lines = 0 } = first.done;
      if (seam !== undefined && seam.first !== this.#rowStart) {
        const { attempt, chunk } = first.assignment;
        // Sent again it would do the same, for ever.
        if (chunk.rowStart === this.#rowStart) {
          fail(
            "task-threw",
            `The task of chunk ${index} began at byte ${seam.first}, not at ${chunk.rowStart} as told.`,
          );
        }
        this.#again.push({ chunk: { ...this.#chunk(index), rowStart: this.#rowStart }, attempt });
        return { accepted, wrong: index };
      }
      if (seam !== undefined) this.#rowStart = seam.next;
      accepted.push({ index, done: first.done, linesBefore: this.#lines });
      this.#lines += lines;
      this.#accepted++;
    }
  }

  /** A worker was lost with a chunk. @returns Whether it is sent again; else it was tried too often. */
  lost({ chunk, attempt }: Assignment): boolean {
    if (attempt > mostRepeats) return false;
    this.#again.push({ chunk, attempt: attempt + 1 });
    return true;
  }

  /** Lets go of results that came too early to be accepted: the run is over. */
  close(): void {
    this.#waiting.clear();
  }

  #chunk(index: number): Chunk {
    const { from, to, chunkSize } = this.#plan;
    const start = from + index * chunkSize;
    return { index, from: start, to: Math.min(start + chunkSize, to) };
  }
}

export function chunkCount({ from, to, chunkSize }: Plan): number {
  return Math.ceil((to - from) / chunkSize);
}
