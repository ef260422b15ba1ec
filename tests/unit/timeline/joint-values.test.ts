import { describe, expect, it } from "vitest";
import { plainArrangement, withGuest } from "../../../src/renderer/timeline/arrangement";
import { drawJointValues, jointColour, jointScale } from "../../../src/renderer/timeline/draw/joint-values";
import { hitTest } from "../../../src/renderer/timeline/hit";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const view = timeView({ fromNs: 0, toNs: 100 }, 100);

function build() {
  const store = new TraceStore();
  const writer = new LaneWriter(1).valueUpdate(10, 0, 6).valueUpdate(20, 100, 7).valueUpdate(50, 25, 6);
  const lanes = [lane(1, "parent"), lane(6, "value"), lane(7, "value"), lane(8, "value")];
  store.append(join(...lanes.map(laneBlock), writer.block()));
  const layout = layOut(store, withGuest(withGuest(plainArrangement, 6, 7), 6, 8), new Set());
  return { store, layout, item: layout.laneItems.get(6)! };
}

describe("values that share a lane", () => {
  it("have one scale, from the lowest to the highest of all that is in view", () => {
    const { store, item } = build();
    const scale = jointScale(store, item, view)!;
    expect([scale(100), scale(0)]).toEqual([5, item.height - 6]);
    expect(jointScale(store, item, timeView({ fromNs: 0, toNs: 5 }, 100))).toBeNull();
  });

  it("are lines in colours of their own; one without any value has none", () => {
    const { store, item } = build();
    const out = new RecordingSurface();
    const { paint } = testPaint();
    const scene = { store, view, ticks: timeTicks(view, 92), nowNs: 100, colouring: "category" } as const;
    drawJointValues(out.surface, paint, scene, item, 0);
    expect(jointColour(paint.theme, lane(9, "cpu", { number: 2 }), 0)).toBe(paint.theme.workers[1]);
    expect(new Set(out.strokes).size).toBe(2);
    expect(out.strokes).toEqual(
      [item.lane, ...item.guests].slice(0, 2).map((one, place) => jointColour(paint.theme, one, place)),
    );
  });

  it("are told of where the pointer is nearest to their line", () => {
    const { store, layout, item } = build();
    const scale = jointScale(store, item, view)!;
    const at = (x: number, value: number) =>
      hitTest(store, layout, view, x, rulerHeight + item.top + scale(value), 0, 100)?.ref;
    expect(at(60, 90)).toEqual({ kind: "write", laneId: 7, writer: 1, startNs: 20 });
    expect(at(60, 30)).toEqual({ kind: "write", laneId: 6, writer: 1, startNs: 50 });
    expect(at(15, 90)).toEqual({ kind: "write", laneId: 6, writer: 1, startNs: 10 });
  });
});
