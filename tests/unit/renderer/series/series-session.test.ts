import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SeriesActions } from "../../../../src/renderer/actions/series-actions";
import { EngineClient } from "../../../../src/renderer/engine/client";
import { Session } from "../../../../src/renderer/engine/session";
import { useLayoutStore } from "../../../../src/renderer/stores/layout-store";
import { useSeriesStore } from "../../../../src/renderer/stores/series-store";
import { useSetupStore } from "../../../../src/renderer/stores/setup-store";
import { useTraceViewStore } from "../../../../src/renderer/stores/trace-view-store";
import type { Series, SeriesPoint } from "../../../../src/shared/contract/series";
import { categories } from "../../../../src/shared/trace/records";
import { join, LaneWriter, lane, laneBlock } from "../../timeline/support";
import { FakeBridge, run } from "../fake-bridge";
import { answered, resetStores } from "../support";

let bridge: FakeBridge;
let session: Session;
let end: () => void;

beforeEach(async () => {
  resetStores();
  useSeriesStore.setState({ series: [], lanes: {}, chosen: {} });
  bridge = new FakeBridge();
  session = new Session(new EngineClient(bridge));
});

afterEach(() => end());

async function start(): Promise<void> {
  end = session.start();
  await answered();
}

const trace = join(
  laneBlock(lane(1, "worker")),
  new LaneWriter(1).begin(0, categories.compute, "work").end(1_000).block(),
);

const runs = ["a", "b"].map((id, index) =>
  run({
    id,
    number: index + 1,
    seriesId: "series-1",
    state: "done",
    wallMs: 0.002,
    trace: { events: 2, dropped: 0, bytes: trace.byteLength },
  }),
);

function series(more: Partial<Series> = {}): Series {
  const point = (runId: string, workers: number): SeriesPoint => ({
    label: `${workers} workers`,
    settings: { workload: "primes", parameters: {}, datasetId: null, mode: "processes", workers, chunkSize: "auto" },
    chunkSizeUsed: 1,
    chunkUnit: "items",
    wallsMs: [1],
    figures: null,
    times: null,
    runId,
    limit: "",
    fault: null,
    problems: [],
  });
  return {
    id: "series-1",
    number: 1,
    kind: "sweep",
    title: "Count primes",
    repeats: 1,
    dataset: null,
    processors: 2,
    startedMs: 1,
    state: "running",
    fault: null,
    done: 0,
    total: 2,
    current: null,
    points: [point("a", 1), point("b", 2)],
    base: 0,
    best: 1,
    conclusions: [],
    agreement: { state: "same", message: "" },
    ...more,
  };
}

const shown = () => useLayoutStore.getState();
const lanesOf = () =>
  useTraceViewStore
    .getState()
    .store?.lanes()
    .map((one) => [one.id, one.run?.title]);

describe("a series that starts", () => {
  it("is shown wherever it was started, and its runs are not", async () => {
    await start();
    bridge.send({ event: "series", series: series() });
    expect(shown()).toMatchObject({ page: "series", shownSeriesId: "series-1" });
    bridge.send({ event: "run", run: run({ id: "c", seriesId: "series-1" }) });
    expect(shown()).toMatchObject({ page: "series", shownRunId: null });
    // Whoever draws lanes meanwhile disturbs what is measured.
    expect(bridge.inputs("trace.follow")).toEqual([]);
  });

  it("is shown by a window that opens while it is at work", async () => {
    bridge.handlers["series.list"] = () => ({ series: [series()] });
    bridge.handlers["runs.list"] = () => ({ runs: [run({ id: "c", seriesId: "series-1" })] });
    await start();
    expect(shown()).toMatchObject({ page: "series", shownSeriesId: "series-1", shownRunId: null });
  });
});

describe("a series that is over", () => {
  it("has the lanes of its runs under each other, fetched one after the other", async () => {
    await start();
    for (const one of runs) bridge.send({ event: "run", run: one });
    bridge.send({ event: "series", series: series() });
    bridge.send({ event: "series", series: series({ state: "done", done: 2 }) });
    expect(bridge.inputs("trace.follow")).toEqual([{ runId: "a", offset: 0 }]);
    expect(useSeriesStore.getState().lanes["series-1"]).toBe("loading");
    bridge.sendTrace({ runId: "a", offset: 0, bytes: trace.slice() });
    // What comes twice is taken once.
    bridge.sendTrace({ runId: "a", offset: 0, bytes: trace.slice() });
    expect(bridge.inputs("trace.follow")).toEqual([
      { runId: "a", offset: 0 },
      { runId: "b", offset: 0 },
    ]);
    bridge.sendTrace({ runId: "b", offset: 0, bytes: trace.slice() });
    expect(lanesOf()).toEqual([
      [1, "A   1 workers"],
      [100_001, "B   2 workers"],
    ]);
    expect(useSeriesStore.getState().lanes).toEqual({});
  });

  it("says why there are no lanes where its traces are gone", async () => {
    bridge.handlers["series.list"] = () => ({ series: [series({ state: "done", done: 2 })] });
    bridge.handlers["runs.list"] = () => ({ runs: runs.map((one) => ({ ...one, isKept: false })) });
    await start();
    session.showSeries("series-1");
    expect(useSeriesStore.getState().lanes["series-1"]).toMatchObject({
      message: expect.stringContaining("no longer kept"),
    });
  });

  it("has other lanes once the user asks for them", async () => {
    bridge.handlers["series.list"] = () => ({ series: [series({ state: "done", done: 2 })] });
    bridge.handlers["runs.list"] = () => ({ runs });
    await start();
    session.showSeries("series-1");
    session.showSeries("series-1");
    expect(bridge.inputs("trace.follow")).toEqual([{ runId: "a", offset: 0 }]);
    new SeriesActions(session).toggleLanes("series-1", 0);
    expect(bridge.inputs("trace.follow").at(-1)).toEqual({ runId: "b", offset: 0 });
    bridge.sendTrace({ runId: "b", offset: 0, bytes: trace.slice() });
    expect(lanesOf()).toEqual([[1, "B   2 workers"]]);
  });

  it("leaves the page alone where something else is looked at", async () => {
    await start();
    bridge.send({ event: "series", series: series() });
    useLayoutStore.setState({ page: "start" });
    bridge.send({ event: "series", series: series({ state: "done", done: 2 }) });
    expect(shown().page).toBe("start");
  });
});

describe("stopping a series", () => {
  it("is asked for once, and its end is what the engine says", async () => {
    await start();
    bridge.handlers["series.stop"] = () => series({ state: "stopped", done: 1 });
    bridge.send({ event: "series", series: series() });
    const actions = new SeriesActions(session);
    await Promise.all([actions.stop(), actions.stop()]);
    expect(bridge.inputs("series.stop")).toEqual([{ seriesId: "series-1" }]);
    expect(useSeriesStore.getState().series).toMatchObject([{ state: "stopped", done: 1 }]);
  });

  it("lets the same be run again as it was", async () => {
    await start();
    bridge.send({ event: "series", series: series({ state: "done", done: 2 }) });
    bridge.handlers["series.start"] = () => series({ id: "series-2", number: 2 });
    await new SeriesActions(session).repeat("series-1");
    expect(bridge.inputs("series.start")).toMatchObject([
      { kind: "sweep", title: "Count primes", repeats: 1, points: [{ label: "1 workers" }, { label: "2 workers" }] },
    ]);
    expect(shown()).toMatchObject({ page: "series", shownSeriesId: "series-2" });
    expect(useSetupStore.getState().workloadId).toBeNull();
  });
});
