import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { drawOverview } from "../../../src/renderer/timeline/draw/overview";
import { fonts } from "../../../src/renderer/timeline/draw/paint";
import { drawRuler } from "../../../src/renderer/timeline/draw/ruler";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

describe("the overview", () => {
  it("tells no times: the ruler right below it does", () => {
    const { paint } = testPaint();
    const surface = new RecordingSurface();
    const store = new TraceStore();
    const records = new LaneWriter(2).begin(0, categories.compute).end(1e9).block();
    store.append(join(laneBlock(lane(2, "worker")), records));
    drawOverview(surface.surface, paint, store, timeView({ fromNs: 0, toNs: 1e9 }, 1_000), 1e9);
    expect(surface.texts).toEqual([]);
    expect(surface.fills.length).toBeGreaterThan(2);
  });
});

describe("the ruler", () => {
  it.each([1e9, 1e15, 1e21])("writes no figure over another, also %s ns from the start", (endNs) => {
    for (const share of [1, 1e-3, 1e-6]) {
      const { paint } = testPaint();
      const surface = new RecordingSurface();
      const view = timeView({ fromNs: endNs * (1 - share), toNs: endNs }, 1_000);
      drawRuler(surface.surface, paint, view, timeTicks(view, 92));
      expect(surface.texts.length).toBeGreaterThan(2);
      let free = 0;
      for (const { text, x } of surface.texts) {
        expect(x).toBeGreaterThanOrEqual(free);
        free = x + paint.measure(text, fonts.figure);
      }
    }
  });
});
