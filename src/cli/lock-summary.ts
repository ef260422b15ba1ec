import { LockFigures } from "../shared/trace/lock-figures";

/** What became of a lock over a whole run; times in nanoseconds. */
export interface LockTotals {
  readonly name: string;
  readonly acquisitions: number;
  /** Share of the requests that had to wait for another holder or never got the lock, 0 to 1, as the timeline reckons it. */
  readonly contendedShare: number;
  /** All waits together, also those that ended without the lock. */
  readonly waitNs: number;
  readonly longestWaitNs: number;
  readonly holdNs: number;
  readonly longestHoldNs: number;
}

/** One lock's requests and holds. Lanes report out of step, so what depends on their order is reckoned at the end. */
export class LockSummary {
  /** By lane: when it asked for the lock that it waits for or holds. */
  readonly #requests = new Map<number, number>();
  /** By lane: when it got the lock that it holds. */
  readonly #starts = new Map<number, number>();
  /** Of finished holds: asked, got, given back, one after the other. */
  readonly #holds: number[] = [];
  readonly #figures = new LockFigures();

  request(lane: number, time: number): void {
    this.#requests.set(lane, time);
  }

  /** @returns How long it waited. */
  acquire(lane: number, time: number): number {
    this.#starts.set(lane, time);
    return this.#waited(lane, time);
  }

  /** The lane waits no longer, and did not get it. @returns How long it waited. */
  giveUp(lane: number, time: number): number {
    const waitedNs = this.#waited(lane, time);
    if (!this.#starts.has(lane) && this.#requests.delete(lane)) this.#figures.addLostWait(waitedNs);
    return waitedNs;
  }

  release(lane: number, time: number): void {
    const start = this.#starts.get(lane);
    if (start === undefined) return;
    this.#holds.push(this.#requests.get(lane) ?? start, start, Math.max(start, time));
    this.#starts.delete(lane);
    this.#requests.delete(lane);
  }

  /** Lanes that wait for it. */
  waiting(): readonly number[] {
    return [...this.#requests.keys()].filter((lane) => !this.#starts.has(lane));
  }

  /** @param endOf When a lane ended: what it held until then was given back. */
  totals(name: string, endOf: (lane: number) => number): LockTotals {
    for (const lane of [...this.#starts.keys()]) this.release(lane, endOf(lane));
    const figures = new LockFigures();
    figures.add(this.#figures);
    const holds = this.#holds;
    const order = Array.from({ length: holds.length / 3 }, (_, index) => 3 * index);
    order.sort((a, b) => holds[a + 1]! - holds[b + 1]!);
    let freeSince = Number.NEGATIVE_INFINITY;
    for (const at of order) {
      const [asked, got, gaveBack] = [holds[at]!, holds[at + 1]!, holds[at + 2]!];
      if (asked < freeSince) figures.contended++;
      freeSince = gaveBack;
      figures.addHold(asked, got, gaveBack);
    }
    const { acquisitions, waitNs, longestWaitNs, holdNs, longestHoldNs } = figures;
    return {
      name,
      acquisitions,
      contendedShare: figures.contendedShare ?? 0,
      waitNs,
      longestWaitNs,
      holdNs,
      longestHoldNs,
    };
  }

  #waited(lane: number, time: number): number {
    const asked = this.#requests.get(lane);
    return asked === undefined ? 0 : Math.max(0, time - asked);
  }
}
