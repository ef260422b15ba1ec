import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const worker = lane(2, "worker", { number: 1, name: "worker 1" });

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(join(...blocks));
  return store;
}

describe("the end of a lane", () => {
  const killed = { ...worker, endNs: 40, exit: { code: null, signal: "SIGKILL" } };

  it("closes what the process left open", () => {
    const writer = new LaneWriter(2).begin(10, categories.task, "chunk", 1, 1).begin(20, categories.compute, "parse");
    const store = storeOf(laneBlock(worker), writer.block(), laneBlock(killed));
    const rows = store.track(2)!.rows;
    expect(rows[0]!.end(0)).toBe(40);
    expect(rows[1]!.end(1)).toBe(40);
    expect(store.track(2)!.openRow).toBe(-1);
  });

  it("puts records in their place that arrive after the end was observed", () => {
    const writer = new LaneWriter(2).begin(10, categories.task, "chunk", 1, 1).begin(10, categories.compute, "parse");
    const store = storeOf(laneBlock(worker), writer.block(), laneBlock(killed));
    store.append(writer.end(25).begin(30, categories.serialize, "late").block());
    const { rows, totals } = store.track(2)!;
    expect(rows[0]!.end(0)).toBe(40);
    expect([rows[1]!.end(1), rows[1]!.end(2)]).toEqual([25, 40]);
    expect(rows[1]!.start(2)).toBe(30);
    expect([totals[categories.compute], totals[categories.serialize], totals[categories.task]]).toEqual([15, 10, 5]);
    expect(totals.reduce((sum, ns) => sum + ns, 0)).toBe(40);
  });

  it("knows of a write that is told after the end which lock guarded it", () => {
    const writer = new LaneWriter(2).lockAcquire(10, 8);
    const store = storeOf(...[worker, lane(8, "lock"), lane(9, "value")].map(laneBlock), writer.block());
    store.append(laneBlock(killed));
    store.append(writer.valueUpdate(30, 5, 9).lockRelease(35, 8).block());
    expect(store.value(9)!.guard).toBe(8);
    const { holds } = store.track(2)!;
    expect([holds.length, holds.end(0)]).toEqual([1, 35]);
  });

  it("ends the hold and the wait of a process that died, on the lock's lane too", () => {
    const store = storeOf(
      laneBlock(worker),
      laneBlock(lane(3, "worker")),
      laneBlock(lane(8, "lock")),
      new LaneWriter(2).lockRequest(10, 8).lockAcquire(12, 8).block(),
      new LaneWriter(3).lockRequest(15, 8).block(),
    );
    const lock = store.lock(8)!;
    expect(lock.openHolds().map((hold) => hold.lane)).toEqual([2]);
    expect(lock.waitersAt(20)).toBe(1);
    store.append(join(laneBlock(killed), laneBlock({ ...lane(3, "worker"), endNs: 45, exit: killed.exit })));
    expect(lock.openHolds()).toEqual([]);
    expect(lock.openWaits()).toEqual([]);
    expect(lock.holds.end(0)).toBe(40);
    expect(store.track(2)!.holds.end(0)).toBe(40);
    expect(lock.waitersAt(44)).toBe(1);
    expect(lock.waitersAt(45)).toBe(0);
  });
});
