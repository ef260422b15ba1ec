import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import { categoryTimes, describeRange, lifeTimes } from "../../../src/renderer/timeline/store/queries";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const worker = lane(2, "worker", { number: 1, name: "worker 1" });

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(join(...blocks));
  return store;
}

describe("decoding a lane's records", () => {
  it("puts tasks into row 0, their phases into row 1 and deeper levels below", () => {
    const writer = new LaneWriter(2)
      .begin(10, categories.task, "chunk", 7, 2)
      .begin(12, categories.compute, "parse")
      .begin(14, categories.dataWait, "read")
      .end(16)
      .end(20, 512)
      .end(30, 9);
    const rows = storeOf(laneBlock(worker), writer.block()).track(2)!.rows;
    expect(rows.map((row) => row.length)).toEqual([1, 2, 1]);
    const task = rows[0]!;
    expect([task.start(0), task.end(0), task.value(0), task.attempt(0), task.amount(0)]).toEqual([10, 30, 7, 2, 9]);
    const phases = rows[1]!;
    expect([phases.start(1), phases.end(1), phases.amount(1), phases.parent(1)]).toEqual([12, 20, 512, 0]);
    expect(rows[2]!.parent(0)).toBe(1);
  });

  it("keeps a slice open until its end arrives in a later stretch", () => {
    const writer = new LaneWriter(2).begin(10, categories.compute, "parse");
    const store = storeOf(laneBlock(worker), writer.block());
    expect(store.track(2)!.rows[1]!.end(1)).toBe(Number.POSITIVE_INFINITY);
    store.append(writer.end(25).block());
    expect(store.track(2)!.rows[1]!.end(1)).toBe(25);
  });

  it("knows a name in every block after the one that defined it, and shares names between lanes", () => {
    const first = new LaneWriter(2).begin(1, categories.compute, "a name of more than thirty-two bytes, with ü");
    const store = storeOf(laneBlock(worker), laneBlock(lane(3, "worker")), first.block());
    store.append(first.end(2).begin(3, categories.compute, "a name of more than thirty-two bytes, with ü").block());
    store.append(
      new LaneWriter(3).begin(4, categories.compute, "a name of more than thirty-two bytes, with ü").block(),
    );
    const mine = store.track(2)!.rows[1]!;
    expect(store.name(mine.name(1))).toBe("a name of more than thirty-two bytes, with ü");
    expect(mine.name(2)).toBe(mine.name(1));
    expect(store.track(3)!.rows[1]!.name(1)).toBe(mine.name(1));
  });

  it("takes the time from a worker's start to its first record as its start", () => {
    const store = storeOf(
      laneBlock({ ...worker, startNs: 100 }),
      new LaneWriter(2).begin(350, categories.task, "chunk", 0, 1).block(),
    );
    const phases = store.track(2)!.rows[1]!;
    expect(phases.length).toBe(1);
    expect([phases.start(0), phases.end(0), phases.category(0)]).toEqual([100, 350, categories.startStop]);
    expect(store.name(phases.name(0))).toBe("start");
  });

  it("joins a worker's own start slice with the time before it", () => {
    const store = storeOf(
      laneBlock({ ...worker, startNs: 100 }),
      new LaneWriter(2).begin(180, categories.startStop, "load").end(350).block(),
    );
    const phases = store.track(2)!.rows[1]!;
    expect(phases.length).toBe(1);
    expect([phases.start(0), phases.end(0), store.name(phases.name(0))]).toEqual([100, 350, "load"]);
  });

  it("does not take the stop of a worker that got no task for its start", () => {
    const store = storeOf(
      laneBlock({ ...worker, startNs: 100 }),
      new LaneWriter(2).begin(350, categories.startStop, "stop").block(),
    );
    const phases = store.track(2)!.rows[1]!;
    const names = Array.from({ length: phases.length }, (_, row) => store.name(phases.name(row)));
    expect(names).toEqual(["start", "stop"]);
    expect([phases.start(0), phases.end(0), phases.start(1)]).toEqual([100, 350, 350]);
  });

  it("ignores an end whose begin was dropped", () => {
    const store = storeOf(laneBlock(worker), new LaneWriter(2).end(5).begin(6, categories.compute).end(7).block());
    expect(store.track(2)!.rows[1]!.length).toBe(2);
    expect(store.track(2)!.openRow).toBe(-1);
  });

  it("never lets a lane's time run backwards", () => {
    const store = storeOf(
      laneBlock(worker),
      new LaneWriter(2).begin(50, categories.compute).end(40).begin(45, categories.compute).end(60).block(),
    );
    const phases = store.track(2)!.rows[1]!;
    expect([phases.start(1), phases.end(1), phases.start(2), phases.end(2)]).toEqual([50, 50, 50, 60]);
  });

  it("counts events without names, and what producers dropped, by the newest figure of each lane", () => {
    const writer = new LaneWriter(2).begin(1, categories.compute, "parse").end(2);
    const store = storeOf(laneBlock(worker), writer.block(3));
    store.append(join(writer.instant(3, "mark").block(5), laneBlock(lane(3, "worker")), new LaneWriter(3).block(2)));
    expect(store.eventCount).toBe(3);
    expect(store.droppedCount).toBe(7);
    expect(store.version).toBe(2);
    expect(store.endNs).toBe(3);
  });

  it("stores instants, counters and flows", () => {
    const store = storeOf(
      laneBlock(lane(1, "parent")),
      laneBlock(worker),
      new LaneWriter(2).flowIn(12, 77).instant(13, "mark").counter(14, "rows", 5).block(),
      new LaneWriter(1).flowOut(10, 77).block(),
    );
    expect(store.flow(77)).toEqual({ fromLane: 1, fromNs: 10, toLane: 2, toNs: 12 });
    expect(store.flow(78)).toBeNull();
    expect(store.track(2)!.instants.length).toBe(1);
    expect([...store.track(2)!.counters.values()][0]!.value(0)).toBe(5);
  });

  it("shows records of a lane that nobody declared", () => {
    const store = storeOf(new LaneWriter(9).begin(5, categories.compute).end(6).block());
    expect(store.lanes().map((one) => one.name)).toEqual(["lane 9"]);
  });

  it("lists lanes as they stand: parent, workers by id, combiner, locks, values", () => {
    const store = storeOf(
      ...[lane(9, "value"), lane(8, "lock"), lane(7, "combiner"), lane(3, "worker"), lane(2, "worker")].map(laneBlock),
      laneBlock(lane(1, "parent")),
      new LaneWriter(2).lockRequest(10, 8).block(),
    );
    expect(store.lanes().map((one) => one.id)).toEqual([1, 2, 3, 7, 8, 9]);
  });

  it("refuses a block that is cut", () => {
    const block = new LaneWriter(2).begin(1, categories.compute).block();
    expect(() => new TraceStore().append(block.slice(0, block.length - 1))).toThrow(RangeError);
  });
});

describe("locks and values", () => {
  it("turns a request into a wait and an acquisition into a hold, on both lanes", () => {
    const store = storeOf(
      laneBlock(worker),
      laneBlock(lane(8, "lock", { name: "totals" })),
      new LaneWriter(2)
        .begin(5, categories.task, "chunk", 4, 1)
        .lockRequest(10, 8)
        .lockAcquire(30, 8)
        .begin(31, categories.compute, "update")
        .end(44)
        .lockRelease(45, 8)
        .end(50)
        .block(),
    );
    const track = store.track(2)!;
    const phases = track.rows[1]!;
    expect([phases.start(1), phases.end(1), phases.category(1), phases.subject(1)]).toEqual([
      10,
      30,
      categories.lockWait,
      8,
    ]);
    expect([track.holds.start(0), track.holds.end(0)]).toEqual([30, 45]);
    const holds = store.lock(8)!.holds;
    expect([holds.request(0), holds.start(0), holds.end(0), holds.holder(0)]).toEqual([10, 30, 45, 2]);
  });

  it("puts holds of lanes that report out of step into the order of time, and knows who was contended", () => {
    const store = storeOf(
      ...[worker, lane(3, "worker"), lane(8, "lock")].map(laneBlock),
      new LaneWriter(2)
        .lockRequest(1, 8)
        .lockAcquire(1, 8)
        .lockRelease(10, 8)
        .lockRequest(12, 8)
        .lockAcquire(20, 8)
        .lockRelease(30, 8)
        .block(),
    );
    expect(store.lock(8)!.contendedShare).toBe(0);
    store.append(new LaneWriter(3).lockRequest(5, 8).lockAcquire(10, 8).lockRelease(20, 8).block());
    const { holds } = store.lock(8)!;
    expect([holds.start(0), holds.start(1), holds.start(2)]).toEqual([1, 10, 20]);
    expect([holds.holder(0), holds.holder(1), holds.holder(2)]).toEqual([2, 3, 2]);
    expect(store.lock(8)!.contendedShare).toBeCloseTo(2 / 3);
  });

  it("counts the contended the same however late each lane reports", () => {
    // Three lanes hold in turn, 10 ns each, and ask 15 ns before they get it: all but the first have to wait.
    const turns = Array.from({ length: 30 }, (_, turn) => ({ lane: 2 + (turn % 3), at: 20 + turn * 10 }));
    const lanes = [2, 3, 4].map((id) => laneBlock(lane(id, "worker")));
    const late = storeOf(...lanes, laneBlock(lane(8, "lock")));
    const share = () => late.lock(8)!.contendedShare;
    const writers = new Map([2, 3, 4].map((id) => [id, new LaneWriter(id)] as const));
    const report = (id: number, from: number, to: number): void => {
      const writer = writers.get(id)!;
      for (const { at } of turns.filter(
        ({ lane: holder, at: start }) => holder === id && start >= from && start < to,
      )) {
        writer
          .lockRequest(at - 15, 8)
          .lockAcquire(at, 8)
          .lockRelease(at + 10, 8);
      }
      late.append(writer.block());
      expect(share()).toBeLessThanOrEqual(1);
    };
    for (let from = 0; from < 320; from += 80) {
      report(4, from, from + 80);
      report(2, from, from + 80);
      report(3, from, from + 80);
    }
    expect(share()).toBeCloseTo(29 / 30);
  });

  it("counts how many wait at any time", () => {
    const store = storeOf(
      ...[worker, lane(3, "worker"), lane(8, "lock")].map(laneBlock),
      new LaneWriter(3).lockRequest(5, 8).lockAcquire(20, 8).block(),
      new LaneWriter(2).lockRequest(4, 8).lockAcquire(8, 8).lockRelease(20, 8).block(),
    );
    const lock = store.lock(8)!;
    expect([3, 4, 6, 8, 19, 20].map((time) => lock.waitersAt(time))).toEqual([0, 1, 2, 1, 1, 0]);
  });

  it("shows a task that computes as a task with that in it, which end together", () => {
    const store = storeOf(
      ...[worker, lane(8, "lock")].map(laneBlock),
      new LaneWriter(2)
        .beginTask(5, "square", 7)
        .lockRequest(10, 8)
        .lockAcquire(20, 8)
        .lockRelease(21, 8)
        .end(30)
        .block(),
      new LaneWriter(2).beginTask(40, "square", 8).block(),
    );
    const track = store.track(2)!;
    const [tasks, computes, waits] = track.rows;
    expect([tasks!.start(0), tasks!.end(0), tasks!.value(0), tasks!.category(0)]).toEqual([5, 30, 7, categories.task]);
    // The store's own start slice comes first.
    expect([computes!.start(1), computes!.end(1), computes!.category(1)]).toEqual([5, 30, categories.compute]);
    expect([waits!.start(0), waits!.end(0)]).toEqual([10, 20]);
    expect(track.totals[categories.compute]).toBe(15);
    store.append(laneBlock({ ...worker, endNs: 50, exit: { code: 0, signal: null } }));
    expect([tasks!.end(1), track.totals[categories.compute]]).toEqual([50, 25]);
    // Records that come late go on where the end had cut.
    store.append(new LaneWriter(2).end(45).begin(46, categories.idle).block());
    expect([tasks!.end(1), computes!.end(2), computes!.start(3)]).toEqual([45, 45, 46]);
  });

  it("ends a wait that was given up, without a hold", () => {
    const store = storeOf(
      ...[worker, lane(8, "lock")].map(laneBlock),
      new LaneWriter(2).lockRequest(5, 8).lockGiveUp(20, 8).begin(25, categories.compute).end(30).block(),
    );
    const phases = store.track(2)!.rows[1]!;
    expect([phases.start(1), phases.end(1), phases.category(1), phases.start(2)]).toEqual([
      5,
      20,
      categories.lockWait,
      25,
    ]);
    const lock = store.lock(8)!;
    expect(lock.openWaits()).toEqual([]);
    expect([lock.waitersAt(19), lock.waitersAt(20)]).toEqual([1, 0]);
    expect(lock.holds).toHaveLength(0);
  });

  it("shows a lock from the first time that somebody asks for it", () => {
    const store = storeOf(...[worker, lane(7, "lock"), lane(8, "lock")].map(laneBlock));
    const shown = () => store.lanes().map(({ id }) => id);
    expect(shown()).toEqual([2]);
    store.append(new LaneWriter(2).lockRequest(5, 8).block());
    expect(shown()).toEqual([2, 8]);
  });

  it("hides a lock that nobody asked for, also when those are over who might have", () => {
    const store = new TraceStore();
    store.append(
      join(laneBlock(lane(2, "lock")), laneBlock(lane(3, "worker")), laneBlock(lane(3, "worker", { endNs: 900 }))),
    );
    expect(store.lanes().map(({ id }) => id)).toEqual([3]);
  });

  it("keeps one hold line while a lane holds two locks", () => {
    const store = storeOf(
      laneBlock(worker),
      new LaneWriter(2).lockAcquire(1, 8).lockAcquire(2, 9).lockRelease(5, 8).lockRelease(7, 9).block(),
    );
    const { holds } = store.track(2)!;
    expect([holds.length, holds.start(0), holds.end(0)]).toEqual([1, 1, 7]);
  });

  it("orders a value's writes by time, with their writers, and knows which lock guarded each", () => {
    const store = storeOf(
      ...[worker, lane(3, "worker"), lane(8, "lock"), lane(9, "value")].map(laneBlock),
      new LaneWriter(2).valueUpdate(10, 1, 9).valueUpdate(30, 3, 9).block(),
      new LaneWriter(3).lockAcquire(15, 8).valueUpdate(20, 2, 9).lockRelease(21, 8).block(),
    );
    const value = store.value(9)!;
    expect([value.samples.value(0), value.samples.value(1), value.samples.value(2)]).toEqual([1, 2, 3]);
    expect([value.samples.writer(0), value.samples.writer(1), value.samples.writer(2)]).toEqual([2, 3, 2]);
    expect(value.present).toBe(3);
    expect([value.samples.guard(0), value.samples.guard(1), value.samples.guard(2)]).toEqual([0, 8, 0]);
    expect(value.guard).toBe(0);
  });
});

describe("figures about slices and ranges", () => {
  const busy = (): TraceStore =>
    storeOf(
      ...[worker, lane(3, "worker"), lane(8, "lock", { name: "totals" })].map(laneBlock),
      new LaneWriter(2)
        .begin(100, categories.task, "chunk", 4, 2)
        .begin(100, categories.compute, "parse")
        .end(160)
        .lockRequest(170, 8)
        .lockAcquire(230, 8)
        .lockRelease(240, 8)
        .end(250, 93)
        .block(),
      new LaneWriter(3).lockRequest(120, 8).lockAcquire(130, 8).lockRelease(230, 8).lockRequest(231, 8).block(),
    );

  it("gives every nanosecond of a range to exactly one category", () => {
    const store = busy();
    const times = categoryTimes(store.track(2)!, 50, 300, 300);
    expect(times[categories.startStop]).toBe(50);
    expect(times[categories.compute]).toBe(60);
    expect(times[categories.lockWait]).toBe(60);
    expect(times[categories.task]).toBe(30);
    expect(times[categories.idle]).toBe(50);
    expect(times.reduce((sum, time) => sum + time, 0)).toBe(250);
  });

  it("agrees with the running totals over the whole life", () => {
    const store = busy();
    expect([...lifeTimes(store.track(2)!, 300)]).toEqual([...categoryTimes(store.track(2)!, 0, 300, 300)]);
  });

  it("clips a range to the life of each lane", () => {
    const store = storeOf(laneBlock({ ...worker, startNs: 40, endNs: 60, exit: { code: 0, signal: null } }));
    const [info] = describeRange(store, 0, 1_000, 1_000).lanes;
    expect(Object.values(info!.shares).reduce((sum, ns) => sum + ns, 0)).toBe(20);
  });

  it("tells of a lock wait who held the lock meanwhile and who waited too", () => {
    const info = describeSlice(busy(), { kind: "slice", laneId: 2, row: 1, index: 2 }, 300)!;
    expect(info.name).toBe("wait totals");
    expect(info.category).toBe("lockWait");
    expect(info.detail).toEqual([
      { label: "Held by", value: "w3 60 ns" },
      { label: "Worker, task", value: "worker 1, chunk 4" },
    ]);
  });

  it("calls who held the lock by the name that a program gave it", () => {
    const store = busy();
    store.append(laneBlock(lane(3, "worker", { name: "Ada" })));
    const info = describeSlice(store, { kind: "slice", laneId: 2, row: 1, index: 2 }, 300)!;
    expect(info.detail[0]).toEqual({ label: "Held by", value: "Ada 60 ns" });
  });

  it("tells a task's number, attempt, amount and phases", () => {
    const info = describeSlice(busy(), { kind: "slice", laneId: 2, row: 0, index: 0 }, 300)!;
    expect(info).toMatchObject({ name: "chunk 4", value: 4, attempt: 2, amount: 93, startNs: 100, endNs: 250 });
    expect(info.detail).toEqual([
      { label: "Attempt", value: "2" },
      { label: "Waits inside", value: "60 ns in 1 wait" },
    ]);
    expect(info.inside).toEqual([
      { name: "parse", category: "compute", ns: 60, count: 1 },
      { name: "wait totals", category: "lockWait", ns: 60, count: 1 },
    ]);
  });

  it("describes who holds a lock and for how long it was waited", () => {
    const info = describeSlice(busy(), { kind: "hold", laneId: 8, holder: 2, startNs: 230 }, 300)!;
    expect(info.name).toBe("held by worker 1");
    expect(info.detail).toContainEqual({ label: "Waited before", value: "60 ns" });
    expect(info.detail).toContainEqual({ label: "Made wait", value: "w3" });
  });

  it("says null of what is not there", () => {
    expect(describeSlice(busy(), { kind: "slice", laneId: 2, row: 0, index: 9 }, 300)).toBeNull();
    expect(describeSlice(busy(), { kind: "hold", laneId: 8, holder: 2, startNs: 900 }, 300)).toBeNull();
  });
});

describe("the overview's shares", () => {
  it("keep the exact sum of every category while the bins double", () => {
    const writer = new LaneWriter(2);
    for (let at = 0; at < 400; at++) writer.begin(at * 1e6, categories.compute).end(at * 1e6 + 4e5);
    const store = storeOf(laneBlock(worker), writer.block());
    const { ns } = store.workerShares;
    let compute = 0;
    for (let cell = categories.compute; cell < ns.length; cell += 9) compute += ns[cell]!;
    expect(compute).toBeCloseTo(400 * 4e5, 0);
  });
});
