import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { type Grouping, rangeStatistics } from "../../../src/renderer/timeline/tables/range-statistics";
import { select } from "../../../src/renderer/timeline/tables/select";
import { categories } from "../../../src/shared/trace/records";
import { answerOf, join, LaneWriter, lane, laneBlock } from "./support";

const { task, compute, serialize, lockWait } = categories;

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(
    join(laneBlock(lane(1, "parent")), laneBlock(lane(2, "parent")), laneBlock(lane(10, "lock")), ...blocks),
  );
  return store;
}

const whole = { fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY };

function figuresOf(store: TraceStore, grouping: Grouping, range = whole) {
  const figures = answerOf(rangeStatistics(store, range, grouping, store.endNs));
  if (figures === null) throw new Error("the trace has not changed");
  return figures;
}

describe("the figures of a stretch of time", () => {
  const one = new LaneWriter(1)
    .begin(0, task, "", 7)
    .begin(10, compute, "parse")
    .begin(20, serialize, "pack")
    .end(30)
    .end(60)
    .end(100)
    .begin(100, task, "", 8)
    .begin(100, compute, "parse")
    .end(120)
    .end(150);
  const two = new LaneWriter(2).begin(0, compute, "parse").end(300).lockRequest(300, 10).lockAcquire(340, 10);

  it("adds up the slices of a name over all lanes, and what no slice within them took", () => {
    const store = storeOf(one.block(), two.block());
    const byName = new Map(figuresOf(store, "name").map((row) => [row.name, row]));
    expect([...byName.keys()].sort()).toEqual(["chunk", "pack", "parse", "wait lock 10"]);
    expect(byName.get("parse")).toMatchObject({
      laneId: null,
      category: "compute",
      count: 3,
      sumNs: 370,
      selfNs: 360,
      meanNs: 370 / 3,
      p50Ns: 50,
      p95Ns: 300,
      maxNs: 300,
      longest: { kind: "slice", laneId: 2, row: 1, index: 0 },
    });
    expect(byName.get("chunk")).toMatchObject({ category: "task", count: 2, sumNs: 150, selfNs: 80 });
    expect(byName.get("wait lock 10")).toMatchObject({ category: "lockWait", count: 1, sumNs: 40 });
  });

  it("tells lanes apart, and counts of a lane as a whole its outermost slices", () => {
    const store = storeOf(
      new LaneWriter(1).begin(0, compute, "parse").begin(10, compute, "inner").end(20).end(50).block(),
      new LaneWriter(2).begin(0, compute, "parse").end(30).block(),
    );
    const rows = figuresOf(store, "lane-name").map(({ laneId, name, sumNs }) => ({ laneId, name, sumNs }));
    expect(rows).toEqual([
      { laneId: 1, name: "parse", sumNs: 50 },
      { laneId: 1, name: "inner", sumNs: 10 },
      { laneId: 2, name: "parse", sumNs: 30 },
    ]);
    expect(figuresOf(store, "lane")).toMatchObject([
      { laneId: 1, name: "", count: 1, sumNs: 50, selfNs: 40 },
      { laneId: 2, name: "", count: 1, sumNs: 30, selfNs: 30 },
    ]);
  });

  it("counts of a slice that the range cuts what lies within", () => {
    const store = storeOf(new LaneWriter(1).begin(0, compute, "parse").end(100).begin(100, compute, "pack").block());
    store.append(new LaneWriter(1).end(200).block());
    const rows = figuresOf(store, "name", { fromNs: 60, toNs: 130 });
    expect(rows).toMatchObject([
      { name: "parse", count: 1, sumNs: 40 },
      { name: "pack", count: 1, sumNs: 30 },
    ]);
  });

  it("ends what is still open at the newest time", () => {
    const store = storeOf(new LaneWriter(1).begin(0, compute, "parse").instant(80).block());
    expect(figuresOf(store, "name")).toMatchObject([{ name: "parse", sumNs: 80, maxNs: 80 }]);
  });

  it("gives up where rows start over meanwhile", () => {
    const store = storeOf(new LaneWriter(1).begin(0, task).begin(10, compute, "parse").end(20).end(30).block());
    const portions = rangeStatistics(store, whole, "name", 1_000);
    portions.next();
    store.track(1)?.rows[1]?.clear();
    expect(answerOf(portions)).toBeNull();
  });

  it("agrees with sums over a plain list, for every range", () => {
    const lists = fc.array(fc.record({ gap: fc.nat(9), length: fc.nat(50), name: fc.constantFrom("a", "b", "c") }), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(lists, fc.nat(1_500), fc.nat(1_500), (list, from, length) => {
        const writer = new LaneWriter(1);
        const slices: { name: string; start: number; end: number }[] = [];
        let time = 0;
        for (const { gap, length: ns, name } of list) {
          writer.begin(time + gap, compute, name).end(time + gap + ns);
          slices.push({ name, start: time + gap, end: time + gap + ns });
          time += gap + ns;
        }
        const to = from + length;
        const store = storeOf(writer.block());
        const until = Math.min(to, store.endNs);
        const expected = new Map<string, number[]>();
        for (const { name, start, end } of slices) {
          if (end <= from || start > until) continue;
          const ns = Math.max(0, Math.min(end, until) - Math.max(start, from));
          expected.set(name, [...(expected.get(name) ?? []), ns]);
        }
        const rows = figuresOf(store, "name", { fromNs: from, toNs: to });
        expect(rows.map(({ name }) => name)).toEqual([...expected.keys()]);
        for (const { name, count, sumNs, p50Ns, p95Ns, maxNs } of rows) {
          const sorted = expected.get(name)!.sort((a, b) => a - b);
          expect({ count, sumNs, p50Ns, p95Ns, maxNs }).toEqual({
            count: sorted.length,
            sumNs: sorted.reduce((sum, ns) => sum + ns, 0),
            p50Ns: sorted[Math.ceil(sorted.length * 0.5) - 1],
            p95Ns: sorted[Math.ceil(sorted.length * 0.95) - 1],
            maxNs: sorted[sorted.length - 1],
          });
        }
      }),
    );
  });
});

describe("choosing a value by its rank", () => {
  it("finds what sorting finds, among many values and many equal ones", () => {
    const values = fc.integer({ min: 1, max: 4_000 }).chain((distinct) =>
      fc.record({
        list: fc.array(fc.nat(distinct), { minLength: 5_000, maxLength: 9_000, size: "max" }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(values, ({ list, share }) => {
        const rank = Math.min(list.length - 1, Math.floor(share * list.length));
        const sorted = Float64Array.from(list).sort();
        const moved = Float64Array.from(list);
        expect(answerOf(select(moved, 0, rank))).toBe(sorted[rank]);
        // What lies behind can be asked for next.
        const later = Math.floor((rank + list.length - 1) / 2);
        expect(answerOf(select(moved, rank, later))).toBe(sorted[later]);
      }),
      { numRuns: 20 },
    );
  });
});

it("knows a wait for a lock by the lock", () => {
  const store = storeOf(new LaneWriter(1).begin(0, lockWait, "asked").end(5).block());
  expect(figuresOf(store, "name")).toMatchObject([{ name: "asked", category: "lockWait" }]);
});
