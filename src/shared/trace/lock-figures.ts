/** What became of requests for a lock: those of one holder, or all of them. Times are nanoseconds. */
export class LockFigures {
  /** Requests that got the lock. */
  acquisitions = 0;
  /** Of these the ones that were made before the holder before was done. */
  contended = 0;
  /** Requests that ended without the lock. */
  lostWaits = 0;
  waitNs = 0;
  longestWaitNs = 0;
  holdNs = 0;
  longestHoldNs = 0;

  /** A request that got the lock, and gave it back at `endNs`. */
  addHold(requestNs: number, startNs: number, endNs: number): void {
    this.acquisitions++;
    this.addWait(Math.max(0, startNs - requestNs));
    this.holdNs += endNs - startNs;
    this.longestHoldNs = Math.max(this.longestHoldNs, endNs - startNs);
  }

  /** A request that ended without the lock. */
  addLostWait(ns: number): void {
    this.lostWaits++;
    this.addWait(ns);
  }

  /** A wait that is no request of its own, such as one that goes on. */
  addWait(ns: number): void {
    this.waitNs += ns;
    this.longestWaitNs = Math.max(this.longestWaitNs, ns);
  }

  /** Adds what became of others. */
  add(others: LockFigures): void {
    this.acquisitions += others.acquisitions;
    this.contended += others.contended;
    this.lostWaits += others.lostWaits;
    this.waitNs += others.waitNs;
    this.longestWaitNs = Math.max(this.longestWaitNs, others.longestWaitNs);
    this.holdNs += others.holdNs;
    this.longestHoldNs = Math.max(this.longestHoldNs, others.longestHoldNs);
  }

  /** Requests that are over. */
  get requests(): number {
    return this.acquisitions + this.lostWaits;
  }

  /** Share of the requests that had to wait for another holder or never got the lock, 0 to 1; null before the first is over. */
  get contendedShare(): number | null {
    return this.requests === 0 ? null : (this.contended + this.lostWaits) / this.requests;
  }
}
