import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { waitersAt } from "../../../src/renderer/timeline/store/waiters";
import { layOutWaiters, nodeHeight, nodeWidth } from "../../../src/renderer/timeline/waiter-layout";
import { encodeFindingBlock } from "../../../src/shared/trace/block-layout";
import { join, LaneWriter, lane, laneBlock } from "./support";

const nowNs = 1_000;

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(
    join(
      ...[1, 2, 3].map((number) => laneBlock(lane(number + 1, "worker", { name: `worker ${number}`, number }))),
      ...["fork 1", "fork 2"].map((name, at) => laneBlock(lane(at + 8, "lock", { name }))),
      ...blocks,
    ),
  );
  return store;
}

/** Worker 1 and 2 wait for each other from 210 on; worker 3 waits for worker 1 from 300 to 400. */
const circular = (): TraceStore =>
  storeOf(
    new LaneWriter(2).lockAcquire(50, 8).lockRequest(200, 9).block(),
    new LaneWriter(3).lockAcquire(60, 9).lockRequest(210, 8).block(),
    new LaneWriter(4).lockRequest(300, 8).lockGiveUp(400, 8).block(),
  );

const stepsOf = (store: TraceStore, atNs: number): readonly string[] =>
  waitersAt(store, atNs, nowNs).edges.map(({ from, to, isWait }) => `${from} ${isWait ? "waits" : "held by"} ${to}`);

describe("who waits for whom", () => {
  it("is told of a moment", () => {
    const store = circular();
    expect(stepsOf(store, 100)).toEqual([]);
    expect(stepsOf(store, 205)).toEqual(["2 waits 9", "9 held by 3"]);
    expect(stepsOf(store, 350)).toEqual(["3 waits 8", "4 waits 8", "8 held by 2", "2 waits 9", "9 held by 3"]);
    expect(waitersAt(store, 350, nowNs).edges.filter(({ inCircle }) => !inCircle)).toEqual([
      expect.objectContaining({ from: 4, to: 8, sinceNs: 300 }),
    ]);
  });

  it("is told of the newest time, too, where waits go on", () => {
    expect(stepsOf(circular(), nowNs)).toContain("2 waits 9");
    expect(stepsOf(circular(), nowNs + 50)).toContain("2 waits 9");
  });

  it("names a circle in one sentence: the detector's, where it told of it", () => {
    const store = circular();
    const sentence = "In a circle: worker 1 waits for fork 2, worker 2 waits for fork 1, which worker 1 holds.";
    expect(waitersAt(store, 500, nowNs)).toMatchObject({ circles: [[2, 9, 3, 8]], sentences: [sentence] });
    const message = "Deadlock: so it is.";
    store.append(encodeFindingBlock({ id: 1, kind: "deadlock", message, lanes: [2, 3, 9, 8], amounts: [], atNs: 450 }));
    expect(waitersAt(store, 500, nowNs).sentences).toEqual([message]);
    expect(waitersAt(store, 205, nowNs).sentences).toEqual([]);
  });
});

describe("the picture of who waits for whom", () => {
  it("has who waits at the left, then the lock, then its holder", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(50, 8).block(),
      new LaneWriter(3).lockRequest(100, 8).block(),
      new LaneWriter(4).lockRequest(90, 8).block(),
    );
    const { places } = layOutWaiters(waitersAt(store, 500, nowNs));
    expect(places.get(3)!.x).toBe(places.get(4)!.x);
    expect(places.get(3)!.y).toBeLessThan(places.get(4)!.y);
    expect(places.get(3)!.x).toBeLessThan(places.get(8)!.x);
    expect(places.get(8)!.x).toBeLessThan(places.get(2)!.x);
  });

  it("leaves everybody where he is while the same wait, however they queue", () => {
    const store = circular();
    expect(layOutWaiters(waitersAt(store, 320, nowNs))).toEqual(layOutWaiters(waitersAt(store, 380, nowNs)));
  });

  it.each([205, 350, 500])("has no two nodes on each other and all within its size, at %d", (atNs) => {
    const { places, width, height } = layOutWaiters(waitersAt(circular(), atNs, nowNs));
    const all = [...places.values()];
    for (const [at, one] of all.entries()) {
      expect(one.x - nodeWidth / 2).toBeGreaterThanOrEqual(0);
      expect(one.x + nodeWidth / 2).toBeLessThanOrEqual(width);
      expect(one.y - nodeHeight / 2).toBeGreaterThanOrEqual(0);
      expect(one.y + nodeHeight / 2).toBeLessThanOrEqual(height);
      for (const other of all.slice(at + 1)) {
        const apart = Math.abs(one.x - other.x) >= nodeWidth || Math.abs(one.y - other.y) >= nodeHeight;
        expect(apart).toBe(true);
      }
    }
  });

  it("has room for a circle of many", () => {
    const philosophers = Array.from({ length: 8 }, (_, at) => at);
    const store = new TraceStore();
    store.append(
      join(
        ...philosophers.map((at) => laneBlock(lane(at + 2, "worker"))),
        ...philosophers.map((at) => laneBlock(lane(at + 20, "lock"))),
        ...philosophers.map((at) =>
          new LaneWriter(at + 2)
            .lockAcquire(10, at + 20)
            .lockRequest(20, ((at + 1) % 8) + 20)
            .block(),
        ),
      ),
    );
    const graph = waitersAt(store, 500, nowNs);
    expect(graph.circles).toHaveLength(1);
    const all = [...layOutWaiters(graph).places.values()];
    expect(all).toHaveLength(16);
    for (const [at, one] of all.entries()) {
      for (const other of all.slice(at + 1)) {
        expect(Math.abs(one.x - other.x) >= nodeWidth || Math.abs(one.y - other.y) >= nodeHeight).toBe(true);
      }
    }
  });
});
