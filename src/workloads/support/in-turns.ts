import { type Chunk, categories, Stopwatch, type TaskContext } from "../../library/worker";

/** Milliseconds of computing after which other tasks of the thread may go on. */
const turnMs = 8;

/** How a chunk's items are worked through. */
export interface Turns {
  /** What the slices are called. */
  readonly name: string;
  /** Items between two looks at the clock; 1 where each takes some microseconds and more. */
  readonly step?: number;
  /** What an item counts in a slice's amount: 1 where it is left out. */
  readonly amount?: number;
}

/**
 * Works through a chunk's items in turns of some milliseconds: each is a slice, tells its progress and lets other tasks of the
 * thread go on.
 *
 * @param work Does the items [from, to).
 */
export async function inTurns<Params>(
  chunk: Chunk,
  context: TaskContext<Params>,
  { name, step = 1, amount = 1 }: Turns,
  work: (from: number, to: number) => void,
): Promise<void> {
  const watch = new Stopwatch();
  for (let at = chunk.from; at < chunk.to; ) {
    watch.restart();
    const begun = at;
    context.trace.begin(categories.compute, name);
    do {
      const stop = Math.min(at + step, chunk.to);
      work(at, stop);
      at = stop;
    } while (at < chunk.to && watch.elapsedMs() < turnMs);
    context.trace.end((at - begun) * amount);
    context.progress(at - chunk.from);
    await context.yield();
  }
}
