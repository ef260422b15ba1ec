import type { Series, SeriesPlan } from "../../../shared/contract/series";
import { isSeriesActive } from "../../../shared/contract/series";
import { fail } from "../../../shared/fault";
import type { Runs } from "../runs";
import { OneSeries } from "./one-series";

/** The series of a session, one at work at a time. */
export class SeriesList {
  readonly #runs: Runs;
  readonly #processors: number;
  readonly #onSeries: (series: Series) => void;
  readonly #all = new Map<string, OneSeries>();

  constructor(runs: Runs, processors: number, onSeries: (series: Series) => void) {
    this.#runs = runs;
    this.#processors = processors;
    this.#onSeries = onSeries;
  }

  list(): readonly Series[] {
    return [...this.#all.values()].map(({ series }) => series);
  }

  /**
   * Plans every run of a series, and starts the first one.
   *
   * @throws {FaultError} As `Runs.start`: where one of the points cannot be run, none is.
   */
  async start(plan: SeriesPlan): Promise<Series> {
    const checked = [];
    for (const { settings } of plan.points) checked.push(await this.#runs.check(settings));
    const one: OneSeries = new OneSeries(plan, checked, {
      number: this.#all.size + 1,
      processors: this.#processors,
      runs: this.#runs,
      onChange: () => {
        if (!isSeriesActive(one.series)) this.#runs.release(one.id);
        this.#onSeries(one.series);
      },
    });
    this.#runs.reserve(one.id);
    this.#all.set(one.id, one);
    this.#onSeries(one.series);
    one.start();
    return one.series;
  }

  /** Whether the newest series cannot be shown without that run. */
  needs(runId: string): boolean {
    return [...this.#all.values()].pop()?.needs(runId) ?? false;
  }

  /** Ends a series; resolves when every process of it is gone. @throws {FaultError} `series-unknown`. */
  async stop(seriesId: string): Promise<Series> {
    const one = this.#all.get(seriesId) ?? fail("series-unknown", "There is no such series in this session.");
    await one.stop();
    return one.series;
  }

  async stopAll(): Promise<void> {
    for (const one of this.#all.values()) if (isSeriesActive(one.series)) await one.stop();
  }
}
