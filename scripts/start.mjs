/**
 * `npm start`: opens the app. Builds first where a source changed. Without Electron or without a display it says so and
 * starts the web host instead: in a window of an installed Chromium or Chrome, else at an address that it prints.
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuild } from "./build.mjs";
import { missingLibraries, obtainElectron } from "./find-electron.mjs";
import { findBrowser } from "./support/browser.mjs";
import { builtEntry, projectRoot } from "./support/paths.mjs";
import { hasDisplay, isRoot } from "./support/platform.mjs";

/** An Electron that ends with an error this soon never showed a window. */
const startUpMs = 15_000;

/** What a shell tells when it cannot come up at all; anything else is the app's own business. */
const cannotStart = /sandbox|Missing X server|cannot open display|error while loading shared libraries/i;

/** @param {string} message */
function say(message) {
  console.error(message);
}

/**
 * @returns {Promise<{ electron: import("./find-electron.mjs").Electron } | { reason: string }>} The Electron that can be
 *   started here, or a sentence that says why there is none.
 */
async function usableElectron() {
  if (!hasDisplay()) return { reason: "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)." };
  const search = await obtainElectron((message) => say(`Lanescope: ${message} …`));
  if (search.found === null) return { reason: `There is no Electron here: ${search.reasons.join("; ")}.` };
  const missing = missingLibraries(search.found.executable);
  if (missing.length > 0) {
    return { reason: `Electron ${search.found.version} cannot run: this system lacks ${missing.join(", ")}.` };
  }
  return { electron: search.found };
}

/**
 * Runs the app until its window is closed.
 *
 * @param {import("./find-electron.mjs").Electron} electron
 * @param {readonly string[]} passedOn
 * @returns {Promise<{ code: number } | { reason: string }>} The exit code, or why it never came up.
 */
function runElectron(electron, passedOn) {
  const parameters = [projectRoot, ...passedOn];
  if (electron.kind === "test-runtime") {
    say(`Using the cached Electron ${electron.version} test runtime: the pinned one is not in node_modules.`);
  }
  if (isRoot && process.platform === "linux") {
    parameters.unshift("--no-sandbox");
    say("Started as root: Chromium's sandbox is off (--no-sandbox).");
  }
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(electron.executable, parameters, { stdio: ["inherit", "inherit", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (bytes) => {
      process.stderr.write(bytes);
      if (complaint.length < 10_000) complaint += bytes;
    });
    const detach = passSignalsTo(child);
    child.once("error", (error) => {
      detach();
      resolve({ reason: `Electron ${electron.version} did not start: ${error.message}.` });
    });
    child.once("close", (code, signal) => {
      detach();
      const line = complaint.split("\n").find((text) => cannotStart.test(text));
      if (code !== 0 && line !== undefined && performance.now() - startedMs < startUpMs) {
        resolve({
          reason: `Electron ${electron.version} did not start: ${line.replace(/^\[[^\]]*\]\s*/, "").trim()}.`,
        });
      } else {
        resolve({ code: code ?? (signal === "SIGINT" ? 130 : 1) });
      }
    });
  });
}

/**
 * Runs the web host until it ends; with a display and a browser for it, in a window, until that is closed.
 *
 * @param {readonly string[]} passedOn
 * @returns {Promise<number>} Exit code.
 */
function runWebHost(passedOn) {
  const browser = hasDisplay() ? findBrowser() : null;
  return new Promise((resolve) => {
    const host = spawn(process.execPath, [builtEntry("server"), ...passedOn], {
      stdio: ["inherit", "pipe", "inherit"],
    });
    const detach = passSignalsTo(host);
    let shown = "";
    let opened = false;
    host.stdout.setEncoding("utf8").on("data", (text) => {
      process.stdout.write(text);
      if (opened || browser === null) return;
      shown += text;
      const address = /https?:\/\/\S+(?=\s)/.exec(shown)?.[0];
      if (address === undefined) return;
      opened = true;
      openWindow(browser, address, () => host.kill("SIGTERM"));
    });
    host.once("close", (code, signal) => {
      detach();
      resolve(code ?? (signal === "SIGTERM" ? 0 : 1));
    });
  });
}

/**
 * @param {string} browser
 * @param {string} address
 * @param {() => void} onClosed
 */
function openWindow(browser, address, onClosed) {
  const profile = mkdtempSync(join(tmpdir(), "lanescope-window-"));
  const parameters = [`--app=${address}`, `--user-data-dir=${profile}`, "--no-first-run", "--no-default-browser-check"];
  if (isRoot && process.platform === "linux") {
    parameters.push("--no-sandbox", "--test-type");
    say("Started as root: the browser's sandbox is off (--no-sandbox).");
  }
  const window = spawn(browser, parameters, { stdio: "ignore" });
  const clear = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  window.once("error", (error) => {
    clear();
    say(`${browser} did not start (${error.message}): open the address above in any browser.`);
  });
  window.once("exit", (code) => {
    clear();
    if (code === 0) onClosed();
    else say("The browser's window ended with an error: open the address above in any browser.");
  });
  process.once("exit", () => window.kill());
}

/**
 * Hands on what would end this process, so that the child ends in its own way.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} Ends it.
 */
function passSignalsTo(child) {
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    // Ctrl-C reaches every process of the terminal; a second one would mean "at once".
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

const passedOn = process.argv.slice(2);
const asksOnly = passedOn.some((word) => word === "--version" || word === "--help");
if (!(await ensureBuild())) {
  process.exitCode = 1;
} else {
  const usable = await usableElectron();
  const outcome = "electron" in usable ? await runElectron(usable.electron, passedOn) : usable;
  if ("code" in outcome) {
    process.exitCode = outcome.code;
  } else {
    if (!asksOnly) say(`${outcome.reason} Starting the web host instead.`);
    process.exitCode = await runWebHost(passedOn);
  }
}
