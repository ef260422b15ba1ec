import { describe, expect, it } from "vitest";
import { Quest, type QuestKind } from "../../../src/renderer/timeline/search/quest";
import { Seeking } from "../../../src/renderer/timeline/seeking";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import { minimumSpanNs, ViewModel } from "../../../src/renderer/timeline/view";
import { ViewHistory, type ViewPlace } from "../../../src/renderer/timeline/view-history";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const place = (fromNs: number): ViewPlace => ({ range: { fromNs, toNs: fromNs + 10 }, following: false, scrollTop: 0 });

describe("going back to where the view was", () => {
  it("goes back step by step, and forward again", () => {
    const history = new ViewHistory();
    history.note(place(0), 1_000);
    history.note(place(100), 2_000);
    const seen: number[] = [];
    const go = (to: ViewPlace): void => {
      seen.push(to.range.fromNs);
    };
    expect(history.move(-1, place(200), go)).toBe(true);
    expect(history.move(-1, place(100), go)).toBe(true);
    expect(history.move(-1, place(0), go)).toBe(false);
    expect(history.move(1, place(0), go)).toBe(true);
    expect(history.move(1, place(100), go)).toBe(true);
    expect(history.move(1, place(200), go)).toBe(false);
    expect(seen).toEqual([100, 0, 100, 200]);
  });

  it("takes what follows at once for one gesture, however long that lasts", () => {
    const history = new ViewHistory();
    for (let ms = 0; ms < 5_000; ms += 100) history.note(place(ms), ms);
    const seen: number[] = [];
    expect(history.move(-1, place(9_000), (to) => seen.push(to.range.fromNs))).toBe(true);
    expect(history.move(-1, place(0), () => {})).toBe(false);
    expect(seen).toEqual([0]);
  });

  it("forgets what lay ahead when the view is moved, but not when going itself moves it", () => {
    const history = new ViewHistory();
    history.note(place(0), 0);
    history.move(-1, place(100), () => history.note(place(100), 1_000));
    expect(history.move(1, place(0), () => {})).toBe(true);
    history.move(-1, place(100), () => {});
    history.note(place(0), 5_000);
    expect(history.move(1, place(50), () => {})).toBe(false);
  });

  it("is told by the view before every move that the user makes", () => {
    const view = new ViewModel();
    view.end(20e9);
    const left: number[] = [];
    view.onLeave = () => left.push(view.target.fromNs);
    const start = view.target.fromNs;
    view.panBy(0.1, 0);
    view.zoomAt(10e9, 2, 1_000);
    view.fit(2_000);
    expect(left).toHaveLength(3);
    expect(left[0]).toBe(start);
    view.setNow(20e9);
    expect(left).toHaveLength(3);
  });
});

describe("the limits of the zoom", () => {
  it("are told once they are reached, and the view stays as it is", () => {
    const view = new ViewModel();
    view.end(20e9);
    let closest: string | null = null;
    for (let step = 0; step < 60 && closest === null; step++) closest = view.zoomAt(10e9, 2, step);
    expect(closest).toBe("closest");
    expect(view.target.toNs - view.target.fromNs).toBeCloseTo(minimumSpanNs, 3);
    let widest: string | null = null;
    for (let step = 0; step < 60 && widest === null; step++) widest = view.zoomAt(10e9, 0.5, step);
    expect(widest).toBe("widest");
  });
});

describe("the slice that stands out", () => {
  const build = (): TraceStore => {
    const store = new TraceStore();
    const first = new LaneWriter(2)
      .begin(100, categories.task, "", 0)
      .begin(110, categories.dataWait, "read")
      .end(140)
      .end(200)
      .begin(300, categories.task, "", 1)
      .end(350)
      .begin(400, categories.failed, "broke")
      .end(410);
    const second = new LaneWriter(3)
      .begin(50, categories.compute, "work")
      .end(90)
      .lockRequest(300, 8)
      .lockAcquire(380, 8);
    const lanes = [laneBlock(lane(2, "worker")), laneBlock(lane(3, "worker")), laneBlock(lane(8, "lock"))];
    store.append(join(...lanes, first.block(), second.block()));
    return store;
  };
  const find = (kind: QuestKind, fromNs = 0, toNs = Number.POSITIVE_INFINITY) => {
    const quest = new Quest(build(), kind, { fromNs, toNs }, 500);
    while (!quest.work(0, () => 0));
    return quest;
  };

  it("is the longest of the run, or of those that a range touches", () => {
    expect(find("longest").found).toEqual({ kind: "slice", laneId: 2, row: 0, index: 0 });
    expect(find("longest", 250, 390).found).toEqual({ kind: "slice", laneId: 3, row: 1, index: 2 });
  });

  it("is one between the tasks where that lasts longest", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(2).begin(0, categories.startStop, "start").end(400).beginTask(400, "work").end(500);
    store.append(join(laneBlock(lane(2, "worker")), writer.block()));
    const quest = new Quest(store, "longest", { fromNs: 0, toNs: 1_000 }, 500);
    while (!quest.work(0, () => 0));
    expect(quest.found).toEqual({ kind: "slice", laneId: 2, row: 1, index: 0 });
    expect(quest.compared).toBe(2);
  });

  it("is the longest wait, for a lock or for data", () => {
    expect(find("wait").found).toMatchObject({ laneId: 3, row: 1 });
    expect(find("wait", 0, 200).found).toMatchObject({ laneId: 2, row: 1 });
    expect(find("wait").compared).toBe(2);
  });

  it("is the first failure, and nothing where nothing failed", () => {
    expect(find("failed").found).toMatchObject({ laneId: 2, row: 1 });
    expect(find("failed", 0, 300).found).toBeNull();
  });

  it("is a process that was lost, where no slice failed before", () => {
    const store = build();
    const seek = (toNs: number) => {
      const seeking = new Seeking();
      seeking.begin(store, "failed", { fromNs: 0, toNs }, 500);
      return seeking.work(() => 0);
    };
    const died = { endNs: 390, exit: { code: null, signal: "SIGKILL" }, remark: "worker 3 lost: SIGKILL" };
    expect(seek(395)).toMatchObject({ words: "Nothing failed in view.", slice: null, lost: null });
    store.append(laneBlock(lane(3, "worker", died)));
    expect(seek(500)).toMatchObject({ words: "First failure in view: worker 3 lost, SIGKILL.", lost: { id: 3 } });
    expect(seek(380)).toMatchObject({ words: "Nothing failed in view.", lost: null });
  });
});
