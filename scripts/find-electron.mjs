/**
 * Finds an Electron, in this order: the pinned one in `node_modules` (its own installer is asked once), the folder in
 * `ELECTRON_OVERRIDE_DIST_PATH`, the cached test runtime. Never imports the `electron` package: that starts a download.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedTestRuntime, testRuntimeVersion } from "./electron-runtime.mjs";
import { inProject, projectRoot } from "./support/paths.mjs";
import { runNode } from "./support/run.mjs";

/**
 * @typedef {object} Electron
 * @property {string} executable
 * @property {string} version Such as `45.4.1`; `unknown` where the folder does not tell.
 * @property {"pinned" | "override" | "test-runtime"} kind
 */

/**
 * @typedef {{ readonly found: Electron } | { readonly found: null, readonly reasons: readonly string[] }} Search
 * Reasons are half sentences for people, one for each place that was looked at.
 */

/** How long the package's own installer may take: 110 MB over a slow line. */
const installTimeoutMs = 10 * 60_000;

const executableName = process.platform === "win32" ? "electron.exe" : "electron";

/**
 * Looks without asking for anything.
 *
 * @param {{ root?: string, environment?: NodeJS.ProcessEnv, cached?: string | null }} options For tests: another project
 *   root, environment, or cached test runtime.
 * @returns {Search}
 */
export function locateElectron(options = {}) {
  const root = options.root ?? projectRoot;
  const environment = options.environment ?? process.env;
  const cached = options.cached === undefined ? cachedTestRuntime() : options.cached;
  const reasons = [];

  const pinned = locatePinned(root);
  if ("executable" in pinned) return { found: { ...pinned, kind: "pinned" } };
  reasons.push(pinned.reason);

  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== "") {
    const executable = join(override, executableName);
    if (existsSync(executable)) return { found: { executable, version: versionOf(override), kind: "override" } };
    reasons.push(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, which holds no ${executableName}`);
  }

  if (cached !== null) {
    return { found: { executable: join(cached, "electron"), version: testRuntimeVersion, kind: "test-runtime" } };
  }
  return { found: null, reasons };
}

/**
 * Looks, and where the pinned Electron is missing asks the package's own installer for it first. It is asked once: a
 * failure is remembered in `node_modules`, so the next `npm ci` asks again.
 *
 * @param {(message: string) => void} say Told before anything that takes time.
 * @returns {Promise<Search>}
 */
export async function obtainElectron(say) {
  const before = locateElectron();
  if (before.found?.kind === "pinned") return before;
  const failed = await askInstaller(say);
  const after = locateElectron();
  if (after.found !== null || failed === null) return after;
  return { found: null, reasons: [failed, ...after.reasons.slice(1)] };
}

/**
 * @param {string} root
 * @returns {{ executable: string, version: string } | { reason: string }}
 */
function locatePinned(root) {
  const folder = join(root, "node_modules", "electron");
  const manifest = readText(join(folder, "package.json"));
  if (manifest === null) return { reason: "the electron package is not installed (`npm ci` does that)" };
  const version = JSON.parse(manifest).version;
  const name = readText(join(folder, "path.txt"));
  const executable = join(folder, "dist", name ?? executableName);
  if (name === null || !existsSync(executable)) {
    return { reason: `Electron ${version} is not in node_modules (\`npx install-electron\` fetches it)` };
  }
  return { executable, version };
}

/**
 * @param {(message: string) => void} say
 * @returns {Promise<string | null>} Why it failed, or null.
 */
async function askInstaller(say) {
  const manifest = readText(inProject("node_modules/electron/package.json"));
  if (manifest === null) return null;
  const version = JSON.parse(manifest).version;
  const marker = inProject("node_modules/.cache/lanescope", `electron-${version}-not-fetched.txt`);
  const earlier = readText(marker);
  if (earlier !== null) {
    return `Electron ${version} could not be fetched before (${earlier.trim()}); \`npx install-electron\` tries again`;
  }
  say(`fetching Electron ${version} (about 110 MB, once)`);
  const result = await runNode("node_modules/electron/install.js", [], { capture: true, timeoutMs: installTimeoutMs });
  if (result.code === 0) {
    rmSync(marker, { force: true });
    return null;
  }
  const why = reasonIn(result.output);
  try {
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, `${why}\n`);
  } catch {
    // node_modules of somebody else: then the installer is asked at each start, which is slower and no worse.
  }
  return `Electron ${version} could not be fetched (${why})`;
}

/**
 * @param {string} output What the installer wrote: an error's stack.
 * @returns {string} Its key line.
 */
function reasonIn(output) {
  const lines = output.split("\n").map((line) => line.trim());
  const cause = lines.find((line) =>
    /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|UND_ERR_\w+|EACCES|ENOSPC)\b/.test(line),
  );
  return (cause ?? lines.find((line) => line !== "") ?? "no reason given").replace(/^\[cause\]:\s*/, "");
}

/**
 * The system libraries that an Electron or Chromium lacks here.
 *
 * @param {string} executable
 * @returns {string[]} Names such as `libnss3.so`; empty where nothing lacks or cannot be told.
 */
export function missingLibraries(executable) {
  if (process.platform !== "linux") return [];
  try {
    const lines = execFileSync("ldd", [executable], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
      "\n",
    );
    return lines.filter((line) => line.includes("not found")).map((line) => line.trim().split(" ")[0] ?? "");
  } catch {
    // No ldd, or a system whose loader works otherwise: starting it will tell.
    return [];
  }
}

/** @param {string} folder @returns {string} */
function versionOf(folder) {
  return readText(join(folder, "version"))?.trim().replace(/^v/, "") ?? "unknown";
}

/** @param {string} path @returns {string | null} */
function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Absent: the answer.
    return null;
  }
}
