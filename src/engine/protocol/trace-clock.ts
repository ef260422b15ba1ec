import { performance } from "node:perf_hooks";

/** Tells the time in nanoseconds since the trace's epoch. */
export type TraceClock = () => number;

/**
 * A clock that all processes of a machine share.
 *
 * @param epochNs `process.hrtime.bigint()` at the trace's start, in whichever process.
 * @returns Reads the same monotonic clock as `hrtime`, without its BigInt: 30 instead of 120 ns a call.
 */
export function createTraceClock(epochNs: bigint): TraceClock {
  // Both readings come from one clock but have zeros of their own; the closest pair of three tells how they differ.
  let best = Number.POSITIVE_INFINITY;
  let offsetNs = 0;
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = process.hrtime.bigint();
    const nowMs = performance.now();
    const after = process.hrtime.bigint();
    const spread = Number(after - before);
    if (spread >= best) continue;
    best = spread;
    offsetNs = Number(before - epochNs) + spread / 2 - nowMs * 1e6;
  }
  return () => Math.round(performance.now() * 1e6 + offsetNs);
}
