import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { drawOverview, stripTop } from "../../../src/renderer/timeline/draw/overview";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

describe("the overview", () => {
  const drawn = (figures: boolean) => {
    const { paint } = testPaint();
    const surface = new RecordingSurface();
    const store = new TraceStore();
    const records = new LaneWriter(2).begin(0, categories.compute).end(1e9).block();
    store.append(join(laneBlock(lane(2, "worker")), records));
    drawOverview(surface.surface, paint, store, timeView({ fromNs: 0, toNs: 1e9 }, 1_000), 1e9, figures);
    return surface.texts;
  };

  it("tells its times above the strip, away from the ruler's", () => {
    const texts = drawn(true);
    expect(texts.length).toBeGreaterThan(4);
    for (const { y } of texts) expect(y).toBeLessThan(stripTop);
  });

  it("leaves them to the ruler where that shows the same", () => {
    expect(drawn(false)).toEqual([]);
  });
});
