import { performance } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";
import { categories } from "../../../shared/trace/records";
import type { Arena } from "../../memory";
import type { ParentChannel } from "../../ports/parent-channel";
import { BlockWriter } from "../../protocol/block-writer";
import { LaneTrace } from "../../protocol/lane-trace";
import type { TraceSetup, WatchReport } from "../../protocol/program";
import { createTraceClock, type TraceClock } from "../../protocol/trace-clock";
import { Watch } from "../../runtime";
import { FrameTraceSink } from "../frame-trace-sink";

/** Milliseconds between two hand-ons of what is held back: blocks, as often as a picture changes. */
const flushEveryMs = 16;

/** The same where records go into a ring at once: only the rare ones that it had no room for, and findings. */
const ringFlushEveryMs = 100;

/** What is traced of this worker. */
export class WorkerTracing {
  readonly trace: LaneTrace;
  readonly watch: Watch;
  readonly #sink: FrameTraceSink;

  /** @param memory There where the set-up names a ring. @param loadedMs When this worker's code was loaded, `performance.now()`. */
  constructor(channel: ParentChannel, { lane, epochNs, ring }: TraceSetup, memory: Arena | null, loadedMs: number) {
    const { generation } = channel;
    const clock = createTraceClock(epochNs);
    this.#sink = new FrameTraceSink(channel);
    const isRing = ring !== null && memory !== null;
    const writer = isRing ? memory.openRing(ring) : new BlockWriter(lane, clock, this.#sink);
    this.trace = new LaneTrace(lane, clock, writer);
    const tell = (report: WatchReport): void =>
      channel.post({ type: "program", generation, message: { type: "watch", report } });
    this.watch = new Watch(tell, clock);
    traceStart(this.trace, clock, loadedMs);
    setInterval(() => this.flush(), isRing ? ringFlushEveryMs : flushEveryMs).unref();
    process.once("exit", () => this.flush());
  }

  /** The parent took in so many bytes. */
  taken(bytes: number): void {
    this.#sink.taken(bytes);
  }

  flush(): void {
    this.watch.flush();
    this.trace.flush();
  }
}

/** Tells what came before there was a trace. The first slice begins where the parent started this worker. */
function traceStart(trace: LaneTrace, clock: TraceClock, loadedMs: number): void {
  const nowNs = clock();
  const nowMs = performance.now();
  const at = (ms: number): number => nowNs - (nowMs - ms) * 1e6;
  // A thread's own loading is not told apart; a utility process of Electron does not tell when Node stood.
  const { bootstrapComplete } = performance.nodeTiming;
  const runsMs = isMainThread && bootstrapComplete > 0 ? Math.min(bootstrapComplete, loadedMs) : loadedMs;
  trace.past(categories.startStop, isMainThread ? "start process" : "start thread", at(runsMs), at(runsMs));
  if (runsMs < loadedMs) trace.past(categories.startStop, "load lanescope", at(runsMs), at(loadedMs));
  trace.past(categories.startStop, "set up", at(loadedMs), nowNs);
}
