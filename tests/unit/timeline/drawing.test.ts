import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { ColumnStack, packPixel } from "../../../src/renderer/timeline/draw/columns";
import { drawOverlay } from "../../../src/renderer/timeline/draw/overlay";
import { drawPhases } from "../../../src/renderer/timeline/draw/phases";
import { drawPicture } from "../../../src/renderer/timeline/draw/picture";
import { drawTasks } from "../../../src/renderer/timeline/draw/rows";
import { fitLabel } from "../../../src/renderer/timeline/draw/text";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { sliceLabel } from "../../../src/renderer/timeline/store/queries";
import { queueStretches } from "../../../src/renderer/timeline/store/waits";
import { darkTheme } from "../../../src/renderer/timeline/theme";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";
import type { Lane } from "../../../src/shared/trace/lanes";
import { type Category, categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSheet, RecordingSurface, testPaint } from "./support";

const width = 1_000;

/** A store with one worker whose phases alternate between two categories, `each` ns long. */
function alternating(
  count: number,
  each: number,
  first: Category = categories.compute,
  second: Category = categories.lockWait,
): TraceStore {
  const writer = new LaneWriter(2);
  for (let at = 0; at < count; at++) {
    writer.begin(at * each, at % 2 === 0 ? first : second, "phase").end((at + 1) * each);
  }
  const store = new TraceStore();
  store.append(join(laneBlock(lane(2, "worker")), writer.block()));
  return store;
}

function drawRow(store: TraceStore, fromNs: number, toNs: number) {
  const { paint, sheet } = testPaint();
  const surface = new RecordingSurface();
  const slices = store.track(2)!.rows[1]!;
  const view = timeView({ fromNs, toNs }, width);
  const track = store.track(2)!;
  const place = { top: 20, height: 16, startNs: 0, endNs: store.endNs, tasks: track.rows[0]!, holds: track.holds };
  drawPhases(surface.surface, paint, slices, view, place, (index) => sliceLabel(store, slices, index));
  return { surface, sheet, paint };
}

describe("drawing phases", () => {
  it("draws nothing outside the view but the overhang of what it cuts", () => {
    const { surface } = drawRow(alternating(200, 100_000), 5_000_000, 6_000_000);
    expect(surface.fills.length).toBeGreaterThan(0);
    for (const fill of surface.fills) {
      expect(fill.x + fill.width).toBeGreaterThan(-1);
      expect(fill.x).toBeLessThan(width);
      expect(fill.x).toBeGreaterThanOrEqual(-10);
      expect(fill.x + fill.width).toBeLessThanOrEqual(width + 10);
    }
  });

  it("costs by what is in view, not by what there is", () => {
    const few = drawRow(alternating(20, 100_000), 500_000, 1_500_000).surface.calls;
    const many = drawRow(alternating(4_000, 100_000), 500_000, 1_500_000).surface.calls;
    expect(many).toBe(few);
  });

  it("leaves a pixel between neighbours that are wide enough", () => {
    const { surface } = drawRow(alternating(10, 100_000, categories.compute, categories.serialize), 0, 1_000_000);
    const bars = surface.fills.filter((fill) => fill.height === 16).sort((a, b) => a.x - b.x);
    expect(bars.map((bar) => [bar.x, bar.width])).toEqual(Array.from({ length: 10 }, (_, at) => [at * 100, 99]));
  });

  it("starts a wait's stripes where the wait starts, so that they pan with it", () => {
    const store = alternating(10, 100_000);
    const stripesOf = (from: number) =>
      drawRow(store, from, from + 1_000_000).surface.fills.filter((fill) => fill.style === "stripes");
    const before = stripesOf(0)[0]!;
    const after = stripesOf(7_000)[0]!;
    expect(after.x - before.x).toBe(-7);
  });

  it("merges unnamed neighbours of one category in one task, and not across tasks", () => {
    const writer = new LaneWriter(2);
    for (let task = 0; task < 2; task++) {
      const at = task * 40_000;
      writer.begin(at, categories.task, "chunk", task, 1);
      writer.begin(at, categories.compute, "parse").end(at + 10_000);
      writer
        .begin(at + 10_000, categories.compute, "aggregate")
        .end(at + 40_000)
        .end(at + 40_000);
    }
    const store = new TraceStore();
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const { surface } = drawRow(store, 0, 4_000_000);
    const bars = surface.fills.filter((fill) => fill.height === 16 && fill.style === darkTheme.category.compute);
    expect(bars.map((bar) => bar.x)).toEqual([0, 10]);
  });

  it("keeps an event far shorter than a pixel visible in its full height", () => {
    const store = new TraceStore();
    store.append(
      join(
        laneBlock(lane(2, "worker")),
        new LaneWriter(2).begin(500_000, categories.compute, "x").end(500_001).block(),
      ),
    );
    const { surface } = drawRow(store, 0, 10_000_000);
    const ticks = surface.fills.filter((fill) => fill.style === darkTheme.category.compute);
    expect(ticks).toEqual([{ x: 50, y: 20, width: 1, height: 16, style: darkTheme.category.compute }]);
  });

  it("keeps a failure at two pixels at least, whatever surrounds it", () => {
    const writer = new LaneWriter(2);
    for (let at = 0; at < 3_000; at++) {
      writer.begin(at * 1_000, at === 1_500 ? categories.failed : categories.compute, "x").end((at + 1) * 1_000);
    }
    const store = new TraceStore();
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const { surface } = drawRow(store, 0, 6_000_000);
    const marks = surface.fills.filter((fill) => fill.style === darkTheme.category.failed);
    expect(marks).toEqual([{ x: 250, y: 20, width: 2, height: 16, style: darkTheme.category.failed }]);
  });

  it("draws idle gaps of three pixels and more as a line", () => {
    const store = new TraceStore();
    store.append(
      join(
        laneBlock(lane(2, "worker")),
        new LaneWriter(2)
          .begin(0, categories.compute)
          .end(100_000)
          .begin(300_000, categories.compute)
          .end(400_000)
          .block(),
      ),
    );
    const { surface } = drawRow(store, 0, 1_000_000);
    const lines = surface.fills.filter((fill) => fill.style === darkTheme.category.idle);
    expect(lines.map((line) => [line.x, line.width, line.height])).toEqual([[100, 200, 1]]);
  });
});

describe("pixel columns", () => {
  it("stack shares that add up exactly to the time in each column", () => {
    const store = alternating(5_000, 1_000);
    const { sheet, paint } = drawRow(store, 0, 6_000_000);
    expect(sheet.puts.length).toBe(1);
    const [put] = sheet.puts;
    // Six slices per column: half of the height is compute, the upper half lock wait; each column is full.
    const compute = packPixel(...paint.channels[categories.compute]!, 1);
    const wait = packPixel(...paint.channels[categories.lockWait]!, 1);
    for (let column = 0; column < 833; column++) {
      const stack = Array.from({ length: 16 }, (_, row) => put!.pixels[(15 - row) * put!.columns + column]);
      expect(stack).toEqual([...Array(8).fill(compute), ...Array(8).fill(wait)]);
    }
  });

  it("give a pixel that a boundary cuts the mean of what it covers", () => {
    const stack = new ColumnStack(9);
    const sheet = new RecordingSheet();
    stack.reserve(4);
    stack.add(categories.compute, 0, 1, 0.3, 4);
    stack.draw(new RecordingSurface().surface, sheet, Array(9).fill([200, 100, 0]), 0, 10, 1);
    expect(sheet.puts[0]!.pixels[0]).toBe(packPixel(200, 100, 0, 0.3));
    expect(stack.empty).toBe(true);
  });

  it("spread a stretch over columns by overlap and leave out what lies outside", () => {
    const stack = new ColumnStack(9);
    stack.reserve(4);
    stack.add(categories.compute, -2, 0.25, 1, 4);
    stack.add(categories.compute, 1.5, 3.25, 1, 4);
    stack.add(categories.compute, 3.5, 9, 1, 4);
    const shares = [0, 1, 2, 3].map((column) => stack.share(column, categories.compute));
    expect(shares).toEqual([0.25, 0.5, 1, 0.75]);
  });
});

describe("labels", () => {
  const { paint } = testPaint();
  const label = { full: "wait totals", short: "totals" };

  it.each([
    [76, "wait totals"],
    [75, "totals"],
    [45, ""],
  ])("in %d px reads %j", (room, text) => {
    expect(fitLabel(paint, label, room)).toBe(text);
  });

  it("cut a name without a short form after five letters, or leave it out", () => {
    expect(fitLabel(paint, { full: "aggregate", short: "" }, 46)).toBe("aggre…");
    expect(fitLabel(paint, { full: "aggregate", short: "" }, 45)).toBe("");
    expect(fitLabel(paint, { full: "parse", short: "" }, 39)).toBe("");
  });

  it("stick to the left edge of the view", () => {
    const store = new TraceStore();
    store.append(
      join(laneBlock(lane(2, "worker")), new LaneWriter(2).begin(0, categories.task, "chunk", 12, 1).block()),
    );
    store.append(new LaneWriter(2).end(9_000_000).block());
    const surface = new RecordingSurface();
    const slices = store.track(2)!.rows[0]!;
    const view = timeView({ fromNs: 5_000_000, toNs: 10_000_000 }, width);
    const place = { top: 3, height: 15, startNs: 0, endNs: store.endNs };
    drawTasks(surface.surface, paint, slices, view, place, (index) => sliceLabel(store, slices, index));
    expect(surface.texts).toEqual([{ text: "chunk 12", x: 5, y: 15 }]);
  });
});

describe("figures in the ruler", () => {
  const view = timeView({ fromNs: 0, toNs: 1e9 }, width);
  const ticks = timeTicks(view, 90);
  const draw = (more: {
    cursorNs?: number;
    nowNs?: number;
    range?: { fromNs: number; toNs: number };
    anchorNs?: number;
    selectedNs?: number;
  }) => {
    const surface = new RecordingSurface();
    drawOverlay(surface.surface, testPaint().paint, {
      view,
      ticks,
      height: 300,
      nowNs: more.nowNs ?? 2e9,
      live: true,
      cursorNs: more.cursorNs ?? null,
      range: more.range ?? null,
      hovered: [],
      selected: [],
      focused: false,
      arrows: [],
      arrowNote: "",
      hits: null,
      marks: [],
      anchorNs: more.anchorNs ?? null,
      selectedNs: more.selectedNs ?? null,
    });
    return surface;
  };

  it("take away a tick's figure that they would cut, and no other", () => {
    const surface = draw({ nowNs: 0.43e9 });
    const wiped = surface.fills.filter(({ style, y }) => style === darkTheme.surfacePanel && y === 3);
    expect(surface.texts.map(({ text }) => text)).toEqual(["0.43 s"]);
    expect(wiped.map(({ x }) => x)).toEqual([405]);
  });

  it("never lie over each other: the pointer's goes before the range's, and that before the newest time", () => {
    const texts = (more: Parameters<typeof draw>[0]): string[] => draw(more).texts.map(({ text }) => text);
    const range = { fromNs: 0.2e9, toNs: 0.4e9 };
    expect(texts({ range, cursorNs: 0.3e9, nowNs: 0.9e9 })).toEqual(["0.300 s", "0.90 s"]);
    expect(texts({ range, cursorNs: 0.6e9, nowNs: 0.9e9 })).toEqual(["0.600 s", "200.0 ms", "0.90 s"]);
    expect(texts({ range, nowNs: 0.31e9 })).toEqual(["200.0 ms"]);
  });

  it("tell the time from the second cursor to the pointer, or else to the selection", () => {
    const texts = (more: Parameters<typeof draw>[0]): string[] => draw(more).texts.map(({ text }) => text);
    expect(texts({ anchorNs: 0.2e9, cursorNs: 0.7e9 })).toEqual(["500.0 ms", "0.700 s", "0.200 s"]);
    expect(texts({ anchorNs: 0.7e9, selectedNs: 0.3e9 })).toEqual(["400.0 ms", "0.700 s"]);
    expect(texts({ anchorNs: 0.7e9 })).toEqual(["0.700 s"]);
  });
});

describe("the whole picture", () => {
  const build = (ended: Partial<Lane> = {}): TraceStore => {
    const store = new TraceStore();
    store.append(
      join(
        laneBlock(lane(1, "parent", { name: "main" })),
        laneBlock(
          lane(2, "worker", {
            name: "worker 1",
            endNs: 5_000_000,
            exit: { code: null, signal: "SIGKILL" },
            remark: "worker 1 lost: SIGKILL. chunk 3 goes to another worker.",
            ...ended,
          }),
        ),
        laneBlock(lane(3, "worker", { name: "worker 2", number: 2 })),
        laneBlock(lane(8, "lock", { name: "totals", pid: null })),
        laneBlock(lane(9, "value", { name: "rows", pid: null, valueType: "int64" })),
        new LaneWriter(2).begin(1e6, categories.task, "chunk", 3, 1).begin(1e6, categories.compute, "parse").block(),
        new LaneWriter(3)
          .lockRequest(1e6, 8)
          .lockAcquire(2e6, 8)
          .valueUpdate(3e6, 25_983_150, 9)
          .lockRelease(8e6, 8)
          .block(),
      ),
    );
    return store;
  };
  const draw = (
    store: TraceStore,
    more: { fromNs?: number; height?: number; scrollTop?: number; headerWidth?: number } = {},
  ) => {
    const { paint } = testPaint();
    const surface = new RecordingSurface();
    const view = timeView({ fromNs: more.fromNs ?? 0, toNs: 10e6 }, width);
    const layout = layOut(store, plainArrangement, new Set());
    drawPicture(surface.surface, paint, paint, {
      store,
      layout,
      view,
      ticks: timeTicks(view, 90),
      nowNs: 8e6,
      live: true,
      width: width + 208,
      height: more.height ?? 600,
      headerWidth: more.headerWidth ?? 208,
      scrollTop: more.scrollTop ?? 0,
      focused: null,
      strips: new Map(),
      colouring: "category",
      lit: null,
    });
    return { surface, layout, texts: surface.texts.map((text) => text.text) };
  };

  it("says how many processes live, what each does, and what became of the lost one", () => {
    const { texts } = draw(build());
    expect(texts).toEqual(expect.arrayContaining(["Processes", "2 alive, 1 lost", "Shared", "2 lanes"]));
    expect(texts).toEqual(expect.arrayContaining(["worker 1 lost: SIGKILL", "chunk 3 goes to another worker"]));
    expect(texts).toEqual(expect.arrayContaining(["exit SIGKILL", "totals", "25,983,150", "int64", "under totals"]));
    expect(texts).toContain("0 wait");
  });

  it("shows the window's colour where a process does not live", () => {
    const { surface, layout } = draw(build());
    const item = layout.items.find((one) => one.kind === "lane" && one.lane.id === 2)!;
    const top = rulerHeight + item.top;
    const ground = surface.fills.filter((fill) => fill.y === top && fill.height === item.height && fill.x >= 208);
    expect(ground[0]).toMatchObject({ width, style: darkTheme.surfaceApp });
    expect(ground[1]).toMatchObject({ x: 208, width: 500, style: darkTheme.surfaceLane });
  });

  it("crosses out the end of a phase that a loss cut off, and draws the line of the loss", () => {
    const { surface } = draw(build());
    expect(surface.fills.some((fill) => fill.style === "cross")).toBe(true);
    const line = surface.fills.find((fill) => fill.width === 2 && fill.style === darkTheme.category.failed);
    expect(line?.x).toBe(208 + 500);
  });

  it("writes a loss before the lane's end where there is no room behind it", () => {
    const { surface } = draw(build({ endNs: 9_900_000 }));
    const remark = surface.texts.find(({ text }) => text === "worker 1 lost: SIGKILL");
    expect(remark?.x).toBeGreaterThan(208);
    expect(remark?.x).toBeLessThan(208 + 990 - "worker 1 lost: SIGKILL".length * 6);
  });

  it("tells a process that was stopped with its run from a lost one", () => {
    const { texts, surface } = draw(build({ remark: "" }));
    expect(texts).toEqual(expect.arrayContaining(["2 alive, 1 ended", "exit SIGKILL"]));
    expect(surface.fills.some(({ style }) => style === "cross" || style === darkTheme.category.failed)).toBe(false);
  });

  it("names the signal whole where there is little room beside the lane's name", () => {
    const { texts } = draw(build(), { headerWidth: 160 });
    expect(texts).toContain("SIGKILL");
    expect(texts.filter((text) => text.includes("…"))).toEqual([]);
  });

  it("says when a lane ended once its end is out of view", () => {
    expect(draw(build(), { fromNs: 6e6 }).texts).toContain("ended at 0.005 s, SIGKILL");
  });

  it("draws only the lanes that are within the height", () => {
    const { texts } = draw(build(), { height: 100 });
    expect(texts).toContain("main");
    expect(texts).not.toContain("totals");
    expect(draw(build(), { height: 100, scrollTop: 150 }).texts).not.toContain("main");
  });

  it("shows what waits on the lock's lane only while somebody waits", () => {
    const { surface } = draw(build());
    const stripes = surface.fills.filter(({ style }) => style === "stripes");
    expect(stripes.length).toBeGreaterThan(0);
    const idle = new TraceStore();
    idle.append(join(laneBlock(lane(8, "lock", { name: "totals" })), laneBlock(lane(2, "worker"))));
    const nothing = draw(idle).surface;
    expect(nothing.fills.some(({ style }) => style === "stripes")).toBe(false);
    expect(nothing.strokes).not.toContain(darkTheme.category.lockWait);
  });

  it("leaves out a process's number rather than the end of its name", () => {
    const store = new TraceStore();
    const name = "squarers worker 12";
    store.append(join(laneBlock(lane(2, "worker", { name })), laneBlock(lane(3, "worker", { name: "brief" }))));
    const { texts } = draw(store);
    expect(texts).toContain(name);
    expect(texts.filter((text) => text.startsWith("pid "))).toHaveLength(1);
  });

  it("names the holder on the lock's lane", () => {
    expect(draw(build()).texts.filter((text) => text === "worker 2").length).toBe(2);
  });
});

describe("a lock's queue", () => {
  it("moves waiters up as those before them get the lock", () => {
    const store = new TraceStore();
    store.append(
      join(
        ...[lane(2, "worker"), lane(3, "worker"), lane(4, "worker"), lane(8, "lock")].map(laneBlock),
        new LaneWriter(2).lockAcquire(0, 8).lockRelease(50, 8).block(),
        new LaneWriter(3).lockRequest(10, 8).lockAcquire(50, 8).lockRelease(90, 8).block(),
        new LaneWriter(4).lockRequest(20, 8).block(),
      ),
    );
    expect(queueStretches(store.lock(8)!, 0, 100, 80)).toEqual([
      { lane: 3, place: 0, requestNs: 10, fromNs: 10, toNs: 50 },
      { lane: 4, place: 1, requestNs: 20, fromNs: 20, toNs: 50 },
      { lane: 4, place: 0, requestNs: 20, fromNs: 50, toNs: 80 },
    ]);
  });

  it("shows who waited in vain, until it gave up or its process ended", () => {
    const store = new TraceStore();
    store.append(
      join(
        ...[lane(2, "worker"), lane(3, "worker", { endNs: 70 }), lane(4, "worker"), lane(8, "lock")].map(laneBlock),
        new LaneWriter(2).lockAcquire(0, 8).block(),
        new LaneWriter(3).lockRequest(10, 8).block(),
        new LaneWriter(4).lockRequest(20, 8).lockGiveUp(40, 8).block(),
        laneBlock(lane(3, "worker", { endNs: 70 })),
      ),
    );
    expect(queueStretches(store.lock(8)!, 0, 100, 80)).toEqual([
      { lane: 3, place: 0, requestNs: 10, fromNs: 10, toNs: 70 },
      { lane: 4, place: 1, requestNs: 20, fromNs: 20, toNs: 40 },
    ]);
    expect(queueStretches(store.lock(8)!, 75, 100, 80)).toEqual([]);
    expect(store.lock(8)!.contendedShare).toBe(1);
  });
});
