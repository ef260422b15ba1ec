import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { drawPhases } from "../../../src/renderer/timeline/draw/phases";
import { drawTasks } from "../../../src/renderer/timeline/draw/rows";
import type { Slices } from "../../../src/renderer/timeline/store/lane-track";
import { groupTime, mixedCategories, visitRow } from "../../../src/renderer/timeline/store/pyramid";
import { categoryTimes, sliceLabel } from "../../../src/renderer/timeline/store/queries";
import { darkTheme } from "../../../src/renderer/timeline/theme";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { lane, RecordingSurface, testPaint } from "./support";

interface Slice {
  readonly start: number;
  readonly end: number;
  readonly category: number;
}

/** A stretch of a row: many slices alike, or few long ones; with gaps or without, with events of no duration. */
const stretches = fc.record({
  count: fc.integer({ min: 1, max: 400 }),
  length: fc.constantFrom(0, 1, 10, 300, 20_000),
  gap: fc.constantFrom(0, 1, 50, 4_000, 300_000),
  category: fc.constantFrom(
    categories.compute,
    categories.compute,
    categories.lockWait,
    categories.serialize,
    categories.failed,
  ),
});
interface Stretch {
  readonly count: number;
  readonly length: number;
  readonly gap: number;
  readonly category: number;
}
const rows = fc.array(stretches, { minLength: 1, maxLength: 6 });

function slicesOf(given: readonly Stretch[]): Slice[] {
  const slices: Slice[] = [];
  let time = 1_000;
  for (const { count, length, gap, category } of given) {
    for (let at = 0; at < count; at++) {
      // Not all alike: lengths and gaps vary by their place.
      const end = time + length * (1 + (at % 3));
      slices.push({ start: time, end, category: at % 7 === 3 ? categories.dataWait : category });
      time = end + gap * (at % 5 === 0 ? 3 : 1) + 1;
    }
  }
  return slices;
}

function storeOf(slices: readonly Slice[], row: number, pieces: number): TraceStore {
  const store = new TraceStore();
  const none = { names: [], counters: [], instants: [], flows: [], restart: [] };
  store.take({ ...none, lanes: [lane(2, "worker")], slices: [] });
  const size = Math.ceil(slices.length / pieces);
  for (let from = 0; from < slices.length; from += size) {
    const part = slices.slice(from, from + size);
    store.take({
      ...none,
      lanes: [],
      slices: [
        {
          laneId: 2,
          row,
          start: Float64Array.from(part, ({ start }) => start),
          end: Float64Array.from(part, ({ end }) => end),
          category: Uint8Array.from(part, ({ category }) => category),
          name: new Uint32Array(part.length),
          place: new Float64Array(part.length).fill(Number.NaN),
          parent: new Int32Array(part.length).fill(-1),
        },
      ],
    });
  }
  return store;
}

const width = 600;
/** Which stretch of a row is in view, as shares of it. */
const views = fc.record({
  from: fc.double({ min: -0.2, max: 1, noNaN: true }),
  share: fc.constantFrom(1.5, 1, 0.3, 0.02, 0.001),
});

function viewOf(slices: readonly Slice[], { from, share }: { from: number; share: number }) {
  const end = slices[slices.length - 1]!.end;
  return timeView({ fromNs: from * end, toNs: (from + share) * end + 1 }, width);
}

/** Pixel columns of a row in which something is painted, lines of gaps apart. */
function painted(draw: (out: RecordingSurface, paint: ReturnType<typeof testPaint>["paint"]) => void): Uint8Array {
  const { paint, sheet } = testPaint();
  const surface = new RecordingSurface();
  draw(surface, paint);
  const columns = new Uint8Array(width);
  for (const fill of surface.fills) {
    if (fill.height <= 1 && (fill.style === darkTheme.category.idle || fill.style === darkTheme.taskEdge)) continue;
    columns.fill(1, Math.max(0, Math.floor(fill.x)), Math.max(0, Math.ceil(fill.x + fill.width)));
  }
  for (const put of sheet.puts) {
    for (let column = 0; column < put.columns; column++) {
      for (let row = 0; row < put.rows; row++) {
        if (put.pixels[row * put.columns + column]! >>> 24 > 0) columns[put.x + column] = 1;
      }
    }
  }
  return columns;
}

/** The picture shows every slice that is in view, and nothing further than a pixel away from any; a failure is two pixels wide. */
function expectHonest(columns: Uint8Array, slices: readonly Slice[], view: ReturnType<typeof timeView>): void {
  const near = new Uint8Array(width);
  const wrong: string[] = [];
  for (const { start, end, category } of slices) {
    const from = view.toPx(start);
    const to = view.toPx(end);
    if (to < 0 || from >= width) continue;
    const left = Math.max(0, Math.floor(from) - 1);
    const right = Math.min(width, Math.ceil(Math.max(to, from)) + 1);
    near.fill(1, left, Math.min(width, right + (category === categories.failed ? 2 : 0)));
    // What begins at the last pixel's end, or ends at the first one's beginning, may be left out.
    if (to < 0.5 || from > width - 0.5) continue;
    // What joins the end of a bar lies where bars leave a pixel free.
    const shown = columns.subarray(Math.max(0, left - 1), right).includes(1);
    if (!shown) wrong.push(`${start} to ${end} ns at pixel ${from} is missing`);
  }
  columns.forEach((there, column) => {
    if (there === 1 && near[column] === 0) wrong.push(`pixel ${column} is painted`);
  });
  expect(wrong).toEqual([]);
}

function placeOf(store: TraceStore) {
  const track = store.track(2)!;
  return { top: 20, height: 16, startNs: 0, endNs: store.endNs, tasks: track.rows[0]!, holds: track.holds };
}

describe("the picture of a row, however far zoomed out", () => {
  it("misses no slice and paints over no gap by more than a pixel", () => {
    fc.assert(
      fc.property(rows, views, fc.integer({ min: 1, max: 4 }), (given, shown, pieces) => {
        const slices = slicesOf(given);
        const store = storeOf(slices, 1, pieces);
        const view = viewOf(slices, shown);
        const row = store.track(2)!.rows[1]!;
        const columns = painted((out, paint) =>
          drawPhases(out.surface, paint, row, view, placeOf(store), (index) => sliceLabel(store, row, index)),
        );
        expectHonest(columns, slices, view);
      }),
      { numRuns: 100 },
    );
  });

  it("does the same for tasks", () => {
    fc.assert(
      fc.property(rows, views, (given, shown) => {
        const slices = slicesOf(given).map((slice) => ({ ...slice, category: categories.task }));
        const store = storeOf(slices, 0, 2);
        const view = viewOf(slices, shown);
        const row = store.track(2)!.rows[0]!;
        const columns = painted((out, paint) =>
          drawTasks(out.surface, paint, row, view, placeOf(store), (index) => sliceLabel(store, row, index)),
        );
        expectHonest(columns, slices, view);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the sums of a row", () => {
  it("cover each slice of a stretch once, in order, and are those of the slices", () => {
    fc.assert(
      fc.property(rows, views, fc.constantFrom(0, 10, 5_000, 1e9), (given, shown, widest) => {
        const slices = slicesOf(given);
        const row = storeOf(slices, 1, 3).track(2)!.rows[1]!;
        const { fromNs, toNs } = viewOf(slices, shown);
        const first = slices.findIndex(({ end }) => end > fromNs);
        let next = first < 0 ? slices.length : first;
        visitRow(row, fromNs, toNs, widest, {
          slices(block, from, to) {
            expect(from).toBe(next);
            for (; next < to; next++) {
              const { start, end, category } = block.columns;
              const at = next - block.from;
              expect({ start: start[at], end: end[at], category: category[at] }).toMatchObject(slices[next]!);
            }
          },
          group(block, at, count) {
            const part = slices.slice(next, next + count);
            const start = block.columns.start[at]!;
            const end = block.columns.end[at]!;
            expect([start, end]).toEqual([part[0]!.start, part[part.length - 1]!.end]);
            expect(end - start).toBeLessThanOrEqual(widest);
            for (const category of Object.values(categories)) {
              const own = part.filter((slice) => slice.category === category);
              const ns = own.reduce((sum, slice) => sum + slice.end - slice.start, 0);
              const isPoint = own.some((slice) => slice.end === slice.start);
              expect(groupTime(block, at, category, 0.5)).toBe(ns + (isPoint ? 0.5 : 0));
            }
            const isUniform = part.every((slice) => slice.category === part[0]!.category);
            expect(block.columns.category[at]).toBe(isUniform ? part[0]!.category : mixedCategories);
            next += count;
          },
        });
        const behind = slices.findIndex(({ start, end }) => end > fromNs && start > toNs);
        expect(next).toBeGreaterThanOrEqual(behind < 0 ? slices.length : behind);
      }),
    );
  });

  it("give the time of a stretch by category as exactly as the slices do", () => {
    fc.assert(
      fc.property(rows, fc.nat(1_000), fc.nat(1_000), (given, one, other) => {
        const slices = slicesOf(given);
        const store = storeOf(slices, 1, 2);
        const [from, to] = [one, other].sort((a, b) => a - b).map((share) => Math.floor((share * store.endNs) / 1_000));
        const times = categoryTimes(store.track(2)!, from!, to!, store.endNs);
        const expected = new Float64Array(times.length);
        expected[categories.idle] = to! - from!;
        for (const { start, end, category } of slices) {
          const ns = Math.max(0, Math.min(end, to!) - Math.max(start, from!));
          expected[category] = expected[category]! + ns;
          expected[categories.idle] = expected[categories.idle]! - ns;
        }
        expect([...times]).toEqual([...expected]);
      }),
    );
  });

  it("let the cost of a picture grow with its width, not with the number of slices", () => {
    const visits = (count: number): number => {
      const slices = slicesOf([{ count, length: 10, gap: 1, category: categories.compute }]);
      const row: Slices = storeOf(slices, 1, 1).track(2)!.rows[1]!;
      const end = slices[count - 1]!.end;
      let visited = 0;
      visitRow(row, 0, end, end / width, {
        slices(_block, from, to) {
          visited += to - from;
        },
        group() {
          visited++;
        },
      });
      return visited;
    };
    expect(visits(200_000)).toBeLessThan(4 * width);
  });
});
