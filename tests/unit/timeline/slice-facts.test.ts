import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const { task, compute, dataWait } = categories;

function detailOf(store: TraceStore, laneId: number, row: number, index: number): Readonly<Record<string, string>> {
  const slice = describeSlice(store, { kind: "slice", laneId, row, index }, store.endNs);
  return Object.fromEntries((slice?.detail ?? []).map(({ label, value }) => [label, value]));
}

describe("the facts of a slice", () => {
  const lanes = [lane(1, "parent", { name: "main" }), lane(2, "worker", { name: "worker 2" }), lane(10, "lock")];
  const store = new TraceStore();
  store.append(
    join(
      ...lanes.map(laneBlock),
      new LaneWriter(1).begin(5_000, compute, "dispatch").flowOut(6_000, 1).flowOut(6_000, 2).end(9_000).block(),
      new LaneWriter(2)
        .begin(10_000, task, "", 1)
        .flowIn(10_000, 1)
        .begin(11_000, compute, "parse")
        .begin(12_000, dataWait, "read")
        .end(14_000)
        .lockRequest(15_000, 10)
        .lockAcquire(18_000, 10)
        .end(30_000)
        .end(40_000)
        .begin(40_000, task, "", 2)
        .flowIn(40_000, 2)
        .begin(40_000, dataWait, "read")
        .end(41_000)
        .end(50_000)
        .block(),
    ),
  );

  it("tell how long it waited, by what lies within it alone", () => {
    expect(detailOf(store, 2, 0, 0)["Waits inside"]).toBe("5.0 µs in 2 waits");
    expect(detailOf(store, 2, 0, 1)["Waits inside"]).toBe("1.0 µs in 1 wait");
    expect(detailOf(store, 1, 1, 0)["Waits inside"]).toBeUndefined();
  });

  it("tell from where arrows came, and to where they went", () => {
    expect(detailOf(store, 1, 1, 0)).toMatchObject({ "Arrows out": "2, to worker 2" });
    expect(detailOf(store, 2, 0, 1)).toMatchObject({ "Arrows in": "1, from main" });
    expect(detailOf(store, 2, 0, 0)["Arrows out"]).toBeUndefined();
  });
});
