/** The system packages that tests need on Debian and its kin, and whether they are there. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findCommand, isDebian, isRoot } from "./platform.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {object} Need
 * @property {readonly string[]} packages Names of the package, newest system first: some were renamed.
 * @property {() => boolean} isThere
 */

/** @type {readonly Need[]} */
const needs = [
  { packages: ["g++"], isThere: () => findCommand("g++") !== null },
  { packages: ["make"], isThere: () => findCommand("make") !== null },
  { packages: ["python3-pip"], isThere: () => succeeds("python3", ["-m", "pip", "--version"]) },
  { packages: ["libgtk-3-0t64", "libgtk-3-0"], isThere: () => hasLibrary("libgtk-3.so.0") },
  { packages: ["libnss3"], isThere: () => hasLibrary("libnss3.so") },
  { packages: ["libasound2t64", "libasound2"], isThere: () => hasLibrary("libasound.so.2") },
  { packages: ["libgbm1"], isThere: () => hasLibrary("libgbm.so.1") },
  { packages: ["xvfb"], isThere: () => findCommand("Xvfb") !== null },
  { packages: ["xauth"], isThere: () => findCommand("xauth") !== null },
  { packages: ["fonts-dejavu-core"], isThere: () => existsSync("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") },
];

/**
 * Installs what is missing where that is possible without asking anybody: as root, on Debian and its kin.
 *
 * @param {(message: string) => void} say
 * @returns {Promise<string | null>} Null if everything is there now; else one sentence that says what to run.
 */
export async function ensureSystemPackages(say) {
  if (process.platform !== "linux") return null;
  const missing = needs.filter((need) => !need.isThere());
  if (missing.length === 0) return null;
  if (!isDebian()) {
    return `Install with this system's package manager what Debian calls ${missing.map(({ packages }) => packages.at(-1)).join(", ")}.`;
  }
  if (!isRoot) return `This installs what is missing: ${installCommand(missing)}`;

  say(`installing system packages: ${missing.map(({ packages }) => packages.at(-1)).join(", ")}`);
  const update = await run("apt-get", ["update"], { capture: true });
  const result = await run("apt-get", ["install", "-y", "--no-install-recommends", ...missing.map(packageName)], {
    capture: true,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.code === 0) return null;
  const why = (update.code === 0 ? result : update).output.trim().split("\n").slice(-3).join(" ");
  return `apt-get could not install the system packages (${why}). By hand: ${installCommand(missing)}`;
}

/** @param {readonly Need[]} missing */
function installCommand(missing) {
  const sudo = isRoot ? "" : "sudo ";
  const names = missing.map(packageName).join(" ");
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
}

/**
 * @param {Need} need
 * @returns {string} The name that this system's package lists know.
 */
function packageName({ packages }) {
  const known = packages.find((name) => succeeds("apt-cache", ["show", "--no-all-versions", name]));
  return known ?? packages.at(-1) ?? "";
}

/** @param {string} command @param {readonly string[]} parameters */
function succeeds(command, parameters) {
  try {
    execFileSync(command, parameters, { stdio: "ignore" });
    return true;
  } catch {
    // Absent or failing: the answer.
    return false;
  }
}

/** @param {string} name */
function hasLibrary(name) {
  for (const command of ["/sbin/ldconfig", "/usr/sbin/ldconfig"]) {
    try {
      return execFileSync(command, ["-p"], { encoding: "utf8", maxBuffer: 1 << 24 }).includes(`\t${name} `);
    } catch {
      // Not at this path.
    }
  }
  // A system without ldconfig: starting Electron will tell.
  return true;
}
