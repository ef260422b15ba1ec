import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { isContinuousIntegration, isRoot } from "../../scripts/support/platform.mjs";
import { childProcessPort } from "../../src/engine/ports/child-process-adapter";
import type { Exit } from "../../src/shared/fault";
import { bundle } from "../contract/support/bundle";
import { prepareElectron } from "../contract/support/electron-app";
import { skipWithReason } from "../support/skip-with-reason";
import { familyMark, type Moment, momentVariable } from "./watchdog/family";

/** Far more than what is promised, milliseconds: the processes share the processors with whatever else runs. */
const patienceMs = 20_000;

let folder: string;
let started: { readonly parent: ChildProcess; workers: readonly number[] } | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-watchdog-"));
  for (const [name, file] of [
    ["parent", "watchdog/parent-entry.ts"],
    ["main", "watchdog/electron-main.ts"],
    ["spinning", "watchdog/spinning-entry.ts"],
    ["quiet", "watchdog/quiet-entry.ts"],
    ["worker", "../contract/ports/worker-entry.ts"],
  ] as const) {
    await bundle(name, fileURLToPath(new URL(file, import.meta.url)), folder);
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "lanescope-test", main: "main.cjs" }));
});

// Only a test that failed left any of them alive.
afterEach(() => {
  started?.parent.kill("SIGKILL");
  for (const pid of started?.workers.filter(isAlive) ?? []) process.kill(pid, "SIGKILL");
  started = null;
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
}

const parents: Readonly<Record<string, (context: TestContext) => Promise<Command>>> = {
  Node: async () => ({ program: process.execPath, parameters: [join(folder, "parent.cjs")] }),
  Electron: async (context) => {
    const electron = await prepareElectron();
    if ("reason" in electron) {
      const lack = `no Electron to run it in: ${electron.reason}`;
      if (isContinuousIntegration) throw new Error(lack);
      return skipWithReason(context, lack);
    }
    const options = [`--user-data-dir=${join(folder, "user-data")}`, ...(isRoot ? ["--no-sandbox"] : [])];
    return { program: electron.executable, parameters: [...options, folder] };
  },
};

describe.each(Object.keys(parents))("a parent in %s that is killed", (shell) => {
  it("leaves no worker behind, though they are in a busy loop", async (context) => {
    const family = await startParent(await parents[shell]!(context), "at work");
    for (const pid of family.workers) expect(isAlive(pid)).toBe(true);
    family.parent.kill("SIGKILL");
    await family.ended;
    await expectAllGone(family.workers);
  });

  it("leaves no worker behind that goes into a busy loop afterwards", async (context) => {
    const family = await startParent(await parents[shell]!(context), "at start");
    await family.ended;
    expect(family.parent.signalCode).toBe("SIGKILL");
    await expectAllGone(family.workers);
  });
});

describe("the watchdog", () => {
  it("does not keep a worker alive that has nothing left to do", async () => {
    const exit = await new Promise<Exit>((resolve) => {
      const events = { onFrame: () => undefined, onOutput: () => undefined, onExit: resolve };
      childProcessPort().start({ script: join(folder, "quiet.cjs"), name: "quiet", generation: 1 }, events);
    });
    expect(exit).toEqual({ code: 0, signal: null });
  });
});

interface Family {
  readonly parent: ChildProcess;
  readonly workers: readonly number[];
  readonly ended: Promise<void>;
}

/** @returns Once the parent told its workers' process ids. */
async function startParent({ program, parameters }: Command, moment: Moment): Promise<Family> {
  const parent = spawn(program, parameters, {
    env: { ...process.env, [momentVariable]: moment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  started = { parent, workers: [] };
  const ended = new Promise<void>((resolve) => parent.once("exit", () => resolve()));
  const told = new Promise<readonly number[]>((resolve, reject) => {
    createInterface({ input: parent.stdout })
      .on("line", (line) => {
        if (line.startsWith(familyMark)) resolve(JSON.parse(line.slice(familyMark.length)));
      })
      .once("close", () => reject(new Error("the parent ended before it told its workers")));
  });
  const workers = await told;
  started.workers = workers;
  expect(workers).toHaveLength(3);
  return { parent, workers, ended };
}

/** Waits until none of them is alive. */
async function expectAllGone(workers: readonly number[]): Promise<void> {
  const startMs = performance.now();
  const alive = (): readonly number[] => workers.filter(isAlive);
  while (alive().length > 0 && performance.now() - startMs < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(alive()).toEqual([]);
}

/** Whether a process runs. A dead one that its new parent has not asked for yet does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the state follows the last one.
    return !status.slice(status.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    // No such process.
    return false;
  }
}
