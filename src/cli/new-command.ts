import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { isProgramName } from "../shared/contract/models";
import { packageFolder } from "../shells/node-shell";
import { CommandError, exitCodes } from "./ending";
import type { CommandHost } from "./host";

/**
 * Writes a workload to begin with, which runs at once.
 *
 * @param name Of the file, as it was typed; without an extension it becomes TypeScript.
 * @throws {CommandError} Where the file is there already, or cannot be written.
 */
export async function writeNewWorkload(name: string, { terminal }: CommandHost): Promise<void> {
  const path = resolve(isProgramName(name) ? name : `${name}.ts`);
  checkName(name, path);
  const shown = join(".", relative(process.cwd(), path));
  const typed = shown.startsWith("..") ? path : `./${shown.replaceAll("\\", "/")}`;
  const command = isRepository() ? "npm run -s lanescope --" : "npx lanescope";
  const template = await readFile(join(packageFolder, "resources/templates/workload.ts"), "utf8");
  try {
    await mkdir(dirname(path), { recursive: true });
    // Never over what somebody has written.
    const own = template.replaceAll("npx lanescope", command).replaceAll("./my-workload.ts", typed);
    await writeFile(path, own, { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = code === "EEXIST" ? "there is a file of that name already. Choose another name" : message;
    throw new CommandError(exitCodes.failed, `${path} was not written: ${why}.`);
  }
  await terminal.writeResult([
    `${typed} is written. Run it:\n\n  ${command} run ${typed}\n\nor drop it onto the app.${adviceOnTypes(path)}\n`,
  ]);
}

/** Whether this is a clone, where npx finds no command of that name. */
function isRepository(): boolean {
  return existsSync(join(packageFolder, "scripts/run-built.mjs"));
}

/** How the editor gets the types; empty where it finds them already. */
function adviceOnTypes(path: string): string {
  try {
    createRequire(path).resolve("lanescope/package.json");
    return "";
  } catch {
    // The package is in no registry, so no single command installs it.
    return ` For types in your editor, install Lanescope in that folder:\n${join(packageFolder, "docs/guide/your-own-workload.md")} tells how.`;
  }
}

function checkName(name: string, path: string): void {
  const extension = extname(path);
  if (basename(path, extension) === "" || name.endsWith("/")) {
    throw new CommandError(
      exitCodes.misuse,
      `"${name}" is no name of a file: say, for example, lanescope new my-workload.`,
    );
  }
}
