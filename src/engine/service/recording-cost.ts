import { performance } from "node:perf_hooks";
import { categories } from "../../shared/trace/records";
import { BlockWriter } from "../protocol/block-writer";
import { LaneTrace } from "../protocol/lane-trace";
import { createTraceClock } from "../protocol/trace-clock";

const slicesPerRound = 1_000;
/** The first ones run before V8 has optimized anything. */
const rounds = 6;

/** Records of a slice: one where it begins and one where it ends. */
const recordsPerSlice = 2;

let measuredNs: number | null = null;

/**
 * What recording one event takes on this computer, nanoseconds. It is measured once, which takes a few milliseconds; the fastest
 * round counts, since the others were disturbed.
 */
export function recordingCostNs(): number {
  measuredNs ??= measure();
  return measuredNs;
}

function measure(): number {
  const clock = createTraceClock(process.hrtime.bigint());
  const trace = new LaneTrace(1, clock, new BlockWriter(1, clock, { full: false, write: () => undefined }));
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    for (let slice = 0; slice < slicesPerRound; slice++) {
      trace.begin(categories.compute, "measured");
      trace.end();
    }
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return (bestMs * 1e6) / (slicesPerRound * recordsPerSlice);
}
