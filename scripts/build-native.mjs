/**
 * Builds the shared-memory addon: `node scripts/build-native.mjs` makes `prebuilds/PLATFORM-ARCH/lanescope.node` where a
 * C++ compiler is there, from headers that come by npm; nothing is downloaded. Without a compiler it says once what that
 * means and ends well: Lanescope works without the addon.
 *
 * The compiler is called directly: one command does, and node-gyp would bring Python and a download of headers.
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inProject } from "./support/paths.mjs";
import { findCommand } from "./support/platform.mjs";
import { run } from "./support/run.mjs";

/** The folder of this machine's addon; the loader (src/engine/memory/addon.ts) looks for the same name. */
const target = `${process.platform}-${process.arch}${isMusl() ? "-musl" : ""}`;
export const addonPath = inProject("prebuilds", target, "lanescope.node");
const stampPath = inProject(".cache", `native-${target}`);

/** @returns {boolean} Whether this Linux has musl instead of glibc. */
function isMusl() {
  return process.platform === "linux" && existsSync("/etc/alpine-release");
}

/**
 * @returns {string[]} The sources of the addon, or of everything but Node's part.
 * @param {{ withoutNode?: boolean }} options
 */
export function nativeSources({ withoutNode = false } = {}) {
  return readdirSync(inProject("native"))
    .filter((name) => name.endsWith(".cc") && !(withoutNode && name.startsWith("addon")))
    .sort()
    .map((name) => inProject("native", name));
}

/** @returns {string | null} The C++ compiler's path. */
export function findCompiler() {
  const wished = process.env.CXX;
  if (wished !== undefined && wished !== "") return findCommand(wished) ?? (existsSync(wished) ? wished : null);
  const names = process.platform === "win32" ? ["cl.exe"] : ["c++", "g++", "clang++"];
  return names.map((name) => findCommand(name)).find((path) => path !== null) ?? null;
}

/**
 * Builds the addon unless it is there and as new as its sources.
 *
 * @param {{ outputTo?: "stdout" | "stderr" }} options
 * @returns {Promise<{ built: boolean, reason: string | null }>} `reason`: why there is none.
 */
export async function buildNative({ outputTo = "stderr" } = {}) {
  const compiler = findCompiler();
  if (compiler === null) return { built: false, reason: "no C++ compiler was found" };
  const require = createRequire(import.meta.url);
  /** @type {{ include_dir: string, def_paths: { js_native_api_def: string, node_api_def: string } }} */
  const headers = require("node-api-headers");
  const fingerprint = fingerprintOf(compiler);
  if (existsSync(addonPath) && existsSync(stampPath) && readFileSync(stampPath, "utf8") === fingerprint) {
    return { built: true, reason: null };
  }
  mkdirSync(join(addonPath, ".."), { recursive: true });
  mkdirSync(join(stampPath, ".."), { recursive: true });
  // A file that a process has loaded must not be written into: it is replaced.
  rmSync(addonPath, { force: true });
  const { code } = await (process.platform === "win32"
    ? buildOnWindows(compiler, headers, outputTo)
    : run(compiler, [...unixFlags(), "-I", headers.include_dir, ...nativeSources(), "-o", addonPath], { outputTo }));
  if (code !== 0) return { built: false, reason: "the compiler failed; its lines say why" };
  writeFileSync(stampPath, fingerprint);
  return { built: true, reason: null };
}

/** @returns {string[]} */
function unixFlags() {
  const common = ["-std=c++17", "-O2", "-Wall", "-Wextra", "-fPIC", "-fvisibility=hidden", "-pthread"];
  return process.platform === "darwin"
    ? [...common, "-bundle", "-undefined", "dynamic_lookup", "-mmacosx-version-min=11.0"]
    : // The C++ runtime goes in, for systems with an older one.
      [...common, "-shared", "-static-libstdc++", "-static-libgcc", "-s"];
}

/**
 * Works in a developer prompt, where `cl` and `lib` are on the path.
 *
 * @param {string} compiler
 * @param {{ include_dir: string, def_paths: { js_native_api_def: string, node_api_def: string } }} headers
 * @param {"stdout" | "stderr"} outputTo
 */
async function buildOnWindows(compiler, { include_dir: include, def_paths: definitions }, outputTo) {
  const folder = inProject(".cache", "native-objects");
  mkdirSync(folder, { recursive: true });
  const names = [definitions.js_native_api_def, definitions.node_api_def]
    .map((path) => readFileSync(path, "utf8"))
    .flatMap((text) => text.split(/\r?\n/).filter((line) => /^\s*napi_/.test(line)));
  const definition = join(folder, "node.def");
  writeFileSync(definition, ["NAME NODE.EXE", "EXPORTS", ...new Set(names)].join("\r\n"));
  const library = join(folder, "node.lib");
  const made = await run("lib.exe", ["/nologo", `/def:${definition}`, `/out:${library}`, "/machine:x64"], { outputTo });
  if (made.code !== 0) return made;
  return run(
    compiler,
    [
      ...["/nologo", "/std:c++17", "/O2", "/W3", "/EHsc", "/MT", "/LD", "/DNOMINMAX", `/I${include}`],
      ...[`/Fo${folder}\\`, ...nativeSources(), `/Fe${addonPath}`, "/link", library, "delayimp.lib", "bcrypt.lib"],
      // The host may be electron.exe: the hook in windows.cc answers for node.exe.
      "/delayload:NODE.EXE",
    ],
    { outputTo },
  );
}

/** @param {string} compiler @returns {string} Changes with the sources, the flags, the compiler's place. */
function fingerprintOf(compiler) {
  const hash = createHash("sha256").update(`${compiler}\0${unixFlags().join(" ")}\0`);
  for (const name of readdirSync(inProject("native")).sort()) {
    if (/\.(cc|h)$/.test(name)) hash.update(`${name}\0`).update(readFileSync(inProject("native", name)));
  }
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { reason } = await buildNative();
  if (reason !== null) {
    console.error(
      `Lanescope: the shared-memory addon was not built: ${reason}. ` +
        "Locks and shared values go through the parent process instead, which works but is slower.",
    );
  }
}
