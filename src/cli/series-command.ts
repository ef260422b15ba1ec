import type { ViewPort } from "../engine/service/types";
import type { ServiceEvent } from "../shared/contract/events";
import { type ChunkSize, isActive, type Mode, type Run } from "../shared/contract/models";
import {
  comparePlan,
  errorsOf,
  isSeriesActive,
  type Series,
  type SeriesPlan,
  type SeriesPoint,
  sweepPlan,
} from "../shared/contract/series";
import { exitCodeOfSignal } from "../shells/signals";
import { Client } from "./client";
import { CommandError, exitCodeOfFault, exitCodes } from "./ending";
import { type CommandHost, startService } from "./host";
import { writeReport } from "./report-file";
import { tableLines } from "./result-table";
import { seriesReport, seriesTable } from "./series-report";
import type { Terminal } from "./terminal";
import { countOf, formatMs, problemText, progressLine } from "./wording";
import { chooseWork, reportName, type WorkRequest } from "./work";

export interface SeriesRequest extends WorkRequest {
  readonly repeats: number;
  readonly kind: "compare" | "sweep";
  /** Of a sweep the one mode in which it runs. */
  readonly modes: readonly Mode[];
  /** Of a comparison the one number of workers. */
  readonly workers: readonly number[];
  readonly chunkSizes: readonly ChunkSize[];
}

/** Follows the one series of this session, and the runs that it is made of. */
class SeriesView implements ViewPort {
  /** Resolves with the series as it ended. */
  readonly ended: Promise<Series>;
  readonly trace = (): void => undefined;
  readonly #terminal: Terminal;
  #series: Series | null = null;
  #resolveEnd: (series: Series) => void = () => undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  event(event: ServiceEvent): void {
    if (event.event === "output") {
      for (const { laneName, text } of event.lines) this.#terminal.output(laneName, text);
    } else if (event.event === "series") {
      this.#series = event.series;
      if (!isSeriesActive(event.series)) this.#resolveEnd(event.series);
    } else if (event.event === "run" && isActive(event.run.state)) this.#tell(event.run);
  }

  #tell(run: Run): void {
    const series = this.#series;
    if (series?.current?.runId !== run.id) return;
    const { point, repeat } = series.current;
    const which = repeat === 0 ? "warming up" : series.points[point]!.label;
    const prefix = `Run ${series.done + 1} of ${series.total}, ${which}: `;
    const width = this.#terminal.statusWidth;
    this.#terminal.status(prefix + progressLine({ ...run, title: "" }, width - prefix.length).replace(/^: /, ""));
  }
}

/**
 * Runs the same work in several ways, shows how it goes and writes how they compare.
 *
 * @returns The exit code.
 * @throws {CommandError | FaultError | Interrupted} Where no series came of it, or the report cannot be written.
 */
export async function runSeries(request: SeriesRequest, host: CommandHost): Promise<number> {
  const { terminal, interruption } = host;
  const service = startService(host);
  let series: Series;
  try {
    const view = new SeriesView(terminal);
    const client = new Client(service, view);
    const plan = await planOf(client, request, host);
    const { id } = await interruption.orInterrupted(client.ask("series.start", plan));
    await Promise.race([view.ended, interruption.asked]);
    series = interruption.signal === null ? await view.ended : await client.ask("series.stop", { seriesId: id });
  } finally {
    // Whatever happened: when this has resolved, no process and no temporary file is left.
    await service.shutdown();
    terminal.status("");
  }
  tellEnd(series, terminal);
  const report = `${JSON.stringify(seriesReport(series, reportName(request.workload)), null, 2)}\n`;
  const isReported = await writeReportFile(report, request.json, terminal);
  const { signal } = interruption;
  const table = series.base === null ? [] : tableLines(seriesTable(series), terminal.colours.bold);
  const written = terminal.writeResult(request.json === "-" ? [report] : table);
  await (signal === null ? interruption.unlessAsked(written) : written);
  if (signal !== null) return exitCodeOfSignal(signal);
  if (series.state === "failed" && series.fault !== null) return exitCodeOfFault(series.fault.code);
  // As for `run`: a script must not take figures of half a file for those of the whole one.
  const isWhole =
    series.points.every((point) => point.fault === null && errorsOf(point).length === 0) &&
    series.agreement.state !== "different";
  return isReported && isWhole && series.state === "done" ? exitCodes.done : exitCodes.failed;
}

async function planOf(client: Client, request: SeriesRequest, host: CommandHost): Promise<SeriesPlan> {
  const { kind, modes, workers, chunkSizes, repeats } = request;
  const { workload, parameters, dataset } = await chooseWork(client, request, kind, host);
  const work = { workload: workload.id, parameters, datasetId: dataset?.id ?? null };
  if (kind === "sweep") return sweepPlan(workload.title, { ...work, mode: modes[0]! }, workers, chunkSizes, repeats);
  return comparePlan(workload.title, { ...work, workers: workers[0]!, chunkSize: chunkSizes[0]! }, modes, repeats);
}

/** Says what came out, and what was wrong. */
function tellEnd(series: Series, terminal: Terminal): void {
  const { points, state, conclusions, agreement, done, total } = series;
  for (const { label, fault } of points) if (fault !== null) terminal.error(`${label}: ${fault.message}`);
  tellProblems(points, terminal);
  if (agreement.state === "different") terminal.error(agreement.message);
  const dropped = points.reduce((sum, { times }) => sum + (times?.dropped ?? 0), 0);
  if (dropped > 0) {
    terminal.warn(`${countOf(dropped, "event")} of the traces were dropped, so where the time went may be incomplete.`);
  }
  if (state === "stopped") terminal.say(`Stopped after ${done} of ${countOf(total, "run")}.`);
  else terminal.say(`${countOf(total, "run")} in ${formatMs(Date.now() - series.startedMs)}.`);
  for (const sentence of conclusions) terminal.say(sentence);
  if (agreement.state === "same" || agreement.state === "measured") terminal.say(agreement.message);
}

/** Each problem once, with the points that had it where not all did. */
function tellProblems(points: readonly SeriesPoint[], terminal: Terminal): void {
  const all = points.flatMap(({ problems }) => problems);
  for (const [index, { code, severity, message, count }] of all.entries()) {
    if (all.findIndex((other) => other.code === code) < index) continue;
    const having = points.filter(({ problems }) => problems.some((other) => other.code === code));
    const who = having.length === points.length ? "" : `${having.map(({ label }) => label).join("; ")}: `;
    const text = `${who}${problemText(message, count)}`;
    if (severity === "error") terminal.error(text);
    else if (severity === "warning") terminal.warn(text);
    else terminal.note(text);
  }
}

/** @returns False where it cannot be written, which is no reason to keep the table back; the reason was told. */
async function writeReportFile(report: string, path: string | null, terminal: Terminal): Promise<boolean> {
  if (path === null || path === "-") return true;
  try {
    await writeReport(path, [report]);
    terminal.say(`The report is in ${path}.`);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.error(error.message);
    return false;
  }
}
