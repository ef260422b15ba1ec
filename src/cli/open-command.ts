import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isViewLink } from "../shared/contract/view-link";
import { packageFolder } from "../shells/node-shell";
import { CommandError, exitCodes } from "./ending";
import { exitCodeOf, passSignal } from "./exec-command";
import type { CommandHost } from "./host";

/**
 * Serves the app to the browser, with files for it to open, until a signal ends it.
 *
 * @param files Paths as they were typed.
 * @returns The web host's exit code.
 * @throws {CommandError} Where a file is not there, or the host could not be started.
 */
export async function openInBrowser(files: readonly string[], { interruption }: CommandHost): Promise<number> {
  const missing = files.find((file) => !isViewLink(file) && !existsSync(file));
  if (missing !== undefined) throw new CommandError(exitCodes.misuse, `There is no file ${resolve(missing)}.`);
  const host = spawn(process.execPath, [join(packageFolder, "out/server/index.cjs"), "--open", "--", ...files], {
    stdio: "inherit",
  });
  interruption.passTo((signal) => passSignal(host, signal));
  return await new Promise((end, reject) => {
    host.once("error", (error) =>
      reject(new CommandError(exitCodes.failed, `The web host could not be started: ${error.message}.`)),
    );
    host.once("exit", (code, signal) => end(exitCodeOf({ code, signal })));
  });
}
