import { describe, expect, it } from "vitest";
import { RunJoiner } from "../../../src/renderer/series/join-runs";
import { plainArrangement, TraceStore } from "../../../src/renderer/timeline";
import { drawOverview } from "../../../src/renderer/timeline/draw/overview";
import { laneTree } from "../../../src/renderer/timeline/lane-tree";
import { layOut } from "../../../src/renderer/timeline/layout";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

/** A run's trace: main process, a worker that waits for a lock and holds it, a memory lane. */
function trace(computesNs: number): Uint8Array {
  const records = new LaneWriter(2)
    .beginTask(0, "chunk", 0)
    .lockRequest(10, 3)
    .lockAcquire(20, 3)
    .lockRelease(30, 3)
    .end(computesNs)
    .block();
  return join(
    laneBlock(lane(1, "parent")),
    laneBlock(lane(2, "worker", { endNs: computesNs })),
    laneBlock(lane(3, "lock", { name: "total" })),
    laneBlock(lane(4, "memory")),
    records,
  );
}

/** Two runs in one store: the second takes half as long. */
function joined(): TraceStore {
  const store = new TraceStore();
  for (const [place, ns] of [1_000, 500].entries()) {
    const title = place === 0 ? "A   Sequential" : "B   Threads";
    const joiner = new RunJoiner(store, place, { id: `run-${place}`, title, note: "1 µs" });
    joiner.take(trace(ns));
    joiner.end(ns / 1e6);
  }
  return store;
}

describe("several runs in one timeline", () => {
  it("have lanes, locks and holds of their own, and each its end", () => {
    const store = joined();
    const workers = store.lanes().filter(({ kind }) => kind === "worker");
    expect(workers.map(({ run, endNs }) => [run?.id, endNs])).toEqual([
      ["run-0", 1_000],
      ["run-1", 500],
    ]);
    const locks = store.lanes().filter(({ kind }) => kind === "lock");
    expect(locks.map(({ id }) => store.lock(id)!.holds.length)).toEqual([1, 1]);
    // Nobody saw the main processes end: they end with their runs.
    expect(
      store
        .lanes()
        .filter(({ kind }) => kind === "parent")
        .map(({ endNs }) => endNs),
    ).toEqual([1_000, 500]);
    expect(store.endNs).toBe(1_000);
  });

  it("are the same whether a trace comes whole or block by block", () => {
    const store = new TraceStore();
    const joiner = new RunJoiner(store, 3, { id: "run", title: "", note: "" });
    const whole = trace(1_000);
    for (let offset = 0; offset < whole.byteLength; ) {
      const length = 16 + new DataView(whole.buffer, whole.byteOffset).getUint32(offset, true);
      joiner.take(whole.slice(offset, offset + length));
      offset += length;
    }
    const [worker] = store.lanes().filter(({ kind }) => kind === "worker");
    expect(store.track(worker!.id)!.rows[0]!.length).toBe(1);
    expect(() => joiner.take(whole.slice(0, 20))).toThrow("cut");
  });

  it("stand under each other by run, what else they have in one closed group below", () => {
    const tree = laneTree(joined().lanes());
    expect(tree.map(({ title, closed }) => [title, closed])).toEqual([
      ["A   Sequential", false],
      ["B   Threads", false],
      ["More of all runs", true],
    ]);
    expect(tree[0]!.children).toHaveLength(3);
  });

  it("show what was done, one row for each worker, so that more of them fit", () => {
    const { items } = layOut(joined(), plainArrangement, new Set());
    const worker = items.find((item) => item.kind === "lane" && item.lane.kind === "worker");
    expect(worker).toMatchObject({ height: 26, rowTops: expect.arrayContaining([-1, 4]) });
  });

  it("have a strip each in the overview, as long as they took", () => {
    const surface = new RecordingSurface();
    const { paint } = testPaint();
    const store = joined();
    drawOverview(surface.surface, paint, store, timeView({ fromNs: 0, toNs: 1_000 }, 1_000), 1_000);
    const grounds = surface.fills.filter(({ style }) => style === paint.theme.surfaceLane);
    expect(grounds.map(({ width }) => width)).toEqual([1_000, 500]);
    expect(store.workerShares.ns.every((ns) => ns === 0)).toBe(true);
    expect(store.runShares.get("run-1")!.ns.some((ns) => ns > 0)).toBe(true);
    expect(store.lanes().some(({ id }) => store.track(id)?.presentCategory === categories.failed)).toBe(false);
  });
});
