/**
 * Builds everything into `out/`: `node scripts/build.mjs`. Other scripts ask `ensureBuild`, which builds only where a
 * source is newer than the build.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildNative } from "./build-native.mjs";
import { writeLibraryFacade } from "./library-facade.mjs";
import { inProject } from "./support/paths.mjs";
import { runNode } from "./support/run.mjs";

/** What a build depends on. */
const inputs = [
  "src",
  "native",
  "resources",
  "electron.vite.config.ts",
  "package.json",
  "package-lock.json",
  "scripts/layers.mjs",
];

const stamp = inProject("out", ".built");

/**
 * Builds from scratch: a stale chunk in `out/` would be packed and shipped.
 *
 * @param {"stdout" | "stderr"} outputTo
 * @returns {Promise<boolean>} Whether it worked; the reason was shown.
 */
export async function build(outputTo = "stdout") {
  const before = fingerprint();
  // Where it fails, the lines above say why; the brokered backend does then.
  await buildNative({ outputTo });
  rmSync(inProject("out"), { recursive: true, force: true });
  const bundles = await runNode("node_modules/electron-vite/bin/electron-vite.js", ["build", "--logLevel", "warn"], {
    outputTo,
  });
  if (bundles.code !== 0) return false;
  const types = await runNode("node_modules/typescript/bin/tsc", ["-p", "scripts/library-types.tsconfig.json"], {
    outputTo,
  });
  if (types.code !== 0) return false;
  writeLibraryFacade(inProject("out/library"));
  // The declarations belong to a CommonJS bundle; the package itself is one of ES modules.
  writeFileSync(inProject("out/types/package.json"), '{ "type": "commonjs" }\n');
  writeFileSync(stamp, before);
  return true;
}

/**
 * Builds if there is no build, or a source changed since.
 *
 * @param {{ outputTo?: "stdout" | "stderr" }} options
 * @returns {Promise<boolean>} Whether a current build is there.
 */
export async function ensureBuild(options = {}) {
  if (readStamp() === fingerprint()) return true;
  console.error("Building Lanescope (a few seconds) …");
  const built = await build(options.outputTo ?? "stderr");
  if (!built) console.error("The build failed; the lines above say why.");
  return built;
}

/** @returns {string | null} The fingerprint of what `out/` was built from. */
function readStamp() {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    // Never built.
    return null;
  }
}

/** @returns {string} Changes whenever an input is added, removed or written. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const path = inProject(input);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))
      : [path];
    for (const file of files.sort()) {
      const status = statSync(file);
      if (status.isFile()) hash.update(`${file}\0${status.size}\0${status.mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = (await build()) ? 0 : 1;
}
