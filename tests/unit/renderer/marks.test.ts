import { beforeEach, describe, expect, it } from "vitest";
import {
  isSavedView,
  packSavedView,
  readSavedView,
  type SavedView,
  unpackSavedView,
  writeSavedView,
} from "../../../src/renderer/saved-view";
import { useLayoutStore } from "../../../src/renderer/stores/layout-store";
import {
  addMark,
  marksOf,
  putMarks,
  traceKey,
  useMarkStore,
  writeNewestNote,
} from "../../../src/renderer/stores/mark-store";
import { isViewLink, payloadOf, viewLink } from "../../../src/shared/contract/view-link";

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
    trace: { title: "Sum", key: "run-1@5", path: null, endNs: 5e9 },
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

  it("comes back from a link, whatever letters its notes have", () => {
    const noted = {
      ...view,
      trace: { ...view.trace, path: "/daten/größe.json" },
      marks: [{ ...view.marks[0]!, note: "日本 ??>>" }],
    };
    const link = viewLink("http://127.0.0.1:7000/#old", packSavedView(noted));
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:7000\/#view=[\w-]+$/);
    expect([isViewLink(link), isViewLink("/data/orders.csv")]).toEqual([true, false]);
    expect(unpackSavedView(payloadOf(` ${link}\n`))).toEqual({ lanescope: "view", version: 1, ...noted });
    for (const broken of [link.slice(0, -9), `${link}!`, "#view="]) {
      expect(() => unpackSavedView(payloadOf(broken))).toThrow(/^(the link is incomplete|it is no )/);
    }
  });

  it("of an earlier version does not say where the file lies", () => {
    const { path: _path, endNs: _endNs, ...trace } = view.trace;
    const text = JSON.stringify({ lanescope: "view", version: 1, ...view, trace });
    expect(readSavedView(text).trace).toEqual({ ...trace, path: null, endNs: 0 });
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
