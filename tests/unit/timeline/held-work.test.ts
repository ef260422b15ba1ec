import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { drawPhases } from "../../../src/renderer/timeline/draw/phases";
import { sliceLabel } from "../../../src/renderer/timeline/store/queries";
import { darkTheme } from "../../../src/renderer/timeline/theme";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

/** A worker that works with and without the lock of lane 9, with gaps inside and outside of its task. */
function lockedWork(): TraceStore {
  const writer = new LaneWriter(2)
    .begin(0, categories.task, "chunk", 0, 1)
    .begin(0, categories.compute, "work")
    .end(200_000)
    .lockAcquire(200_000, 9)
    .begin(200_000, categories.compute, "work inside the lock")
    .end(400_000)
    .lockRelease(400_000, 9)
    .begin(440_000, categories.dataWait, "read")
    .end(500_000)
    .end(600_000)
    .begin(700_000, categories.compute, "work")
    .end(1_000_000);
  const store = new TraceStore();
  store.append(join(laneBlock(lane(2, "worker")), laneBlock(lane(9, "lock")), writer.block()));
  return store;
}

function drawRow(store: TraceStore, fromNs: number, toNs: number) {
  const { paint } = testPaint();
  const surface = new RecordingSurface();
  const track = store.track(2)!;
  const slices = track.rows[1]!;
  const view = timeView({ fromNs, toNs }, 1_000);
  const place = { top: 20, height: 16, startNs: 0, endNs: store.endNs, tasks: track.rows[0]!, holds: track.holds };
  drawPhases(surface.surface, paint, slices, view, place, (index) => sliceLabel(store, slices, index));
  return surface;
}

describe("work under a lock", () => {
  it("has dots along its edges, and no other work has", () => {
    const surface = drawRow(lockedWork(), 0, 1_000_000);
    const dotted = surface.fills.filter((fill) => fill.style === "dots");
    expect(dotted.map(({ x, width }) => [x, width])).toEqual([[200, 199]]);
  });

  it("has them where it is one bar with the work before", () => {
    const surface = drawRow(lockedWork(), 0, 40_000_000);
    expect(surface.fills.filter((fill) => fill.height === 16 && fill.x === 0).map(({ width }) => width)).toEqual([9]);
    const dotted = surface.fills.filter((fill) => fill.style === "dots");
    expect(dotted.map(({ x, width }) => [x, width])).toEqual([[5, 4]]);
  });
});

describe("a gap", () => {
  it("is dashed within a task, and a line outside of it", () => {
    const surface = drawRow(lockedWork(), 0, 1_000_000);
    const lines = surface.fills.filter((fill) => fill.style === darkTheme.category.idle);
    expect(lines.map(({ x, width, height }) => [x, width, height])).toEqual([[600, 100, 1]]);
    const dashes = surface.fills.filter((fill) => fill.style === darkTheme.taskEdge);
    expect(dashes.every(({ width, height }) => width === 2 && height === 1)).toBe(true);
    expect(dashes.map(({ x }) => x)).toEqual([
      ...Array.from({ length: 10 }, (_, at) => 400 + 4 * at),
      ...Array.from({ length: 25 }, (_, at) => 500 + 4 * at),
    ]);
  });
});
