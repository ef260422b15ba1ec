import { isSeriesActive, type SeriesPlan } from "../../shared/contract/series";
import { twins } from "../../shared/twins";
import type { Session } from "../engine/session";
import { dismissFailures, notifyFailure } from "../notify";
import { toggled } from "../series/shown-points";
import { adoptSettings } from "../setup/adopt";
import { makePlan, settingsOf } from "../setup/plan";
import { allModes, sweepOf, twinsPlan } from "../setup/series-plan";
import { announce, useAppStore } from "../stores/app-store";
import { useDatasetStore } from "../stores/dataset-store";
import { useLayoutStore } from "../stores/layout-store";
import { activeRun, useRunStore } from "../stores/run-store";
import { activeSeries, seriesById, useSeriesStore } from "../stores/series-store";
import { useSetupStore } from "../stores/setup-store";

/** What users do to compare runs. Failures are shown, not thrown. */
export class SeriesActions {
  readonly #session: Session;
  #starting = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Runs what is set up in every mode. */
  async runAllModes(): Promise<void> {
    await this.#startSetUp((title, settings) => allModes(title, settings, useSetupStore.getState().workers));
  }

  /** Runs what is set up with several numbers of workers and chunk sizes. */
  async sweep(): Promise<void> {
    const processors = useAppStore.getState().info?.processors ?? 1;
    await this.#startSetUp((title, settings) => sweepOf(title, settings, processors));
  }

  /** Runs a pair that comes with Lanescope, one after the other. */
  async runTwins(id: string): Promise<void> {
    const twin = twins.find((one) => one.id === id);
    if (twin !== undefined) await this.#start(twinsPlan(twin));
  }

  /** Does the runs of a series again. */
  async repeat(seriesId: string): Promise<void> {
    const series = seriesById(seriesId);
    if (series === undefined) return;
    const { kind, title, repeats } = series;
    const points = series.points.map(({ label, settings }) => ({ label, settings }));
    await this.#start({ plan: { kind, title, repeats, points } });
  }

  async stop(): Promise<void> {
    const series = activeSeries(useSeriesStore.getState().series);
    if (series === undefined || series.state === "stopping") return;
    this.#session.takeSeries({ ...series, state: "stopping" });
    try {
      this.#session.takeSeries(await this.#session.client.request("series.stop", { seriesId: series.id }));
    } catch (error) {
      const now = seriesById(series.id);
      if (now !== undefined && isSeriesActive(now)) notifyFailure("The series was not stopped", error);
    }
  }

  /** Shows the lanes of a point, or no longer: of a series with many points there is room for some. */
  toggleLanes(seriesId: string, point: number): void {
    const series = seriesById(seriesId);
    if (series === undefined) return;
    useSeriesStore.setState(({ chosen }) => ({
      chosen: { ...chosen, [seriesId]: toggled(series, chosen[seriesId], point) },
    }));
    this.#session.showSeries(seriesId);
  }

  /** Brings a series onto the screen, and what it did into the tool bar. */
  show(seriesId: string): void {
    const series = seriesById(seriesId);
    const { workers } = useSetupStore.getState();
    const first = series?.points[0]?.settings;
    if (series !== undefined && series.kind !== "twins" && first !== undefined) adoptSettings({ ...first, workers });
    this.#session.showSeries(seriesId);
  }

  async #startSetUp(
    planOf: (title: string, settings: NonNullable<ReturnType<typeof settingsOf>>) => ReturnType<typeof allModes>,
  ): Promise<void> {
    const setup = makePlan(
      useSetupStore.getState(),
      useAppStore.getState().workloads,
      useDatasetStore.getState().datasets,
    );
    const settings = settingsOf(setup);
    if (settings === null || setup.workload === undefined) {
      useSetupStore.setState({ showsErrors: true });
      if (setup.workload !== undefined) useLayoutStore.setState({ page: "setup" });
      if (setup.obstacle !== null) announce(setup.obstacle);
      return;
    }
    await this.#start(planOf(setup.workload.title, settings));
  }

  async #start(read: { readonly plan: SeriesPlan } | { readonly error: string }): Promise<void> {
    const busy =
      activeRun(useRunStore.getState().runs) !== undefined ||
      activeSeries(useSeriesStore.getState().series) !== undefined;
    if (this.#starting || busy) return;
    dismissFailures();
    if ("error" in read) {
      notifyFailure("Nothing was started", new Error(read.error));
      return;
    }
    this.#starting = true;
    try {
      const series = await this.#session.client.request("series.start", read.plan);
      this.#session.takeSeries(series);
      this.#session.showSeries(series.id);
    } catch (error) {
      notifyFailure("The runs did not start", error);
    } finally {
      this.#starting = false;
    }
  }
}
