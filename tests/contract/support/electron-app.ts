import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, it, type TestContext } from "vitest";
import { locateElectron } from "../../../scripts/find-electron.mjs";
import { startVirtualDisplay } from "../../../scripts/support/display.mjs";
import { hasDisplay, isContinuousIntegration, isRoot } from "../../../scripts/support/platform.mjs";
import { skipWithReason } from "../../support/skip-with-reason";
import { bundle } from "./bundle";
import { type CaseReport, reportMark } from "./electron-cases";

/** What a small app for tests is bundled from; paths are absolute. */
export interface ElectronApp {
  /** Runs in the main process and calls `runCases`. */
  readonly main: string;
  /** More files for Electron's own processes: `{ worker: "…/worker.ts" }` becomes `worker.cjs` beside the main entry. */
  readonly entries?: Readonly<Record<string, string>>;
  /** Pages: `{ index: "…/page.ts" }` becomes `index.html` beside the main entry, with that script. */
  readonly pages?: Readonly<Record<string, string>>;
}

/** How much of what Electron wrote is kept for a failure's message, characters. */
const keptOutput = 4_000;

/**
 * Runs cases inside a real Electron, each as a test of its own. Where there is no Electron they are skipped with the
 * reason; in continuous integration they fail.
 *
 * @param title Of the suite.
 * @param names Of the cases that the app's `runCases` runs.
 */
export function describeInElectron(title: string, names: readonly string[], app: ElectronApp): void {
  describe(title, () => {
    let lack: string | null = null;
    let running: RunningApp | null = null;
    beforeAll(async () => {
      const electron = await prepareElectron();
      if ("reason" in electron) {
        lack = electron.reason;
        console.warn(`${title}: no Electron to run it in: ${lack}`);
      } else running = await startApp(electron.executable, app);
    });
    afterAll(() => running?.end());

    for (const name of names) {
      it(name, async (context: TestContext) => {
        if (lack !== null && !isContinuousIntegration) skipWithReason(context, `no Electron to run it in: ${lack}`);
        if (running === null) throw new Error(`no Electron to run it in: ${lack}`);
        const { error } = await running.report(name);
        if (error !== null) throw new Error(error);
      });
    }
  });
}

/** `npm test` has prepared Electron and a display and tells by the environment; by hand they are looked for here. */
export async function prepareElectron(): Promise<{ executable: string } | { reason: string }> {
  const search = locateElectron();
  const executable = process.env.LANESCOPE_TEST_ELECTRON ?? search.found?.executable;
  if (executable === undefined) return { reason: "reasons" in search ? search.reasons.join("; ") : "none was found" };
  if (!hasDisplay()) {
    const started = await startVirtualDisplay();
    if ("reason" in started) return started;
    process.env.DISPLAY = started.display;
  }
  return { executable };
}

interface RunningApp {
  /** @throws {Error} When the app ends before that case is done. */
  report(name: string): Promise<CaseReport>;
  end(): Promise<void>;
}

async function startApp(executable: string, app: ElectronApp): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), "lanescope-electron-"));
  await bundleAll(app, folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "lanescope-test", version: "1.0.0", main: "main.cjs" }),
  );
  const options = [`--user-data-dir=${join(folder, "user-data")}`, ...(isRoot ? ["--no-sandbox"] : [])];
  const child = spawn(executable, [...options, folder], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = exitOf(child);
  const { report } = readReports(child, exited);
  return {
    report,
    end: async () => {
      child.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @returns How the process ended, in words. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`did not start: ${error.message}`));
    child.once("close", (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
}

function readReports(child: ChildProcess, exited: Promise<string>): Pick<RunningApp, "report"> {
  const reports = new Map<string, CaseReport>();
  const waiting = new Map<string, () => void>();
  let output = "";
  let ended: string | null = null;
  const keep = (text: string): void => {
    output = (output + text).slice(-keptOutput);
  };
  child.stderr?.setEncoding("utf8").on("data", keep);
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith(reportMark)) {
        keep(`${line}\n`);
        return;
      }
      const report = JSON.parse(line.slice(reportMark.length)) as CaseReport;
      reports.set(report.name, report);
      waiting.get(report.name)?.();
    });
  }
  void exited.then((how) => {
    ended = how;
    for (const wake of waiting.values()) wake();
  });
  return {
    report: async (name) => {
      while (!reports.has(name) && ended === null) await new Promise<void>((resolve) => waiting.set(name, resolve));
      const report = reports.get(name);
      if (report === undefined) throw new Error(`Electron ${ended} before this case was done:\n${output}`);
      return report;
    },
  };
}

async function bundleAll({ main, entries = {}, pages = {} }: ElectronApp, folder: string): Promise<void> {
  for (const [name, path] of Object.entries({ ...entries, main })) await bundle(name, path, folder);
  for (const [name, path] of Object.entries(pages)) {
    await bundle(name, path, folder, "page");
    writeFileSync(join(folder, `${name}.html`), `<!doctype html><script src="${name}.js"></script>\n`);
  }
}
