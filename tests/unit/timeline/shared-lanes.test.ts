import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { queuePitch, queueTop } from "../../../src/renderer/timeline/draw/shared-lanes";
import { boxesOf, hitTest } from "../../../src/renderer/timeline/hit";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { nearest, neighbour } from "../../../src/renderer/timeline/navigation";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import type { SliceRef } from "../../../src/renderer/timeline/store/queries";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

// Worker 1 holds the lock from 100 to 300 and writes the value twice; workers 2 and 3 wait for it, 3 to the end.
const nowNs = 1_000;
const store = new TraceStore();
store.append(
  join(
    ...[1, 2, 3].map((number) => laneBlock(lane(number + 1, "worker", { name: `worker ${number}`, number }))),
    laneBlock(lane(8, "lock", { name: "totals" })),
    laneBlock(lane(9, "value", { name: "rows" })),
    new LaneWriter(2)
      .begin(100, categories.task, "chunk", 7, 1)
      .lockAcquire(100, 8)
      .begin(100, categories.compute, "add")
      .valueUpdate(200, 41, 9)
      .valueUpdate(280, 42, 9)
      .end(300)
      .lockRelease(300, 8)
      .end(400)
      .block(),
    new LaneWriter(3).lockRequest(150, 8).lockAcquire(300, 8).block(),
    new LaneWriter(4).lockRequest(200, 8).block(),
  ),
);
const view = timeView({ fromNs: 0, toNs: nowNs }, 1_000);

function lanesWith(queueRows: boolean) {
  const layout = layOut(store, plainArrangement, new Set(queueRows ? [8] : []));
  const itemOf = (id: number) => layout.items.find((item) => item.kind === "lane" && item.lane.id === id)!;
  return {
    layout,
    at: (id: number, timeNs: number, y: number): SliceRef | null =>
      hitTest(store, layout, view, timeNs, rulerHeight + itemOf(id).top + y, 0, nowNs)?.ref ?? null,
    top: (id: number): number => rulerHeight + itemOf(id).top,
  };
}

describe("a lock's waiting rows", () => {
  const { at, layout, top } = lanesWith(true);
  const rowY = (place: number): number => queueTop + place * queuePitch + 5;

  it("lead to the wait of who stands there, as the queue moves up", () => {
    expect(at(8, 250, rowY(0))).toMatchObject({ kind: "slice", laneId: 3 });
    expect(at(8, 250, rowY(1))).toMatchObject({ kind: "slice", laneId: 4 });
    expect(at(8, 500, rowY(0))).toMatchObject({ kind: "slice", laneId: 4 });
    expect(at(8, 500, rowY(1))).toBeNull();
  });

  it("tell who waits, since when and for whom", () => {
    expect(describeSlice(store, at(8, 250, rowY(1))!, nowNs)).toMatchObject({
      laneName: "worker 3",
      name: "wait totals",
      startNs: 200,
      endNs: null,
      openWords: "still waiting",
      detail: [
        { label: "Held by", value: "w1 100 ns, w2 700 ns" },
        { label: "Also waited", value: "w2" },
      ],
      holders: [
        { name: "worker 1, chunk 7", category: "compute", ns: 100, count: 1 },
        { name: "worker 2", category: "compute", ns: 700, count: 1 },
      ],
    });
  });

  it("are outlined with the wait on its worker's lane", () => {
    const boxes = boxesOf(store, layout, view, at(8, 250, rowY(1))!, 0, nowNs);
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([
      [200, top(4) + 20],
      [200, top(8) + queueTop + queuePitch],
      [300, top(8) + queueTop],
    ]);
  });

  it("lead to the next one in the queue where they are only counted", () => {
    const counted = lanesWith(false);
    expect(counted.at(8, 250, 30)).toMatchObject({ laneId: 3 });
    expect(counted.at(8, 120, 30)).toBeNull();
  });
});

describe("a shared value's lane", () => {
  const { at, layout, top } = lanesWith(false);

  it("tells what the value was, who wrote it and when", () => {
    expect(describeSlice(store, at(9, 250, 10)!, nowNs)).toMatchObject({
      name: "rows = 41",
      startNs: 200,
      endNs: 280,
      detail: [
        { label: "Written by", value: "worker 1, chunk 7" },
        { label: "Under", value: "totals" },
      ],
    });
    expect(describeSlice(store, at(9, 900, 10)!, nowNs)).toMatchObject({
      name: "rows = 42",
      endNs: null,
      openWords: "still so",
    });
    expect(at(9, 150, 10)).toBeNull();
  });

  it("is outlined from that write to the next", () => {
    expect(boxesOf(store, layout, view, at(9, 250, 10)!, 0, nowNs)).toEqual([
      { x: 200, y: top(9) + 2, width: 79, height: 29 },
    ]);
  });

  it("is gone through with the keyboard, write by write", () => {
    const first = nearest(store, 9, 0)!;
    expect(first).toEqual({ kind: "write", laneId: 9, writer: 2, startNs: 200 });
    const second = neighbour(store, first, 1)!;
    expect(second).toMatchObject({ startNs: 280 });
    expect(neighbour(store, second, 1)).toBeNull();
    expect(neighbour(store, second, -1)).toEqual(first);
  });
});

describe("work under a lock", () => {
  it("is said to hold it, and other work is not", () => {
    const factsAt = (timeNs: number) =>
      describeSlice(store, lanesWith(false).at(2, timeNs, 28)!, nowNs)!.detail.map(({ label }) => label);
    expect(factsAt(150)).toContain("Holds");
    expect(describeSlice(store, { kind: "slice", laneId: 3, row: 1, index: 0 }, nowNs)!.detail).not.toContainEqual(
      expect.objectContaining({ label: "Holds" }),
    );
  });
});
