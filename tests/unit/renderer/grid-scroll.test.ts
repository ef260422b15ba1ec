import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isScaled,
  lastTopRow,
  rowHeight,
  scrollTopOf,
  topRowAt,
  topRowToShow,
  windowAt,
} from "../../../src/renderer/components/grid/scroll";

const sizes = fc.record({
  rowCount: fc.integer({ min: 1, max: 20_000_000 }),
  viewHeight: fc.integer({ min: 20, max: 2_000 }),
});

describe("scrolling a table of any length", () => {
  it("lays out all rows in sight, whatever their number, and no more than some beyond", () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (size, share) => {
        const topRow = share * lastTopRow(size);
        const { from, to } = windowAt(topRow, size);
        const page = size.viewHeight / rowHeight;
        expect(from).toBeLessThanOrEqual(topRow);
        expect(to).toBeGreaterThanOrEqual(Math.min(size.rowCount, topRow + page));
        expect(to - from).toBeLessThanOrEqual(page + 20);
      }),
    );
  });

  it("puts the rows where the scrollbar stands", () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (size, share) => {
        const topRow = share * lastTopRow(size);
        const { from, above } = windowAt(topRow, size);
        // Where a pixel of the scrollbar is many rows, the fraction of the first ones is lost: there is no room above them.
        const off = above + (topRow - from) * rowHeight - scrollTopOf(topRow, size);
        expect(off).toBeGreaterThan(-1e-3);
        expect(off).toBeLessThan(isScaled(size.rowCount) ? rowHeight : 1e-3);
        expect(topRowAt(scrollTopOf(topRow, size), size)).toBeCloseTo(topRow, 4);
      }),
    );
  });

  it("keeps the content as tall however the view moves, and low enough for every browser", () => {
    const size = { rowCount: 10_000_000, viewHeight: 300 };
    expect(isScaled(size.rowCount)).toBe(true);
    const heights = [0, 1, 5_000_000, lastTopRow(size)].map((topRow) => {
      const { from, to, above, below } = windowAt(topRow, size);
      return above + (to - from) * rowHeight + below;
    });
    for (const height of heights) expect(height).toBeCloseTo(8_000_000, 0);
  });

  it("reaches the first and the last of ten million rows by the scrollbar", () => {
    const size = { rowCount: 10_000_000, viewHeight: 300 };
    expect(topRowAt(0, size)).toBe(0);
    expect(topRowAt(8_000_000 - 300, size)).toBe(10_000_000 - 15);
    expect(windowAt(lastTopRow(size), size).to).toBe(10_000_000);
  });

  it("moves just far enough to show a row", () => {
    const size = { rowCount: 100, viewHeight: 200 };
    expect(topRowToShow(5, 10, size)).toBe(5);
    expect(topRowToShow(15, 10, size)).toBe(10);
    expect(topRowToShow(25, 10, size)).toBe(16);
    expect(topRowToShow(99, 10, size)).toBe(90);
  });
});
