/**
 * `npm test`: everything, with a summary; the last line is `N passed, N failed, N skipped`. Steps that leave a processor to
 * another one run two at a time, each line of theirs under the step's name.
 *
 * `npm test -- unit lint` or `npm test -- --only unit,lint` runs only the named steps. What cannot run on this machine is
 * named in the summary with its reason; where CI is set that is a failure.
 */

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, ensureBuild } from "./build.mjs";
import { checkLayers } from "./check-layers.mjs";
import { obtainTestRuntime, testRuntimeVersion } from "./electron-runtime.mjs";
import { missingLibraries, obtainElectron } from "./find-electron.mjs";
import { startVirtualDisplay } from "./support/display.mjs";
import { inProject, projectRoot } from "./support/paths.mjs";
import { hasDisplay, isContinuousIntegration } from "./support/platform.mjs";
import { runNode } from "./support/run.mjs";
import { ensureSystemPackages } from "./support/system-packages.mjs";
import { obtainTestChromium } from "./support/test-chromium.mjs";
import { countsOfPlaywright, countsOfVitest, summaryLines } from "./support/test-report.mjs";
import { reasonAgainstNativeTests, testNative } from "./test-native.mjs";

/** @typedef {import("./support/test-report.mjs").Counts} Counts */
/** @typedef {import("./support/test-report.mjs").StepResult} StepResult */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {"electron" | "chromium" | "compiler"} [needs] What it cannot run without.
 * @property {boolean} [waits] Whether it waits or takes one processor, and so leaves one to another step that does.
 * @property {(label: string | undefined) => Promise<Counts>} run The label goes before each line that it writes.
 */

const reports = inProject(".cache", "test-reports");

/** @param {string} tool @param {readonly string[]} parameters @returns {Step["run"]} */
function check(tool, parameters) {
  return async (label) => asCounts((await runNode(tool, parameters, { label })).code === 0);
}

/** @param {boolean} passed @returns {Counts} */
function asCounts(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** @param {string} project @returns {Step["run"]} */
function vitest(project) {
  return async (label) => {
    const report = join(reports, `${project}.json`);
    const { code } = await runNode(
      "node_modules/vitest/vitest.mjs",
      ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      { label },
    );
    return countsOfVitest(readJson(report), code);
  };
}

/** @param {string} project @returns {Step["run"]} */
function playwright(project) {
  return async (label) => {
    const report = join(reports, `e2e-${project}.json`);
    const { code } = await runNode(
      "node_modules/@playwright/test/cli.js",
      ["test", "--project", project, "--reporter", "list,json"],
      { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, label },
    );
    return countsOfPlaywright(readJson(report), code);
  };
}

/** @type {readonly Step[]} */
const steps = [
  { name: "build", run: async () => asCounts(await build()) },
  { name: "types", run: check("node_modules/typescript/bin/tsc", ["-b"]) },
  { name: "lint", run: check("node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]) },
  { name: "layers", run: async () => asCounts(reportLayers()) },
  // The longest first: then both places are taken to the end.
  { name: "e2e-electron", needs: "electron", waits: true, run: playwright("electron") },
  { name: "integration", waits: true, run: vitest("integration") },
  { name: "e2e-web", needs: "chromium", waits: true, run: playwright("web") },
  { name: "contract", waits: true, run: vitest("contract") },
  { name: "unit", waits: true, run: vitest("unit") },
  { name: "native", needs: "compiler", waits: true, run: testNative },
  { name: "unused", waits: true, run: check("node_modules/knip/bin/knip.js", []) },
];

/** Steps that run at once, where they mostly wait: more would make each other late on two processors. */
const atOnce = 2;

/** @returns {boolean} */
function reportLayers() {
  const { files, violations } = checkLayers(projectRoot);
  for (const { file, line, message } of violations) console.log(`${file}:${line} ${message}`);
  console.log(`${files} files checked, ${violations.length} violations`);
  return violations.length === 0 && files > 0;
}

/** @param {string} path @returns {any} The report, or null where the tool wrote none. */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // The tool ended before it could write: its exit code tells.
    return null;
  }
}

/** @param {string} message */
function say(message) {
  console.log(`npm test: ${message}`);
}

/** @returns {readonly Step[] | string} The steps that were asked for, or what is wrong with the question. */
function chosenSteps() {
  const words = process.argv
    .slice(2)
    .flatMap((word) => (word === "--only" ? [] : word.replace("--only=", "").split(",")));
  if (words.length === 0) return steps;
  const unknown = words.find((word) => !steps.some((step) => step.name === word || step.name.startsWith(`${word}-`)));
  if (unknown !== undefined)
    return `There is no step "${unknown}". Steps: ${steps.map((step) => step.name).join(", ")}.`;
  return steps.filter((step) => words.some((word) => step.name === word || step.name.startsWith(`${word}-`)));
}

/**
 * Prepares Electron and a display for the tests and tells them by the environment: ELECTRON_OVERRIDE_DIST_PATH,
 * LANESCOPE_TEST_ELECTRON (the executable), DISPLAY.
 *
 * @returns {Promise<string | null>} The reason why Electron cannot run, or null.
 */
async function prepareElectron() {
  const search = await obtainElectron(say);
  let executable = search.found?.executable;
  if (search.found === null) {
    const runtime = await obtainTestRuntime(say);
    if ("reason" in runtime) return [...search.reasons, runtime.reason].join("; ");
    executable = join(runtime.folder, "electron");
    process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.folder;
  } else if (search.found.kind !== "pinned") {
    process.env.ELECTRON_OVERRIDE_DIST_PATH = join(search.found.executable, "..");
  }
  if (executable === undefined) return "no Electron was found";
  const missing = missingLibraries(executable);
  if (missing.length > 0) return `the system libraries ${missing.join(", ")} are missing`;
  if (!hasDisplay()) {
    const started = await startVirtualDisplay();
    if ("reason" in started) return started.reason;
    process.env.DISPLAY = started.display;
  }
  process.env.LANESCOPE_TEST_ELECTRON = executable;
  const version = search.found?.version ?? testRuntimeVersion;
  say(
    `Electron ${version} (${search.found?.kind ?? "test-runtime"}) on display ${process.env.DISPLAY ?? "of this session"}`,
  );
  return null;
}

/** @returns {Promise<string | null>} The reason why the web tests cannot run, or null. */
async function reasonAgainstChromium() {
  const chromium = await obtainTestChromium();
  return "reason" in chromium ? chromium.reason : null;
}

/** @param {readonly Step[]} chosen @returns {Promise<StepResult[]>} */
async function runSteps(chosen) {
  mkdirSync(reports, { recursive: true });
  const needsProcesses = chosen.some((step) => /^(native|contract|integration|e2e)/.test(step.name));
  const advice = needsProcesses ? await ensureSystemPackages(say) : null;
  if (advice !== null) say(advice);
  const compiler = reasonAgainstNativeTests();
  const lacks = needsProcesses
    ? { compiler, electron: await prepareElectron(), chromium: await reasonAgainstChromium() }
    : { compiler, electron: null, chromium: null };
  if (needsProcesses && !chosen.some((step) => step.name === "build") && !(await ensureBuild({ outputTo: "stdout" }))) {
    return [{ name: "build", counts: asCounts(false), seconds: 0 }];
  }

  /** @param {Step} step @param {string} [label] @returns {Promise<StepResult>} */
  const perform = async (step, label) => {
    const lack = step.needs === undefined ? null : lacks[step.needs];
    if (lack !== null) {
      const reason = advice === null ? lack : `${lack}. ${advice}`;
      const counts = isContinuousIntegration ? asCounts(false) : { passed: 0, failed: 0, skipped: 1 };
      return { name: step.name, counts, seconds: 0, reason };
    }
    console.log(`\n── ${step.name} ${"─".repeat(Math.max(0, 76 - step.name.length))}`);
    const startedMs = performance.now();
    const counts = await step.run(label).catch((error) => {
      console.error(error);
      return asCounts(false);
    });
    return { name: step.name, counts, seconds: (performance.now() - startedMs) / 1000 };
  };

  /** @type {StepResult[]} */
  const results = [];
  for (const step of chosen.filter(({ waits }) => !waits)) results.push(await perform(step));
  const waiting = chosen.filter(({ waits }) => waits);
  const width = Math.max(...waiting.map(({ name }) => name.length));
  const next = waiting.values();
  // All take from the same row of steps.
  const takeAll = async () => {
    for (const step of next) {
      const label = waiting.length > 1 ? `${step.name.padEnd(width)} │` : undefined;
      results[chosen.indexOf(step)] = await perform(step, label);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeAll));
  return results;
}

const chosen = chosenSteps();
if (typeof chosen === "string") {
  console.error(chosen);
  process.exitCode = 2;
} else {
  rmSync(reports, { recursive: true, force: true });
  const results = await runSteps(chosen);
  for (const line of summaryLines(results)) console.log(line);
  process.exitCode = results.some(({ counts }) => counts.failed > 0) ? 1 : 0;
}
// A virtual display still runs; it ends with this process.
process.exit();
