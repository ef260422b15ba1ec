import type { Arena, Place } from "../memory";

/**
 * What a pool's worker and the main process tell each other without messages, which a busy worker does not read:
 * the worker which unit it is on and since when, the main process how often it has recalled units.
 *
 * The worker writes `begun` and then reads `epoch`, the main process writes `epoch` and then reads `begun`. So after a
 * recall the worker begins no unit behind the one that the main process reads, whichever was faster.
 */
export interface PoolWords {
  /** The unit that was begun last; 0 before the first. */
  begun: number;
  /** When it was begun: milliseconds of the system's monotonic clock, where that is asked for. */
  startedMs: number;
  /** Recalls so far. */
  epoch: number;
}

/** Bytes that they take. */
export const poolWordsBytes = 64;

/** Words in shared memory: three numbers, in the order in which they are declared. */
export function wordsInMemory(memory: Arena, place: Place): PoolWords {
  const cells = memory.openCells(place).as("float64");
  return {
    get begun() {
      return cells.load(0);
    },
    set begun(unit) {
      cells.store(0, unit);
    },
    get startedMs() {
      return cells.load(1);
    },
    set startedMs(time) {
      cells.store(1, time);
    },
    get epoch() {
      return cells.load(2);
    },
    set epoch(count) {
      cells.store(2, count);
    },
  };
}

/** The same for threads where there is no addon. */
export function wordsInBuffer(buffer: SharedArrayBuffer): PoolWords {
  const cells = new BigInt64Array(buffer);
  const load = (index: number): number => Number(Atomics.load(cells, index));
  const store = (index: number, value: number): void => void Atomics.store(cells, index, BigInt(Math.floor(value)));
  return {
    get begun() {
      return load(0);
    },
    set begun(unit) {
      store(0, unit);
    },
    get startedMs() {
      return load(1);
    },
    set startedMs(time) {
      store(1, time);
    },
    get epoch() {
      return load(2);
    },
    set epoch(count) {
      store(2, count);
    },
  };
}

/** Words of a worker that shares none, or that is this very thread. */
export function ownWords(): PoolWords {
  return { begun: 0, startedMs: 0, epoch: 0 };
}

/** Milliseconds on the system's monotonic clock, which all processes share. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
