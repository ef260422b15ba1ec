import { type ChildProcess, spawn } from "node:child_process";
import { vi } from "vitest";
import { builtEntry } from "../../../scripts/support/paths.mjs";
import { workerProcesses } from "../../support/worker-processes";

/** How long a condition may take to come true; a run of these tests takes a second. */
const patienceMs = 20_000;

export interface EndedCommand {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

export interface StartedCommand {
  readonly process: ChildProcess;
  /** Process ids of the workers below it that are alive now. */
  workers(): readonly number[];
  /** Resolves with the workers' process ids once there are that many. */
  untilWorkers(count: number): Promise<readonly number[]>;
  /** Resolves once its standard output, or its terminal, showed that text. */
  untilShown(text: string): Promise<void>;
  /** Resolves once it ended and all it wrote was read. */
  readonly ended: Promise<EndedCommand>;
}

/** Starts the built command line; its temporary files go to `temporaryFolder`. */
export function startCommand(words: readonly string[], temporaryFolder: string): StartedCommand {
  return follow(process.execPath, [builtEntry("cli"), ...words], temporaryFolder);
}

/** The same within a terminal of its own: what it shows comes in `out`, and what is written to it is typed. */
export function startAtTerminal(words: readonly string[], temporaryFolder: string): StartedCommand {
  const command = [process.execPath, builtEntry("cli"), ...words].map((word) => `'${word}'`).join(" ");
  // Whatever shell `script` takes, it makes way: one that stayed would be interrupted too, and hide the command's exit code.
  return follow("script", ["--quiet", "--return", "--command", `exec ${command}`, "/dev/null"], temporaryFolder);
}

function follow(program: string, words: readonly string[], temporaryFolder: string): StartedCommand {
  // The test runner asks for colours; with both, Node warns.
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = spawn(program, words, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...environment, TMPDIR: temporaryFolder, NO_COLOR: "1", TERM: "xterm" },
  });
  let out = "";
  let error = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error += text;
  });
  const workers = (): readonly number[] => workerProcesses(child.pid!);
  return {
    process: child,
    workers,
    untilWorkers: (count) =>
      vi.waitUntil(() => (workers().length >= count ? workers() : null), { timeout: patienceMs, interval: 10 }),
    async untilShown(text) {
      await vi.waitUntil(() => out.includes(text), { timeout: patienceMs, interval: 10 });
    },
    ended: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal, out, error }));
    }),
  };
}

/** Resolves once none of these processes is there any more. */
export async function untilGone(processIds: readonly number[]): Promise<void> {
  await vi.waitUntil(() => !processIds.some(isThere), { timeout: patienceMs, interval: 10 });
}

export function isThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    // ESRCH: there is none.
    return false;
  }
}
