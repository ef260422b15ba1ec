/**
 * `npm run dev`: the app with hot reload, in Electron; `npm run dev:web`: the web host with hot reload, on plain Node. A
 * change of the renderer shows at once, a change of anything else restarts the shell.
 */

import { rmSync } from "node:fs";
import { obtainElectron } from "./find-electron.mjs";
import { inProject } from "./support/paths.mjs";
import { hasDisplay, isRoot } from "./support/platform.mjs";
import { runNode } from "./support/run.mjs";

const passedOn = process.argv.slice(2).filter((word) => word !== "--web");
const wantsWeb = process.argv.includes("--web");

/** @typedef {{ executable: string, options: string[] }} Shell */

/** electron-vite starts whatever stands in ELECTRON_EXEC_PATH with the entry's path, which Node understands too. */
const webShell = { executable: process.execPath, options: ["--entry", "out/server/index.cjs"] };

/** @param {string} reason @returns {Shell} */
function webShellBecause(reason) {
  console.error(`${reason} Starting the web host instead.`);
  return webShell;
}

/** @returns {Promise<Shell>} */
async function chooseShell() {
  if (wantsWeb) return webShell;
  if (!hasDisplay()) return webShellBecause("There is no display.");
  const { found, ...rest } = await obtainElectron((message) => console.error(`Lanescope: ${message} …`));
  if (found === null) {
    const reasons = "reasons" in rest ? rest.reasons.join("; ") : "";
    return webShellBecause(`There is no Electron here: ${reasons}.`);
  }
  return { executable: found.executable, options: isRoot && process.platform === "linux" ? ["--noSandbox"] : [] };
}

const shell = await chooseShell();
// A development build is not what `npm start` should find.
rmSync(inProject("out"), { recursive: true, force: true });
const { code } = await runNode(
  "node_modules/electron-vite/bin/electron-vite.js",
  ["dev", "--watch", ...shell.options, ...(passedOn.length > 0 ? ["--", ...passedOn] : [])],
  { env: { ...process.env, ELECTRON_EXEC_PATH: shell.executable } },
);
process.exitCode = code;
