import { beforeEach, describe, expect, it } from "vitest";
import { isSavedView, readSavedView, type SavedView, writeSavedView } from "../../../src/renderer/saved-view";
import { useLayoutStore } from "../../../src/renderer/stores/layout-store";
import {
  addMark,
  marksOf,
  putMarks,
  traceKey,
  useMarkStore,
  writeNewestNote,
} from "../../../src/renderer/stores/mark-store";

beforeEach(() => {
  useMarkStore.setState({ byTrace: {}, toWrite: null, newest: null });
});

describe("marks", () => {
  it("belong to one run of one session", () => {
    const first = traceKey({ id: "run-1", startedMs: 1_000 });
    const second = traceKey({ id: "run-1", startedMs: 2_000 });
    addMark(first, { fromNs: 1, toNs: 1 });
    expect(marksOf(first)).toHaveLength(1);
    expect(marksOf(second)).toEqual([]);
    putMarks(first, []);
    expect(useMarkStore.getState().byTrace).toEqual({});
  });

  it("of a hundred traces are remembered, the oldest are forgotten", () => {
    for (let trace = 0; trace < 103; trace++) addMark(`run@${trace}`, { fromNs: 1, toNs: 1 });
    expect(Object.keys(useMarkStore.getState().byTrace)).toHaveLength(100);
    expect(marksOf("run@2")).toEqual([]);
    expect(marksOf("run@102")).toHaveLength(1);
  });

  it("have the newest one's note written on request", () => {
    writeNewestNote();
    expect(useMarkStore.getState().toWrite).toBeNull();
    addMark("run@1", { fromNs: 1, toNs: 2 });
    writeNewestNote();
    expect(useMarkStore.getState().toWrite).toBe(marksOf("run@1")[0]!.id);
    expect(useLayoutStore.getState().tab).toBe("marks");
  });
});

describe("a saved view", () => {
  const view: Omit<SavedView, "lanescope" | "version"> = {
    trace: { title: "Sum", key: "run-1@5" },
    view: { fromNs: -10, toNs: 2e9, scrollTop: 12 },
    lanes: {
      collapsed: { shared: true },
      pinned: [3],
      guests: { 5: [6] },
      hidden: [4],
      order: { shared: [8, "x"] },
      names: { 3: "mine" },
      filter: "w",
    },
    search: { text: "chunk", regex: false, matchCase: true },
    marks: [{ fromNs: 1, toNs: 3, note: "slow\nhere" }],
  };

  it("comes back as it was written", () => {
    expect(readSavedView(writeSavedView(view))).toEqual({ lanescope: "view", version: 1, ...view });
  });

  it("that is something else is refused with the reason", () => {
    expect(() => readSavedView("{")).toThrow(/^it is no JSON: /);
    expect(() => readSavedView("{}")).toThrow(/^it is no saved view of this version of Lanescope: /);
    const backwards = writeSavedView({ ...view, view: { fromNs: 5, toNs: 1, scrollTop: 0 } });
    expect(() => readSavedView(backwards)).toThrow("the view ends before it begins");
  });

  it("is known by its name", () => {
    expect(isSavedView("run-1.lanescope-view.json")).toBe(true);
    expect(isSavedView("orders.json")).toBe(false);
  });
});
