import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { ServiceEvent } from "../../shared/contract/events";
import { dataKindOf, dataKindsOf, inputWords } from "../../shared/contract/fit";
import {
  type Dataset,
  isActive,
  maxWorkers,
  type OutputLine,
  type Parameters,
  type ProgramSettings,
  type Run,
  type RunSettings,
} from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import { checkPlan, chunkCount, type Execution, ProgramExecution, RunExecution, type RunSnapshot } from "../host";
import type { AnyWorkload, Plan } from "../protocol/workload";
import type { Datasets } from "./datasets";
import { keptRule, runsToDrop } from "./kept-runs";
import type { LoadedOwnWorkload, OwnWorkloads } from "./own-workloads";
import type { Programs } from "./programs";
import type { ServiceOptions } from "./types";
import { parseParameters, withoutOutputs } from "./workload-info";

/** Milliseconds between two events about a run, at least, while its state stays. */
const eventEveryMs = 100;

/** Lines of output in one event; of more that come at once, views are told the newest. */
const mostLinesAtOnce = 5_000;

/** Milliseconds between two of them at most, while it is at work. */
const heartbeatMs = 250;

/** Chunks of a run, at most: more would take longer to hand out than to work on. */
const mostChunks = 1_000_000;

interface Entry {
  /** Null once trace, result and output were dropped. */
  execution: Execution | null;
  /** What does not change. */
  readonly fixed: Omit<Run, keyof RunSnapshot | "isKept">;
  /** What else there was to tell of the run when it was dropped. */
  last: RunSnapshot | null;
  /** Tells of the run again when it fires. */
  timer: NodeJS.Timeout | null;
  toldState: Run["state"] | null;
  toldMs: number;
  /** What was printed and is not told yet. */
  lines: OutputLine[];
  /** Who waits for its end. */
  readonly waiting: ((run: Run) => void)[];
}

interface Prepared {
  readonly workload: AnyWorkload;
  /** Null for those that came with Lanescope. */
  readonly own: LoadedOwnWorkload | null;
  readonly parameters: Parameters;
  readonly dataset: Dataset | null;
}

/** What a run would be like. */
export interface CheckedRun extends Pick<Run, "dataset"> {
  readonly parameters: Parameters;
  /** Titles of the parameters that named files to be written, and were left out. */
  readonly leftOut: readonly string[];
  /** Whether its result is another one in each run. */
  readonly measured: boolean;
  readonly chunkSizeUsed: number;
  readonly chunkUnit: Plan["unit"];
}

/** What executions of all kinds are made with. */
type Common = Pick<
  ConstructorParameters<typeof RunExecution>[0],
  "processes" | "entriesFolder" | "spoolPath" | "onChange" | "onOutput"
>;

export interface RunsOptions {
  readonly service: ServiceOptions;
  /** The session's own. */
  readonly folder: string;
  readonly datasets: Datasets;
  readonly programs: Programs;
  readonly ownWorkloads: OwnWorkloads;
  /** Whether a view follows the run's trace, or the newest series cannot do without it. */
  isNeeded(runId: string): boolean;
  onEvent(event: ServiceEvent): void;
}

/** The runs of a session, one at work at a time. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;
  #numbers = 0;
  /** The series whose runs alone may start. */
  #reservedFor: string | null = null;
  /** The deleting of traces that is under way. */
  #dropping: Promise<unknown> = Promise.resolve();

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  list(): readonly Run[] {
    return [...this.#entries.values()].map(describe);
  }

  /** @throws {FaultError} `run-unknown`. */
  get(runId: string): Run {
    return describe(this.#entry(runId));
  }

  /** @throws {FaultError} `run-unknown`, `run-dropped`. */
  execution(runId: string): Execution {
    const { execution, fixed } = this.#entry(runId);
    const what = `The timeline, the result and the output of run ${fixed.number} were deleted to make room for newer runs.`;
    return execution ?? fail("run-dropped", `${what} ${keptRule}. Run it again.`);
  }

  /**
   * Plans and starts a run.
   *
   * @param seriesId The series that it is one of.
   * @throws {FaultError} `run-active`, `workload-unknown`, `bad-parameter`, `column-missing`, `dataset-…`, `aborted`.
   */
  async start(settings: RunSettings, seriesId: string | null = null): Promise<Run> {
    const prepared = await this.#prepare(settings);
    // Only now: whatever was awaited, the session may have ended or another run started meanwhile.
    this.#mayStart(seriesId);
    const { workload, own, parameters, dataset } = prepared;
    const plan = await planOf(prepared, settings);
    this.#mayStart(seriesId);
    const about = {
      seriesId,
      title: workload.title,
      settings: { ...settings, parameters, datasetId: dataset?.id ?? null },
      program: null,
      chunkSizeUsed: plan.chunkSize,
      dataset: describeDataset(dataset),
    };
    const { mode, workers } = settings;
    return this.#launch(
      about,
      (common) =>
        new RunExecution({
          ...common,
          workload,
          module: own?.module,
          lateProblems: own?.typeProblems,
          parameters,
          dataset,
          mode,
          workers,
          plan,
        }),
    );
  }

  /**
   * Plans one of several runs of the same work without starting it: without its files to be written, for none is written over.
   *
   * @throws {FaultError} `workload-unknown`, `bad-parameter`, `column-missing`, `dataset-…`.
   */
  async check(settings: RunSettings): Promise<CheckedRun> {
    const asked = await this.#prepare(settings);
    const { parameters, leftOut } = withoutOutputs(asked.workload, asked.parameters);
    const { chunkSize, unit } = await planOf({ ...asked, parameters }, settings);
    const { workload, dataset } = asked;
    const planned = { chunkSizeUsed: chunkSize, chunkUnit: unit };
    return { ...planned, parameters, leftOut, measured: workload.measured === true, dataset: describeDataset(dataset) };
  }

  /** @throws {FaultError} `workload-unknown`, `bad-parameter`, `dataset-…`. */
  async #prepare(settings: RunSettings): Promise<Prepared> {
    const { datasets } = this.#options;
    const { workload, own } = await this.#workload(settings.workload);
    const { workers } = settings;
    if (workers < 1 || workers > maxWorkers) {
      fail("bad-parameter", `${workers.toLocaleString("en-US")} workers are out of range. Choose 1 to ${maxWorkers}.`);
    }
    const parameters = parseParameters(workload, settings.parameters);
    const datasetId = workload.input === "none" ? null : settings.datasetId;
    const dataset = datasetId === null ? null : await datasets.current(datasetId);
    if (dataset !== null && !dataKindsOf(workload).includes(dataKindOf(dataset))) {
      const takes = inputWords(workload.input);
      fail("dataset-unsuitable", `${workload.title} cannot work on ${dataset.name}: it takes ${takes}.`);
    }
    return { workload, own, parameters, dataset };
  }

  /** @throws {FaultError} `workload-unknown`; where a file of the user's cannot be loaded any more, why. */
  async #workload(id: string): Promise<{ readonly workload: AnyWorkload; readonly own: LoadedOwnWorkload | null }> {
    const { service, ownWorkloads } = this.#options;
    const workload = service.workloads.find((one) => one.id === id);
    if (workload !== undefined) return { workload, own: null };
    const own = await ownWorkloads.current(id);
    if (own !== null) return { workload: own.workload, own };
    const known = [...service.workloads, ...ownWorkloads.list()].map((one) => one.id).join(", ");
    return fail("workload-unknown", `There is no workload "${id}". There are: ${known}.`);
  }

  /**
   * Runs a program.
   *
   * @throws {FaultError} `run-active`, `program-…`, `aborted`.
   */
  async startProgram({ programId, parameters }: ProgramSettings): Promise<Run> {
    const { id, name, path, code } = await this.#options.programs.ready(programId);
    this.#mayStart(null);
    const about = {
      seriesId: null,
      title: name,
      settings: null,
      program: { id, name, path, parameters },
      chunkSizeUsed: null,
      dataset: null,
    };
    return this.#launch(about, (common) => new ProgramExecution({ ...common, name, file: path, parameters, ...code }));
  }

  /** Ends a run; resolves when every process of it is gone. @throws {FaultError} `run-unknown`. */
  async stop(runId: string): Promise<Run> {
    const entry = this.#entry(runId);
    if (entry.execution !== null && isActive(entry.execution.state)) await entry.execution.stop();
    return describe(entry);
  }

  /** Resolves with a run as it ended. @throws {FaultError} `run-unknown`. */
  async whenEnded(runId: string): Promise<Run> {
    const entry = this.#entry(runId);
    const run = describe(entry);
    return isActive(run.state) ? new Promise((resolve) => entry.waiting.push(resolve)) : run;
  }

  /** Lets only runs of that series start until `release`. @throws {FaultError} `aborted`, `run-active`. */
  reserve(seriesId: string): void {
    this.#mayStart(null);
    this.#reservedFor = seriesId;
  }

  release(seriesId: string): void {
    if (this.#reservedFor === seriesId) this.#reservedFor = null;
  }

  /** Deletes what a finished run left, since there is another one like it; unless somebody looks at it. */
  drop(runId: string): void {
    const entry = this.#entry(runId);
    const { execution } = entry;
    if (execution === null || isActive(execution.state) || this.#options.isNeeded(runId)) return;
    this.#drop(entry, execution);
  }

  active(): readonly Run[] {
    return this.list().filter(({ state }) => isActive(state));
  }

  /** Stops every run; none can be started any more. */
  async stopAll(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.active().map(({ id }) => this.stop(id)));
  }

  /** Deletes the traces' files; once nothing runs. */
  async removeTraces(): Promise<void> {
    await this.#dropping;
    await Promise.all([...this.#entries.values()].map(({ execution }) => execution?.spool.remove()));
  }

  /** @throws {FaultError} `aborted`, `run-active`. */
  #mayStart(seriesId: string | null): void {
    if (this.#isClosed) fail("aborted", "Lanescope is about to end, so nothing can be started.");
    if (this.#reservedFor !== null && this.#reservedFor !== seriesId) {
      fail("run-active", "A series of runs is at work. Stop it, or wait until it ends.");
    }
    if (this.active().length > 0) fail("run-active", "Another run is at work. Stop it, or wait until it ends.");
  }

  /** @param about What does not change of the run. */
  #launch(about: Omit<Entry["fixed"], "id" | "number" | "startedMs">, make: (common: Common) => Execution): Run {
    const { service, folder } = this.#options;
    const id = randomUUID();
    const execution = make({
      processes: service.processes,
      entriesFolder: service.entriesFolder,
      spoolPath: join(folder, `${id}.trace`),
      onChange: () => this.#changed(id),
      onOutput: (lines) => this.#gather(id, lines),
    });
    const entry: Entry = {
      execution,
      fixed: { ...about, id, number: ++this.#numbers, startedMs: Date.now() },
      last: null,
      timer: null,
      toldState: null,
      toldMs: 0,
      lines: [],
      waiting: [],
    };
    this.#entries.set(id, entry);
    execution.start();
    this.#tell(entry);
    return describe(entry);
  }

  #entry(runId: string): Entry {
    return this.#entries.get(runId) ?? fail("run-unknown", "There is no such run in this session.");
  }

  /** Tells of a new state at once, of anything else soon. */
  #changed(runId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    const isDue = performance.now() - entry.toldMs >= eventEveryMs;
    // Between two events the heartbeat brings the newest figures.
    if (isDue || entry.execution?.state !== entry.toldState) this.#tell(entry);
  }

  /** A worker may print faster than a view reads: lines are told with the run's own events. */
  #gather(runId: string, lines: readonly OutputLine[]): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    entry.lines = entry.lines.concat(lines).slice(-mostLinesAtOnce);
    this.#changed(runId);
  }

  #tell(entry: Entry): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    if (entry.lines.length > 0) {
      this.#options.onEvent({ event: "output", runId: entry.fixed.id, lines: entry.lines });
      entry.lines = [];
    }
    const run = describe(entry);
    const wasActive = entry.toldState === null || isActive(entry.toldState);
    entry.toldState = run.state;
    entry.toldMs = performance.now();
    this.#options.onEvent({ event: "run", run });
    entry.timer = isActive(run.state) ? setTimeout(() => this.#tell(entry), heartbeatMs) : null;
    if (!wasActive || entry.timer !== null) return;
    this.#makeRoom();
    for (const resolve of entry.waiting.splice(0)) resolve(run);
  }

  /** Drops what finished runs left, where they became too many or too large. */
  #makeRoom(): void {
    const finished = [...this.#entries.values()].flatMap((entry) => {
      const { execution } = entry;
      if (execution === null || isActive(execution.state)) return [];
      const { id, seriesId } = entry.fixed;
      const isCompared = seriesId !== null && seriesId === this.#reservedFor;
      const isNeeded = (): boolean => this.#options.isNeeded(id);
      return [{ entry, execution, bytes: execution.keptBytes, isNeeded, isCompared }];
    });
    for (const { entry, execution } of runsToDrop(finished.reverse())) this.#drop(entry, execution);
  }

  #drop(entry: Entry, execution: Execution): void {
    entry.last = { ...execution.snapshot(), hasResult: false };
    entry.execution = null;
    const removed = execution.spool.remove().catch((error: unknown) => {
      this.#options.service.log.warn(`the trace of run ${entry.fixed.number} was not deleted: ${String(error)}`);
    });
    this.#dropping = Promise.all([this.#dropping, removed]);
    this.#tell(entry);
  }
}

/** @throws {FaultError} `bad-parameter`, `column-missing`, `workload-unsuitable`. */
async function planOf({ workload, own, ...input }: Prepared, { chunkSize, workers }: RunSettings): Promise<Plan> {
  const plan = await (own ?? workload).split({ ...input, chunkSize, workers });
  checkPlan(plan);
  const chunks = chunkCount(plan);
  if (chunks > mostChunks) {
    const least = Math.ceil((plan.to - plan.from) / mostChunks).toLocaleString("en-US");
    fail(
      "bad-parameter",
      `Chunks of ${plan.chunkSize} would be ${chunks.toLocaleString("en-US")}, too many to hand out. Choose a chunk size of ${least} ${plan.unit} or more.`,
    );
  }
  return plan;
}

function describeDataset(dataset: Dataset | null): Run["dataset"] {
  return dataset === null ? null : { id: dataset.id, name: dataset.name, path: dataset.path, size: dataset.size };
}

function describe({ fixed, execution, last }: Entry): Run {
  const snapshot = execution?.snapshot() ?? last;
  if (snapshot === null) throw new Error(`run ${fixed.number} has nothing to tell`);
  return { ...fixed, ...snapshot, isKept: execution !== null };
}
