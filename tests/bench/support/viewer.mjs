/** Starts the built app and measures how its timeline opens and moves. */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium, _electron as electron } from "@playwright/test";
import { locateElectron } from "../../../scripts/find-electron.mjs";
import { startVirtualDisplay } from "../../../scripts/support/display.mjs";
import { builtEntry, projectRoot } from "../../../scripts/support/paths.mjs";
import { hasDisplay } from "../../../scripts/support/platform.mjs";
import { obtainTestChromium } from "../../../scripts/support/test-chromium.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/**
 * @typedef {object} Opening
 * @property {number} firstDrawMs
 * @property {number} completeMs
 * @property {number} frameMs
 * @property {number} hoverMs
 * @property {number} firstHitMs
 * @property {number} allHitsMs
 * @property {number} peakBytes
 */

const size = { width: 1600, height: 900 };
/** Counting a process's memory stops it for some milliseconds. */
const sampleEveryMs = 100;
/** So long the app is open before a file is dropped: nobody is faster. It gets ready for one meanwhile. */
const lookAroundMs = 4_000;

/**
 * Opens a trace in a fresh start of the app.
 *
 * @param {"web" | "electron"} shell
 * @param {string} path
 * @param {{ isCold?: boolean }} options Cold: the file is dropped as soon as the app is there.
 * @returns {Promise<Opening>}
 */
export async function openInViewer(shell, path, { isCold = false } = {}) {
  return inApp(shell, async (page, processId) => {
    if (!isCold) await page.waitForTimeout(lookAroundMs);
    const renderers = renderersBelow(processId);
    let peakBytes = 0;
    const sampling = setInterval(() => {
      peakBytes = Math.max(peakBytes, bytesOf(renderers));
    }, sampleEveryMs);
    try {
      await drop(page, path);
      const [open, firstDraw, complete] = await marksOf(page);
      const frameMs = await framesWhileMoving(page);
      const hoverMs = await hoverAnswer(page);
      clearInterval(sampling);
      const [firstHitMs, allHitsMs] = await search(page);
      const times = { firstDrawMs: firstDraw - open, completeMs: complete - open };
      return { ...times, frameMs, hoverMs, firstHitMs, allHitsMs, peakBytes };
    } finally {
      clearInterval(sampling);
    }
  });
}

/**
 * The 95th percentile of the time between frames, milliseconds, while the wheel scrolls through the lanes of a trace.
 *
 * @param {"web" | "electron"} shell
 * @param {string} path
 * @returns {Promise<number>}
 */
export async function scrollManyLanes(shell, path) {
  return inApp(shell, async (page) => {
    await drop(page, path);
    await marksOf(page);
    return framesDuring(page, async () => {
      for (const direction of [1, -1]) {
        for (let turn = 0; turn < 100; turn++) await page.mouse.wheel(0, direction * 120);
      }
    });
  });
}

/**
 * Does something in a fresh start of the app.
 *
 * @template Result
 * @param {"web" | "electron"} shell
 * @param {(page: Page, processId: number) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
async function inApp(shell, run) {
  const folder = mkdtempSync(join(tmpdir(), "lanescope-viewer-"));
  const { page, processId, close } = await (shell === "web" ? startWeb(folder) : startElectron(folder));
  try {
    await page.getByTestId("drop-target").waitFor();
    // What starting the app itself costs is over by then.
    await page.getByTestId("starter").first().waitFor();
    return await run(page, processId);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** @param {string} folder */
export async function startWeb(folder) {
  const host = spawn(process.execPath, [builtEntry("server"), "--port", "0"], {
    env: { ...process.env, LANESCOPE_USER_DATA: join(folder, "user-data"), TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = await new Promise((resolve, reject) => {
    let printed = "";
    host.once("exit", (code) => reject(new Error(`the web host ended with ${code}: ${printed}`)));
    host.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      const match = /https?:\/\/\S+(?=\s)/.exec(printed);
      if (match !== null) resolve(match[0]);
    });
  });
  const { client, processId, close: closeBrowser } = await launchChromium();
  const page = await client.newPage({ viewport: size });
  await page.goto(address);
  const close = async () => {
    await closeBrowser();
    const ended = new Promise((resolve) => host.once("exit", resolve));
    host.kill("SIGTERM");
    await ended;
  };
  return { page, processId, close };
}

/** Starts the tests' Chromium, without a graphics processor. */
export async function launchChromium() {
  const found = await obtainTestChromium();
  if ("reason" in found) throw new Error(found.reason);
  const browser = await chromium.launchServer({
    executablePath: found.executable,
    chromiumSandbox: false,
    env: definedOf({ ...process.env, ...found.environment }),
    args: ["--disable-gpu", "--disable-quic"],
  });
  const client = await chromium.connect(browser.wsEndpoint());
  return { client, processId: browser.process().pid ?? 0, close: () => browser.close() };
}

/** @param {string} folder */
export async function startElectron(folder) {
  const { found } = locateElectron();
  if (found === null) throw new Error("no Electron was found; `npm test` fetches one");
  if (found.kind !== "pinned") process.env.ELECTRON_OVERRIDE_DIST_PATH = dirname(found.executable);
  if (!hasDisplay()) {
    const screen = await startVirtualDisplay();
    if ("reason" in screen) throw new Error(`${screen.reason}; --shell web needs none`);
    // For all windows that follow: it ends with this process.
    process.env.DISPLAY = screen.display;
  }
  const app = await electron.launch({
    // As the browser: what has no graphics processor would only pretend to have one.
    args: ["--disable-gpu", projectRoot],
    env: definedOf({ ...process.env, LANESCOPE_USER_DATA: join(folder, "user-data"), TMPDIR: folder }),
    cwd: projectRoot,
  });
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  return { page, processId: app.process().pid ?? 0, close: () => app.close() };
}

/**
 * Drops a file as a file manager does.
 *
 * @param {Page} page
 * @param {string} path
 * @param {number} overMs How long it is held over the window.
 */
export async function drop(page, path, overMs = 0) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"])) {
    if (type === "drop" && overMs > 0) await page.waitForTimeout(overMs);
    await session.send("Input.dispatchDragEvent", { type, x: size.width / 2, y: size.height / 2, data });
  }
  await session.detach();
}

/**
 * When opening began, the first lanes were drawn, all was drawn; milliseconds of the page's clock.
 *
 * @param {Page} page
 * @returns {Promise<[number, number, number]>}
 */
async function marksOf(page) {
  await page.waitForFunction(() => performance.getEntriesByName("trace:complete").length > 0, undefined, {
    timeout: 600_000,
    polling: 50,
  });
  return page.evaluate(() => {
    /** @param {string} name */
    const at = (name) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return [at("trace:open"), at("trace:first-draw"), at("trace:complete")];
  });
}

/**
 * The 95th percentile of the time between frames, milliseconds, while the timeline is zoomed and moved by the wheel.
 *
 * @param {Page} page
 */
function framesWhileMoving(page) {
  /** @param {string} key @param {number} x @param {number} y @param {number} times */
  const wheel = async (key, x, y, times) => {
    await page.keyboard.down(key);
    for (let turn = 0; turn < times; turn++) await page.mouse.wheel(x, y);
    await page.keyboard.up(key);
  };
  return framesDuring(page, async () => {
    for (let round = 0; round < 3; round++) {
      await wheel("Control", 0, -120, 12);
      await wheel("Shift", 0, 120, 20);
      await wheel("Shift", 0, -120, 20);
      await wheel("Control", 0, 120, 12);
    }
  });
}

/**
 * The 95th percentile of the time between frames, milliseconds, while something is done with the pointer over the lanes.
 *
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
async function framesDuring(page, act) {
  const box = await page.getByTestId("timeline-canvas").boundingBox();
  if (box === null) throw new Error("the timeline has no place");
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.evaluate(() => {
    const frames = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { benchFrames: frames });
    let last = performance.now();
    /** @param {number} now */
    const take = (now) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(take);
    };
    requestAnimationFrame(take);
  });
  await act();
  const frames = await page.evaluate(
    () => /** @type {{ benchFrames: number[] }} */ (/** @type {unknown} */ (globalThis)).benchFrames,
  );
  // The first one began before it was watched.
  const sorted = frames.slice(1).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
}

/**
 * The median time from the pointer's move to the card about what is there, milliseconds; the pointer moves over slices.
 *
 * @param {Page} page
 */
function hoverAnswer(page) {
  return page.evaluate(async () => {
    const canvas = document.querySelector('[data-testid="timeline-canvas"]');
    if (canvas === null) throw new Error("there is no timeline");
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const host = canvas.closest("main") ?? document.body;
    const times = /** @type {number[]} */ ([]);
    for (let step = 0; step < 60 && times.length < 20; step++) {
      const place = { clientX: left + width * (0.3 + 0.011 * step), clientY: top + height * (0.2 + 0.01 * step) };
      const startMs = performance.now();
      const answered = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector('[data-testid="hover-card"]') === null) return;
          observer.disconnect();
          resolve(true);
        });
        observer.observe(host, { subtree: true, childList: true, characterData: true });
        // Over a gap there is no card.
        setTimeout(() => {
          observer.disconnect();
          resolve(false);
        }, 250);
      });
      canvas.dispatchEvent(new PointerEvent("pointermove", { ...place, bubbles: true, pointerId: 1 }));
      if (await answered) times.push(performance.now() - startMs);
    }
    times.sort((a, b) => a - b);
    return times[times.length >> 1] ?? Number.NaN;
  });
}

/**
 * Times from typing a name that many slices have to the first hit and to the end of the search, milliseconds.
 *
 * @param {Page} page
 * @returns {Promise<[number, number]>}
 */
async function search(page) {
  await page.keyboard.press("Control+f");
  await page.getByTestId("search-bar").waitFor();
  return page.evaluate(async () => {
    const field = document.querySelector('[data-testid="search-bar"] input');
    const count = document.querySelector('[data-testid="search-count"]');
    if (!(field instanceof HTMLInputElement) || count === null) throw new Error("there is no search bar");
    const startMs = performance.now();
    // As typing does; the page's framework hears of it by the event alone.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "lock");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    let firstMs = Number.NaN;
    for (;;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const text = count.textContent ?? "";
      const nowMs = performance.now() - startMs;
      if (Number.isNaN(firstMs) && /[1-9]/.test(text.split(", ")[0] ?? "")) firstMs = nowMs;
      if (text.includes("match")) return [firstMs, nowMs];
    }
  });
}

/**
 * Memory of all renderer processes below a process, each shared page by its share (Linux).
 *
 * @param {number} processId
 */
export function rendererBytes(processId) {
  return bytesOf(renderersBelow(processId));
}

/** @param {number} processId */
function renderersBelow(processId) {
  return descendantsOf(processId).filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, "latin1").includes("--type=renderer");
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
}

/** @param {readonly number[]} processIds */
function bytesOf(processIds) {
  let bytes = 0;
  for (const id of processIds) {
    try {
      const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "latin1"));
      bytes += Number(pss?.[1] ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
    }
  }
  return bytes;
}

/** @param {number} processId @returns {number[]} */
function descendantsOf(processId) {
  const children = /** @type {Map<number, number[]>} */ (new Map());
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "latin1"))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended meanwhile.
    }
  }
  const found = [processId];
  // A list that grows while it is walked.
  for (const id of found) found.push(...(children.get(id) ?? []));
  return found;
}

/** @param {Record<string, string | undefined>} environment @returns {Record<string, string>} */
function definedOf(environment) {
  const entries = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(entries);
}
