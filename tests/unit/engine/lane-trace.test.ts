import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockWriter, type TraceSink } from "../../../src/engine/protocol/block-writer";
import { LaneTrace } from "../../../src/engine/protocol/lane-trace";
import { TraceStore } from "../../../src/renderer/timeline";
import { blockHeaderBytes, encodeLaneBlock } from "../../../src/shared/trace/block-layout";
import { categories, recordKinds } from "../../../src/shared/trace/records";
import { type DecodedTrace, decode, join } from "./support/traces";

const lane = 2;

/** Keeps blocks, and is full when told so. */
class KeptBlocks implements TraceSink {
  full = false;
  readonly blocks: Uint8Array[] = [];
  /** As the lane told them. */
  events = 0;

  write(block: Uint8Array, events: number): void {
    this.blocks.push(block);
    this.events += events;
  }

  decode(): DecodedTrace {
    return decode(join(this.blocks));
  }
}

/** A lane whose clock stands still until it is moved. */
function makeLane(): { trace: LaneTrace; sink: KeptBlocks; clock: { ns: number } } {
  const sink = new KeptBlocks();
  const clock = { ns: 1_000 };
  return { trace: new LaneTrace(lane, () => clock.ns, new BlockWriter(lane, () => clock.ns, sink)), sink, clock };
}

function kinds(sink: KeptBlocks): readonly number[] {
  return sink.decode().records.map(({ kind }) => kind);
}

describe("a lane's trace", () => {
  it("is what the timeline's store reads", () => {
    const { trace, sink, clock } = makeLane();
    const at = (ns: number): LaneTrace => {
      clock.ns = ns;
      return trace;
    };
    at(10).begin(categories.task, "chunk", 7, 2);
    at(11).flowIn(40);
    at(12).begin(categories.compute, "parse");
    at(20).end(512);
    at(21).lockRequest(5, "total lock");
    at(25).lockAcquire(5);
    at(26).valueUpdate(6, 3.5);
    at(30).lockRelease(5);
    at(31).counter("rows", 9);
    at(32).instant("half");
    at(33).flowOut(41);
    at(40).end();
    trace.flush();

    const declared = { number: 0, pid: 1, part: "", valueType: "", endNs: null, exit: null, remark: "" };
    const store = new TraceStore();
    for (const [id, kind, name] of [
      [lane, "worker", "worker 1"],
      [5, "lock", "total lock"],
      [6, "value", "total"],
    ] as const) {
      store.append(encodeLaneBlock({ ...declared, id, kind, name, startNs: 0 }));
    }
    store.append(join(sink.blocks));
    expect(store.eventCount).toBe(12);
    expect(sink.events).toBe(12);
    const track = store.track(lane)!;
    const [tasks, phases] = track.rows;
    expect([tasks!.start(0), tasks!.end(0), tasks!.value(0), tasks!.attempt(0)]).toEqual([10, 40, 7, 2]);
    // The store's own start slice comes first.
    expect([phases!.start(1), phases!.end(1), phases!.amount(1)]).toEqual([12, 20, 512]);
    expect(store.name(phases!.name(1))).toBe("parse");
    expect([phases!.start(2), phases!.end(2), phases!.subject(2)]).toEqual([21, 25, 5]);
    expect(track.totals[categories.lockWait]).toBe(4);
    expect(track.counters.size).toBe(1);
    expect(track.instants).toHaveLength(1);
    expect(track.heldLocks).toEqual([]);
    expect([track.flowsIn.flow(0), track.flowsOut.flow(0)]).toEqual([40, 41]);
  });

  it("ends a slice with what its body gives: at once, later, or by throwing", async () => {
    const { trace, sink, clock } = makeLane();
    const tick = (): number => {
      clock.ns += 10;
      return 1;
    };
    expect(trace.slice(categories.compute, "now", tick)).toBe(1);
    const later = trace.slice(categories.compute, "later", async () => {
      await Promise.resolve();
      tick();
      return 2;
    });
    expect(trace.depth).toBe(1);
    expect(await later).toBe(2);
    const failing = (): never => {
      throw new Error("on purpose");
    };
    expect(() => trace.slice(categories.compute, "throws", failing)).toThrow("on purpose");
    await expect(trace.slice(categories.compute, "rejects", async () => failing())).rejects.toThrow("on purpose");
    expect(trace.depth).toBe(0);
    trace.flush();
    expect(sink.decode().records.map(({ kind, name, time }) => `${kind} ${name} ${time}`)).toEqual([
      `${recordKinds.begin} now 1000`,
      `${recordKinds.end}  1010`,
      `${recordKinds.begin} later 1010`,
      `${recordKinds.end}  1020`,
      `${recordKinds.begin} throws 1020`,
      `${recordKinds.end}  1020`,
      `${recordKinds.begin} rejects 1020`,
      `${recordKinds.end}  1020`,
    ]);
  });

  it("defines each name once, before its first use, whatever block that is in", () => {
    const { trace, sink } = makeLane();
    const texts = ["a", "x".repeat(32), "y".repeat(33), "città 日本語", "z".repeat(199)];
    for (let round = 0; round < 3; round++) {
      for (const text of texts) trace.instant(text);
      trace.flush();
    }
    expect(sink.blocks).toHaveLength(3);
    expect(sink.decode().records.map(({ name }) => name)).toEqual([...texts, ...texts, ...texts]);
    expect(sink.blocks[2]!.byteLength).toBe(blockHeaderBytes + texts.length * 32);
    expect(sink.events).toBe(3 * texts.length);
  });

  it("cuts a name that is too long, and says so with an ellipsis", () => {
    const { trace, sink } = makeLane();
    trace.instant("n".repeat(5_000));
    trace.flush();
    expect(sink.decode().records[0]!.name).toBe(`${"n".repeat(200)}…`);
  });

  it("hands blocks on by itself when one is full, without losing or reordering anything", () => {
    const { trace, sink } = makeLane();
    for (let index = 0; index < 5_000; index++) trace.instant(`name ${index % 700}`, index);
    expect(sink.blocks.length).toBeGreaterThan(4);
    trace.flush();
    const { records } = sink.decode();
    expect(records.map(({ value }) => value)).toEqual(Array.from({ length: 5_000 }, (_, index) => index));
    expect(records.every(({ name, value }) => name === `name ${value % 700}`)).toBe(true);
    expect(sink.events).toBe(5_000);
  });

  it("hands on what it gathered for too long with the next record, though nobody flushed", () => {
    const { trace, sink, clock } = makeLane();
    trace.instant("first");
    clock.ns += 15_000_000;
    trace.instant("second");
    expect(sink.blocks).toHaveLength(0);
    clock.ns += 2_000_000;
    trace.instant("third");
    expect(sink.decode().records.map(({ name }) => name)).toEqual(["first", "second"]);
  });

  it("has nothing to flush where nothing came", () => {
    const { trace, sink } = makeLane();
    trace.flush();
    trace.instant("one");
    trace.flush();
    trace.flush();
    expect(sink.blocks).toHaveLength(1);
  });

  it("gives blocks away: what it writes later does not change them", () => {
    const { trace, sink } = makeLane();
    trace.instant("one", 1);
    trace.flush();
    trace.instant("two", 2);
    trace.flush();
    expect(sink.decode().records.map(({ value }) => value)).toEqual([1, 2]);
    expect(sink.blocks[0]!.buffer).not.toBe(sink.blocks[1]!.buffer);
    expect(sink.blocks[0]!.byteLength).toBe(sink.blocks[0]!.buffer.byteLength);
  });
});

describe("closing what a task left open", () => {
  it("ends slices down to a depth, and none below it", () => {
    const { trace, sink } = makeLane();
    trace.begin(categories.task, "chunk");
    const { depth } = trace;
    trace.begin(categories.compute, "parse");
    trace.begin(categories.dataWait, "read");
    trace.endTo(depth);
    trace.endTo(depth);
    expect(trace.depth).toBe(1);
    trace.flush();
    expect(kinds(sink).filter((kind) => kind === recordKinds.end)).toHaveLength(2);
  });

  it("counts slices that were dropped too", () => {
    const { trace, sink } = makeLane();
    trace.begin(categories.task, "chunk");
    sink.full = true;
    trace.begin(categories.compute, "dropped");
    trace.begin(categories.compute, "dropped");
    sink.full = false;
    trace.endTo(0);
    trace.begin(categories.task, "next");
    trace.endTo(0);
    trace.flush();
    expect(sink.decode().records.map(({ name }) => name)).toEqual(["chunk", "", "next", ""]);
    expect(sink.decode().dropped.get(lane)).toBe(4);
  });
});

describe("a lane whose sink is full", () => {
  it("drops the newest slices whole, with all in them, and ends those that it began", () => {
    const { trace, sink } = makeLane();
    trace.begin(categories.task, "kept");
    sink.full = true;
    trace.begin(categories.compute, "dropped");
    sink.full = false;
    trace.instant("within the dropped one");
    trace.begin(categories.compute, "nested in the dropped one");
    trace.end();
    trace.end();
    sink.full = true;
    trace.end();
    sink.full = false;
    trace.instant("after");
    trace.flush();
    expect(sink.decode().records.map(({ name }) => name)).toEqual(["kept", "", "after"]);
    expect(sink.decode().dropped.get(lane)).toBe(5);
  });

  it("tells how much it dropped even where nothing came after it", () => {
    const { trace, sink } = makeLane();
    sink.full = true;
    trace.instant("lost");
    trace.flush();
    trace.flush();
    expect(sink.blocks).toHaveLength(1);
    expect(sink.decode().dropped.get(lane)).toBe(1);
    expect(sink.events).toBe(0);
    sink.full = false;
    trace.instant("kept");
    trace.flush();
    expect(sink.decode().dropped.get(lane)).toBe(1);
  });

  it("follows a lock that was asked for to its release, and shows none that was not", () => {
    const { trace, sink } = makeLane();
    trace.lockRequest(5, "shown");
    sink.full = true;
    trace.lockAcquire(5);
    trace.lockRequest(6, "hidden");
    trace.lockRelease(5);
    sink.full = false;
    trace.lockAcquire(6);
    trace.lockRelease(6);
    trace.flush();
    expect(sink.decode().records.map(({ kind, subject }) => [kind, subject])).toEqual([
      [recordKinds.lockRequest, 5],
      [recordKinds.lockAcquire, 5],
      [recordKinds.lockRelease, 5],
    ]);
    expect(sink.decode().dropped.get(lane)).toBe(3);
  });

  it("ends a hold by the next one where somebody else released the lock, and counts no release of another's", () => {
    const { trace, sink } = makeLane();
    trace.lockRequest(5, "signal");
    trace.lockAcquire(5);
    trace.lockRequest(5, "signal");
    trace.lockAcquire(5);
    trace.lockRelease(7);
    trace.lockRequest(6, "shared by two tasks");
    trace.lockRequest(6, "shared by two tasks");
    trace.lockAcquire(6);
    trace.lockRelease(6);
    trace.lockGiveUp(6);
    trace.flush();
    const { lockRequest, lockAcquire, lockRelease, lockGiveUp } = recordKinds;
    expect(sink.decode().records.map(({ kind, subject }) => [kind, subject])).toEqual([
      [lockRequest, 5],
      [lockAcquire, 5],
      [lockRequest, 5],
      [lockRelease, 5],
      [lockAcquire, 5],
      [lockRequest, 6],
      [lockRequest, 6],
      [lockAcquire, 6],
      [lockRelease, 6],
      [lockGiveUp, 6],
    ]);
    expect(sink.decode().dropped.get(lane)).toBe(0);
  });

  it("tells a value's newest state as soon as there is room, and how many writes that stands for", () => {
    const { trace, sink } = makeLane();
    trace.valueUpdate(6, 1);
    sink.full = true;
    for (const value of [2, 3, 4]) trace.valueUpdate(6, value);
    trace.valueUpdate(7, 70);
    sink.full = false;
    trace.valueUpdate(6, 5);
    trace.flush();
    trace.valueUpdate(6, 6);
    trace.flush();
    const { records, dropped } = sink.decode();
    expect(records.map(({ subject, value, extra }) => [subject, value, extra])).toEqual([
      [6, 1, 0],
      [6, 5, 4],
      [7, 70, 0],
      [6, 6, 0],
    ]);
    expect(dropped.get(lane)).toBe(4);
  });

  it("keeps slices balanced and counts everything, whenever the sink is full", () => {
    const step = fc.record({ full: fc.boolean(), what: fc.constantFrom("begin", "end", "instant", "flush") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { trace, sink } = makeLane();
        let calls = 0;
        let open = 0;
        for (const { full, what } of steps) {
          sink.full = full;
          if (what === "flush") trace.flush();
          else if (what === "begin") {
            trace.begin(categories.compute, `slice ${open++}`);
            calls++;
          } else if (what === "instant") {
            trace.instant("point");
            calls++;
          } else if (open > 0) {
            open--;
            trace.end();
            calls++;
          }
        }
        while (open-- > 0) {
          trace.end();
          calls++;
        }
        trace.flush();
        let depth = 0;
        const { records, dropped } = sink.decode();
        for (const { kind } of records) {
          if (kind === recordKinds.begin) depth++;
          if (kind === recordKinds.end) depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
        expect(sink.events).toBe(records.length);
        expect(records.length + (dropped.get(lane) ?? 0)).toBe(calls);
      }),
    );
  });
});
