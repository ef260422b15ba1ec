import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { drawQueueLane } from "../../../src/renderer/timeline/draw/queue-lane";
import { allArrows, chainArrows } from "../../../src/renderer/timeline/flow-arrows";
import { layOut } from "../../../src/renderer/timeline/layout";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const nowNs = 1_000;
const view = timeView({ fromNs: 0, toNs: nowNs }, 1_000);

/** Main sends to worker 1, which sends to worker 2, which sends back; main also sends something else. */
function chained(): TraceStore {
  const store = new TraceStore();
  store.append(
    join(
      laneBlock(lane(1, "parent")),
      ...[2, 3].map((id) => laneBlock(lane(id, "worker"))),
      new LaneWriter(1)
        .begin(10, categories.compute, "dispatch")
        .flowOut(15, 1)
        .end(20)
        .begin(30, categories.compute, "dispatch")
        .flowOut(35, 9)
        .end(40)
        .begin(800, categories.compute, "take")
        .flowIn(810, 3)
        .end(820)
        .block(),
      new LaneWriter(2)
        .beginTask(100, "first")
        .flowIn(101, 1)
        .flowOut(190, 2)
        .end(200)
        .beginTask(300, "other")
        .flowIn(301, 9)
        .end(400)
        .block(),
      new LaneWriter(3).beginTask(500, "second").flowIn(501, 2).flowOut(590, 3).end(600).block(),
    ),
  );
  return store;
}

const partsOf = (store: TraceStore, laneId: number, row: number, index: number) =>
  chainArrows(store, layOut(store, plainArrangement, new Set()), view, { kind: "slice", laneId, row, index }, 0, nowNs)
    .shown.map(({ fromX, toX }) => [fromX, toX])
    .sort((a, b) => a[0]! - b[0]!);

describe("the arrows of a slice", () => {
  const whole = [
    [15, 101],
    [190, 501],
    [590, 810],
  ];

  it("are those of its whole chain, from wherever it is looked at", () => {
    const store = chained();
    expect(partsOf(store, 2, 0, 0)).toEqual(whole);
    // A worker begins with its start.
    expect(partsOf(store, 3, 1, 1)).toEqual(whole);
    expect(partsOf(store, 1, 1, 0)).toEqual(whole);
  });

  it("are none of other chains", () => {
    expect(partsOf(chained(), 2, 0, 1)).toEqual([[35, 301]]);
  });

  it("do not run through a task that loops: its phases are the steps", () => {
    const writer = new LaneWriter(2).begin(50, categories.task, "loop");
    const sender = new LaneWriter(1);
    for (let at = 0; at < 20; at++) {
      sender
        .begin(at * 40, categories.compute, "put")
        .flowOut(at * 40 + 1, at + 1)
        .end(at * 40 + 2);
      writer
        .begin(at * 40 + 10, categories.dataWait, "get")
        .flowIn(at * 40 + 11, at + 1)
        .end(at * 40 + 12);
    }
    const store = new TraceStore();
    store.append(join(laneBlock(lane(1, "parent")), laneBlock(lane(2, "worker")), sender.block(), writer.block()));
    expect(partsOf(store, 1, 1, 3)).toEqual([[121, 131]]);
  });
});

describe("all arrows", () => {
  const many = (count: number): TraceStore => {
    const [sender, receiver] = [new LaneWriter(1), new LaneWriter(2)];
    for (let at = 0; at < count; at++) {
      sender.flowOut(at, at + 1);
      receiver.flowIn(at + 0.5, at + 1);
    }
    const store = new TraceStore();
    store.append(join(laneBlock(lane(1, "parent")), laneBlock(lane(2, "worker")), sender.block(), receiver.block()));
    return store;
  };
  const all = (store: TraceStore, toNs: number) =>
    allArrows(store, layOut(store, plainArrangement, new Set()), timeView({ fromNs: 0, toNs }, 1_000), 0);

  it("are those that arrive in view", () => {
    const { shown, total } = all(many(50), 30);
    expect(shown).toHaveLength(30);
    expect(total).toBe(30);
  });

  it("are thinned evenly where they are many, and their number is told", () => {
    const { shown, total } = all(many(5_000), 5_000);
    expect(total).toBe(5_000);
    expect(shown.length).toBeGreaterThan(150);
    expect(shown.length).toBeLessThanOrEqual(200);
    const gaps = shown.slice(1).map(({ toX }, at) => toX - shown[at]!.toX);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1e-6);
  });
});

describe("a queue's lane", () => {
  const store = new TraceStore();
  store.append(
    join(
      laneBlock(lane(1, "parent")),
      laneBlock(lane(9, "queue", { name: "work" })),
      new LaneWriter(1)
        .valueUpdate(100, 1, 9)
        .valueUpdate(200, 2, 9)
        .valueUpdate(300, 1, 9)
        .valueUpdate(500, 0, 9)
        .block(),
    ),
  );
  const draw = (fromNs: number, toNs: number) => {
    const surface = new RecordingSurface();
    const shown = timeView({ fromNs, toNs }, 1_000);
    const scene = { store, view: shown, ticks: timeTicks(shown, 90), nowNs, colouring: "category" } as const;
    drawQueueLane(surface.surface, testPaint().paint, scene, store.value(9)!, 0);
    return surface.fills;
  };

  it("is an area as high as the queue is long", () => {
    const area = draw(0, nowNs).filter(({ y, height }) => y < 22 && y + height === 22);
    const heightAt = (x: number): number => area.find((fill) => x >= fill.x && x < fill.x + fill.width)?.height ?? 0;
    expect([50, 150, 250, 400, 600].map(heightAt)).toEqual([0, 9, 17, 9, 0]);
  });

  it("has ticks for puts above those for gets", () => {
    const ticks = draw(0, nowNs).filter(({ y, height }) => y >= 25 && height === 3);
    expect(ticks.filter(({ y }) => y === 25).map(({ x }) => x)).toEqual([200]);
    expect(ticks.filter(({ y }) => y === 29).map(({ x }) => x)).toEqual([300, 500]);
  });

  it("shows the most of a pixel where puts and gets fall into one", () => {
    const area = draw(0, 1_000_000).filter(({ y, height }) => y < 22 && y + height === 22);
    expect(Math.max(...area.map(({ height }) => height))).toBe(17);
  });
});
