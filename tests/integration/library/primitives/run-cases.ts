import { fileURLToPath } from "node:url";
import * as library from "lanescope";
import { afterAll, describe, it } from "vitest";
import { inProject } from "../../../../scripts/support/paths.mjs";
import { describeInElectron } from "../../../contract/support/electron-app";
import { electronName, primitiveCases, runners } from "./cases";
import { Kit } from "./kit";
import { tasks } from "./member.tasks.mjs";

/** Runs all cases in processes, then in threads. @param backend Where the primitives are kept. */
export function describePrimitives(backend: string): void {
  describe.each(runners)(`primitives ${backend}, used by a %s`, (runner) => {
    const kit = new Kit(library, runner, tasks);
    afterAll(() => kit.end());
    for (const { name, run } of primitiveCases) it(name, () => run(kit));
  });
}

/** Runs all cases in Electron's utility processes, and in threads of its main process. */
export function describePrimitivesInElectron(backend: string): void {
  process.env.LANESCOPE_TEST_PROGRAM = inProject("out/workers/program.cjs");
  process.env.LANESCOPE_TEST_TASKS = at("member.tasks.mjs");
  const names = runners.flatMap((runner) => primitiveCases.map(({ name }) => electronName(runner, name)));
  describeInElectron(`primitives ${backend}, in Electron`, names, {
    main: at("electron-main.ts"),
    entries: { "library/host": at("library-entry.ts"), "workers/program": at("program-entry.ts") },
  });
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
