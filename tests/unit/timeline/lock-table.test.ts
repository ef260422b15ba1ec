import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { lockTable } from "../../../src/renderer/timeline/tables/lock-table";
import { join, LaneWriter, lane, laneBlock } from "./support";

const lanes = [lane(1, "parent"), lane(2, "worker"), lane(3, "worker"), lane(10, "lock"), lane(11, "lock")];

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(join(...lanes.map(laneBlock), ...blocks));
  return store;
}

describe("the table of locks", () => {
  it("tells how long a lock was waited for and held, by whom", () => {
    const first = new LaneWriter(2).lockRequest(100, 10).lockAcquire(100, 10).lockRelease(400, 10);
    const second = new LaneWriter(3).lockRequest(200, 10).lockAcquire(400, 10).lockRelease(500, 10);
    const store = storeOf(first.block(), second.block());
    const [row] = lockTable(store, store.endNs);
    expect(row).toMatchObject({
      laneId: 10,
      acquisitions: 2,
      contendedShare: 0.5,
      waitNs: 200,
      meanWaitNs: 100,
      longestWaitNs: 200,
      holdNs: 400,
      meanHoldNs: 200,
      longestHoldNs: 300,
    });
    expect(row?.users).toMatchObject([
      { laneId: 2, number: 2, acquisitions: 1, contendedShare: 0, waitNs: 0, holdNs: 300 },
      { laneId: 3, number: 3, acquisitions: 1, contendedShare: 1, waitNs: 200, holdNs: 100 },
    ]);
  });

  it("puts the lock first that was waited for longest, and leaves out those that nobody asked for", () => {
    const holder = new LaneWriter(2).lockRequest(0, 11).lockAcquire(0, 11).lockRelease(50, 11);
    const waiter = new LaneWriter(3).lockRequest(10, 11).lockAcquire(50, 11).lockRelease(60, 11);
    const only = storeOf(holder.block(), waiter.block());
    expect(lockTable(only, 60).map(({ laneId }) => laneId)).toEqual([11]);
    only.append(new LaneWriter(2).lockRequest(70, 10).lockAcquire(70, 10).lockRelease(900, 10).block());
    expect(lockTable(only, 900).map(({ laneId }) => laneId)).toEqual([11, 10]);
  });

  it("counts what goes on up to now", () => {
    const holder = new LaneWriter(2).lockRequest(0, 10).lockAcquire(0, 10);
    const waiter = new LaneWriter(3).lockRequest(30, 10);
    const [row] = lockTable(storeOf(holder.block(), waiter.block()), 100);
    expect(row).toMatchObject({ acquisitions: 1, holdNs: 100, waitNs: 70, longestWaitNs: 70 });
  });

  it("counts each hold once, in whatever order the blocks of the lanes come", () => {
    const requests = fc.array(fc.record({ lane: fc.constantFrom(2, 3), holdNs: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), (list, blockOf) => {
        const blocks: Uint8Array[] = [];
        const writers = new Map([2, 3].map((id) => [id, new LaneWriter(id)]));
        let at = 0;
        list.forEach(({ lane: laneId, holdNs }, index) => {
          const writer = writers.get(laneId)!;
          writer
            .lockRequest(at, 10)
            .lockAcquire(at, 10)
            .lockRelease(at + holdNs, 10);
          at += holdNs;
          if (index % blockOf === 0) blocks.push(writer.block());
        });
        const store = storeOf();
        for (const block of blocks) {
          store.append(block);
          // Looked at meanwhile: what was contended is reckoned anew as others arrive.
          lockTable(store, store.endNs);
        }
        for (const writer of writers.values()) store.append(writer.block());
        const [row] = lockTable(store, store.endNs);
        expect(row).toMatchObject({ acquisitions: list.length, contendedShare: 0, holdNs: at, waitNs: 0 });
      }),
    );
  });
});
