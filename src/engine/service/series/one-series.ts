import { randomUUID } from "node:crypto";
import type { Problem, Run } from "../../../shared/contract/models";
import {
  errorsOf,
  type Series,
  type SeriesPlan,
  type SeriesPoint,
  type SeriesTimes,
} from "../../../shared/contract/series";
import { type Fault, toFault } from "../../../shared/fault";
import type { CheckedRun, Runs } from "../runs";
import { differenceIn, digestOf } from "./agreement";
import { judge } from "./judge";
import { type Measurement, median } from "./statistics";
import { accountOf } from "./trace-account";

/** A point while its runs are done. */
interface Work {
  readonly point: SeriesPoint;
  /** What it computes: points of the same work must have the same result. */
  readonly work: string;
  /** Whether its result is measured, and so not compared. */
  readonly isMeasured: boolean;
  readonly measurements: Measurement[];
  runId: string | null;
  /** Wall time of the run that is kept, milliseconds. */
  runMs: number;
  times: SeriesTimes | null;
  fault: Fault | null;
  readonly problems: Problem[];
}

/** The result that all points of the same work must have. */
interface Expected {
  readonly digest: string;
  /** The point that had it first. */
  readonly from: Work;
}

export interface SeriesOptions {
  readonly number: number;
  readonly processors: number;
  readonly runs: Runs;
  onChange(): void;
}

/** The runs of one series, one after the other, and what comes of them. */
export class OneSeries {
  readonly id = randomUUID();
  readonly #plan: SeriesPlan;
  readonly #options: SeriesOptions;
  readonly #dataset: Series["dataset"];
  readonly #startedMs = Date.now();
  readonly #works: readonly Work[];
  readonly #expected = new Map<string, Expected>();
  readonly #differences: string[] = [];
  readonly #withWarmUp: boolean;
  /** Titles of parameters that are not used. */
  readonly #leftOut: ReadonlySet<string>;
  #isCompared = false;
  #state: Series["state"] = "running";
  #done = 0;
  #current: Series["current"] = null;
  #ended: Promise<void> | null = null;

  /** @param checked What the runs of the plan's points will be like. */
  constructor(plan: SeriesPlan, checked: readonly CheckedRun[], options: SeriesOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#dataset = checked.find(({ dataset }) => dataset !== null)?.dataset ?? null;
    this.#withWarmUp = this.#dataset !== null;
    this.#leftOut = new Set(checked.flatMap(({ leftOut }) => leftOut));
    this.#works = plan.points.map(({ label, settings }, index) => {
      const { parameters, dataset, chunkSizeUsed, chunkUnit, measured } = checked[index]!;
      const own = { ...settings, parameters, datasetId: dataset?.id ?? null };
      const nothing = { wallsMs: [], figures: null, times: null, runId: null, limit: "", fault: null, problems: [] };
      return {
        point: { label, settings: own, chunkSizeUsed, chunkUnit, ...nothing },
        work: JSON.stringify([own.workload, parameters, own.datasetId]),
        isMeasured: measured,
        measurements: [],
        runId: null,
        runMs: 0,
        times: null,
        fault: null,
        problems: [],
      };
    });
  }

  get series(): Series {
    const { kind, title, repeats } = this.#plan;
    const { number, processors } = this.#options;
    const measured = this.#works.map(({ point, measurements, runId, times, fault, problems }) => {
      const wallsMs = measurements.map(({ wallMs }) => wallMs);
      return { point: { ...point, wallsMs, runId, times, fault, problems: [...problems] }, measurements };
    });
    const { conclusions, ...judged } = judge(kind, measured, processors);
    return {
      id: this.id,
      number,
      kind,
      title,
      repeats,
      dataset: this.#dataset,
      processors,
      startedMs: this.#startedMs,
      state: this.#state,
      fault: this.#state === "failed" ? (this.#works[0]?.fault ?? null) : null,
      done: this.#done,
      total: (this.#withWarmUp ? 1 : 0) + this.#works.length * repeats,
      current: this.#current,
      ...judged,
      conclusions: conclusions.length === 0 ? [] : [...conclusions, ...this.#notes()],
      agreement: this.#agreement(),
    };
  }

  /** Whether it is the run of the fastest point, or of what the others are compared with. */
  needs(runId: string): boolean {
    const { points, base, best } = this.series;
    return [base, best].some((index) => index !== null && points[index]!.runId === runId);
  }

  /** Begins with the first run. What fails is told by the series. */
  start(): void {
    this.#ended ??= this.#work()
      .catch((error: unknown) => {
        for (const work of this.#works) if (work.measurements.length === 0) work.fault ??= toFault(error);
      })
      .then(() => this.#end());
  }

  /** Resolves when no process of it is left. */
  async stop(): Promise<void> {
    if (this.#state === "running") {
      this.#state = "stopping";
      this.#options.onChange();
    }
    const { current } = this;
    if (current !== null) await this.#options.runs.stop(current.runId);
    await this.#ended;
  }

  get current(): Series["current"] {
    return this.#current;
  }

  async #work(): Promise<void> {
    // What reads fastest warms up the file: the last one usually has the most workers.
    const last = this.#works.length - 1;
    if (this.#withWarmUp) {
      const run = await this.#run(last, 0);
      if (run !== null) this.#options.runs.drop(run.id);
      if (this.#state === "running") this.#done++;
    }
    // Not all runs of one point at once: what else this machine does then hits all points alike.
    for (let repeat = 1; repeat <= this.#plan.repeats; repeat++) {
      for (let index = 0; index <= last; index++) {
        if (this.#state !== "running") return;
        await this.#measure(index, repeat);
        if (this.#state !== "running") return;
        this.#done++;
        this.#options.onChange();
      }
    }
  }

  #end(): void {
    this.#current = null;
    if (this.#state === "stopping") this.#state = "stopped";
    else this.#state = this.#works.some(({ measurements }) => measurements.length > 0) ? "done" : "failed";
    this.#options.onChange();
  }

  async #measure(index: number, repeat: number): Promise<void> {
    const work = this.#works[index]!;
    if (work.fault !== null) return;
    const { runs } = this.#options;
    const run = await this.#run(index, repeat);
    if (run === null) return;
    for (const problem of run.problems) {
      if (!work.problems.some(({ code }) => code === problem.code)) work.problems.push(problem);
    }
    if (run.state !== "done") {
      if (run.state === "failed") work.fault = run.fault;
      // Somebody stopped the run alone: there is nothing to compare any more.
      else this.#state = "stopping";
      return;
    }
    const execution = runs.execution(run.id);
    const { usage } = execution;
    const cpuMs = usage?.cpuMs ?? null;
    work.measurements.push({ wallMs: run.wallMs, cpuMs, memoryBytes: usage?.memoryBytes ?? null });
    if (!work.isMeasured) await this.#compare(work, run.id);
    await this.#keep(work, run);
  }

  /** @returns Null where it could not be started, which the point tells. */
  async #run(index: number, repeat: number): Promise<Run | null> {
    const { runs, onChange } = this.#options;
    const { point } = this.#works[index]!;
    try {
      const { id } = await runs.start(point.settings, this.id);
      this.#current = { point: index, repeat, runId: id };
      onChange();
      // It may have been stopped while it was planned.
      if (this.#state !== "running") await runs.stop(id);
      return await runs.whenEnded(id);
    } catch (error) {
      const fault = toFault(error);
      // The session ends.
      if (fault.code === "aborted") this.#state = "stopping";
      // What the warm-up meets the measured runs will meet too.
      else if (repeat > 0) this.#works[index]!.fault = fault;
      return null;
    } finally {
      this.#current = null;
    }
  }

  /** Keeps the trace of the run that is nearer to the median. */
  async #keep(work: Work, run: Run): Promise<void> {
    const { runs } = this.#options;
    const middle = median(work.measurements.map(({ wallMs }) => wallMs));
    const isGone = work.runId === null || !runs.get(work.runId).isKept;
    const isNearer = isGone || Math.abs(run.wallMs - middle) < Math.abs(work.runMs - middle);
    const leaves = isNearer ? work.runId : run.id;
    if (isNearer) {
      const takesTurns = work.point.settings.mode === "concurrent";
      work.times = await accountOf(runs.execution(run.id).spool, run.wallMs, takesTurns);
      work.runId = run.id;
      work.runMs = run.wallMs;
    }
    if (leaves !== null) runs.drop(leaves);
  }

  async #compare(work: Work, runId: string): Promise<void> {
    const read = this.#reader(runId);
    const digest = await digestOf(read);
    const expected = this.#expected.get(work.work);
    if (expected === undefined) {
      this.#expected.set(work.work, { digest, from: work });
      return;
    }
    this.#isCompared = true;
    if (expected.digest === digest || this.#differences.length > 0) return;
    const { from } = expected;
    const isThere = from.runId !== null && this.#options.runs.get(from.runId).isKept;
    const place = from.runId === null || !isThere ? null : await differenceIn(this.#reader(from.runId), read);
    const who = from === work ? `two runs of ${work.point.label}` : `${from.point.label} and ${work.point.label}`;
    this.#differences.push(`The results of ${who} differ${place === null ? "" : `: ${place}`}.`);
  }

  #reader(runId: string): (limit: number, from: number) => ReturnType<ReturnType<Runs["execution"]>["result"]> {
    return (limit, from) => this.#options.runs.execution(runId).result(limit, from);
  }

  #notes(): readonly string[] {
    return [...this.#leftOut].map((title) => `"${title}" was left out: runs that are compared write no files.`);
  }

  #agreement(): Series["agreement"] {
    const [message] = this.#differences;
    if (message !== undefined) return { state: "different", message };
    if (this.#works.some(({ isMeasured }) => isMeasured)) {
      return { state: "measured", message: "Results are measurements and not compared." };
    }
    if (!this.#isCompared) return { state: "unknown", message: "" };
    const isPart = this.#works.some((work) => errorsOf(work).length > 0);
    const what = isPart ? "for the part of the data that they read" : "bit for bit";
    return { state: "same", message: `All runs had the same result, ${what}.` };
  }
}
