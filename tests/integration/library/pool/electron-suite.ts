import { fileURLToPath } from "node:url";
import { inProject } from "../../../../scripts/support/paths.mjs";
import { describeInElectron } from "../../../contract/support/electron-app";
import { electronCases } from "./electron-cases";

/** @param backend What workers and the main process share. */
export function describePoolsInElectron(backend: string): void {
  process.env.LANESCOPE_TEST_PROGRAM = inProject("out/workers/program.cjs");
  process.env.LANESCOPE_TEST_TASKS = at("pool.tasks.mjs");
  const names = electronCases(null, null).map(({ name }) => name);
  describeInElectron(`pools in Electron, on ${backend}`, names, {
    main: at("electron-main.ts"),
    entries: {
      "library/host": at("../primitives/library-entry.ts"),
      "workers/program": at("../primitives/program-entry.ts"),
    },
  });
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
