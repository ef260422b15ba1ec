import { describe, expect, it, vi } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { type Arrangement, plainArrangement, withCollapsed } from "../../../src/renderer/timeline/arrangement";
import { overviewHeight } from "../../../src/renderer/timeline/draw/overview";
import { chainArrows } from "../../../src/renderer/timeline/flow-arrows";
import { locksWithQueues, readableSpan } from "../../../src/renderer/timeline/follow";
import {
  formatDuration,
  formatPlace,
  formatShare,
  formatTime,
  formatValue,
} from "../../../src/renderer/timeline/format";
import { boxesOf, hitTest } from "../../../src/renderer/timeline/hit";
import { idOf, layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { moveFocus, neighbour } from "../../../src/renderer/timeline/navigation";
import { SelectionModel } from "../../../src/renderer/timeline/selection-model";
import type { HoverInfo } from "../../../src/renderer/timeline/types";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

function build(): TraceStore {
  const store = new TraceStore();
  const first = new LaneWriter(2);
  for (let chunk = 0; chunk < 3; chunk++) {
    const at = 100 + chunk * 300;
    first.begin(at, categories.task, "chunk", chunk, 1).flowIn(at, chunk + 1);
    first.begin(at + 10, categories.compute, "parse").end(at + 100);
    first
      .begin(at + 100, categories.compute, "count")
      .end(at + 200)
      .end(at + 250);
  }
  store.append(
    join(
      laneBlock(lane(1, "parent", { name: "main" })),
      laneBlock(lane(2, "worker", { name: "worker 1", number: 1 })),
      laneBlock(lane(3, "worker", { name: "worker 2", number: 2 })),
      laneBlock(lane(8, "lock", { name: "totals" })),
      new LaneWriter(1).begin(80, categories.compute, "dispatch").flowOut(85, 1).end(90).block(),
      first.block(),
      new LaneWriter(3).lockAcquire(200, 8).lockRelease(400, 8).lockAcquire(500, 8).lockRelease(900, 8).block(),
    ),
  );
  return store;
}

const view = timeView({ fromNs: 0, toNs: 1_000 }, 1_000);
const task = (index: number) => ({ kind: "slice", laneId: 2, row: 0, index }) as const;

describe("finding what is under the pointer", () => {
  const store = build();
  const layout = layOut(store, plainArrangement, new Set());
  const top = (id: number): number =>
    rulerHeight + layout.items.find((item) => item.kind === "lane" && item.lane.id === id)!.top;

  it("tells tasks from phases by height", () => {
    expect(hitTest(store, layout, view, 150, top(2) + 8, 0, 1_000)?.ref).toEqual(task(0));
    expect(hitTest(store, layout, view, 150, top(2) + 28, 0, 1_000)?.ref).toEqual({
      kind: "slice",
      laneId: 2,
      row: 1,
      index: 1,
    });
  });

  it("finds the lane without a slice in a gap, and nothing on ruler and groups", () => {
    expect(hitTest(store, layout, view, 375, top(2) + 8, 0, 1_000)).toMatchObject({
      ref: null,
      item: { lane: { id: 2 } },
    });
    expect(hitTest(store, layout, view, 150, 5, 0, 1_000)).toBeNull();
    expect(hitTest(store, layout, view, 150, rulerHeight + 3, 0, 1_000)).toBeNull();
  });

  it("forgives two pixels beside a slice", () => {
    expect(hitTest(store, layout, view, 98.5, top(2) + 8, 0, 1_000)?.ref).toEqual(task(0));
  });

  it("finds nothing in the future, though something that is open could reach there", () => {
    const live = build();
    live.append(new LaneWriter(3).begin(920, categories.task, "chunk", 9, 1).block());
    const at = (x: number) =>
      hitTest(live, layOut(live, plainArrangement, new Set()), view, x, top(3) + 8, 0, 950)?.ref;
    expect(at(940)).toMatchObject({ laneId: 3, row: 0 });
    expect(at(980)).toBeNull();
  });

  it("finds the hold on a lock's lane", () => {
    expect(hitTest(store, layout, view, 300, top(8) + 10, 0, 1_000)?.ref).toEqual({
      kind: "hold",
      laneId: 8,
      holder: 3,
      startNs: 200,
    });
  });

  it("places the outline where the slice is drawn", () => {
    const boxes = boxesOf(store, layout, view, task(0), 0, 1_000);
    expect(boxes).toEqual([{ x: 100, y: top(2) + 3, width: 249, height: 15 }]);
  });

  it("draws an arrow from the parent to the task that it sent", () => {
    expect(chainArrows(store, layout, view, task(0), 0, 1_000).shown).toMatchObject([{ fromX: 85, toX: 100 }]);
    expect(chainArrows(store, layout, view, task(1), 0, 1_000).shown).toEqual([]);
  });
});

describe("going through slices with the keyboard", () => {
  const store = build();

  it("steps along a row and stops at its ends", () => {
    expect(neighbour(store, task(0), 1)).toEqual(task(1));
    expect(neighbour(store, task(0), -1)).toBeNull();
    expect(neighbour(store, task(2), 1)).toBeNull();
  });

  it("steps along the holds of a lock", () => {
    const first = { kind: "hold", laneId: 8, holder: 3, startNs: 200 } as const;
    expect(neighbour(store, first, 1)).toEqual({ ...first, startNs: 500 });
    expect(neighbour(store, first, -1)).toBeNull();
  });

  it("moves between lanes, past the heads of open groups, and onto those of closed ones", () => {
    const next = (arrangement: Arrangement, from: number | null, direction: 1 | -1) => {
      const item = moveFocus(layOut(store, arrangement, new Set()), from, direction);
      return item === null ? null : idOf(item);
    };
    const open = plainArrangement;
    expect([next(open, null, 1), next(open, 3, 1), next(open, 1, -1)]).toEqual([1, 8, null]);
    expect(next(withCollapsed(open, "shared", true), 3, 1)).toBe("shared");
  });

  it("goes from a task to its first phase and back", () => {
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    model.setStore(store);
    model.select({ kind: "slice", ref: task(1) }, 1_000);
    const phase = model.inner(1);
    expect(phase).toEqual({ kind: "slice", laneId: 2, row: 1, index: 3 });
    model.select({ kind: "slice", ref: phase! }, 1_000);
    expect(model.inner(-1)).toEqual(task(1));
  });

  it("starts on the focused lane near the middle of the view", () => {
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    model.setStore(store);
    model.focused = 2;
    expect(model.next(1, 480)).toEqual(task(1));
  });
});

describe("telling the app", () => {
  it("describes the selection in words", () => {
    const store = build();
    const layout = layOut(store, plainArrangement, new Set());
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    model.setStore(store);
    expect(model.describe(layout, { fromNs: 0, toNs: 1e9 }, 1_000)).toBe("0.00 s to 1.00 s in view, 4 lanes.");
    model.select({ kind: "slice", ref: task(0) }, 1_000);
    expect(model.describe(layout, view, 1_000)).toMatch(
      /^chunk 0 on worker 1, 250 ns, from 0.000000100 s\. Arrows in: 1, from main\. parse: 90 ns\./,
    );
    model.select({ kind: "range", range: { fromNs: 100, toNs: 400 } }, 1_000);
    expect(model.describe(layout, view, 1_000)).toMatch(/^300 ns selected/);
  });

  it("says of a lane what became of it", () => {
    const store = build();
    const remark = "worker 1 lost: SIGKILL. chunk 1 goes to another worker.";
    store.append(laneBlock(lane(2, "worker", { endNs: 900, exit: { code: null, signal: "SIGKILL" }, remark })));
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    model.setStore(store);
    model.focused = 2;
    const layout = layOut(store, plainArrangement, new Set());
    expect(model.describe(layout, { fromNs: 0, toNs: 1e9 }, 1_000)).toContain(`. ${remark} 0.00 s to 1.00 s in view`);
  });

  it("tells again of a selected slice that was open, until it has ended", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(2).begin(10, categories.task, "chunk", 0, 1);
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const onSelect = vi.fn();
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect });
    model.setStore(store);
    model.select({ kind: "slice", ref: task(0) }, 20);
    store.append(writer.end(40).block());
    model.refresh(40);
    model.refresh(50);
    expect(onSelect).toHaveBeenCalledTimes(2);
    expect(onSelect.mock.lastCall?.[0]).toMatchObject({ slice: { endNs: 40 } });
  });

  it("reports a hover where the pointer moved or another slice came under it, not else", () => {
    const store = build();
    const layout = layOut(store, plainArrangement, new Set());
    const onHover = vi.fn();
    const model = new SelectionModel({ onHistory: () => {}, onHover, onSelect: () => {} });
    model.setStore(store);
    const worker = layout.items.find((item) => item.kind === "lane" && item.lane.id === 2)!;
    model.pointer = { x: 208 + 150, y: rulerHeight + worker.top + 8 };
    model.hover(layout, view, 208, 0, 1_000, true);
    expect(onHover.mock.lastCall?.[0]).toMatchObject({ laneId: 2, slice: { name: "chunk 0" } });
    model.hover(layout, view, 208, 0, 1_000, false);
    expect(onHover).toHaveBeenCalledTimes(1);
    model.hover(layout, timeView({ fromNs: 300, toNs: 1_300 }, 1_000), 208, 0, 1_000, false);
    expect(onHover.mock.lastCall?.[0]).toMatchObject({ slice: { name: "chunk 1" } });
  });

  it("tells where the hovered lane stands, and gathers a slice's facts once, not for each move on it", () => {
    const store = build();
    const layout = layOut(store, plainArrangement, new Set());
    const onHover = vi.fn();
    const model = new SelectionModel({ onHistory: () => {}, onHover, onSelect: () => {} });
    model.setStore(store);
    const worker = layout.items.find((item) => item.kind === "lane" && item.lane.id === 2)!;
    const at = (x: number): HoverInfo => {
      model.pointer = { x: 208 + x, y: rulerHeight + worker.top + 8 };
      model.hover(layout, view, 208, 0, 1_000, true);
      return onHover.mock.lastCall?.[0];
    };
    const first = at(150);
    const top = overviewHeight + 1 + rulerHeight + worker.top;
    expect(first).toMatchObject({ top, bottom: top + worker.height, slice: { name: "chunk 0" } });
    const second = at(151);
    expect(second.x).toBe(first.x + 1);
    expect(second.slice).toBe(first.slice);
  });
});

describe("a hovered slice that is open", () => {
  it("is told of under a pointer at rest too, until it has ended", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(2).begin(100, categories.task, "chunk", 0, 1);
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const layout = layOut(store, plainArrangement, new Set());
    const onHover = vi.fn();
    const model = new SelectionModel({ onHistory: () => {}, onHover, onSelect: () => {} });
    model.setStore(store);
    const worker = layout.items.find((item) => item.kind === "lane")!;
    model.pointer = { x: 208 + 150, y: rulerHeight + worker.top + 8 };
    model.hover(layout, view, 208, 0, 200, true);
    model.hover(layout, view, 208, 0, 300, false);
    expect(onHover.mock.lastCall?.[0]).toMatchObject({ slice: { endNs: null, untilNs: 300 } });
    store.append(writer.end(400).block());
    model.hover(layout, view, 208, 0, 500, false);
    expect(onHover.mock.lastCall?.[0]).toMatchObject({ slice: { endNs: 400 } });
    model.hover(layout, view, 208, 0, 600, false);
    expect(onHover).toHaveBeenCalledTimes(3);
  });
});

describe("choosing what to show by itself", () => {
  it("proposes a span in which a task is about 150 px wide", () => {
    expect(readableSpan(build(), 1_500, 1_000)).toBeCloseTo(2_500);
    expect(readableSpan(new TraceStore(), 1_500, 0)).toBe(0);
  });

  it("opens a lock's queue when holds are wide, and closes it with a margin", () => {
    const store = build();
    const none = new Set<number>();
    expect(locksWithQueues(store, view, none).has(8)).toBe(true);
    const tight = timeView({ fromNs: 0, toNs: 1_000 }, 140);
    expect(locksWithQueues(store, tight, none).has(8)).toBe(false);
    expect(locksWithQueues(store, tight, new Set([8])).has(8)).toBe(true);
  });
});

describe("figures in words", () => {
  it.each([
    [850, "850 ns"],
    [12_500, "12.5 µs"],
    [67_300_000, "67.3 ms"],
    [9.41e9, "9.41 s"],
    [125e9, "2 min 05 s"],
    [3_720e9, "1 h 02 min"],
    [1e21, "11,574,074 d"],
  ])("%d ns is %s", (ns, text) => {
    expect(formatDuration(ns)).toBe(text);
  });

  it.each([
    [8.4e9, 1e8, "8.4 s"],
    [8.94e9, 2e7, "8.94 s"],
    [9e9, 1e9, "9 s"],
    [750e9, 60e9, "12:30"],
    [3_661e9, 60e9, "1:01:01"],
    [8.64e20, 86_400e9, "10,000,000 d"],
  ])("time %d with step %d reads %s", (ns, step, text) => {
    expect(formatTime(ns, step)).toBe(text);
  });

  it.each([
    [8.93656e9, 67.3e6, "8.9366 s"],
    [781_604_123, 89_000, "0.7816041 s"],
    [781_604_123, 0, "0.781604123 s"],
  ])("where something begins at %d and takes %d ns reads %s", (ns, length, text) => {
    expect(formatPlace(ns, length)).toBe(text);
  });

  it("groups values and keeps decimals", () => {
    expect(formatValue(25_983_150)).toBe("25,983,150");
    expect(formatValue(0.5)).toBe("0.5");
    expect(formatValue(-1234.25)).toBe("−1,234.25");
  });

  it("never rounds a share up to what it is not", () => {
    expect([0, 0.004, 0.6, 0.999, 1].map(formatShare)).toEqual(["0 %", "<1 %", "60 %", "99 %", "100 %"]);
  });
});
