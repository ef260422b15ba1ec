import type { LaneTrack } from "./lane-track";
import type { LockTrack } from "./lock-track";
import type { ValueTrack } from "./value-track";

/** Bytes that a trace may take in memory. */
export const usualCapBytes = 2e9;
/** The columns are looked at again after so many events: they grow by some tens of bytes each. */
const eventsBetween = 50_000;
/** By so much the time with full detail is shortened at once. */
const step = 0.1;
const mostSteps = 40;

interface Tracks {
  readonly lanes: ReadonlyMap<number, LaneTrack>;
  readonly locks: ReadonlyMap<number, LockTrack>;
  readonly values: ReadonlyMap<number, ValueTrack>;
}

/** Keeps a trace within its memory: where it is over, the oldest single events go, and their sums stay. */
export class MemoryCap {
  /** Before this time, nanoseconds since the epoch, there are sums only; 0 where every event is there. */
  detailFromNs = 0;
  /** Bytes that the columns took when they were looked at last. */
  bytes = 0;
  capBytes: number;
  #nextLook = eventsBetween;

  constructor(capBytes: number) {
    this.capBytes = capBytes;
  }

  /** Changes the limit; the next check looks whether the trace is within it. */
  limit(capBytes: number): void {
    this.capBytes = capBytes;
    this.#nextLook = 0;
  }

  /** Looks whether the trace has grown too large, once in a while. */
  check(tracks: Tracks, eventCount: number, endNs: number): void {
    if (eventCount < this.#nextLook) return;
    this.#nextLook = eventCount + eventsBetween;
    const lanes = [...tracks.lanes.values()];
    const others = [...tracks.locks.values(), ...tracks.values.values()];
    const measure = (): number => [...lanes, ...others].reduce((sum, { bytes }) => sum + bytes, 0);
    this.bytes = measure();
    for (let steps = 0; this.bytes > this.capBytes && steps < mostSteps; steps++) {
      this.detailFromNs += (endNs - this.detailFromNs) * step;
      for (const track of [...lanes, ...others]) track.forgetBefore(this.detailFromNs);
      this.bytes = measure();
    }
    // What is left are sums: the oldest are joined.
    for (let more = true; more && this.bytes > this.capBytes; ) {
      more = false;
      for (const { rows } of lanes) {
        for (const row of rows) more = row.pyramid.coarsen(row.first) || more;
      }
      this.bytes = measure();
    }
  }
}
