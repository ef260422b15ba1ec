/** Finds an installed Chromium, Chrome or Edge: browsers that can show a page in a window of its own. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { findCommand } from "./platform.mjs";

/** @returns {string | null} */
export function findBrowser() {
  if (process.platform === "darwin") {
    const applications = ["Google Chrome", "Chromium", "Microsoft Edge"];
    return firstThere(applications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`));
  }
  if (process.platform === "win32") {
    const folders = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
    const programs = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
    return firstThere(
      folders.flatMap((folder) => (folder === undefined ? [] : programs.map((name) => join(folder, name)))),
    );
  }
  const commands = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];
  return commands.map(findCommand).find((path) => path !== null) ?? null;
}

/** @param {readonly string[]} paths */
function firstThere(paths) {
  return paths.find((path) => existsSync(path)) ?? null;
}
