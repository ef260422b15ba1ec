import type { Owner } from "../memory";
import type { WatchReport } from "../protocol/program";
import type { TraceClock } from "../protocol/trace-clock";

/** What the watch asks of a lock. */
export interface WatchedLock {
  /** The handle's id. */
  readonly id: number;
  /** Whether the owner really holds it, since anybody may have released it; null where only the broker knows. */
  isHeldBy(owner: Owner): boolean | null;
}

/** Owners of one thread whose readings of a value are remembered; beyond, all are forgotten. */
const mostReaders = 64;

/** Numbers of an array whose readings one owner has not answered by a write are remembered; beyond, all are forgotten. */
const mostElements = 1_024;

/** Owners for which one order of locks is told: a circle is two of them at least. */
const ownersPerOrder = 2;

/** Nanoseconds between two reports of the updates that one value lost. */
const reportEveryNs = 16_000_000;

interface LostUpdates {
  updates: number;
  amount: number;
  /** When it was last reported. */
  toldNs: number;
}

/**
 * What the detectors see within one thread, while the program is traced: in which order locks are asked for, and writes
 * that overwrite what the writer did not read. The main process puts together what all threads report.
 */
export class Watch {
  readonly #tell: (report: WatchReport) => void;
  readonly #clock: TraceClock;
  readonly #held = new Map<Owner, WatchedLock[]>();
  readonly #holders = new Map<number, Owner>();
  /** Owners that did it, by what was held and what was asked for. */
  readonly #orders = new Map<string, Set<Owner>>();
  /** What each owner read last, by value; taken off by its next write. */
  readonly #readings = new Map<number, Map<Owner, number | bigint>>();
  /** The same of arrays, by array, owner and index. */
  readonly #elements = new Map<number, Map<Owner, Map<number, number | bigint>>>();
  readonly #lost = new Map<number, LostUpdates>();

  constructor(tell: (report: WatchReport) => void, clock: TraceClock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** An owner asks for a lock, and will wait for it. */
  asks(owner: Owner, wanted: WatchedLock): void {
    const held = this.#held.get(owner)?.filter((lock) => lock.id !== wanted.id);
    if (held === undefined || held.length === 0) return;
    const key = `${held.map(({ id }) => id).join()}>${wanted.id}`;
    const owners = this.#orders.get(key) ?? new Set();
    if (owners.size >= ownersPerOrder || owners.has(owner)) return;
    const released = held.filter((lock) => lock.isHeldBy(owner) === false);
    if (released.length > 0) {
      for (const { id } of released) this.freed(id);
      this.asks(owner, wanted);
      return;
    }
    this.#orders.set(key, owners.add(owner));
    this.#tell({ type: "lock-order", held: held.map(({ id }) => id), wanted: wanted.id, owner });
  }

  got(owner: Owner, lock: WatchedLock): void {
    const held = this.#held.get(owner);
    if (held === undefined) this.#held.set(owner, [lock]);
    else held.push(lock);
    this.#holders.set(lock.id, owner);
  }

  /** A lock is released here, whoever of this thread had it. */
  freed(lock: number): void {
    const owner = this.#holders.get(lock);
    if (owner === undefined) return;
    this.#holders.delete(lock);
    const held = this.#held.get(owner)!.filter(({ id }) => id !== lock);
    if (held.length === 0) this.#held.delete(owner);
    else this.#held.set(owner, held);
  }

  read(owner: Owner, value: number, reading: number | bigint): void {
    let readings = this.#readings.get(value);
    if (readings === undefined || readings.size >= mostReaders) {
      readings = new Map();
      this.#readings.set(value, readings);
    }
    readings.set(owner, reading);
  }

  /**
   * An owner wrote a value.
   *
   * @param before What the value was at that moment.
   * @returns What was lost: `before` minus what the owner had read. 0 for nothing, and where it had read nothing.
   */
  wrote(owner: Owner, value: number, before: number | bigint): number {
    const readings = this.#readings.get(value);
    const reading = readings?.get(owner);
    if (readings === undefined || reading === undefined) return 0;
    readings.delete(owner);
    return this.#compare(value, reading, before);
  }

  /** The same as `read`, of one number of an array. */
  readElement(owner: Owner, array: number, index: number, reading: number | bigint): void {
    let owners = this.#elements.get(array);
    if (owners === undefined || owners.size >= mostReaders) {
      owners = new Map();
      this.#elements.set(array, owners);
    }
    let readings = owners.get(owner);
    if (readings === undefined || readings.size >= mostElements) {
      readings = new Map();
      owners.set(owner, readings);
    }
    readings.set(index, reading);
  }

  /** The same as `wrote`, of one number of an array. */
  wroteElement(owner: Owner, array: number, index: number, before: number | bigint): number {
    const readings = this.#elements.get(array)?.get(owner);
    const reading = readings?.get(index);
    if (readings === undefined || reading === undefined) return 0;
    readings.delete(index);
    return this.#compare(array, reading, before);
  }

  /** A task ended while it held locks. @param locks Handles' ids. */
  left(locks: readonly number[]): void {
    this.#tell({ type: "locks-left", locks });
  }

  /** @returns What was lost of a value or an array, which is noted. */
  #compare(value: number, reading: number | bigint, before: number | bigint): number {
    if (Object.is(reading, before)) return 0;
    const amount = typeof before === "bigint" ? Number(before - (reading as bigint)) : before - (reading as number);
    if (amount === 0 || Number.isNaN(amount)) return 0;
    let lost = this.#lost.get(value);
    if (lost === undefined) {
      lost = { updates: 0, amount: 0, toldNs: Number.NEGATIVE_INFINITY };
      this.#lost.set(value, lost);
    }
    lost.updates++;
    lost.amount += amount;
    if (this.#clock() - lost.toldNs >= reportEveryNs) this.#tellLost(value, lost);
    return amount;
  }

  /** Reports what was held back. */
  flush(): void {
    for (const [value, lost] of this.#lost) if (lost.updates > 0) this.#tellLost(value, lost);
  }

  #tellLost(handle: number, lost: LostUpdates): void {
    const { updates, amount } = lost;
    Object.assign(lost, { updates: 0, amount: 0, toldNs: this.#clock() });
    this.#tell({ type: "lost-update", handle, updates, amount });
  }
}
