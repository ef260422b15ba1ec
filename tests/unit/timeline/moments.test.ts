import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { plainArrangement } from "../../../src/renderer/timeline/arrangement";
import { boxesOf, hitTest, timesOf } from "../../../src/renderer/timeline/hit";
import { layOut, momentHeight, momentTop, rulerHeight } from "../../../src/renderer/timeline/layout";
import { nearest, neighbour } from "../../../src/renderer/timeline/navigation";
import { SelectionModel } from "../../../src/renderer/timeline/selection-model";
import { describeSlice } from "../../../src/renderer/timeline/store/describe";
import type { SliceRef } from "../../../src/renderer/timeline/store/queries";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const view = timeView({ fromNs: 0, toNs: 1_000 }, 1_000);
const moment = (index: number, laneId = 2): SliceRef => ({ kind: "moment", laneId, index });

function build(): TraceStore {
  const store = new TraceStore();
  const worker = new LaneWriter(2).beginTask(100, "load", 4).instant(200, "vsync").instant(300, "paint").end(400);
  store.append(
    join(
      laneBlock(lane(2, "worker", { startNs: 0 })),
      laneBlock(lane(3, "worker", { startNs: 0 })),
      worker.block(),
      new LaneWriter(3).begin(0, categories.startStop).end(10).block(),
    ),
  );
  return store;
}

describe("a moment on a lane", () => {
  const store = build();
  const layout = layOut(store, plainArrangement, new Set());
  const item = layout.laneItems.get(2)!;
  const top = rulerHeight + item.top + momentTop(item);
  const at = (timeNs: number, y: number): SliceRef | null =>
    hitTest(store, layout, view, timeNs, y, 0, 1_000)?.ref ?? null;

  it("is what the pointer is on near its tick, and the slice elsewhere", () => {
    expect(at(200, top + 1)).toEqual(moment(0));
    expect(at(201, top + momentHeight)).toEqual(moment(0));
    expect(at(299, top + 1)).toEqual(moment(1));
    expect(at(250, top + 1)?.kind).toBe("slice");
    expect(at(200, top + momentHeight + 4)?.kind).toBe("slice");
  });

  it("tells its name and time, and within which task it was", () => {
    expect(describeSlice(store, moment(0), 1_000)).toMatchObject({
      name: "vsync",
      startNs: 200,
      endNs: 200,
      isMoment: true,
      detail: [{ label: "Worker, task", value: "worker 2, chunk 4" }],
    });
    expect(describeSlice(store, moment(7), 1_000)).toBeNull();
  });

  it("stands where its tick does", () => {
    expect(timesOf(store, moment(1), 1_000)).toEqual({ fromNs: 300, toNs: 300 });
    expect(boxesOf(store, layout, view, moment(1), 0, 1_000)).toMatchObject([{ x: 300, y: top, height: momentHeight }]);
  });

  it("leads to the next one and the one before", () => {
    expect(neighbour(store, moment(0), 1)).toEqual(moment(1));
    expect(neighbour(store, moment(1), -1)).toEqual(moment(0));
    expect(neighbour(store, moment(1), 1)).toBeNull();
  });

  it("is where the keys begin on a lane that has nothing else", () => {
    const only = new TraceStore();
    only.take({
      lanes: [lane(2, "worker")],
      names: ["vsync"],
      slices: [],
      counters: [],
      instants: [
        { laneId: 2, time: Float64Array.of(10, 50), name: Uint32Array.of(1, 1), place: Float64Array.of(7, 90) },
      ],
      flows: [],
      restart: [],
    });
    expect(nearest(only, 2, 49)).toEqual(moment(0));
    expect(nearest(only, 2, 0)).toEqual(moment(0));
    expect(describeSlice(only, moment(1), 100)?.place).toBe(90);
  });

  it("is told in words", () => {
    const model = new SelectionModel({ onHistory: () => {}, onHover: () => {}, onSelect: () => {} });
    model.setStore(store);
    model.select({ kind: "slice", ref: moment(0) }, 1_000);
    expect(model.describe(layout, view, 1_000)).toBe(
      "vsync, a moment on worker 2, at 0.000000200 s. Worker, task: worker 2, chunk 4.",
    );
  });
});
