/** Places that several scripts need. */

import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The project's root folder. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/**
 * @param {...string} parts Path below the project's root.
 * @returns {string}
 */
export function inProject(...parts) {
  return join(projectRoot, ...parts);
}

/**
 * The user's cache folder for this project: what is in it can be deleted at any time and is fetched again when needed.
 *
 * @returns {string}
 */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "lanescope");
}

/**
 * The built file of an entry, such as `builtEntry("server")`.
 *
 * @param {"main" | "server" | "cli" | "library"} name
 * @returns {string}
 */
export function builtEntry(name) {
  return inProject("out", name, "index.cjs");
}
