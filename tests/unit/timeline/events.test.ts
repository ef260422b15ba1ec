import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { type EventOrder, eventTable } from "../../../src/renderer/timeline/tables/event-table";
import { durationAt, labelAt, selfAt } from "../../../src/renderer/timeline/tables/events";
import { parseFilter } from "../../../src/renderer/timeline/tables/filter/parse";
import { orderOf } from "../../../src/renderer/timeline/tables/order";
import { categories } from "../../../src/shared/trace/records";
import { answerOf, join, LaneWriter, lane, laneBlock } from "./support";

const { task, compute, serialize } = categories;

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  const lanes = [lane(1, "parent", { name: "main" }), lane(2, "parent", { name: "worker 2" }), lane(10, "lock")];
  store.append(join(...lanes.map(laneBlock), ...blocks));
  return store;
}

const byTime: EventOrder = { field: "time", descending: false };

function tableOf(store: TraceStore, text = "", order = byTime, withOpen = true) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const table = answerOf(eventTable(store, { filter: parsed.filter, order, withOpen }));
  if (table === null) throw new Error("the trace has not changed");
  return table;
}

function namesOf(store: TraceStore, text = "", order = byTime, withOpen = true): readonly string[] {
  const table = tableOf(store, text, order, withOpen);
  return Array.from({ length: table.rowCount }, (_, row) => {
    const { segment, index } = table.at(row);
    return labelAt(store, segment.slices, index);
  });
}

function sample(): TraceStore {
  const one = new LaneWriter(1)
    .begin(0, task, "", 10)
    .begin(10, compute, "parse")
    .begin(20, serialize, "pack")
    .end(30)
    .end(60, 4_096)
    .end(100)
    .begin(100, task, "", 9)
    .end(150);
  const two = new LaneWriter(2).begin(5, compute, "Parse").end(305).lockRequest(305, 10).lockAcquire(345, 10);
  return storeOf(one.block(), two.block());
}

describe("the table of events", () => {
  it("has all slices of all lanes, in order of time", () => {
    expect(namesOf(sample())).toEqual(["chunk 10", "Parse", "parse", "pack", "chunk 9", "wait lock 10"]);
  });

  it("is ordered by any field, chunks by their number", () => {
    const store = sample();
    const by = (field: EventOrder["field"], descending = false) => namesOf(store, "", { field, descending });
    expect(by("name")).toEqual(["chunk 9", "chunk 10", "pack", "parse", "Parse", "wait lock 10"]);
    expect(by("dur", true)).toEqual(["Parse", "chunk 10", "chunk 9", "parse", "wait lock 10", "pack"]);
    expect(by("self", true)).toEqual(["Parse", "chunk 10", "chunk 9", "parse", "wait lock 10", "pack"]);
    expect(by("lane")).toEqual(["chunk 10", "parse", "pack", "chunk 9", "Parse", "wait lock 10"]);
    // What has no number comes last either way.
    expect(by("value").slice(0, 2)).toEqual(["chunk 9", "chunk 10"]);
    expect(by("value", true).slice(0, 2)).toEqual(["chunk 10", "chunk 9"]);
  });

  it.each([
    ["name ~ PARSE", ["Parse", "parse"]],
    ["name = parse", ["parse"]],
    ["parse and dur > 100ns", ["Parse"]],
    ['lane = "worker 2"', ["Parse", "wait lock 10"]],
    ['category ~ wait or category = "serialize"', ["pack", "wait lock 10"]],
    ["not (chunk or parse)", ["pack", "wait lock 10"]],
    ["value >= 10", ["chunk 10"]],
    ["amount = 4096", ["parse"]],
    ["depth = 2", ["pack"]],
    ["self <= 40ns and name !~ chunk", ["parse", "pack", "wait lock 10"]],
    ["time >= 100ns", ["chunk 9", "wait lock 10"]],
    ["name = nothing", []],
  ])("shows of %s what meets it", (text, names) => {
    expect(namesOf(sample(), text)).toEqual(names);
  });

  it("leaves out what has not ended while the run goes on, and counts it", () => {
    const store = storeOf(new LaneWriter(1).begin(0, task, "", 1).begin(5, compute, "parse").end(20).block());
    expect(namesOf(store, "", byTime, false)).toEqual(["parse"]);
    expect(tableOf(store, "", byTime, false).events.open).toBe(1);
    expect(namesOf(store)).toEqual(["chunk 1", "parse"]);
  });

  it("leads from a row to the slice on the timeline, and back", () => {
    const table = tableOf(sample(), "name ~ parse", { field: "dur", descending: true });
    const refs = [0, 1].map((row) => table.refAt(row));
    expect(refs).toEqual([
      { kind: "slice", laneId: 2, row: 1, index: 0 },
      { kind: "slice", laneId: 1, row: 1, index: 0 },
    ]);
    expect(refs.map((ref) => table.rowOf(ref))).toEqual([0, 1]);
    expect(table.rowOf({ kind: "slice", laneId: 1, row: 0, index: 0 })).toBe(-1);
    expect(table.rowOf({ kind: "hold", laneId: 10, holder: 2, startNs: 0 })).toBe(-1);
  });

  it("gives up where rows start over meanwhile", () => {
    const store = sample();
    const portions = eventTable(store, { filter: null, order: byTime, withOpen: true });
    portions.next();
    store.track(1)?.rows[1]?.clear();
    expect(answerOf(portions)).toBeNull();
  });

  it("tells of each slice what those within it leave, as sums over them do", () => {
    const nested = fc.array(fc.record({ length: fc.integer({ min: 1, max: 30 }), inner: fc.nat(4) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(nested, (list) => {
        const writer = new LaneWriter(1);
        const selves: number[] = [];
        let time = 0;
        for (const { length, inner } of list) {
          writer.begin(time, compute, "outer");
          for (let child = 0; child < inner; child++)
            writer.begin(time + child, compute, "inner").end(time + child + 1);
          time += length + inner;
          writer.end(time);
          selves.push(length);
        }
        const store = storeOf(writer.block());
        const table = tableOf(store, "name = outer");
        const found = Array.from({ length: table.rowCount }, (_, row) => {
          const { segment, index } = table.at(row);
          return selfAt(segment, index, store.endNs);
        });
        expect(found).toEqual(selves);
        const sorted = tableOf(store, "name = outer", { field: "self", descending: true });
        const inOrder = Array.from({ length: sorted.rowCount }, (_, row) => {
          const { segment, index } = sorted.at(row);
          return selfAt(segment, index, store.endNs);
        });
        expect(inOrder).toEqual([...selves].sort((a, b) => b - a));
        const { segment, index } = table.at(0);
        expect(durationAt(segment.slices, index, store.endNs)).toBe(list[0]!.length + list[0]!.inner);
      }),
    );
  });
});

describe("ordering numbers", () => {
  const numbers = fc.array(
    fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1)),
    { maxLength: 300 },
  );

  it("does what a stable sort does, with what is no number last", () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (keys, descending) => {
        const order = [...answerOf(orderOf(keys.length, (index) => keys[index]!, descending))];
        const expected = keys
          .map((_, index) => index)
          .sort((a, b) => {
            const [left, right] = [keys[a]!, keys[b]!];
            if (Number.isNaN(left) || Number.isNaN(right))
              return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
            return left === right ? a - b : (left < right ? -1 : 1) * (descending ? -1 : 1);
          });
        expect(order).toEqual(expected);
      }),
    );
  });
});
