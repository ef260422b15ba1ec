import { rmSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import type { ServiceEvent } from "../../shared/contract/events";
import type { AppInfo, ResultTable, Run, Thumbnail, WorkloadInfo } from "../../shared/contract/models";
import type { OpenedFileRange } from "../../shared/contract/opened-files";
import { fail } from "../../shared/fault";
import { makeThumbnail } from "../datasets";
import { makeSessionFolder } from "../host/temporary-folder";
import { Connection, type Handlers } from "./connection";
import { Consents } from "./consents";
import { Datasets } from "./datasets";
import { OpenedFiles } from "./opened-files";
import { Openings } from "./openings";
import { OwnWorkloads } from "./own-workloads";
import { Programs } from "./programs";
import { RecentDatasets } from "./recent-datasets";
import { recordingCostNs } from "./recording-cost";
import { resultAsCsv, resultAsJson } from "./result-text";
import { Runs } from "./runs";
import { Samples } from "./samples";
import { SeriesList } from "./series/series-list";
import type { Service, ServiceConnection, ServiceOptions, Upload, ViewPort } from "./types";
import { Uploads } from "./uploads";
import { workloadInfo } from "./workload-info";

/** Of this machine; some systems tell of none. */
const processors = Math.max(1, cpus().length);

/** Answers every request of the contract; knows no transport. */
export class EngineService implements Service {
  readonly #options: ServiceOptions;
  readonly #folder: string;
  readonly #samples: Samples;
  readonly #openings = new Openings((openings) => this.#tell({ event: "openings", openings }));
  readonly #datasets: Datasets;
  readonly #recents: RecentDatasets;
  readonly #uploads: Uploads;
  readonly #openedFiles = new OpenedFiles();
  readonly #programs: Programs;
  readonly #ownWorkloads: OwnWorkloads;
  readonly #runs: Runs;
  readonly #series: SeriesList;
  readonly #connections = new Set<Connection>();
  readonly #handlers = this.#createHandlers();
  #shutdown: Promise<void> | null = null;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#folder = makeSessionFolder(options.temporaryFolder);
    this.#samples = new Samples(options.samplesFolder);
    this.#datasets = new Datasets(
      join(this.#folder, "lists"),
      (datasets) => this.#tell({ event: "datasets", datasets }),
      this.#openings,
      options.openSource,
    );
    this.#recents = new RecentDatasets(options.recentsFile ?? null, options.log, (recents) =>
      this.#tell({ event: "recents", recents }),
    );
    this.#uploads = new Uploads(join(this.#folder, "uploads"), (path, name) =>
      this.#datasets.open(path, "upload", name),
    );
    this.#programs = new Programs(
      options.examplesFolder,
      join(this.#folder, "programs"),
      options.compileProgram,
      new Consents(options.consentFile, options.log),
      (programs) => this.#tell({ event: "programs", programs }),
    );
    this.#ownWorkloads = new OwnWorkloads(options, this.#programs, () =>
      this.#tell({ event: "workloads", workloads: this.#workloads() }),
    );
    this.#runs = new Runs({
      service: options,
      folder: this.#folder,
      datasets: this.#datasets,
      programs: this.#programs,
      ownWorkloads: this.#ownWorkloads,
      isNeeded: (runId) =>
        this.#series.needs(runId) || [...this.#connections].some(({ followed }) => followed === runId),
      onEvent: (event) => this.#tell(event),
    });
    this.#series = new SeriesList(this.#runs, processors, (series) => this.#tell({ event: "series", series }));
  }

  connect(view: ViewPort): ServiceConnection {
    const connection = new Connection(view, this.#handlers, this.#options.log, (closed) =>
      this.#connections.delete(closed),
    );
    this.#connections.add(connection);
    return connection;
  }

  async openUpload(name: string, size: number, isFolder?: boolean): Promise<Upload> {
    if (this.#shutdown !== null) fail("aborted", "Lanescope is about to end, so it takes no files.");
    return this.#uploads.start(name, size, isFolder);
  }

  readOpenedFile({ fileId, from, to }: OpenedFileRange): Promise<Uint8Array> {
    return this.#openedFiles.read(fileId, from, to);
  }

  activeRuns(): readonly Run[] {
    return this.#runs.active();
  }

  shutdown(): Promise<void> {
    this.#shutdown ??= this.#end();
    return this.#shutdown;
  }

  async #end(): Promise<void> {
    await Promise.all([
      this.#datasets.close(),
      this.#ownWorkloads.close(),
      this.#runs.stopAll(),
      this.#series.stopAll(),
    ]);
    // Nobody reads a trace any more whose file is about to go.
    for (const connection of this.#connections) connection.unfollow();
    await this.#runs.removeTraces();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tell(event: ServiceEvent): void {
    for (const connection of [...this.#connections]) connection.event(event);
  }

  #info(): AppInfo {
    return {
      ...this.#options.info,
      platform: process.platform,
      processors,
      sharedMemory: this.#options.sharedMemory,
      recordingCostNs: recordingCostNs(),
    };
  }

  #workloads(): readonly WorkloadInfo[] {
    return [...this.#options.workloads.map(workloadInfo), ...this.#ownWorkloads.list()];
  }

  #createHandlers(): Handlers {
    return {
      "app.info": () => this.#info(),
      "workloads.list": () => ({ workloads: this.#workloads() }),
      "samples.list": () => ({ samples: this.#samples.list() }),
      "samples.open": ({ sampleId }) => this.#datasets.open(this.#samples.pathOf(sampleId), "sample"),
      "datasets.list": () => ({ datasets: this.#datasets.list() }),
      "datasets.open": async ({ path }) => {
        const dataset = await this.#datasets.open(path, "file", undefined, this.#recents.typesOf(resolve(path)));
        // Nobody waits for that: the list may name files of a disk that does not answer.
        void this.#recents.opened(dataset);
        return dataset;
      },
      "datasets.retype": ({ datasetId, column, type }) => {
        const dataset = this.#datasets.retype(datasetId, column, type);
        void this.#recents.opened(dataset);
        return dataset;
      },
      "datasets.open-files": ({ paths }) => this.#datasets.openFiles(paths),
      "datasets.thumbnails": ({ datasetId, from, count }) => this.#thumbnails(datasetId, from, count),
      "datasets.prepare": () => {
        this.#datasets.prepare();
        this.#options.makeThumbnail?.prepare?.();
        return {};
      },
      "datasets.cancel": ({ openingId }) => {
        this.#openings.cancel(openingId);
        return {};
      },
      "datasets.remove": async ({ datasetId }) => {
        await this.#datasets.remove(datasetId);
        return {};
      },
      "files.open": ({ path }) => this.#openedFiles.open(path),
      "recents.list": async () => ({ recents: await this.#recents.list() }),
      "recents.remove": async ({ path }) => {
        await this.#recents.remove(path);
        return {};
      },
      "programs.list": () => ({ programs: this.#programs.list() }),
      "programs.open": ({ path }) => this.#programs.open(path),
      "programs.add": ({ name, source }) => this.#programs.add(name, source),
      "programs.trust": ({ programId, withChanges }) => this.#programs.trust(programId, withChanges),
      "programs.forgetConsents": () => ({ count: this.#programs.forgetConsents() }),
      "programs.load": ({ programId }) => this.#ownWorkloads.load(programId),
      "programs.run": (settings) => this.#runs.startProgram(settings),
      "runs.list": () => ({ runs: this.#runs.list() }),
      "runs.start": (settings) => this.#runs.start(settings),
      "runs.stop": ({ runId }) => this.#runs.stop(runId),
      "runs.result": ({ runId, limit, from }) => this.#result(runId, limit, from),
      "runs.doers": ({ runId }) => ({ workers: this.#runs.execution(runId).doers }),
      "runs.export": async ({ runId, format }) => {
        const table = await this.#result(runId, Number.MAX_SAFE_INTEGER);
        const { number, settings } = this.#runs.get(runId);
        const fileName = `${settings?.workload ?? "program"}-run-${number}.${format}`;
        return format === "csv"
          ? { fileName, mediaType: "text/csv", text: resultAsCsv(table) }
          : { fileName, mediaType: "application/json", text: resultAsJson(table) };
      },
      "runs.output": ({ runId, from }) => this.#runs.execution(runId).output.since(from),
      "series.list": () => ({ series: this.#series.list() }),
      "series.start": (plan) => this.#series.start(plan),
      "series.stop": ({ seriesId }) => this.#series.stop(seriesId),
      "trace.follow": ({ runId, offset }, connection) => {
        const { spool } = this.#runs.execution(runId);
        if (offset > spool.size) fail("bad-request", `The trace of that run has ${spool.size} bytes, not ${offset}.`);
        connection.follow(runId, spool, offset);
        return {};
      },
    };
  }

  /** @throws {FaultError} `dataset-unknown`, `dataset-unsuitable`, `images-unavailable`. */
  async #thumbnails(
    datasetId: string,
    from: number,
    count: number,
  ): Promise<{ readonly thumbnails: readonly Thumbnail[] }> {
    const { name, format, files, records, path } = this.#datasets.get(datasetId);
    const pictures = format === "images" ? files : records;
    if (pictures === undefined) fail("dataset-unsuitable", `${name} holds no images.`);
    const make = this.#options.makeThumbnail ?? makeThumbnail;
    const numbers = Array.from(
      { length: Math.max(0, Math.min(count, pictures.count - from)) },
      (_, index) => from + index,
    );
    return { thumbnails: await Promise.all(numbers.map((number) => make({ files, records, path }, number))) };
  }

  /** @throws {FaultError} `run-unknown`, `run-dropped`, `bad-request` where there is none. */
  async #result(runId: string, limit: number, from = 0): Promise<ResultTable> {
    const execution = this.#runs.execution(runId);
    const table = execution.result(limit, from) ?? (await execution.resultSoFar());
    // It may have come while the result so far was asked for.
    return table ?? execution.result(limit, from) ?? fail("bad-request", "That run has no result.");
  }
}
