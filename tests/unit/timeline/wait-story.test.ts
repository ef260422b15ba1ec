import { describe, expect, it } from "vitest";
import { TraceStore } from "../../../src/renderer/timeline";
import { SelectionHistory } from "../../../src/renderer/timeline/selection-history";
import { findWait, type SliceRef } from "../../../src/renderer/timeline/store/queries";
import { waitStory } from "../../../src/renderer/timeline/store/wait-story";
import type { HistoryInfo } from "../../../src/renderer/timeline/types";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "./support";

const nowNs = 1_000;

function storeOf(...blocks: Uint8Array[]): TraceStore {
  const store = new TraceStore();
  store.append(
    join(
      ...[1, 2, 3].map((number) => laneBlock(lane(number + 1, "worker", { name: `worker ${number}`, number }))),
      ...["fork 1", "fork 2"].map((name, at) => laneBlock(lane(at + 8, "lock", { name }))),
      ...blocks,
    ),
  );
  return store;
}

function storyOf(store: TraceStore, laneId: number, lock: number, requestNs: number) {
  return waitStory(store, findWait(store, laneId, lock, requestNs)!, nowNs);
}

describe("the story of a wait", () => {
  it("tells what the holder did meanwhile, by name, and who else waited", () => {
    const store = storeOf(
      new LaneWriter(2)
        .begin(50, categories.task, "chunk", 7, 1)
        .lockAcquire(100, 8)
        .begin(100, categories.compute, "add")
        .end(260)
        .begin(260, categories.serialize, "pack")
        .end(290)
        .lockRelease(300, 8)
        .end(400)
        .block(),
      new LaneWriter(3).lockRequest(150, 8).lockAcquire(300, 8).block(),
      new LaneWriter(4).lockRequest(250, 8).block(),
    );
    const story = storyOf(store, 3, 8, 150);
    expect(story).toMatchObject({ victim: "worker 2", lock: "fork 1", root: null });
    expect(story?.holder).toEqual({ kind: "hold", laneId: 8, holder: 2, startNs: 100 });
    expect(story?.doing).toEqual([
      { laneName: "worker 1", name: "add", category: "compute", ns: 110, count: 1 },
      { laneName: "worker 1", name: "pack", category: "serialize", ns: 30, count: 1 },
      { laneName: "worker 1", name: "between phases", category: "task", ns: 10, count: 1 },
    ]);
    expect(story?.others.map(({ laneName, ns }) => [laneName, ns])).toEqual([["worker 3", 50]]);
  });

  it("follows a holder that is blocked itself to the one who is not, and to what that one did", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(50, 9).begin(50, categories.compute, "slow").end(700).lockRelease(700, 9).block(),
      new LaneWriter(3)
        .lockAcquire(100, 8)
        .lockRequest(110, 9)
        .lockAcquire(700, 9)
        .lockRelease(710, 9)
        .lockRelease(720, 8)
        .block(),
      new LaneWriter(4).lockRequest(150, 8).lockAcquire(720, 8).block(),
    );
    const root = storyOf(store, 4, 8, 150)?.root;
    expect(root).toMatchObject({ isCircle: false, place: { kind: "slice", laneId: 2, row: 1 } });
    expect(root?.sentence).toBe("worker 3 waits for fork 1, worker 2 waits for fork 2, which worker 1 held: slow.");
  });

  it("does not call a holder blocked that waited for a moment only", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(50, 9).lockRelease(120, 9).block(),
      new LaneWriter(3)
        .lockAcquire(100, 8)
        .lockRequest(115, 9)
        .lockAcquire(120, 9)
        .lockRelease(400, 9)
        .lockRelease(700, 8)
        .block(),
      new LaneWriter(4).lockRequest(101, 8).lockAcquire(700, 8).block(),
    );
    expect(storyOf(store, 4, 8, 101)?.root).toBeNull();
  });

  it("names a circle, and leads to the next in it", () => {
    const store = storeOf(
      new LaneWriter(2).lockAcquire(50, 8).lockRequest(200, 9).block(),
      new LaneWriter(3).lockAcquire(60, 9).lockRequest(210, 8).block(),
      new LaneWriter(4).lockRequest(300, 8).block(),
    );
    expect(storyOf(store, 2, 9, 200)?.root).toEqual({
      isCircle: true,
      sentence: "worker 1 waits for fork 2, worker 2 waits for fork 1, which worker 1 holds: none of them can go on.",
      place: findWait(store, 3, 8, 210),
    });
    // Who waits for one of them is no part of the circle.
    expect(storyOf(store, 4, 8, 300)?.root?.sentence).toMatch(/^worker 1 waits for fork 2, worker 2 waits/);
  });

  it("is there for waits only", () => {
    const store = storeOf(new LaneWriter(2).begin(10, categories.compute, "add").end(20).block());
    expect(waitStory(store, { kind: "slice", laneId: 2, row: 1, index: 1 }, nowNs)).toBeNull();
  });
});

describe("the history of selections", () => {
  const ref = (index: number): SliceRef => ({ kind: "slice", laneId: 2, row: 1, index });
  const build = () => {
    const told: HistoryInfo[] = [];
    return { told, history: new SelectionHistory((info) => told.push(info)) };
  };

  it("goes back and forward, and forgets what lay ahead of a new selection", () => {
    const { told, history } = build();
    for (const index of [1, 2, 3]) history.visit(ref(index));
    expect(history.move(-1)).toEqual(ref(2));
    expect(history.move(-1)).toEqual(ref(1));
    expect(history.move(-1)).toBeNull();
    expect(history.move(1)).toEqual(ref(2));
    history.visit(ref(2));
    expect(told[told.length - 1]).toEqual({ back: true, forward: true });
    history.visit(ref(9));
    expect(history.move(1)).toBeNull();
    expect(history.move(-1)).toEqual(ref(2));
  });

  it("leads back to the last selection where nothing is selected any more", () => {
    const { told, history } = build();
    history.visit(ref(1));
    expect(told).toEqual([]);
    history.visit(null);
    expect(told).toEqual([{ back: true, forward: false }]);
    expect(history.move(-1)).toEqual(ref(1));
  });
});
