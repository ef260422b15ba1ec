/** What kind of machine this is: user, display, tools. */

import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether the user may do everything (POSIX only). */
export const isRoot = typeof process.getuid === "function" && process.getuid() === 0;

/** Whether this is an automated build, where nothing may be left out. */
export const isContinuousIntegration = !["", "0", "false", undefined].includes(process.env.CI);

/**
 * Whether windows can be shown. Only Linux can be without: everywhere else a user's session has a screen.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {boolean}
 */
export function hasDisplay(environment = process.env, platform = process.platform) {
  if (platform !== "linux") return true;
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
}

/**
 * @param {string} command Name of a program.
 * @returns {string | null} Its path, or null where no folder of PATH has it.
 */
export function findCommand(command) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return null;
}

/** @returns {boolean} Whether packages come by apt: Debian, Ubuntu and their kin. */
export function isDebian() {
  return existsSync("/etc/debian_version") && findCommand("apt-get") !== null;
}
