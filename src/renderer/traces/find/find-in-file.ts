import type { SearchQuery } from "../../timeline/search/matcher";
import { readBytes } from "../byte-source";
import { unpacked } from "../packed-file";
import type { TraceFile } from "../read-trace";
import { ArgumentFinder } from "./argument-finder";

/** What one of several workers is to look through. */
export interface FindJob {
  readonly trace: TraceFile;
  /** Bytes at which whole events begin, ascending; the last one is the end of all. */
  readonly borders: readonly number[];
  readonly query: SearchQuery;
  /** It takes each `step`-th stretch between borders, from the `first`-th on. */
  readonly first: number;
  readonly step: number;
}

/** @param take Places of events that were found, in the stretches' order; told for each stretch. */
export async function findInFile(job: FindJob, take: (places: Float64Array) => void): Promise<void> {
  const finder = new ArgumentFinder(job.query);
  if (job.trace.isPacked) {
    await findInPacked(job, finder, take);
    return;
  }
  for (let at = job.first; at + 1 < job.borders.length; at += job.step) {
    const from = job.borders[at]!;
    take(finder.find(await readBytes(job.trace.file, from, job.borders[at + 1]!), from));
  }
}

/** A compressed file has to be unpacked from its beginning. */
async function findInPacked(
  { trace, borders }: FindJob,
  finder: ArgumentFinder,
  take: (places: Float64Array) => void,
): Promise<void> {
  let stretch = 0;
  let bytes = new Uint8Array(0);
  let filled = 0;
  let at = 0;
  for await (const part of unpacked(trace.file)) {
    let done = Math.min(part.length, Math.max(0, borders[0]! - at));
    while (done < part.length && stretch + 1 < borders.length) {
      const from = borders[stretch]!;
      const size = borders[stretch + 1]! - from;
      if (bytes.length < size) bytes = new Uint8Array(size);
      const taken = part.subarray(done, done + size - filled);
      bytes.set(taken, filled);
      filled += taken.length;
      done += taken.length;
      if (filled < size) break;
      take(finder.find(bytes.subarray(0, size), from));
      stretch++;
      filled = 0;
    }
    if (stretch + 1 >= borders.length) return;
    at += part.length;
  }
}
