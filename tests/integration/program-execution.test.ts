import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { projectRoot } from "../../scripts/support/paths.mjs";
import { childProcessPort } from "../../src/engine/ports/child-process-adapter";
import { describeInElectron } from "../contract/support/electron-app";
import { programCases } from "./support/program-cases";

describe("a user's program, run by the engine", () => {
  for (const { name, run } of programCases) it(name, () => run({ port: childProcessPort(), root: projectRoot }));
});

describeInElectron(
  "a user's program, run by the engine in Electron",
  programCases.map(({ name }) => name),
  { main: fileURLToPath(new URL("./support/electron-programs-main.ts", import.meta.url)) },
);
