import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { packageFolder } from "../shells/node-shell";
import { type EndingSignal, exitCodeOfSignal } from "../shells/signals";
import { startUserProgram } from "../shells/user-program";
import { CommandError, exitCodes } from "./ending";
import type { CommandHost } from "./host";

export interface ExecRequest {
  /** Path of the program as it was typed. */
  readonly program: string;
  /** What follows it. */
  readonly parameters: readonly string[];
}

/**
 * Runs a user's program, which has the standard streams to itself.
 *
 * @returns Its exit code; 128 and the number of the signal where one ended it.
 * @throws {CommandError | FaultError | Interrupted} Where it could not be started.
 */
export async function runProgram(
  { program, parameters }: ExecRequest,
  { version, interruption }: CommandHost,
): Promise<number> {
  const child = await interruption.unlessAsked(startUserProgram(program, parameters, { packageFolder, version }));
  interruption.passTo((signal) => passSignal(child, signal));
  return await new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new CommandError(exitCodes.failed, `The program's process could not be started: ${error.message}.`)),
    );
    child.once("exit", (code, signal) =>
      resolve(signal === null ? (code ?? exitCodes.failed) : exitCodeOfSignal(signal)),
    );
  });
}

/** Ctrl-C at a terminal reaches all its processes, the program too; told twice, a program that tidies up would give up. */
function passSignal(child: ChildProcess, signal: EndingSignal): void {
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
