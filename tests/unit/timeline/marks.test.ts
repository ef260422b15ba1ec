import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { drawHits } from "../../../src/renderer/timeline/draw/hits";
import { type MarkNote, noteAt, placeNotes } from "../../../src/renderer/timeline/draw/mark-notes";
import { drawMarks, flagAt } from "../../../src/renderer/timeline/draw/marks";
import { layOut, rulerHeight } from "../../../src/renderer/timeline/layout";
import { MarkKeeper } from "../../../src/renderer/timeline/mark-keeper";
import { Search } from "../../../src/renderer/timeline/search/search";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import { darkTheme } from "../../../src/renderer/timeline/theme";
import type { Mark } from "../../../src/renderer/timeline/types";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const view = timeView({ fromNs: 0, toNs: 1_000 }, 1_000);

function mark(id: string, fromNs: number, toNs = fromNs, note = ""): Mark {
  return { id, fromNs, toNs, note };
}

describe("marks on the lanes", () => {
  const draw = (marks: readonly Mark[]): RecordingSurface => {
    const surface = new RecordingSurface();
    drawMarks(surface.surface, testPaint().paint, { view, height: 300, marks });
    return surface;
  };
  const lines = (surface: RecordingSurface): readonly number[] =>
    surface.fills.filter(({ width, style }) => width === 1 && style === darkTheme.accentText).map(({ x }) => x);

  it("are a line for a point, two and what lies between for a stretch", () => {
    expect(lines(draw([mark("a", 200)]))).toEqual([200]);
    const stretch = draw([mark("b", 300, 500)]);
    expect(lines(stretch)).toEqual([300, 500]);
    expect(stretch.fills).toContainEqual({ x: 300, y: 24, width: 200, height: 276, style: darkTheme.accentText });
  });

  const notes = (marks: readonly Mark[], shown = view): readonly MarkNote[] =>
    placeNotes(testPaint().paint, shown, marks);

  it("show the first line of their notes, and nothing of those that are not in view", () => {
    expect(draw([mark("a", 200, 200, "slow here\nand more")]).texts.map(({ text }) => text)).toEqual(["slow here"]);
    expect(draw([mark("a", 2_000, 2_000, "later")]).fills).toEqual([]);
    expect(notes([mark("a", 100), mark("b", 2_000, 2_000, "later"), mark("c", -90, -80, "before")])).toEqual([]);
  });

  it("have their notes side by side where there is room, else one row lower each", () => {
    const far = notes([mark("a", 100, 100, "slow here"), mark("b", 600, 600, "and here")]);
    expect(new Set(far.map(({ y }) => y)).size).toBe(1);
    const near = notes([mark("a", 200, 200, "one"), mark("b", 204, 204, "two"), mark("c", 204, 204, "three")]);
    expect(near.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    expect(new Set(near.map(({ y }) => y)).size).toBe(3);
  });

  it("have their notes to the left at the end of the view, and keep them in view where their line is not", () => {
    const [last] = notes([mark("a", 990, 990, "the end of it")]);
    expect(last!.x + last!.width).toBeLessThan(last!.lineX);
    const [stretch] = notes([mark("b", -500, 500, "long")]);
    expect(stretch!.x).toBeGreaterThanOrEqual(0);
  });

  it("say how many notes found no place", () => {
    const many = Array.from({ length: 9 }, (_, index) => mark(`${index}`, 300, 300, `note ${index}`));
    const placed = notes(many);
    expect(placed.map(({ text }) => text)).toEqual(["note 0", "note 1", "note 2", "note 3 +5"]);
  });

  it("never let a note lie over another", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 1_050 }), fc.string({ maxLength: 60 }))), (given) => {
        const marks = given
          .map(([at, note], index) => mark(`${index}`, at, at, note))
          .sort((a, b) => a.fromNs - b.fromNs);
        const placed = notes(marks);
        for (const [index, one] of placed.entries()) {
          for (const other of placed.slice(index + 1)) {
            const apart = one.x + one.width <= other.x || other.x + other.width <= one.x || one.y !== other.y;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  it("are chosen by their notes", () => {
    const placed = notes([mark("a", 200, 200, "one"), mark("b", 204, 204, "two")]);
    for (const { mark: own, x, y } of placed) expect(noteAt(placed, x + 1, y + 1)).toBe(own);
    expect(noteAt(placed, 100, placed[0]!.y)).toBeNull();
  });

  it("are chosen by their flags", () => {
    const marks = [mark("a", 200), mark("b", 205)];
    expect(flagAt(marks, view, 199)?.id).toBe("a");
    expect(flagAt(marks, view, 206)?.id).toBe("b");
    expect(flagAt(marks, view, 400)).toBeNull();
  });
});

describe("going from mark to mark", () => {
  it("begins at a time, then goes on from the last one", () => {
    const keeper = new MarkKeeper();
    keeper.set([mark("late", 700), mark("early", 100), mark("middle", 400)]);
    const first = keeper.next(1, 300);
    expect(first?.id).toBe("middle");
    keeper.visit(first!);
    expect(keeper.next(1, 0)?.id).toBe("late");
    expect(keeper.next(-1, 900)?.id).toBe("early");
    expect(keeper.name(first!, (ns) => `${ns} ns`)).toBe("Mark 2 of 3, at 400 ns.");
    keeper.set([mark("late", 700)]);
    expect(keeper.next(-1, 300)).toBeNull();
  });
});

describe("what was found, on the lanes", () => {
  it("stays bright and is underlined, and every other pixel of its row is dimmed", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(2)
      .begin(100, categories.compute, "wanted")
      .end(200)
      .begin(300, categories.compute, "other")
      .end(400)
      .begin(600, categories.compute, "wanted")
      .end(600.1);
    store.append(join(laneBlock(lane(2, "worker", { startNs: 0, endNs: 1_000 })), writer.block()));
    const search = new Search(store, (name) => name === "wanted");
    search.work(Number.POSITIVE_INFINITY, () => 0);
    const layout = layOut(store, plainArrangement, new Set());
    const item = layout.items.find((one) => one.kind === "lane");
    if (item?.kind !== "lane") throw new Error("no lane");
    const surface = new RecordingSurface();
    const scene = { store, layout, search, view, scrollTop: 0, height: 400, nowNs: 1_000 };
    drawHits(surface.surface, testPaint().paint, scene);
    const bottom = rulerHeight + item.top + item.rowTops[1]! + 16;
    const underlines = surface.fills.filter(({ style, y }) => style === darkTheme.accentText && y === bottom - 2);
    expect(underlines.map(({ x, width }) => [x, width])).toEqual([
      [100, 100],
      // What is narrower than a pixel can still be seen.
      [600, 2],
    ]);
    const dimmed = surface.fills.filter(({ style, y, height }) => {
      return style === darkTheme.surfaceLane && y < bottom - 1 && y + height >= bottom;
    });
    expect(dimmed.map(({ x, width }) => [x, width])).toEqual([
      [0, 100],
      [200, 400],
      [602, 398],
    ]);
    // Labels of what is dimmed are written anew; those of what was found can be read as they are.
    expect(surface.texts.map(({ text }) => text)).toEqual(["start", "other"]);
  });
});
