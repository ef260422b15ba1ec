import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { makeSessionFolder } from "../engine/service";
import { isProgramName } from "../shared/contract/models";
import { givesWorkload } from "../shared/contract/program-kind";
import type { Exit } from "../shared/fault";
import { packageFolder } from "../shells/node-shell";
import { sharedMemoryNotice } from "../shells/shared-memory";
import { type EndingSignal, exitCodeOfSignal } from "../shells/signals";
import { startUserProgram } from "../shells/user-program";
import { CommandError, exitCodes } from "./ending";
import type { CommandHost } from "./host";
import { suggestion } from "./nearest";
import { type ProgramReport, reportJson, reportLines } from "./program-report";
import { checkReportTarget, writeReport } from "./report-file";
import { readTraceFile } from "./trace-file";
import { TraceSummary } from "./trace-summary";

export interface ExecRequest {
  /** Path of the program as it was typed. */
  readonly program: string;
  /** What follows it. */
  readonly parameters: readonly string[];
  /** Whether people are told what it did. */
  readonly report: boolean;
  /** Path of a file that gets the same for machines; null for none. */
  readonly json: string | null;
}

/**
 * Runs a user's program, which has the standard streams to itself.
 *
 * @returns Its exit code; 128 and the number of the signal where one ended it.
 * @throws {CommandError | FaultError | Interrupted} Where it could not be started, or the report not be written.
 */
export async function runProgram(request: ExecRequest, host: CommandHost): Promise<number> {
  const { program, report, json } = request;
  if (!existsSync(program)) throw new CommandError(exitCodes.misuse, missingSentence(program));
  if (isWorkload(program)) {
    // It would only be loaded, and end at once without a word.
    throw new CommandError(
      exitCodes.misuse,
      `${program} is a workload, no program. Run it with: lanescope run ${program}`,
    );
  }
  if (!report && json === null) return exitCodeOf(await runToEnd(request, host, null));
  if (json !== null) await checkReportTarget(json);
  const folder = makeSessionFolder(tmpdir());
  try {
    const path = join(folder, "program.trace");
    const startedMs = performance.now();
    const exit = await runToEnd(request, host, path);
    const wallMs = performance.now() - startedMs;
    const summary = new TraceSummary();
    for await (const block of readTraceFile(path)) summary.take(block);
    await tell({ program: request.program, exit, wallMs, totals: summary.totals() }, request, host);
    return exitCodeOf(exit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isWorkload(path: string): boolean {
  return isProgramName(path) && statSync(path).isFile() && givesWorkload(readFileSync(path, "utf8"));
}

/** Says which file of the folder was probably meant. */
function missingSentence(program: string): string {
  const folder = dirname(resolve(program));
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const names = isFolder ? readdirSync(folder) : [];
  return `There is no file ${resolve(program)}.${suggestion(basename(program), names)} Name a TypeScript or JavaScript file.`;
}

/** @param tracePath Where its trace goes; null for none. */
async function runToEnd(
  { program, parameters }: ExecRequest,
  { version, terminal, interruption }: CommandHost,
  tracePath: string | null,
): Promise<Exit> {
  const start = startUserProgram(program, parameters, { packageFolder, version }, tracePath);
  const child = await interruption.unlessAsked(start);
  const notice = sharedMemoryNotice(process.env);
  if (notice !== null) terminal.note(notice);
  interruption.passTo((signal) => passSignal(child, signal));
  return await new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new CommandError(exitCodes.failed, `The program's process could not be started: ${error.message}.`)),
    );
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

async function tell(report: ProgramReport, { report: isShown, json }: ExecRequest, { terminal }: CommandHost) {
  if (isShown) for (const line of reportLines(report, terminal.errorHeading)) terminal.say(line);
  if (json !== null) await writeReport(json, [reportJson(report)]);
}

/** What the shell is told of how a process ended that stood for the command. */
export function exitCodeOf({ code, signal }: Exit): number {
  return signal === null ? (code ?? exitCodes.failed) : exitCodeOfSignal(signal as NodeJS.Signals);
}

/** Ctrl-C at a terminal reaches all its processes, the program too; told twice, a program that tidies up would give up. */
export function passSignal(child: ChildProcess, signal: EndingSignal): void {
  if (signal !== "SIGINT" || !isInForeground()) child.kill(signal);
}

/** Whether this process is among those that its terminal sends an interrupt to. */
function isInForeground(): boolean {
  if (process.platform !== "linux") return process.stdin.isTTY === true;
  // Behind the name, which may hold anything: state, parent, process group, session, terminal, its foreground group.
  const [, , group, , , foreground] = readFileSync("/proc/self/stat", "latin1")
    .replace(/^.*\) /s, "")
    .split(" ");
  return group === foreground;
}
