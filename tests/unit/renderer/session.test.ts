import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineClient } from "../../../src/renderer/engine/client";
import { bindProgress, Session } from "../../../src/renderer/engine/session";
import { useAppStore } from "../../../src/renderer/stores/app-store";
import { useDatasetStore } from "../../../src/renderer/stores/dataset-store";
import { useLayoutStore } from "../../../src/renderer/stores/layout-store";
import { useRunStore } from "../../../src/renderer/stores/run-store";
import { useSetupStore } from "../../../src/renderer/stores/setup-store";
import { useTraceViewStore } from "../../../src/renderer/stores/trace-view-store";
import { dataset, FakeBridge, Refusal, resultTable, run, samples, workloads } from "./fake-bridge";
import { answered, resetStores } from "./support";

let bridge: FakeBridge;
let client: EngineClient;
let session: Session;
let end: () => void;

beforeEach(() => {
  resetStores();
  bridge = new FakeBridge();
  client = new EngineClient(bridge);
  session = new Session(client);
});

afterEach(() => end());

async function start(): Promise<void> {
  end = session.start();
  await answered();
}

describe("a window that opens", () => {
  it("learns what there is, and begins at the start page", async () => {
    bridge.handlers["datasets.list"] = () => ({ datasets: [dataset()] });
    await start();
    expect(useAppStore.getState()).toMatchObject({ ready: true, fault: null, workloads, samples });
    expect(useDatasetStore.getState().datasets).toEqual([dataset()]);
    expect(useLayoutStore.getState().page).toBe("start");
    // As many workers as can be watched, though there are more processors.
    expect(useSetupStore.getState().workers).toBe(4);
  });

  it("lists the data of earlier sessions, and what is opened since", async () => {
    const recent = { path: "/data/a.csv", name: "a.csv", size: 10, openedMs: 1, isThere: true };
    bridge.handlers["recents.list"] = () => ({ recents: [recent] });
    await start();
    await answered();
    expect(useDatasetStore.getState().recents).toEqual([recent]);
    bridge.send({ event: "recents", recents: [] });
    expect(useDatasetStore.getState().recents).toEqual([]);
  });

  it("shows the run that is at work, wherever it was started", async () => {
    bridge.handlers["runs.list"] = () => ({ runs: [run({ id: "old", number: 1, state: "done" }), run({ number: 2 })] });
    await start();
    expect(useLayoutStore.getState()).toMatchObject({ page: "run", shownRunId: "run-1" });
    expect(bridge.inputs("trace.follow")).toEqual([{ runId: "run-1", offset: 0 }]);
  });

  it("shows the run that it showed before a reload, with its result", async () => {
    useLayoutStore.setState({ shownRunId: "run-1" });
    bridge.handlers["runs.list"] = () => ({ runs: [run({ state: "done", hasResult: true })] });
    await start();
    expect(useLayoutStore.getState()).toMatchObject({ page: "run", shownRunId: "run-1" });
    expect(useRunStore.getState().results["run-1"]).toEqual(resultTable);
  });

  it("takes over the settings of a run that another window started", async () => {
    bridge.handlers["runs.list"] = () => ({ runs: [run()] });
    await start();
    expect(useSetupStore.getState()).toMatchObject({ workloadId: "group-by", workers: 6 });
  });

  it("keeps what was entered before a reload, though it shows a run", async () => {
    useSetupStore.setState({ workloadId: "primes", workers: 3, restored: true });
    bridge.handlers["runs.list"] = () => ({ runs: [run()] });
    await start();
    expect(useSetupStore.getState()).toMatchObject({ workloadId: "primes", workers: 3 });
  });

  it("goes back to the setup where it was reloaded, with what was entered", async () => {
    useLayoutStore.setState({ pageBefore: "setup", shownRunId: "run-1" });
    useSetupStore.setState({ workloadId: "primes", workers: 3, restored: true });
    bridge.handlers["runs.list"] = () => ({ runs: [run({ state: "done" })] });
    await start();
    expect(useLayoutStore.getState()).toMatchObject({ page: "setup", shownRunId: "run-1" });
    expect(useSetupStore.getState()).toMatchObject({ workloadId: "primes", workers: 3 });
  });

  it("asks nothing about the run that it showed when that is no longer kept", async () => {
    useLayoutStore.setState({ shownRunId: "run-1" });
    bridge.handlers["runs.list"] = () => ({ runs: [run({ state: "done", isKept: false })] });
    await start();
    expect(useLayoutStore.getState()).toMatchObject({ page: "run", shownRunId: "run-1" });
    for (const name of ["trace.follow", "runs.output", "runs.result"] as const) expect(bridge.inputs(name)).toEqual([]);
  });

  it("stays where the user went before the engine answered", async () => {
    bridge.handlers["runs.list"] = () => ({ runs: [run()] });
    end = session.start();
    useLayoutStore.setState({ page: "trace", shownTraceId: "trace-1" });
    await answered();
    expect(useAppStore.getState().ready).toBe(true);
    expect(useLayoutStore.getState()).toMatchObject({ page: "trace", shownTraceId: "trace-1" });
  });

  it("says why where the engine does not answer", async () => {
    bridge.handlers["app.info"] = () => new Refusal("internal", "The engine is broken.");
    await start();
    expect(useAppStore.getState()).toMatchObject({ ready: false, fault: { message: "The engine is broken." } });
  });

  it("takes an answer that is not what the contract says for a failure", async () => {
    bridge.handlers["app.info"] = () => ({ version: 7 });
    await start();
    expect(useAppStore.getState().fault?.code).toBe("internal");
  });
});

describe("a run", () => {
  it("that starts is shown, with its trace", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    expect(useLayoutStore.getState()).toMatchObject({ page: "run", shownRunId: "run-1", tab: "selection" });
    expect(useTraceViewStore.getState().runId).toBe("run-1");
  });

  it("that ends shows its result, which is asked for once", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    bridge.send({ event: "run", run: run({ state: "done", hasResult: true }) });
    bridge.send({ event: "run", run: run({ state: "done", hasResult: true }) });
    await answered();
    expect(useLayoutStore.getState().tab).toBe("result");
    expect(bridge.inputs("runs.result")).toEqual([expect.objectContaining({ runId: "run-1" })]);
    expect(useRunStore.getState().results["run-1"]).toEqual(resultTable);
    expect(useAppStore.getState().announcement).toBe("Group and aggregate: done");
  });

  it("whose result grows shows it while it is at work", async () => {
    await start();
    const soFar = { ...resultTable, partial: true };
    bridge.handlers["runs.result"] = () => soFar;
    bridge.send({ event: "run", run: run({ hasResult: true }) });
    await answered();
    expect(useRunStore.getState()).toMatchObject({ growing: { "run-1": soFar }, results: {} });
  });

  it("that ends without a result shows its problems", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    const problems = [{ code: "worker-lost", severity: "error", message: "worker 1 lost.", count: 1 }] as const;
    bridge.send({ event: "run", run: run({ state: "failed", problems }) });
    expect(useLayoutStore.getState().tab).toBe("problems");
  });

  it("that ends in the background leaves the tab alone", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    useLayoutStore.setState({ shownRunId: "other", tab: "output" });
    bridge.send({ event: "run", run: run({ state: "done", hasResult: true }) });
    expect(useLayoutStore.getState().tab).toBe("output");
  });

  it("whose result cannot be read says why", async () => {
    bridge.handlers["runs.result"] = () => new Refusal("disk-full", "The disk is full.");
    await start();
    bridge.send({ event: "run", run: run() });
    bridge.send({ event: "run", run: run({ state: "done", hasResult: true }) });
    await answered();
    expect(useRunStore.getState().resultFaults["run-1"]?.message).toBe("The disk is full.");
  });

  it("that prints fills its output, from where the view stands", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    const line = { sequence: 1, lane: 2, laneName: "worker 1", stream: "stdout", text: "1" } as const;
    bridge.send({ event: "output", runId: "run-1", lines: [line] });
    session.show("run-1");
    await answered();
    expect(bridge.inputs("runs.output").at(-1)).toEqual({ runId: "run-1", from: 2 });
    expect(useRunStore.getState().outputs["run-1"]?.lines).toEqual([line]);
  });
});

describe("a connection that is lost", () => {
  it("is said, and when it is back everything is asked anew and the trace goes on", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    bridge.connect(false);
    expect(useAppStore.getState().connected).toBe(false);
    bridge.handlers["runs.list"] = () => ({ runs: [run({ state: "done", hasResult: true })] });
    bridge.connect(true);
    await answered();
    expect(useAppStore.getState().connected).toBe(true);
    expect(useRunStore.getState().runs[0]?.state).toBe("done");
    expect(bridge.inputs("trace.follow")).toHaveLength(2);
    expect(useRunStore.getState().results["run-1"]).toEqual(resultTable);
  });

  it("to a host that was started anew leaves no run behind that it does not know", async () => {
    await start();
    bridge.send({ event: "run", run: run() });
    bridge.connect(false);
    bridge.connect(true);
    await answered();
    expect(useRunStore.getState().runs).toEqual([]);
    expect(useLayoutStore.getState()).toMatchObject({ page: "start", shownRunId: null });
    expect(useTraceViewStore.getState().store).toBeNull();
  });
});

describe("the window's title and the taskbar", () => {
  it("show how far the run at work is, then how it ended", async () => {
    // As much of a document as is needed.
    const page = { title: "" } as Document;
    await start();
    const unbind = bindProgress(client, page);
    expect(page.title).toBe("Lanescope");
    bridge.send({ event: "run", run: run() });
    expect(page.title).toBe("53 % · Group and aggregate · Lanescope");
    bridge.send({ event: "run", run: run({ state: "done" }) });
    expect(page.title).toBe("Done · Group and aggregate · Lanescope");
    expect(bridge.progress).toEqual([0.53, null]);
    unbind();
  });
});
