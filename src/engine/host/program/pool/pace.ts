/** Work that one batch holds at most, milliseconds as measured before. */
const batchMs = 1;

/**
 * Work that a worker with work has to have room for before it is sent more, milliseconds. A message costs both sides some 50 us,
 * and each batch a report: filling every gap at once would send tasks four by four where ten take a millisecond.
 */
const roomMs = 0.5;

/** Work that waits at one worker at most, milliseconds: a message's way and back take a tenth of it. */
const waitingMs = 2;

/** Work of a unit where the pool chooses chunks, milliseconds: what is lost or stopped with one task. */
const unitMs = 0.05;

/** Most calls of a unit where the pool chooses chunks. */
const mostChunk = 256;

/** Most calls of a batch: what the main process encodes in one go. */
const mostCalls = 8_192;

/** By how much batches grow from one to the next, while what was measured is about a few calls only. */
const growth = 8;

/** How long calls of one task take, as far as it has been measured. */
export class Pace {
  #msPerCall = Number.NaN;
  #most = 1;

  /** Milliseconds; NaN before the first report. */
  get msPerCall(): number {
    return this.#msPerCall;
  }

  /** Most calls that the next batch may hold. */
  get most(): number {
    return this.#most;
  }

  /** @param ms What so many calls took, milliseconds. */
  measured(calls: number, ms: number): void {
    const sample = ms / calls;
    // The first calls are slow: nothing is compiled yet. What is newest counts as much as all before it.
    this.#msPerCall = Number.isNaN(this.#msPerCall) ? sample : (this.#msPerCall + sample) / 2;
    this.#most = Math.min(Math.max(this.#most, calls * growth), mostCalls);
  }
}

/** Calls of a unit where the pool chooses. @param msPerCall NaN where it is not known. */
export function chunkFor(msPerCall: number): number {
  if (Number.isNaN(msPerCall)) return 1;
  return Math.min(Math.max(Math.floor(unitMs / msPerCall), 1), mostChunk);
}

/**
 * Calls of a unit by Python's formula: four units for each worker.
 *
 * Source: `multiprocessing.pool.Pool._map_async`.
 */
export function pythonChunk(calls: number, workers: number): number {
  return Math.max(Math.ceil(calls / (workers * 4)), 1);
}

/** Whether a worker that has work may get more. @param loadMs Work that it has, milliseconds. */
export function hasRoom(loadMs: number, msPerCall: number): boolean {
  return loadMs + Math.max(msPerCall, roomMs) <= waitingMs;
}

export interface BatchInput {
  readonly pace: Pace;
  /** Work that the worker has, milliseconds. */
  readonly loadMs: number;
  /** Calls that are left to send. */
  readonly left: number;
  readonly workers: number;
  /** Calls of a unit. */
  readonly chunk: number;
}

/** How many calls to send a worker now: whole units, so many that no other worker goes short of them. */
export function batchSize({ pace, loadMs, left, workers, chunk }: BatchInput): number {
  const { msPerCall, most } = pace;
  if (Number.isNaN(msPerCall)) return Math.min(chunk, left);
  const affordable = Math.min(batchMs, waitingMs - loadMs) / Math.max(msPerCall, 1e-6);
  const fair = Math.ceil(left / (2 * workers));
  const calls = Math.floor(Math.min(affordable, most, fair) / chunk) * chunk;
  return Math.min(Math.max(calls, chunk), left);
}

/** Calls that keep a worker busy until it gets the next ones. */
export function aheadFor({ msPerCall, most }: Pace, chunk: number): number {
  if (Number.isNaN(msPerCall)) return 2 * chunk;
  return Math.max(Math.min(Math.ceil(waitingMs / Math.max(msPerCall, 1e-6)), most), 2 * chunk);
}
