import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { drawPicture } from "../../../src/renderer/timeline/draw/picture";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { litByLock } from "../../../src/renderer/timeline/lit";
import { SelectionModel } from "../../../src/renderer/timeline/selection-model";
import { darkTheme, dimmed } from "../../../src/renderer/timeline/theme";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const nowNs = 1_000;
const view = timeView({ fromNs: 0, toNs: nowNs }, 1_000);

/** Worker 1 holds lock 8 from 100 to 300, worker 2 waits from 150 and holds it since; worker 3 gave up; lock 9 is another one. */
function build(): TraceStore {
  const store = new TraceStore();
  store.append(
    join(
      ...[1, 2, 3].map((number) => laneBlock(lane(number + 1, "worker", { name: `worker ${number}`, number }))),
      laneBlock(lane(8, "lock", { name: "totals" })),
      laneBlock(lane(9, "lock", { name: "other" })),
      new LaneWriter(2)
        .begin(50, categories.compute, "add")
        .lockAcquire(100, 8)
        .lockRelease(300, 8)
        .lockAcquire(600, 9)
        .lockRelease(700, 9)
        .end(900)
        .block(),
      new LaneWriter(3).lockRequest(150, 8).lockAcquire(300, 8).block(),
      new LaneWriter(4).lockRequest(400, 8).lockGiveUp(500, 8).block(),
    ),
  );
  return store;
}

describe("what a lock lights", () => {
  it("is where each lane waited for it and held it, in one piece", () => {
    expect([...litByLock(build(), 8, view, nowNs)!.stretches]).toEqual([
      [2, [{ from: 100, to: 300 }]],
      [3, [{ from: 150, to: 1_000 }]],
      [4, [{ from: 400, to: 500 }]],
    ]);
  });

  it("is nothing of what lies outside the view", () => {
    const early = timeView({ fromNs: 0, toNs: 120 }, 1_000);
    expect([...litByLock(build(), 8, early, nowNs)!.stretches.keys()]).toEqual([2]);
  });

  it("is no more than the pixels, however often the lock was taken", () => {
    const writer = new LaneWriter(2);
    for (let at = 0; at < 5_000; at++) writer.lockAcquire(at * 10, 8).lockRelease(at * 10 + 5, 8);
    const store = new TraceStore();
    store.append(join(laneBlock(lane(2, "worker")), laneBlock(lane(8, "lock")), writer.block()));
    const all = timeView({ fromNs: 0, toNs: 50_000 }, 1_000);
    expect(litByLock(store, 8, all, 50_000)!.stretches.get(2)!.length).toBeLessThanOrEqual(1_000);
  });

  it("is nothing where the lane is no lock", () => {
    expect(litByLock(build(), 2, view, nowNs)).toBeNull();
  });
});

describe("a picture with a lit lock", () => {
  it("dims the lanes, and draws waits, holds and the lock itself as bright as ever", () => {
    const store = build();
    const layout = layOut(store, plainArrangement, new Set());
    const surface = new RecordingSurface();
    drawPicture(surface.surface, testPaint().paint, testPaint(dimmed(darkTheme)).paint, {
      store,
      layout,
      view,
      ticks: timeTicks(view, 90),
      nowNs,
      live: true,
      width: 1_208,
      height: 600,
      headerWidth: 208,
      scrollTop: 0,
      focused: null,
      strips: new Map(),
      colouring: "category",
      lit: litByLock(store, 8, view, nowNs),
    });
    const stylesOf = (id: number): readonly unknown[] => {
      const item = layout.items.find((one) => one.kind === "lane" && one.lane.id === id)!;
      const top = rulerHeight + item.top;
      return surface.fills
        .filter((fill) => fill.y > top && fill.y < top + item.height && fill.x >= 208)
        .map((fill) => fill.style);
    };
    const dark = dimmed(darkTheme);
    expect(stylesOf(2)).toEqual(expect.arrayContaining([dark.category.compute, darkTheme.category.compute]));
    expect(stylesOf(8)).toContain(darkTheme.workers[0]);
    expect(stylesOf(8)).not.toContain(dark.workers[0]);
    expect(stylesOf(9)).toContain(dark.workers[0]);
    expect(stylesOf(9)).not.toContain(darkTheme.workers[0]);
  });
});

describe("the lock that is lit", () => {
  const model = (): SelectionModel => {
    const made = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    made.setStore(build());
    return made;
  };
  const layout = layOut(build(), plainArrangement, new Set());
  const middleOf = (id: number): number => {
    const item = layout.items.find((one) => one.kind === "lane" && one.lane.id === id)!;
    return rulerHeight + item.top + item.height / 2;
  };

  it("is the one under the pointer, its header included", () => {
    const chosen = model();
    chosen.pointer = { x: 50, y: middleOf(8) };
    expect(chosen.hover(layout, view, 208, 0, nowNs, true)).toBe(true);
    expect(chosen.lights(false)).toBe(8);
    chosen.pointer = { x: 700, y: middleOf(8) };
    expect(chosen.hover(layout, view, 208, 0, nowNs, true)).toBe(false);
    chosen.pointer = { x: 700, y: middleOf(2) };
    expect(chosen.hover(layout, view, 208, 0, nowNs, true)).toBe(true);
    expect(chosen.lights(false)).toBeNull();
  });

  it("is the one that the keyboard is on, as long as the canvas shows that it has the keyboard", () => {
    const chosen = model();
    chosen.focused = 9;
    expect(chosen.lights(true)).toBe(9);
    expect(chosen.lights(false)).toBeNull();
    chosen.focused = 2;
    expect(chosen.lights(true)).toBeNull();
  });
});
