import type { RunSettings } from "../../../shared/contract/models";
import type { SeriesPoint, SeriesTimes, ShareName } from "../../../shared/contract/series";
import { duration, percent } from "./words";

/** From this efficiency on little is lost. */
const goodEfficiency = 0.9;
/** Tasks shorter than so many times the gap between them are too short. */
const shortTask = 5;

/** Shares of the workers' time that count as a loss, and how each is told. */
const lossWords: Readonly<Partial<Record<ShareName, string>>> = {
  start: "starting the workers: the more there is to do, the less that counts",
  lockWait: "waiting for locks",
  dataWait: "waiting for data",
  barrier: "waiting for the others at the end of a round",
  serialize: "turning results into bytes and sending them on",
  turns: "tasks that wait for their turn on the one thread",
  starved: "workers with nothing to do, until the main process hands them a chunk",
  skew: "workers that are done while others still have chunks: smaller chunks would share the work out better",
  ending: "what comes after the last chunk: putting the results together and ending the workers",
};

/** How many tasks can compute at once. */
export function lanesOf({ mode, workers }: RunSettings): number {
  return mode === "threads" || mode === "processes" ? workers : 1;
}

/**
 * What keeps a point from being faster, in a sentence; empty where that is not known.
 *
 * @param base What it is measured against; null: its own times alone tell.
 * @param efficiency Against the base, 1 is ideal.
 */
export function limitOf(
  { settings, times }: SeriesPoint,
  base: SeriesPoint | null,
  efficiency: number,
  processors: number,
): string {
  if (times === null || (base !== null && base.times === null)) return "";
  const total = totalOf(times);
  if (base !== null && settings.mode === "concurrent") {
    return efficiency > 1 && waitsMuch(base.times)
      ? "While one task waits, another one has the thread."
      : "All tasks share one thread: taking turns only helps where tasks wait.";
  }
  if (base !== null && efficiency >= goodEfficiency)
    return "Little is lost: nearly as many times as fast as it has workers.";
  const loss = worstLoss(times, base?.times ?? null, base === null ? ["compute"] : []);
  const share = percent(loss.ms / total);
  if (base === null && loss.ms < total * (1 - goodEfficiency)) return computingWords(times);
  if (loss.name === "compute") return coresWords(settings, processors, share);
  return lossSentence(times, loss, base === null ? "" : " more");
}

/**
 * What makes one of two twins what it is: of the costly one what it has more of than the other, of the other what it is like.
 *
 * @param other Null where that is not measured.
 */
export function limitOfTwin({ times }: SeriesPoint, other: SeriesPoint | null, isCostly: boolean): string {
  if (times === null) return "";
  const against = isCostly ? (other?.times ?? null) : null;
  // More computing is what its losses come with, such as asking for a lock; starting and ending are nothing that a lesson is about.
  const loss = worstLoss(times, against, ["compute", "start", "ending"]);
  if (against !== null && loss.ms > 0) return lossSentence(times, loss, " more");
  return against === null && loss.ms > times.shares.compute ? lossSentence(times, loss, "") : computingWords(times);
}

function computingWords(times: SeriesTimes): string {
  return `${percent(times.shares.compute / totalOf(times))} of the workers' time is computing.`;
}

function lossSentence(times: SeriesTimes, { name, ms }: Loss, more: string): string {
  const sentence = `${percent(ms / totalOf(times))} of the workers' time${more} goes to`;
  if (name === "lockWait" && times.lock !== null) {
    return `${sentence} waiting for the lock "${times.lock.name}": one at a time holds it, ${duration(times.lock.holdMs)} in all.`;
  }
  if ((name === "starved" || name === "skew") && times.tasks > 0 && times.tasks < times.lanes) {
    const chunks = times.tasks === 1 ? "is one chunk" : `are ${times.tasks} chunks`;
    return `${sentence} workers without a chunk: there ${chunks} for ${times.lanes} workers.`;
  }
  if (name === "starved" && isFine(times)) {
    const { tasks, shares } = times;
    return `${sentence} handing out chunks: one takes ${duration(shares.compute / tasks)}, and ${duration(shares.starved / tasks)} pass until the next. Larger chunks would cost less.`;
  }
  return `${sentence} ${lossWords[name] ?? name}.`;
}

function coresWords({ workers }: RunSettings, processors: number, share: string): string {
  if (workers > processors) {
    const machine = processors === 1 ? "one processor" : `${processors} processors`;
    return `This machine has ${machine} for ${workers} workers: they take turns, so the same work takes each longer.`;
  }
  return `The same work takes each worker longer: ${share} of their time more. They share processors, caches and memory.`;
}

/** Whether tasks wait so much that others could use the time. */
function waitsMuch(times: SeriesTimes | null): boolean {
  return times !== null && times.shares.dataWait + times.shares.lockWait > 0.1 * totalOf(times);
}

/** Whether chunks are so small that handing them out counts, and there are enough of them to make fewer. */
function isFine({ lanes, tasks, shares }: SeriesTimes): boolean {
  return tasks > lanes && shares.compute < shortTask * shares.starved;
}

function totalOf({ shares }: SeriesTimes): number {
  return Object.values(shares).reduce((sum, ms) => sum + ms, 0) || 1;
}

interface Loss {
  readonly name: ShareName;
  /** Milliseconds of all workers together. */
  readonly ms: number;
}

/** What grew most. @param without What counts as no loss. */
function worstLoss(own: SeriesTimes, base: SeriesTimes | null, without: readonly ShareName[]): Loss {
  const names = (Object.keys(own.shares) as ShareName[]).filter((name) => !without.includes(name));
  const losses = names.map((name) => ({ name, ms: own.shares[name] - (base?.shares[name] ?? 0) }));
  return losses.reduce((worst, loss) => (loss.ms > worst.ms ? loss : worst));
}
