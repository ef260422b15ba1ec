import type { ServiceEvent } from "../../shared/contract/events";
import { isActive, type Run } from "../../shared/contract/models";
import { isSeriesActive, type Series } from "../../shared/contract/series";
import { type FaultCode, toFault } from "../../shared/fault";
import { progressFraction, stateWords } from "../format";
import { notifyFailure, notifySentences } from "../notify";
import { SeriesTraces } from "../series/series-traces";
import { adoptSettings } from "../setup/adopt";
import { announce, useAppStore, workloadById } from "../stores/app-store";
import { datasetById, useDatasetStore } from "../stores/dataset-store";
import { type PanelTab, useLayoutStore } from "../stores/layout-store";
import { useProgramStore } from "../stores/program-store";
import {
  activeRun,
  putDoers,
  putGrowing,
  putOutput,
  putResult,
  putResultFault,
  putRun,
  runById,
  useRunStore,
} from "../stores/run-store";
import { activeSeries, putSeries, seriesById, useSeriesStore } from "../stores/series-store";
import { useSetupStore } from "../stores/setup-store";
import { openTraceById } from "../stores/trace-file-store";
import { putTraceStore, traceGrew } from "../stores/trace-view-store";
import type { TraceStore } from "../timeline";
import type { EngineClient } from "./client";
import { TraceFeed } from "./trace-feed";

/** Rows of a result that a view asks for; saving always has them all. */
const shownResultRows = 10_000;

/** The same while the run goes on. */
const shownGrowingRows = 1_000;

/** Milliseconds between two looks at a result that grows, at least. */
const growingEveryMs = 250;

/** Why there may be no result so far: the run has none, or is gone. */
const expectedOfGrowing: ReadonlySet<FaultCode> = new Set(["bad-request", "run-dropped", "run-unknown"]);

/** Workers to begin with: as many as the machine has processors, but no more than a newcomer can watch. */
const usualWorkers = 4;

/** Keeps the stores in step with the engine. */
export class Session {
  readonly client: EngineClient;
  readonly #feed: TraceFeed;
  readonly #series: SeriesTraces;
  #stateTaken = false;
  /** When the result that grows may be asked for again; infinite while an answer is awaited. */
  #growingFromMs = 0;

  constructor(client: EngineClient) {
    this.client = client;
    this.#feed = new TraceFeed(client, {
      onStore: putTraceStore,
      onGrowth: traceGrew,
      onError: (error) => notifyFailure("The timeline is incomplete", error),
    });
    const put = (id: string, lanes: "loading" | { readonly message: string } | null): void =>
      useSeriesStore.setState((state) => {
        const { [id]: _, ...others } = state.lanes;
        return { lanes: lanes === null ? others : { ...others, [id]: lanes } };
      });
    this.#series = new SeriesTraces(client, {
      onStore: (id, store) => {
        put(id, "loading");
        putTraceStore(id, store);
      },
      onGrowth: () => traceGrew(),
      onEnd: (id, message) => put(id, message === "" ? null : { message }),
    });
  }

  /** Connects the stores; they fill as the engine answers. @returns Ends it. */
  start(): () => void {
    const undo = [
      this.client.onEvent(
        (event) => this.#take(event),
        (message) => notifyFailure("The engine sent an event that this window does not know", new Error(message)),
      ),
      this.client.onTrace((message) => {
        this.#feed.take(message);
        this.#series.take(message);
      }),
      this.client.onConnection((connected) => this.#connectionChanged(connected)),
    ];
    void this.#synchronise();
    return () => {
      for (const step of undo) step();
    };
  }

  /** Brings a run onto the screen: its trace, its output, its result. */
  show(runId: string): void {
    const { shownRunId } = useLayoutStore.getState();
    useLayoutStore.setState({ page: "run", shownRunId: runId });
    const run = runById(runId);
    this.#series.leave();
    // Of a run that was dropped there is nothing to ask for.
    this.#feed.follow(run?.isKept === false ? null : runId);
    if (runId !== shownRunId && run !== undefined) {
      useLayoutStore.setState({ tab: firstTab(run) });
    }
    void this.#fetchOutput(runId);
    if (run !== undefined) void this.#fetchResult(run);
  }

  /** Brings a trace from a file onto the screen. */
  showTrace(traceId: string, store: TraceStore): void {
    useLayoutStore.setState({ page: "trace", shownTraceId: traceId });
    this.#series.leave();
    this.#feed.follow(null);
    putTraceStore(traceId, store);
  }

  /** Brings a series onto the screen; the lanes of its runs come once all of these are over. */
  showSeries(seriesId: string): void {
    const series = seriesById(seriesId);
    if (series === undefined) return;
    useLayoutStore.setState({ page: "series", shownSeriesId: seriesId, tab: "comparison" });
    this.#feed.follow(null);
    if (isSeriesActive(series)) {
      this.#series.leave();
      // Fetching traces meanwhile would disturb what is measured.
      putTraceStore(null, null);
    } else this.#series.show(series);
  }

  /** Takes in a series as the engine told it, by an answer or an event. */
  takeSeries(series: Series): void {
    const before = putSeries(series);
    if (!this.#stateTaken) return;
    const isShown =
      useLayoutStore.getState().page === "series" && useLayoutStore.getState().shownSeriesId === series.id;
    if (before === undefined) {
      // All views share one session: a series that another one started is shown here too.
      if (isSeriesActive(series)) {
        this.showSeries(series.id);
        announce(`${series.title}: ${series.total} runs started.`);
      }
    } else if (isSeriesActive(before) && !isSeriesActive(series)) {
      announce(`${series.title}: ${series.state}. ${series.conclusions.join(" ")}`);
      if (isShown) this.showSeries(series.id);
    }
  }

  /** Takes the trace off the screen. */
  showNothing(): void {
    this.#series.leave();
    this.#feed.follow(null);
    putTraceStore(null, null);
  }

  /** Takes in a run as the engine told it, by an answer or an event. */
  takeRun(run: Run): void {
    const before = putRun(run);
    if (!this.#stateTaken) return;
    // Those of a series are shown by it.
    if (run.seriesId !== null && useLayoutStore.getState().shownRunId !== run.id) return;
    if (before === undefined) {
      // All views share one session: a run that another one started is shown here too.
      if (isActive(run.state)) {
        if (run.settings !== null) adoptSettings(run.settings);
        this.show(run.id);
        announce(`${run.title} started.`);
      }
    } else if (isActive(before.state) && !isActive(run.state)) {
      this.#ended(run);
    }
    void this.#grow(run);
  }

  /** Fetches the result so far of a run at work that is on the screen: the engine tells of it some times a second. */
  async #grow(run: Run): Promise<void> {
    const isWanted = isActive(run.state) && run.hasResult && useLayoutStore.getState().shownRunId === run.id;
    if (!isWanted || performance.now() < this.#growingFromMs) return;
    this.#growingFromMs = Number.POSITIVE_INFINITY;
    try {
      putGrowing(run.id, await this.client.request("runs.result", { runId: run.id, limit: shownGrowingRows }));
      await this.#fetchDoers(run);
    } catch (error) {
      // The run may have no result yet, or none any more: its last state tells. So does the page without its host.
      const isExpected = expectedOfGrowing.has(toFault(error).code) || !useAppStore.getState().connected;
      if (!isExpected) notifyFailure("The result so far is not shown", error);
    } finally {
      this.#growingFromMs = performance.now() + growingEveryMs;
    }
  }

  /** Who did what, where the result is a picture of the chunks. */
  async #fetchDoers(run: Run): Promise<void> {
    const { results, growing } = useRunStore.getState();
    const tile = (results[run.id] ?? growing[run.id])?.picture?.tile ?? null;
    if (tile === null) return;
    putDoers(run.id, (await this.client.request("runs.doers", { runId: run.id })).workers);
  }

  #connectionChanged(connected: boolean): void {
    const before = useAppStore.getState().connected;
    useAppStore.setState({ connected });
    if (connected === before) return;
    announce(connected ? "Connected again." : "Connection to the host lost.");
    if (connected)
      void this.#synchronise().then(() => {
        this.#feed.resume();
        this.#series.resume();
      });
  }

  /** Fetches the engine's whole state. */
  async #synchronise(): Promise<void> {
    const { client } = this;
    try {
      const [info, { workloads }, { samples }, { datasets }, { programs }, { runs }, { series }] = await Promise.all([
        client.request("app.info", {}),
        client.request("workloads.list", {}),
        client.request("samples.list", {}),
        client.request("datasets.list", {}),
        client.request("programs.list", {}),
        client.request("runs.list", {}),
        client.request("series.list", {}),
      ]);
      const first = !useAppStore.getState().ready;
      useDatasetStore.setState({ datasets });
      useProgramStore.setState({ programs });
      for (const run of runs) this.takeRun(run);
      const knownSeries = new Set(series.map(({ id }) => id));
      useSeriesStore.setState((state) => ({ series: state.series.filter(({ id }) => knownSeries.has(id)) }));
      for (const one of series) this.takeSeries(one);
      const known = new Set(runs.map((run) => run.id));
      // A host that was started anew knows nothing of the runs before.
      useRunStore.setState((state) => ({ runs: state.runs.filter((run) => known.has(run.id)) }));
      this.#stateTaken = true;
      if (first) {
        if (!useSetupStore.getState().restored) {
          useSetupStore.setState({ workers: Math.max(1, Math.min(info.processors, usualWorkers)) });
        }
        for (const notice of info.notices) notifySentences(notice);
      }
      useAppStore.setState({ info, workloads, samples, ready: true, fault: null });
      this.#showAfterSynchronising(runs, known, first);
      void this.#fetchRecents();
    } catch (error) {
      useAppStore.setState({ fault: toFault(error) });
    }
  }

  /** Waited for by nobody: disks are asked whether the files are still there. */
  async #fetchRecents(): Promise<void> {
    try {
      useDatasetStore.setState(await this.client.request("recents.list", {}));
    } catch (error) {
      notifyFailure("The recent data is not listed", error);
    }
  }

  #showAfterSynchronising(runs: readonly Run[], known: ReadonlySet<string>, first: boolean): void {
    const { shownRunId, page } = useLayoutStore.getState();
    const remembered = shownRunId !== null && known.has(shownRunId) ? shownRunId : null;
    if (first) this.#showFirst(activeRun(runs), remembered);
    else if (page === "series" && seriesById(useLayoutStore.getState().shownSeriesId) === undefined) {
      useLayoutStore.setState({ page: "start", shownSeriesId: null });
      this.#series.leave();
    } else if (page === "run" && remembered === null) {
      useLayoutStore.setState({ page: "start", shownRunId: null });
      this.#feed.follow(null);
    } else if (remembered !== null) {
      void this.#fetchOutput(remembered);
      const run = runById(remembered);
      if (run !== undefined) void this.#fetchResult(run);
    }
  }

  /** @param remembered The run that this window showed before a reload. */
  #showFirst(active: Run | undefined, remembered: string | null): void {
    const { page, pageBefore } = useLayoutStore.getState();
    // Whoever went somewhere before the host's first answer, as by dropping a trace, stays there.
    if (page !== "start") return;
    const { shownSeriesId } = useLayoutStore.getState();
    const seriesId =
      activeSeries(useSeriesStore.getState().series)?.id ?? (pageBefore === "series" ? shownSeriesId : null);
    if (seriesById(seriesId) !== undefined) {
      this.showSeries(seriesId ?? "");
      return;
    }
    const { workloadId, datasetId, restored } = useSetupStore.getState();
    const runId = active?.id ?? (pageBefore === "run" || pageBefore === null ? remembered : null);
    if (runId !== null) {
      const run = runById(runId);
      // What was set up before a reload stands; a window that is new takes over what is at work.
      if (run !== undefined && run.settings !== null && !restored) adoptSettings(run.settings);
      this.show(runId);
      return;
    }
    const setUp = pageBefore === "setup" && (workloadById(workloadId) ?? datasetById(datasetId)) !== undefined;
    useLayoutStore.setState({ page: setUp ? "setup" : "start", shownRunId: remembered });
  }

  #take(event: ServiceEvent): void {
    switch (event.event) {
      case "datasets":
        useDatasetStore.setState({ datasets: event.datasets });
        return;
      case "openings":
        useDatasetStore.setState({ openings: event.openings });
        return;
      case "recents":
        useDatasetStore.setState({ recents: event.recents });
        return;
      case "programs":
        useProgramStore.setState({ programs: event.programs });
        return;
      case "workloads":
        useAppStore.setState({ workloads: event.workloads });
        return;
      case "run":
        this.takeRun(event.run);
        return;
      case "series":
        this.takeSeries(event.series);
        return;
      case "output":
        putOutput(event.runId, event.lines);
        return;
    }
  }

  #ended(run: Run): void {
    announce(
      `${run.title}: ${stateWords[run.state].toLowerCase()}${run.fault === null ? "" : `. ${run.fault.message}`}`,
    );
    void this.#fetchResult(run);
    if (useLayoutStore.getState().shownRunId !== run.id) return;
    if (run.hasResult) useLayoutStore.setState({ tab: "result" });
    else if (run.problems.length > 0) useLayoutStore.setState({ tab: "problems" });
  }

  async #fetchResult(run: Run): Promise<void> {
    if (!run.hasResult || isActive(run.state) || useRunStore.getState().results[run.id] !== undefined) return;
    try {
      putResult(run.id, await this.client.request("runs.result", { runId: run.id, limit: shownResultRows }));
      await this.#fetchDoers(run);
    } catch (error) {
      putResultFault(run.id, toFault(error));
    }
  }

  async #fetchOutput(runId: string): Promise<void> {
    if (runById(runId)?.isKept === false) return;
    const last = useRunStore.getState().outputs[runId]?.lines.at(-1)?.sequence ?? 0;
    try {
      const { lines, lost } = await this.client.request("runs.output", { runId, from: last + 1 });
      putOutput(runId, lines, lost);
    } catch (error) {
      notifyFailure("The output could not be read", error);
    }
  }
}

/** What is most worth seeing of a run that is brought onto the screen. */
function firstTab(run: Run): PanelTab {
  if (run.program !== null) return "output";
  if (isActive(run.state)) return workloadById(run.settings?.workload ?? null)?.grows === true ? "result" : "selection";
  return run.hasResult ? "result" : "selection";
}

function shownTraceTitle(): string | null {
  const { page, shownTraceId } = useLayoutStore.getState();
  const trace = page === "trace" ? openTraceById(shownTraceId) : undefined;
  return trace === undefined ? null : `${trace.name} · Lanescope`;
}

/** Keeps the window's title and the taskbar's progress in step with the run at work. @returns Ends it. */
export function bindProgress(client: EngineClient, document: Document): () => void {
  let told: number | null = null;
  const apply = (): void => {
    const active = activeRun(useRunStore.getState().runs);
    const series = activeSeries(useSeriesStore.getState().series);
    // The runs of a series are parts of it.
    const run = series ?? active;
    const shown = runById(useLayoutStore.getState().shownRunId);
    const ofRun = active === undefined ? 0 : progressFraction(active);
    const share = series === undefined ? ofRun : (series.done + ofRun) / series.total;
    const fraction = run === undefined ? null : Math.floor(Math.min(1, share) * 100) / 100;
    if (run !== undefined && fraction !== null)
      document.title = `${Math.floor(fraction * 100)} % · ${run.title} · Lanescope`;
    else if (shown !== undefined && useLayoutStore.getState().page === "run") {
      document.title = `${stateWords[shown.state]} · ${shown.title} · Lanescope`;
    } else document.title = shownTraceTitle() ?? "Lanescope";
    if (fraction !== told) client.setProgress(fraction);
    told = fraction;
  };
  const undo = [useRunStore.subscribe(apply), useSeriesStore.subscribe(apply), useLayoutStore.subscribe(apply)];
  apply();
  return () => {
    for (const step of undo) step();
  };
}
