import type { SearchQuery } from "../timeline";
import type { FindJob } from "./find/find-in-file";
import type { TraceFile } from "./read-trace";
import type { FindAnswer } from "./workers/messages";

export interface ArgumentListener {
  /**
   * @param places Bytes of the file at which the events begin that were found since the last call.
   * @param share Of the file, that was looked through; 1 at the end.
   */
  found(places: Float64Array, share: number): void;
  /** @param message A part of a sentence. */
  failed(message: string): void;
}

/** More of them would wait for the disk. */
const mostFinders = 4;
/** So much time passes between what is told, milliseconds. */
const tellEveryMs = 100;

/**
 * Looks through the arguments of a trace's events, in workers.
 *
 * @param borders Bytes at which whole events begin, ascending; the last one is the end of all.
 * @returns Ends it: the listener hears nothing more.
 */
export function searchArguments(
  trace: TraceFile,
  borders: readonly number[],
  query: SearchQuery,
  listener: ArgumentListener,
): () => void {
  const stretches = borders.length - 1;
  const count = trace.isPacked ? 1 : Math.min(Math.max(navigator.hardwareConcurrency, 1), mostFinders, stretches);
  const workers: Worker[] = [];
  const end = (): void => {
    for (const worker of workers) worker.terminate();
    workers.length = 0;
  };
  const fail = (message: string): void => {
    if (workers.length === 0) return;
    end();
    listener.failed(message);
  };
  let waiting: Float64Array[] = [];
  let seen = 0;
  let atWork = count;
  let toldMs = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    toldMs = performance.now();
    const places = joined(waiting);
    waiting = [];
    listener.found(places, atWork === 0 ? 1 : Math.min(seen / stretches, 0.99));
  };
  for (let number = 0; number < count; number++) {
    const worker = new Worker(new URL("./workers/find.worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    worker.onmessage = ({ data }: MessageEvent<FindAnswer>) => {
      if (data.kind === "failed") fail(data.message);
      else if (data.kind === "done") {
        worker.terminate();
        if (--atWork === 0) tell();
      } else {
        waiting.push(data.places);
        seen++;
        if (performance.now() - toldMs >= tellEveryMs) tell();
      }
    };
    worker.onerror = ({ message }) => fail(`the search ended: ${message}`);
    worker.postMessage({ trace, borders, query, first: number, step: count } satisfies FindJob);
  }
  if (count === 0) listener.found(new Float64Array(), 1);
  return end;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
