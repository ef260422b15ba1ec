/**
 * `npm run screenshots` takes the pictures in `resources/` anew: real runs of the built app, in the browser of the tests.
 *
 * Figures and lengths differ from one time to the next, as they do in real runs. Take them on a quiet machine. Names behind it
 * (`live`, `lock`, `compare`, `lessons`) take those only; those of the lessons are in `docs/learn/pictures`.
 */

import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, expect } from "@playwright/test";
import { ensureBuild } from "./build.mjs";
import { readLessons } from "./lessons.mjs";
import { builtEntry, inProject } from "./support/paths.mjs";
import { obtainTestChromium } from "./support/test-chromium.mjs";

/** @typedef {import("@playwright/test").Page} Page */

/** CSS pixels; narrow enough that the picture is still legible where a README shows it small. */
const width = 1440;
/** Device pixels per CSS pixel. */
const deviceScaleFactor = 2;

/** Long enough that a run on it can be looked at while it lasts. */
const csvBytes = 1.5e9;

/** More than these and the README takes long to load. */
const mostBytes = 450e3;

/**
 * Writes a large CSV of real rows: those of the bundled sample, over and over.
 *
 * @param {string} folder
 */
function writeFlights(folder) {
  const sample = readFileSync(inProject("resources/samples/new-york-flights.csv"));
  const rows = sample.subarray(sample.indexOf("\n") + 1);
  const path = join(folder, "flights.csv");
  const file = openSync(path, "w");
  let written = writeSync(file, sample);
  while (written < csvBytes) written += writeSync(file, rows);
  closeSync(file);
  return path;
}

/**
 * Starts the web host.
 *
 * @param {string} folder For its settings and temporary files.
 * @returns {Promise<{ address: string, stop: () => Promise<unknown> }>}
 */
async function startHost(folder) {
  const host = spawn(process.execPath, [builtEntry("server"), "--port", "0"], {
    env: { ...process.env, LANESCOPE_USER_DATA: join(folder, "user-data"), TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => host.once("exit", resolve));
  const stop = () => {
    host.kill("SIGTERM");
    return ended;
  };
  let printed = "";
  for await (const text of host.stdout.setEncoding("utf8")) {
    printed += text;
    const address = /https?:\/\/\S+(?=\s)/.exec(printed)?.[0];
    if (address !== undefined) return { address, stop };
  }
  throw new Error(`the web host printed no address: ${printed}`);
}

/**
 * @param {Page} page
 * @param {string} testId
 * @param {RegExp} name
 */
async function choose(page, testId, name) {
  await page.getByTestId(testId).click();
  await page.getByRole("option", { name }).click();
}

/**
 * @param {Page} page
 * @param {string} path
 */
async function openByPath(page, path) {
  await page.getByRole("button", { name: "Settings and help" }).click();
  await page.getByRole("menuitem", { name: "Open by path…" }).click();
  await page.getByLabel(/^Path of a file/).fill(path);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** @param {Page} page */
async function runToEnd(page) {
  await page.getByTestId("run-button").click();
  await expect(page.getByTestId("state-text")).toHaveText("Done", { timeout: 120_000 });
}

/**
 * Waits until the run has come so far.
 *
 * @param {Page} page
 * @param {number} percent
 */
async function waitFor(page, percent) {
  const progress = async () => Number.parseInt((await page.getByTestId("progress-text").textContent()) ?? "0", 10);
  await expect.poll(progress, { timeout: 120_000, intervals: [50] }).toBeGreaterThanOrEqual(percent);
}

/**
 * Shows less time, and follows on.
 *
 * @param {Page} page
 * @param {number} steps
 */
async function zoomLive(page, steps) {
  await page.getByTestId("timeline-canvas").focus();
  for (let step = 0; step < steps; step++) await page.keyboard.press("w");
  await page.getByTestId("back-to-live").click();
  await expect(page.getByTestId("back-to-live")).toHaveCount(0);
}

/**
 * Takes the picture of a run at work.
 *
 * @param {Page} page
 * @param {string} name
 */
async function takeLive(page, name) {
  await take(page, name);
  const state = await page.getByTestId("state-text").textContent();
  if (state !== "Live") throw new Error(`the run was "${state}" when its picture was taken: it needs more data`);
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function take(page, name) {
  const path = inProject("resources", `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`resources/${name}.png: ${Math.round(size / 1e3)} kB`);
  if (size > mostBytes) throw new Error(`${path} is larger than ${mostBytes / 1e3} kB`);
}

/**
 * Four workers on a CSV file, live, with some runs before it.
 *
 * @param {Page} page
 * @param {string} csv
 */
async function takeLiveRun(page, csv) {
  await choose(page, "workload-select", /primes/i);
  await page.getByTestId("workers-input").fill("2");
  await runToEnd(page);
  await choose(page, "workload-select", /shared counter/i);
  await page.getByTestId("workers-input").fill("3");
  await runToEnd(page);
  await openByPath(page, csv);
  await choose(page, "workload-select", /group/i);
  await page.getByLabel("Of", { exact: true }).click();
  await page.getByRole("option", { name: "distance" }).click();
  await page.getByTestId("workers-input").fill("4");
  await choose(page, "chunk-select", /custom/);
  await page.getByTestId("chunk-size-input").fill("8");
  await page.getByTestId("run-button").click();
  await waitFor(page, 5);
  const timeline = await page.getByTestId("timeline-canvas").boundingBox();
  if (timeline === null) throw new Error("the timeline has no place");
  // The second worker's row of tasks: what passes under the pointer shows its card.
  await page.mouse.move(timeline.x + timeline.width * 0.55, timeline.y + 24 + 22 + 26 + 40 + 10);
  await waitFor(page, 45);
  await takeLive(page, "screenshot");
}

/**
 * Six workers around one lock, zoomed in until each wait can be read.
 *
 * @param {Page} page
 */
async function takeLock(page) {
  await choose(page, "workload-select", /shared counter/i);
  await page.getByLabel("Tasks").fill("60");
  await page.getByTestId("workers-input").fill("6");
  await page.getByTestId("run-button").click();
  await waitFor(page, 40);
  await zoomLive(page, 5);
  await page.mouse.move(0, 0);
  await takeLive(page, "screenshot-light");
  await page.getByTestId("stop-button").click();
}

/**
 * The same work in every mode, lanes under each other.
 *
 * @param {Page} page
 */
async function takeComparison(page) {
  await choose(page, "workload-select", /primes/i);
  await page.getByLabel("Below").fill("10000000");
  await page.getByTestId("run-all-modes").click();
  await expect(page.getByTestId("stop-button")).toBeVisible();
  await expect(page.getByTestId("stop-button")).toHaveCount(0, { timeout: 240_000 });
  await expect(page.getByTestId("timeline-canvas")).toBeVisible();
  await expect(page.getByText("Lanes are on their way")).toHaveCount(0);
  await page.mouse.move(0, 0);
  await take(page, "screenshot-compare");
}

/**
 * The timeline of each lesson's run, for `docs/learn`.
 *
 * @param {Page} page
 */
async function takeLessons(page) {
  mkdirSync(inProject("docs/learn/pictures"), { recursive: true });
  for (const [index, { id }] of (await readLessons()).entries()) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("Learn concurrency");
    await page.keyboard.press("Enter");
    await page.getByRole("navigation", { name: "Lessons" }).getByRole("button").nth(index).click();
    await page.getByTestId("run-lesson").click();
    await expect(page.getByTestId("lesson-answer")).toBeVisible({ timeout: 180_000 });
    await page.mouse.move(0, 0);
    const timeline = await page.getByTestId("timeline-canvas").boundingBox();
    if (timeline === null) throw new Error("the timeline has no place");
    const path = inProject("docs/learn/pictures", `${id}.png`);
    await page.screenshot({ path, clip: timeline });
    console.log(`${path}: ${Math.round(statSync(path).size / 1e3)} kB`);
  }
}

async function main() {
  if (!(await ensureBuild())) return 1;
  const found = await obtainTestChromium();
  if ("reason" in found) {
    console.error(`No pictures: ${found.reason}.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "lanescope-screenshots-"));
  const { address, stop } = await startHost(folder);
  const browser = await chromium.launch({
    executablePath: found.executable,
    chromiumSandbox: false,
    env: { ...process.env, ...found.environment },
    args: ["--disable-gpu", "--disable-quic"],
  });
  try {
    // Just high enough for the lanes.
    const open = async (/** @type {"dark" | "light"} */ colorScheme, /** @type {number} */ height) => {
      const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor, colorScheme });
      await page.goto(address);
      await expect(page.getByTestId("drop-target")).toBeVisible();
      return page;
    };
    const wanted = process.argv.slice(2);
    const isWanted = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);
    if (isWanted("live")) await takeLiveRun(await open("dark", 720), writeFlights(folder));
    if (isWanted("lock")) await takeLock(await open("light", 810));
    if (isWanted("compare")) await takeComparison(await open("dark", 840));
    if (isWanted("lessons")) await takeLessons(await open("light", 720));
  } finally {
    await browser.close();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

process.exitCode = await main();
