import type { Service } from "../engine/service/types";
import type { ChunkSize, Mode, ResultTable, Run } from "../shared/contract/models";
import type { Lane } from "../shared/trace/lanes";
import { exitCodeOfSignal } from "../shells/signals";
import { Client } from "./client";
import { CommandError, exitCodes } from "./ending";
import { type CommandHost, startService } from "./host";
import { LaneCollector } from "./lane-collector";
import { reportPieces } from "./report";
import { writeReport } from "./report-file";
import { tableLines } from "./result-table";
import { RunView } from "./run-view";
import type { Terminal } from "./terminal";
import { countOf, describeSettings, formatMs, problemText, progressLine } from "./wording";
import { chooseWork, reportName, type WorkRequest } from "./work";

/** Rows that are asked for at once. */
const pageRows = 100_000;

/** Milliseconds that the rest of a trace has to arrive once its run is over: it comes from a file on this machine. */
const traceRestMs = 5_000;

export interface RunRequest extends WorkRequest {
  readonly mode: Mode;
  readonly workers: number;
  readonly chunkSize: ChunkSize;
}

/** A run that is over, and all that is to be told of it. */
interface EndedRun {
  /** What the workload is called. */
  readonly workload: string;
  readonly run: Run;
  readonly result: ResultTable | null;
  readonly lanes: readonly Lane[];
}

/**
 * Runs a workload, shows how it goes and writes its result.
 *
 * @returns The exit code.
 * @throws {CommandError | FaultError | Interrupted} Where no run came of it, or the result cannot be written.
 */
export async function runWorkload(request: RunRequest, host: CommandHost): Promise<number> {
  const { terminal, interruption } = host;
  const service = startService(host);
  let ended: EndedRun;
  try {
    ended = await watchRun(service, request, host);
  } finally {
    // Whatever happened: when this has resolved, no process and no temporary file is left.
    await service.shutdown();
    terminal.status("");
  }
  tellEnd(ended, terminal);
  const isReported = await writeReportFile(ended, request.json, terminal);
  const { signal } = interruption;
  const output = request.json === "-" ? reportPieces(ended) : signal === null ? tableOf(ended, terminal) : [];
  const written = terminal.writeResult(output);
  await (signal === null ? interruption.unlessAsked(written) : written);
  if (signal !== null) return exitCodeOfSignal(signal);
  // A script must not take the result of half a file for that of the whole one.
  const isWhole = ended.run.state === "done" && ended.run.problems.every(({ severity }) => severity !== "error");
  return isReported && isWhole ? exitCodes.done : exitCodes.failed;
}

async function watchRun(service: Service, request: RunRequest, host: CommandHost): Promise<EndedRun> {
  const { terminal, interruption } = host;
  const collector = new LaneCollector();
  const view = new RunView({
    run: (run) => terminal.status(progressLine(run, terminal.statusWidth)),
    output: ({ laneName, text }) => terminal.output(laneName, text),
    trace: (message) => client.acknowledge(message.runId, collector.take(message)),
  });
  const client = new Client(service, view);
  const run = await startRun(client, request, host);
  const wantsLanes = request.json !== null;
  if (wantsLanes) await client.ask("trace.follow", { runId: run.id });
  await Promise.race([view.ended, interruption.asked]);
  // Where the run is over already, this only tells how it ended.
  const ended = interruption.signal === null ? await view.ended : await client.ask("runs.stop", { runId: run.id });
  const result = ended.hasResult ? await fetchResult(client, run.id) : null;
  if (wantsLanes && !(await happensWithin(collector.whenTaken(ended.trace.bytes), traceRestMs))) {
    terminal.warn("The end of the trace is missing, so what the report says of the lanes may be incomplete.");
  }
  return { workload: reportName(request.workload), run: ended, result, lanes: collector.lanes() };
}

/** The whole result, page by page. */
async function fetchResult(client: Client, runId: string): Promise<ResultTable> {
  const rows: ResultTable["rows"][number][] = [];
  for (;;) {
    const page = await client.ask("runs.result", { runId, from: rows.length, limit: pageRows });
    for (const row of page.rows) rows.push(row);
    if (rows.length >= page.totalRows) return { ...page, rows };
    if (page.rows.length === 0) throw new Error(`the result ends at row ${rows.length} of ${page.totalRows}`);
  }
}

async function startRun(client: Client, request: RunRequest, host: CommandHost): Promise<Run> {
  const { workload, parameters, dataset } = await chooseWork(client, request, "run", host);
  const { mode, workers, chunkSize } = request;
  // Waited for: a run that starts while the command ends is stopped by its name, and tells what it had.
  const start = client.ask("runs.start", {
    workload: workload.id,
    parameters,
    datasetId: dataset?.id ?? null,
    mode,
    workers: mode === "sequential" ? 1 : workers,
    chunkSize,
  });
  return await host.interruption.orInterrupted(start);
}

/** Says how the run ended, what it found, and what was wrong. */
function tellEnd({ run, result }: EndedRun, terminal: Terminal): void {
  const after = formatMs(run.wallMs);
  const { done, total } = run.progress;
  const share = total > 0 ? ` at ${Math.floor((100 * Math.min(done, total)) / total)} %` : "";
  for (const { severity, message, count } of run.problems) {
    const text = problemText(message, count);
    if (severity === "error") terminal.error(text);
    else if (severity === "warning") terminal.warn(text);
    else terminal.note(text);
  }
  if (run.fault !== null && !run.problems.some(({ message }) => message === run.fault?.message)) {
    terminal.error(run.fault.message);
  }
  if (run.state === "failed" && run.fault?.stack !== undefined) terminal.say(run.fault.stack);
  if (run.trace.dropped > 0) terminal.warn(`${countOf(run.trace.dropped, "event")} of the trace were dropped.`);
  if (run.state === "done") terminal.say(`Done in ${after}: ${describeSettings(run)}.`);
  else terminal.say(`${run.state === "failed" ? "Failed" : "Stopped"} after ${after}${share}.`);
  if (result !== null) terminal.say(`${result.partial ? "Result so far: " : ""}${result.headline}`);
  for (const { name, value } of result?.figures ?? [])
    terminal.say(`  ${name}: ${value.toLocaleString("en-US", { maximumFractionDigits: 20 })}`);
}

/** @returns False where it cannot be written, which is no reason to keep the result back; the reason was told. */
async function writeReportFile(ended: EndedRun, path: string | null, terminal: Terminal): Promise<boolean> {
  if (path === null || path === "-") return true;
  try {
    await writeReport(path, reportPieces(ended));
    terminal.say(`The report is in ${path}.`);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminal.error(error.message);
    return false;
  }
}

/** The table as it goes to the standard output: nothing where there is no result, or only a part for a pipe. */
function tableOf({ result }: EndedRun, terminal: Terminal): Iterable<string> {
  if (result === null) return [];
  if (result.partial && !terminal.outputIsTerminal) {
    terminal.note(
      "The partial result is not written to the output, where it could be taken for the whole; --json has it.",
    );
    return [];
  }
  return tableLines(result, terminal.colours.bold);
}

/** Whether it happens in that time. */
async function happensWithin(event: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const happened = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return happened;
}
