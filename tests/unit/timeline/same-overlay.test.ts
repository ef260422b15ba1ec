import { describe, expect, it } from "vitest";
import type { OverlayScene } from "../../../src/renderer/timeline/draw/overlay";
import { sameOverlay } from "../../../src/renderer/timeline/draw/same-overlay";
import { timeTicks, timeView } from "../../../src/renderer/timeline/view";

const view = timeView({ fromNs: 0, toNs: 1_000 }, 1_000);
const moved = timeView({ fromNs: 10, toNs: 1_010 }, 1_000);

const empty: OverlayScene = {
  view,
  ticks: timeTicks(view, 92),
  height: 300,
  nowNs: 2_000,
  live: true,
  cursorNs: null,
  anchorNs: null,
  selectedNs: null,
  range: null,
  hovered: [],
  selected: [],
  focused: false,
  arrows: [],
  arrowNote: "",
  marks: [],
  hits: null,
};
const box = { x: 1, y: 2, width: 3, height: 4 };
const arrow = { fromX: 1, fromY: 2, toX: 3, toY: 4 };
const marks = [{ id: "a", fromNs: 1, toNs: 1, note: "" }];

describe("what floats over the lanes", () => {
  it("is not drawn again while nothing is there, however the view moves and the run goes on", () => {
    expect(sameOverlay(empty, { ...empty, view: moved, nowNs: 3_000, focused: true })).toBe(true);
  });

  it("is drawn again where the newest time is in view and moves", () => {
    const live = { ...empty, nowNs: 500 };
    expect(sameOverlay(live, { ...live })).toBe(true);
    expect(sameOverlay(live, { ...live, nowNs: 501 })).toBe(false);
    expect(sameOverlay(live, { ...live, live: false })).toBe(false);
    expect(sameOverlay(empty, live)).toBe(false);
  });

  it("stays while a selection does, until the view moves", () => {
    const selected = { ...empty, selected: [box], selectedNs: 5 };
    expect(sameOverlay(selected, { ...selected, selected: [{ ...box }], nowNs: 3_000 })).toBe(true);
    expect(sameOverlay(selected, { ...selected, view: moved })).toBe(false);
  });

  const changes: readonly Partial<OverlayScene>[] = [
    { cursorNs: 7 },
    { anchorNs: 7 },
    { selectedNs: 7 },
    { range: { fromNs: 1, toNs: 2 } },
    { hovered: [box] },
    { selected: [box, box] },
    { selected: [{ ...box, x: 2 }] },
    { focused: true },
    { arrows: [arrow] },
    { arrowNote: "1 arrow" },
    { marks },
    { height: 301 },
  ];
  it.each(changes)("is drawn again with %j", (change) => {
    const before = { ...empty, selected: [box] };
    expect(sameOverlay(before, { ...before, ...change })).toBe(false);
    expect(sameOverlay({ ...before, ...change }, before)).toBe(false);
  });
});
