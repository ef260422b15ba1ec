import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { drawValue, lossTop } from "../../../src/renderer/timeline/draw/shared-lanes";
import { placeOf } from "../../../src/renderer/timeline/finding-place";
import { hitTest } from "../../../src/renderer/timeline/hit";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { litByRefs } from "../../../src/renderer/timeline/lit";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import { findWait } from "../../../src/renderer/timeline/store/queries";
import { darkTheme } from "../../../src/renderer/timeline/theme";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import type { Finding } from "../../../src/shared/trace/findings";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const nowNs = 1_000;
const view = timeView({ fromNs: 0, toNs: nowNs }, 1_000);

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(
    join(
      ...[1, 2].map((number) => laneBlock(lane(number + 1, "worker", { name: `worker ${number}`, number }))),
      ...["fork 1", "fork 2"].map((name, at) => laneBlock(lane(at + 8, "lock", { name }))),
      laneBlock(lane(10, "value", { name: "total" })),
      ...blocks,
    ),
  );
  return store;
}

function finding(more: Partial<Finding>): Finding {
  return { id: 1, kind: "deadlock", message: "", lanes: [], amounts: [], atNs: 500, ...more };
}

describe("the place of a finding", () => {
  it("of a deadlock is who holds and who waits, from the first hold on", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(10, 8).lockRelease(20, 8).lockAcquire(100, 8).lockRequest(200, 9).block(),
      new LaneWriter(3).lockAcquire(150, 9).lockRequest(210, 8).end(900).block(),
    );
    const place = placeOf(store, finding({ lanes: [2, 3, 9, 8] }));
    expect(place.refs).toEqual([
      { kind: "hold", laneId: 8, holder: 2, startNs: 100 },
      findWait(store, 2, 9, 200),
      { kind: "hold", laneId: 9, holder: 3, startNs: 150 },
      findWait(store, 3, 8, 210),
    ]);
    expect(place.range).toEqual({ fromNs: 100, toNs: 900 });
  });

  it("of an order of locks is the newest hold of each before it was told", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(10, 8).lockAcquire(20, 9).lockRelease(30, 9).lockRelease(40, 8).block(),
      new LaneWriter(3).lockAcquire(110, 9).lockAcquire(120, 8).lockRelease(130, 8).lockRelease(140, 9).block(),
    );
    const place = placeOf(store, finding({ kind: "lock-order", lanes: [2, 3, 8, 9], atNs: 145 }));
    expect(place.refs.map((ref) => (ref.kind === "hold" ? [ref.holder, ref.laneId, ref.startNs] : null))).toEqual([
      [2, 8, 10],
      [2, 9, 20],
      [3, 8, 120],
      [3, 9, 110],
    ]);
    expect(place.range).toEqual({ fromNs: 10, toNs: 140 });
  });

  it("of lost updates is each write that overwrote others", () => {
    const store = storeOf(
      new LaneWriter(2).valueUpdate(100, 7, 10).block(),
      new LaneWriter(3).valueUpdate(200, 1, 10).lost(201, "lost update of total", 7, 10).block(),
    );
    const place = placeOf(store, finding({ kind: "lost-update", lanes: [10, 3], amounts: [7, 7] }));
    expect(place.refs).toEqual([{ kind: "write", laneId: 10, writer: 3, startNs: 200 }]);
    expect(place.range).toEqual({ fromNs: 200, toNs: 200 });
    const lit = litByRefs(store, place.refs, view, nowNs);
    expect([...lit.whole]).toEqual([10]);
    expect([...lit.stretches.keys()]).toEqual([3]);
  });

  it("of what has no lane is what its writers did at that time", () => {
    const store = storeOf(new LaneWriter(3).begin(400, categories.task, "chunk", 1).end(600).block());
    const place = placeOf(store, finding({ kind: "lost-update", lanes: [0, 3], amounts: [7, 7] }));
    expect(place.lanes).toEqual([3]);
    expect(place.refs).toEqual([{ kind: "slice", laneId: 3, row: 0, index: 0 }]);
  });

  it("is a moment where no slice tells of it", () => {
    expect(placeOf(storeOf(), finding({ kind: "worker-lost", lanes: [99] }))).toMatchObject({ lanes: [], refs: [] });
  });
});

describe("lost updates on a value's lane", () => {
  const store = storeOf(
    new LaneWriter(2).valueUpdate(100, 7, 10).block(),
    new LaneWriter(3)
      .valueUpdate(200, 1, 10)
      .lost(201, "lost update of total", 7, 10)
      .valueUpdate(600, 2, 10)
      .lost(601, "lost update of total", 1, 10)
      .valueUpdate(604, 3, 10)
      .lost(605, "lost update of total", 2, 10)
      .block(),
  );
  const drawn = (fromNs: number, toNs: number) => {
    const surface = new RecordingSurface();
    const shown = timeView({ fromNs, toNs }, 1_000);
    const scene = { store, view: shown, ticks: timeTicks(shown, 90), nowNs, colouring: "category" } as const;
    drawValue(surface.surface, testPaint().paint, scene, store.value(10)!, 0);
    return surface;
  };

  it("are marked with the amount; marks that would overlap are one, with the sum and how many", () => {
    const surface = drawn(0, nowNs);
    expect(surface.texts.map(({ text }) => text)).toEqual(["−7", "−3 (2)"]);
    expect(surface.texts.map(({ x }) => Math.round(x))).toEqual([207, 611]);
  });

  it("are marked one by one where there is room", () => {
    expect(drawn(550, 650).texts.map(({ text }) => text)).toEqual(["−1", "−2"]);
  });

  it("are nothing where nothing was lost in view", () => {
    const surface = drawn(0, 150);
    expect(surface.texts).toEqual([]);
    expect(surface.fills.some(({ style }) => style === darkTheme.danger)).toBe(false);
  });

  it("lead to the write that overwrote others, which tells the amount", () => {
    const layout = layOut(store, plainArrangement, new Set());
    const item = layout.items.find((one) => one.kind === "lane" && one.lane.id === 10)!;
    const y = rulerHeight + item.top + lossTop + 4;
    const before = hitTest(store, layout, view, 198, y, 0, nowNs)?.ref;
    expect(before).toEqual({ kind: "write", laneId: 10, writer: 3, startNs: 200 });
    const info = describeSlice(store, before!, nowNs);
    expect(info?.detail).toContainEqual({ label: "Lost", value: "7, written since worker 2 had read" });
    // Above the marks it is the value that stood there.
    const above = hitTest(store, layout, view, 198, rulerHeight + item.top + 10, 0, nowNs)?.ref;
    expect(above).toMatchObject({ writer: 2, startNs: 100 });
  });
});
