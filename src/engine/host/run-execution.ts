import { performance } from "node:perf_hooks";
import {
  type Dataset,
  isActive,
  type Mode,
  type OutputLine,
  type Parameters,
  type Problem,
  type ResultTable,
  type RunState,
} from "../../shared/contract/models";
import { type Fault, FaultError, toFault } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import type { WorkerPort } from "../ports/worker-port";
import { resultFlow } from "../protocol/flows";
import type { TaskDone, WorkerSetup } from "../protocol/frames";
import { unpackRows } from "../protocol/result-rows";
import type { AnyWorkload, Plan } from "../protocol/workload";
import { Recorder, TraceSpool } from "../recorder";
import { Batches, type Order } from "./batches";
import type { Assignment } from "./chunk-ledger";
import type { Combined, CombinerHandle, RoundEnded } from "./combiner-handle";
import type { Execution, RunSnapshot, RunUsage } from "./execution";
import { hostedThreadsPort } from "./hosted-threads";
import { deleteLeftovers } from "./leftovers";
import { LoopDelay } from "./loop-delay";
import { lossMessage } from "./loss-message";
import { memoryGuard } from "./memory-limit";
import { shapes } from "./mode-shapes";
import { OutputLog } from "./output-log";
import { LostTask, Pool } from "./pool";
import { ProblemList } from "./problem-list";
import { ProcessSampler } from "./process-sampler";
import { ProgressMeter } from "./progress-meter";
import { ResultPeek } from "./result-peek";
import { Rounds } from "./rounds";
import { openCombiner } from "./run-combiner";
import { RunMemory } from "./run-memory";
import { RunShared } from "./run-shared";
import { spoolProblem } from "./spool-problem";

export interface RunOptions {
  readonly workload: AnyWorkload;
  /** Where the functions of a user's own workload are; left out for the others. */
  readonly module?: WorkerSetup["module"];
  /** What is found beside the run. */
  readonly lateProblems?: Promise<readonly Problem[]> | undefined;
  /** As the workload's schema gave them. */
  readonly parameters: Parameters;
  readonly dataset: Dataset | null;
  readonly mode: Mode;
  readonly workers: number;
  readonly plan: Plan;
  readonly processes: WorkerPort;
  /** Folder with the built `workers/task.cjs` and `workers/combine.cjs`. */
  readonly entriesFolder: string;
  /** Of the trace's temporary file. */
  readonly spoolPath: string;
  /** Something about the run changed. */
  onChange(): void;
  onOutput(lines: readonly OutputLine[]): void;
}

/** Milliseconds that the combiner has for what is there once a stop was asked for: half a second for all of it. */
const stopGraceMs = 350;

/** The same when a run failed. */
const failureGraceMs = 5_000;

/** One run, from its first worker to the end of its last one. */
export class RunExecution implements Execution {
  readonly recorder: Recorder;
  readonly output: OutputLog;
  readonly #options: RunOptions;
  readonly #problems = new ProblemList();
  readonly #progress: ProgressMeter;
  readonly #rounds: Rounds;
  readonly #shared: RunShared;
  readonly #memory: RunMemory;
  readonly #sampler: ProcessSampler<TraceSpool>;
  readonly #pool: Pool;
  readonly #combiner: CombinerHandle;
  readonly #peek = new ResultPeek(() => this.#combiner.peek(this.#shared.state()));
  /** Numbers of the workers that did the chunks, by chunk. */
  readonly #doers: number[] = [];
  readonly #delay = new LoopDelay();
  readonly #startedMs = performance.now();
  readonly #firstLine: number;
  #state: RunState = "starting";
  #fault: Fault | null = null;
  #combined: Combined | null = null;
  #endedMs: number | null = null;
  #ending: Promise<void> | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    const { workload, parameters, dataset, plan, mode } = options;
    this.#firstLine = dataset === null || plan.unit === "items" ? 1 : dataset.dataLine;
    this.recorder = new Recorder(new TraceSpool(options.spoolPath, (error) => this.#spoolFailed(error)));
    const { recorder } = this;
    this.#memory = new RunMemory(recorder);
    const shape = shapes[mode](options.workers);
    this.#sampler = new ProcessSampler(
      recorder,
      undefined,
      memoryGuard(options, (fault) => this.#end("failed", fault)),
    );
    this.output = new OutputLog((lane) => recorder.lane(lane).name, options.onOutput);
    const keeps = workload.accumulate !== undefined && workload.restartable && plan.unit === "bytes";
    const most = workload.rounds?.(parameters) ?? null;
    this.#rounds = new Rounds(most, () => new Batches(plan, { lanes: shape.workers * shape.slots, keeps }), recorder);
    const amount = (plan.to - plan.from) * this.#rounds.most;
    this.#progress = new ProgressMeter(amount, plan.unit, () => this.#endedMs ?? performance.now());
    this.#shared = new RunShared(workload.shared?.(parameters) ?? {}, this.#memory, recorder);
    this.#combiner = openCombiner(options, recorder, this.output, {
      onAdded: () => {
        this.#rounds.batches.combined();
        this.#dispatch();
        if (!this.#rounds.batches.finished) return;
        if (this.#rounds.hasRounds) this.#combiner.endRound(this.#rounds.frame.round);
        else this.#end("done", null);
      },
      onRoundEnd: (end) => this.#roundEnded(end),
      onFault: (fault) => this.#end("failed", fault),
    });
    const { processes, entriesFolder } = options;
    this.#pool = new Pool({
      port: mode === "threads" ? hostedThreadsPort(processes) : processes,
      script: `${entriesFolder}/workers/task.cjs`,
      workers: shape.workers,
      slots: shape.slots,
      partOf: (number) => (shape.part === "" ? "" : `${shape.part} ${number}`),
      setupFor: (lanes) => ({
        ...{ workload: workload.id, module: options.module },
        parameters,
        dataset,
        lanes,
        epochNs: recorder.epochNs,
        shared: this.#shared.handles,
        memory: this.#memory.setupFor(lanes),
      }),
      recorder,
      broker: this.#shared.broker,
      events: {
        onFree: () => this.#dispatch(),
        onProgress: (taskId, done) => {
          this.#progress.report(taskId, done);
          options.onChange();
        },
        onOutput: (lane, stream, text) => this.output.add(lane, stream, text),
        onExit: (lane) => {
          this.output.end(lane);
          this.#memory.end(lane);
        },
        onLoss: (fault, lanes) => this.#lost(fault, lanes),
        onHeld: (locks) =>
          this.#problems.add({
            code: "lock-not-released",
            severity: "warning",
            message: `A task ended while it held ${locks.map((name) => `"${name}"`).join(", ")}; the lock was taken back.`,
            count: 1,
          }),
        onBroken: (fault) => this.#end("failed", fault),
      },
    });
  }

  get state(): RunState {
    return this.#state;
  }

  get spool(): Recorder["spool"] {
    return this.recorder.spool;
  }

  get usage(): RunUsage | null {
    return this.#sampler.usage;
  }

  /** Bytes that the run's trace, result and output take, on the disk and in memory. */
  get keptBytes(): number {
    return this.recorder.spool.size + (this.#combined?.rows.byteLength ?? 0) + this.output.characters;
  }

  /** What there is to tell about the run. */
  snapshot(): RunSnapshot {
    const { events, dropped, spool } = this.recorder;
    return {
      state: this.#state,
      wallMs: (this.#endedMs ?? performance.now()) - this.#startedMs,
      progress: this.#progress.snapshot(),
      problems: this.#problems.list(),
      fault: this.#fault,
      hasResult:
        this.#combined !== null ||
        (isActive(this.#state) && this.#options.workload.grows === true && !this.#rounds.isNothing),
      trace: { events, dropped, bytes: spool.size },
      parentDelayP99Ms: this.#delay.p99Ms(),
    };
  }

  /** Starts the workers. */
  start(): void {
    this.#delay.start();
    void this.#sampler.look();
    this.#pool.open();
    void this.#options.lateProblems?.then((problems) => {
      for (const problem of problems) this.#problems.add(problem);
      if (problems.length > 0) this.#options.onChange();
    });
    // A plan without chunks is done when it begins.
    if (this.#rounds.batches.finished) this.#end("done", null);
  }

  /** Ends the run at once; resolves when every process and thread of it is gone. Safe to call at any time. */
  async stop(): Promise<void> {
    this.#end("stopped", null);
    // A run that is ending already gets no more time than any other.
    const timer = setTimeout(() => this.#combiner.end(), stopGraceMs);
    await Promise.all([this.#pool.terminate(), this.#ending]);
    clearTimeout(timer);
  }

  /** The result with up to `limit` rows from row `from` on; null while there is none. */
  result(limit: number, from = 0): ResultTable | null {
    if (this.#combined === null) return null;
    const { head, rows } = this.#combined;
    const to = Math.min(from + limit, head.totalRows);
    return { ...head, rows: to <= head.rows.length ? head.rows.slice(from, to) : unpackRows(rows, from, to) };
  }

  /** The result so far, with its first rows; null where there is none yet, or the workload does not grow. */
  async resultSoFar(): Promise<ResultTable | null> {
    return this.#options.workload.grows === true && !this.#rounds.isNothing ? this.#peek.get() : null;
  }

  /** Numbers of the workers that did the chunks, by chunk; 0 for those that are not done. */
  get doers(): readonly number[] {
    return Array.from(this.#doers, (number) => number ?? 0);
  }

  /** Gives lanes that are free something to do. */
  #dispatch(): void {
    if (this.#ending !== null) return;
    if (this.#state === "starting") this.#setState("running");
    for (const lane of this.#pool.free) {
      const order = this.#rounds.batches.next(lane);
      if (order !== null) this.#send(lane, order);
      else if (this.#rounds.waits(lane)) this.#pool.wait(lane, "barrier");
    }
    // What the parent did is to be seen while its workers are busy.
    this.recorder.parent.flush();
  }

  #roundEnded(end: RoundEnded): void {
    if (this.#ending !== null) return;
    this.#shared.write(end.writes);
    if (this.#rounds.next(end)) this.#dispatch();
    else {
      this.#progress.complete();
      this.#end("done", null);
    }
  }

  #send(lane: number, order: Order): void {
    const { parent } = this.recorder;
    this.#rounds.woke(lane);
    const isChunk = order.type === "chunk";
    parent.begin(categories.compute, "dispatch", isChunk ? order.chunk.index : Number.NaN);
    const { id, done } = isChunk ? this.#pool.start(lane, order, this.#rounds.frame) : this.#pool.handOn(lane);
    parent.end();
    this.#progress.started(id);
    done.then((result) => this.#take(id, lane, order, result)).catch((error: unknown) => this.#failed(id, error));
  }

  #take(taskId: number, lane: number, order: Order, done: TaskDone): void {
    if (this.#ending !== null) return;
    const chunk = order.type === "chunk" ? order.chunk : null;
    const { counts, accepted, ready, wrong, undone } = this.#rounds.batches.done(lane, done);
    if (chunk !== null) this.#doers[chunk.index] = this.recorder.lane(lane).number;
    this.#progress.ended(taskId, chunk !== null && counts ? chunk.to - chunk.from : 0);
    this.#undo(undone);
    // First of all: the worker waits.
    this.#dispatch();
    const { parent } = this.recorder;
    parent.begin(categories.compute, "take", chunk?.index ?? Number.NaN);
    parent.flowIn(resultFlow(taskId));
    // Each round finds the same of the same rows.
    for (const { done: report, linesBefore } of this.#rounds.frame.round === 0 ? accepted : []) {
      for (const problem of report.problems ?? []) {
        this.#problems.addOfChunk(problem, this.#options.dataset, this.#firstLine + linesBefore);
      }
    }
    for (const { index, partial } of ready) this.#combiner.add(index, partial);
    if (wrong !== null) parent.instant("guess was wrong", wrong);
    parent.end(done.partial?.byteLength ?? 0);
    parent.flush();
    this.#options.onChange();
  }

  #undo(chunks: readonly Assignment[]): void {
    for (const { chunk } of chunks) this.#progress.undone(chunk.to - chunk.from);
  }

  #failed(taskId: number, error: unknown): void {
    this.#progress.ended(taskId, 0);
    // What becomes of a lost worker's chunks was settled when it was lost.
    if (this.#ending !== null || error instanceof LostTask) return;
    if (error instanceof FaultError) this.#end("failed", toFault(error));
    else throw error;
  }

  /** A worker ended: its chunks go to other ones where that changes nothing. */
  #lost(fault: Fault, lanes: readonly number[]): void {
    if (this.#ending !== null) return;
    this.#shared.tellValues();
    const { restartable } = this.#options.workload;
    const losses = lanes.map((lane) => ({ lane, ...this.#rounds.batches.lost(lane) }));
    for (const { lane, chunks, undone, givenUp } of losses) {
      this.#undo(undone);
      if (chunks.length === 0) continue;
      const message = lossMessage(fault, { chunks, givenUp, restartable });
      this.recorder.updateLane(lane, { remark: message });
      if (restartable && givenUp === null)
        this.#problems.add({ code: fault.code, severity: "warning", message, count: 1 });
      else this.#end("failed", { ...fault, message });
    }
    if (losses.every(({ chunks }) => chunks.length === 0)) {
      this.#problems.add({ code: fault.code, severity: "warning", message: fault.message, count: 1 });
    }
    this.#dispatch();
    this.#options.onChange();
  }

  /** Every way out leads through here; the first one counts. */
  #end(state: "done" | "failed" | "stopped", fault: Fault | null): void {
    if (this.#ending !== null) return;
    this.#fault = fault;
    // Not before `#ending` is set: whoever hears of the end may ask for it.
    this.#ending = Promise.resolve().then(() => (state === "done" ? this.#complete() : this.#breakOff(state)));
  }

  async #complete(): Promise<void> {
    // The last chance to see what workers used: they end now.
    const emptied = this.#sampler.look().then(() => this.#pool.close());
    const [combined] = await Promise.all([this.#combine(false), emptied]);
    if (combined === null) {
      await this.#finish(this.#fault === null ? "stopped" : "failed");
      return;
    }
    for (const problem of combined.problems) this.#problems.add(problem);
    await this.#finish("done");
  }

  async #breakOff(state: "failed" | "stopped"): Promise<void> {
    this.#setState("stopping");
    // A file that changed under the run gives a mixture of two: no result is better.
    const isMixture = this.#fault?.code === "dataset-changed";
    const isNothing = this.#rounds.isNothing && this.#shared.handles.length === 0;
    const timer = setTimeout(() => this.#combiner.end(), failureGraceMs);
    await Promise.all([this.#pool.terminate(), isMixture || isNothing ? null : this.#combine(true)]);
    clearTimeout(timer);
    await this.#finish(state);
  }

  /** @returns Null where combining failed, which `#fault` tells then, or was broken off. */
  async #combine(partial: boolean): Promise<Combined | null> {
    try {
      this.#combined = await this.#combiner.finish(this.#shared.state(), partial);
      return this.#combined;
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      // Where the combiner was ended from here, the run has its reason already.
      if (error.fault.code !== "aborted") this.#fault ??= error.fault;
      return null;
    }
  }

  async #finish(state: "done" | "failed" | "stopped"): Promise<void> {
    await this.#combiner.end();
    const { workload, parameters } = this.#options;
    for (const problem of await deleteLeftovers(workload.leftovers?.(parameters) ?? [])) this.#problems.add(problem);
    this.#rounds.batches.close();
    this.#memory.close();
    this.#sampler.close();
    this.recorder.close();
    this.#delay.stop();
    this.#endedMs = performance.now();
    this.#setState(state);
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#options.onChange();
  }

  #spoolFailed(error: NodeJS.ErrnoException): void {
    this.#problems.add(spoolProblem(error, this.#options.spoolPath));
    this.#options.onChange();
  }
}
