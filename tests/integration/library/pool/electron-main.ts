/** A small Electron app in whose utility processes pools have their workers. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";
import { runCases } from "../../../contract/support/electron-cases";
import { electronCases } from "./electron-cases";

async function main(): Promise<void> {
  await app.whenReady();
  const file = join(import.meta.dirname, "library/host.cjs");
  const library = createRequire(file)(file) as Parameters<typeof electronCases>[0];
  const { LANESCOPE_TEST_TASKS: tasksFile = "" } = process.env;
  const { tasks } = (await import(pathToFileURL(tasksFile).href)) as typeof import("./pool.tasks.mjs");
  await runCases(electronCases(library, tasks));
}

main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
