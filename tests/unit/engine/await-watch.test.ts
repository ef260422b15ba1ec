import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BlockWriter } from "../../../src/engine/protocol/block-writer";
import { LaneTrace } from "../../../src/engine/protocol/lane-trace";
import { AwaitWatch } from "../../../src/engine/runtime";
import { categories, recordKinds } from "../../../src/shared/trace/records";
import { decode, join } from "./support/traces";

const lookMs = 5;

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));

afterEach(() => {
  // The thread's timer lapses where nothing is awaited any more.
  vi.advanceTimersByTime(lookMs);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function laneOf(clock: { readonly ms: number }, blocks: Uint8Array[] = []): LaneTrace {
  const sink = { full: false, write: (block: Uint8Array) => void blocks.push(block) };
  const clockNs = () => clock.ms * 1e6;
  return new LaneTrace(2, clockNs, new BlockWriter(2, clockNs, sink));
}

/** A task on a lane whose thread idles and computes as it is told. */
function stage() {
  const blocks: Uint8Array[] = [];
  const clock = { ms: 0 };
  const trace = laneOf(clock, blocks);
  const spent = { idle: 0, active: 1 };
  vi.spyOn(performance, "eventLoopUtilization").mockImplementation(() => ({ ...spent, utilization: 0 }));
  const pass = (ms: number, what: "idle" | "active"): void => {
    clock.ms += ms;
    spent[what] += ms;
  };
  trace.beginTask("task", 0);
  const told = () => decode(join(blocks)).records;
  return {
    trace,
    clock,
    told,
    watch: new AwaitWatch(trace),
    /** The thread has nothing to do. */
    idle(ms: number) {
      for (let left = ms; left > 0; left -= lookMs) {
        pass(Math.min(left, lookMs), "idle");
        vi.advanceTimersByTime(Math.min(left, lookMs));
      }
    },
    /** It is busy: timers come late. */
    compute(ms: number) {
      pass(ms, "active");
      vi.advanceTimersByTime(ms);
    },
    /** Awaits on the lane, `[start, end]` in milliseconds. */
    awaits() {
      trace.endTo(0);
      trace.flush();
      const found: [number, number][] = [];
      const open: { name: string; ms: number }[] = [];
      for (const { kind, name, time, category } of told()) {
        const ms = time / 1e6;
        if (kind === recordKinds.begin || kind === recordKinds.lockRequest) {
          if (name === "await") expect(category).toBe(categories.dataWait);
          open.push({ name, ms });
        } else if (kind === recordKinds.end || kind === recordKinds.lockAcquire || kind === recordKinds.lockGiveUp) {
          const closed = open.pop()!;
          if (closed.name === "await") found.push([closed.ms, ms]);
        }
      }
      expect(open).toEqual([]);
      return found;
    },
  };
}

describe("what a task awaits", () => {
  it("is told from its first moment to its last where the thread has nothing to do", () => {
    const { watch, idle, compute, awaits } = stage();
    compute(10);
    watch.begin();
    idle(100);
    watch.end();
    compute(10);
    expect(awaits()).toEqual([[10, 110]]);
  });

  it("is no wait while the task computes in between", () => {
    const { watch, idle, compute, awaits } = stage();
    watch.begin();
    idle(50);
    compute(200);
    idle(60);
    compute(30);
    watch.end();
    expect(awaits()).toEqual([
      [0, 50],
      [250, 310],
    ]);
  });

  it("is told when it is short, but not when it is over at once", () => {
    const { watch, idle, awaits } = stage();
    watch.begin();
    idle(3);
    watch.end();
    watch.begin();
    idle(0.5);
    watch.end();
    expect(awaits()).toEqual([[0, 3]]);
  });

  it("ends where a lock is asked for, and begins again when that is had", () => {
    const { watch, trace, idle, awaits } = stage();
    watch.begin();
    idle(20);
    trace.lockRequest(7, "total");
    idle(40);
    trace.lockAcquire(7);
    idle(30);
    watch.end();
    expect(awaits()).toEqual([
      [0, 20],
      [65, 90],
    ]);
  });

  it("is not told of an awaited lock", () => {
    const { watch, trace, idle, awaits } = stage();
    watch.begin();
    trace.lockRequest(7, "total");
    idle(23);
    trace.lockGiveUp(7);
    watch.end();
    expect(awaits()).toEqual([]);
  });

  it("is not told within another wait, nor once the task is over", () => {
    const { watch, trace, idle, awaits } = stage();
    watch.begin();
    trace.begin(categories.dataWait, "get from queue");
    idle(40);
    trace.end();
    watch.end();
    idle(40);
    expect(awaits()).toEqual([]);
  });

  it("ends where an answer is waited for that is told once it is there, and is not told beside it", async () => {
    const { watch, trace, idle, told, awaits } = stage();
    watch.begin();
    idle(20);
    let answer = (): void => undefined;
    const asked = () => new Promise<void>((resolve) => (answer = resolve));
    const waits = trace.waits("get from work", false, 0, asked, () => ({ flow: 0, bytes: 8 }));
    idle(40);
    answer();
    await waits;
    idle(30);
    watch.end();
    expect(awaits()).toEqual([
      [0, 20],
      [65, 90],
    ]);
    const records = told();
    expect(records.map(({ time, name }) => [time / 1e6, name])).toEqual([
      [0, "task"],
      [0, "await"],
      [20, ""],
      [20, "get from work"],
      [60, ""],
      [65, "await"],
      [90, ""],
      [90, ""],
    ]);
  });

  it("is not told as long as one of several answers is missing", async () => {
    const { watch, trace, idle, awaits } = stage();
    watch.begin();
    const answers: (() => void)[] = [];
    const ask = () => new Promise<void>((resolve) => answers.push(resolve));
    const [first, second] = [1, 2].map((number) =>
      trace.waits(`ask ${number}`, false, 0, ask, () => ({ flow: 0, bytes: 0 })),
    );
    idle(20);
    answers[0]!();
    await first;
    idle(20);
    answers[1]!();
    await second;
    watch.end();
    expect(awaits()).toEqual([]);
  });

  it("is looked for with one timer, however many tasks take turns on the thread", () => {
    const { watch, clock, idle, awaits } = stage();
    const others = Array.from({ length: 20 }, () => new AwaitWatch(laneOf(clock)));
    for (const one of [watch, ...others]) one.begin();
    expect(vi.getTimerCount()).toBe(1);
    idle(50);
    expect(vi.getTimerCount()).toBe(1);
    for (const one of [watch, ...others]) one.end();
    expect(awaits()).toEqual([[0, 50]]);
  });

  it("is looked for only where a task gives a promise", async () => {
    const { watch, idle, awaits } = stage();
    expect(watch.during(7)).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
    let give = (_value: number): void => undefined;
    const given = watch.during(new Promise<number>((resolve) => (give = resolve)));
    idle(20);
    give(7);
    expect(await given).toBe(7);
    expect(awaits()).toEqual([[0, 20]]);
  });

  it("is known by the processor's time where the loop does not count", () => {
    const { watch, idle, awaits } = stage();
    vi.spyOn(process, "cpuUsage").mockReturnValue({ user: 100, system: 20 });
    vi.spyOn(performance, "eventLoopUtilization").mockReturnValue({ idle: 0, active: 0, utilization: 0 });
    watch.begin();
    idle(50);
    watch.end();
    expect(awaits()).toEqual([[0, 50]]);
  });

  it("ends no sooner than it began where other threads take more processor time than passes", () => {
    const { watch, idle, compute, awaits } = stage();
    const cpu = vi.spyOn(process, "cpuUsage").mockReturnValue({ user: 0, system: 0 });
    vi.spyOn(performance, "eventLoopUtilization").mockReturnValue({ idle: 0, active: 0, utilization: 0 });
    watch.begin();
    idle(50);
    cpu.mockReturnValue({ user: 300_000, system: 100_000 });
    compute(lookMs);
    watch.end();
    expect(awaits()).toEqual([[0, 50]]);
  });
});
