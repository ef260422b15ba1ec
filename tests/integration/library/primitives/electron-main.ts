/** A small Electron app in whose utility processes the primitives are used. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";
import { runCases } from "../../../contract/support/electron-cases";
import { electronName, primitiveCases, runners } from "./cases";
import { Kit, type Library } from "./kit";

async function main(): Promise<void> {
  await app.whenReady();
  const file = join(import.meta.dirname, "library/host.cjs");
  const library = createRequire(file)(file) as Library;
  const { LANESCOPE_TEST_TASKS: tasksFile = "" } = process.env;
  const { tasks } = (await import(pathToFileURL(tasksFile).href)) as typeof import("./member.tasks.mjs");
  for (const runner of runners) {
    const kit = new Kit(library, runner, tasks);
    await runCases(primitiveCases.map(({ name, run }) => ({ name: electronName(runner, name), run: () => run(kit) })));
    await kit.end();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
