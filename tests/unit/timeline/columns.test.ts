import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableOf, upperBound } from "../../../src/renderer/timeline/store/columns";

const PointTable = tableOf({ time: Float64Array, kind: Uint8Array, parent: Int32Array }, { parent: -1 });

interface Point {
  readonly time: number;
  readonly kind: number;
  readonly parent: number;
}

const times = fc.integer({ min: 0, max: 50 });
const points = fc.array(fc.record({ time: times, kind: fc.nat(255), parent: fc.oneof(fc.constant(-1), fc.nat(9)) }), {
  maxLength: 40,
});
/** Points come one by one or as arrays; few at a time as well as more than are worth copying. */
const arrivals = fc.array(
  fc.oneof(
    fc.record({ how: fc.constant("push" as const), points }),
    fc.record({ how: fc.constant("adopt" as const), points, repeat: fc.constantFrom(1, 40) }),
  ),
  { maxLength: 8 },
);

function fill(
  given: readonly ({ how: "push"; points: Point[] } | { how: "adopt"; points: Point[]; repeat: number })[],
) {
  const table = new PointTable();
  const model: Point[] = [];
  for (const arrival of given) {
    if (arrival.how === "push") {
      for (const point of arrival.points) {
        const row = table.push();
        table.set("time", row, point.time);
        table.set("kind", row, point.kind);
        if (point.parent !== -1) table.set("parent", row, point.parent);
        model.push(point);
      }
    } else {
      const all = Array.from({ length: arrival.repeat }, () => arrival.points).flat();
      const parents = all.every(({ parent }) => parent === -1) ? null : Int32Array.from(all, ({ parent }) => parent);
      table.adopt(
        {
          time: Float64Array.from(all, ({ time }) => time),
          kind: Uint8Array.from(all, ({ kind }) => kind),
          ...(parents === null ? {} : { parent: parents }),
        },
        all.length,
      );
      model.push(...all);
    }
  }
  return { table, model };
}

function read(table: InstanceType<typeof PointTable>): Point[] {
  const found: Point[] = [];
  for (let row = table.first; row < table.length; row++) {
    found.push({ time: table.time(row), kind: table.kind(row), parent: table.parent(row) });
  }
  return found;
}

describe("a table of columns", () => {
  it("keeps every row, however it came and in whatever order it is read", () => {
    fc.assert(
      fc.property(arrivals, (given) => {
        const { table, model } = fill(given);
        expect(read(table)).toEqual(model);
        for (let row = model.length - 1; row >= 0; row -= 7) expect(table.time(row)).toBe(model[row]!.time);
        expect(table.time(model.length + 100_000)).toBeNaN();
      }),
    );
  });

  it("sorts by a column and keeps the order of equal rows", () => {
    fc.assert(
      fc.property(arrivals, arrivals, (given, more) => {
        const { table, model } = fill(given);
        table.settle("time", 0);
        const sorted = [...model].sort((a, b) => a.time - b.time);
        expect(read(table)).toEqual(sorted);
        const later = fill(more).model;
        for (const point of later) {
          const row = table.push();
          table.set("time", row, point.time);
          table.set("kind", row, point.kind);
          table.set("parent", row, point.parent);
        }
        const first = table.settle("time", sorted.length);
        expect(read(table)).toEqual([...sorted, ...later].sort((a, b) => a.time - b.time));
        expect(read(table).slice(0, first)).toEqual(sorted.slice(0, first));
      }),
    );
  });

  it("finds what a bisection of one array finds, also within a part of it", () => {
    fc.assert(
      fc.property(arrivals, times, fc.nat(200), fc.nat(200), (given, time, one, other) => {
        const { table, model } = fill(given);
        table.settle("time", 0);
        const all = model.map((point) => point.time).sort((a, b) => a - b);
        const [from, to] = [Math.min(one, other, all.length), Math.min(Math.max(one, other), all.length)];
        expect(table.upperBound("time", time)).toBe(upperBound(all, time, 0, all.length));
        expect(table.upperBound("time", time, from, to)).toBe(upperBound(all, time, from, to));
      }),
    );
  });

  it("gives up its oldest blocks, and keeps the numbers of the rows behind them", () => {
    const table = new PointTable();
    for (let time = 0; time < 1_000; time++) table.set("time", table.push(), time);
    const before = table.bytes;
    table.forgetBefore(700);
    expect(table.first).toBeGreaterThan(0);
    expect(table.first).toBeLessThanOrEqual(700);
    expect(table.bytes).toBeLessThan(before);
    expect(table.length).toBe(1_000);
    expect([table.time(table.first), table.time(999)]).toEqual([table.first, 999]);
    expect(table.time(0)).toBeNaN();
    expect(table.upperBound("time", 0)).toBe(table.first);
    expect(table.upperBound("time", 800)).toBe(801);
  });

  it("takes memory for a sparse column only where something is in it", () => {
    const table = new PointTable();
    for (let row = 0; row < 100; row++) table.push();
    const before = table.bytes;
    expect(table.parent(99)).toBe(-1);
    table.set("parent", 99, 4);
    expect([table.parent(98), table.parent(99)]).toEqual([-1, 4]);
    expect(table.bytes).toBeGreaterThan(before);
  });

  it("refuses arrays that do not fit", () => {
    const columns = { time: new Float64Array(3), kind: new Uint8Array(2) };
    expect(() => new PointTable().adopt(columns, 3)).toThrow(RangeError);
    expect(() => new PointTable().adopt({ time: new Float64Array(3) }, 3)).toThrow(RangeError);
  });
});
