import { describe, expect, it } from "vitest";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { drawUsage } from "../../../src/renderer/timeline/draw/usage-lane";
import { formatLaneValue } from "../../../src/renderer/timeline/format";
import { idOf, layOut } from "../../../src/renderer/timeline/layout";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const cpu = lane(5, "cpu", { name: "worker 1", number: 1, endNs: 400 });

function build(): TraceStore {
  const store = new TraceStore();
  const samples = new LaneWriter(5).counter(0, "", 50).counter(100, "", 200).counter(200, "", 0);
  store.append(
    join(...[lane(2, "worker"), cpu, lane(6, "memory", { name: "worker 1" })].map(laneBlock), samples.block()),
  );
  return store;
}

function draw(store: TraceStore, range: { fromNs: number; toNs: number }, width: number) {
  const out = new RecordingSurface();
  const { paint } = testPaint();
  const view = timeView(range, width);
  const item = layOut(store, { ...plainArrangement, collapsed: { usage: false } }, new Set()).laneItems.get(5)!;
  drawUsage(
    out.surface,
    paint,
    { store, view, ticks: timeTicks(view, 92), nowNs: 400, colouring: "category" },
    item,
    store.value(5)!,
    0,
  );
  const bottom = item.height - 2;
  return out.fills.map(({ x, y, width: wide, height, style }) => {
    expect(y + height).toBe(bottom);
    return { x, width: wide, height, solid: style === paint.theme.category.compute };
  });
}

describe("what processes use", () => {
  it("stands in a group of its own, closed until somebody opens it", () => {
    expect(layOut(build(), plainArrangement, new Set()).items.map(idOf)).toEqual(["processes", 2, "usage"]);
  });

  it("stands by worker, whichever was seen first", () => {
    const store = new TraceStore();
    const facts = [
      [5, "cpu", 2],
      [6, "memory", 2],
      [7, "cpu", 1],
      [8, "memory", 1],
    ] as const;
    store.append(join(...facts.map(([id, kind, number]) => laneBlock(lane(id, kind, { number })))));
    const open = { ...plainArrangement, collapsed: { usage: false } };
    expect(layOut(store, open, new Set()).items.map(idOf)).toEqual(["usage", 7, 5, 8, 6]);
  });

  it("is an area, to the highest in view, or one core where that is more", () => {
    const fills = draw(build(), { fromNs: 0, toNs: 400 }, 400).filter(({ solid }) => solid);
    expect(fills).toEqual([
      { x: 0, width: 100, height: 7, solid: true },
      { x: 100, width: 100, height: 28, solid: true },
      { x: 200, width: 200, height: 0, solid: true },
    ]);
    const low = draw(build(), { fromNs: 0, toNs: 99 }, 99).filter(({ solid }) => solid);
    expect(low).toEqual([{ x: 0, width: 100, height: 14, solid: true }]);
  });

  it("shows the lowest and the highest of what falls into one pixel", () => {
    const [pale, solid] = draw(build(), { fromNs: 0, toNs: 80_000 }, 100);
    expect([pale, solid]).toEqual([
      { x: 0, width: 1, height: 28, solid: false },
      { x: 0, width: 1, height: 0, solid: true },
    ]);
  });

  it("is told with its unit", () => {
    const info = describeSlice(build(), { kind: "write", laneId: 5, writer: 0, startNs: 100 }, 400);
    expect(info).toMatchObject({ name: "worker 1: 200 % of a core", startNs: 100, endNs: 200 });
    expect(info?.detail).toEqual([{ label: "Before", value: "50 %" }]);
    expect([0, 999, 1_500, 142_400_000, 3e12].map((bytes) => formatLaneValue("memory", bytes))).toEqual([
      "0 B",
      "999 B",
      "1.5 kB",
      "142 MB",
      "3.0 TB",
    ]);
  });
});
