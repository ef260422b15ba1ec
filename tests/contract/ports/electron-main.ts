/** A small Electron app that runs the cases on utility processes, and on the others as far as they are used there. */
import { join } from "node:path";
import { app, MessageChannelMain, utilityProcess } from "electron";
import { utilityProcessPort } from "../../../src/main/utility-process-adapter";
import { runCases } from "../support/electron-cases";
import { electronCases } from "./electron-cases";
import type { Stage } from "./probe";

async function start(): Promise<void> {
  await app.whenReady();
  const port = utilityProcessPort({ app, utilityProcess, createChannel: () => new MessageChannelMain() });
  const stage: Stage = { port, pid: "own", script: (name) => join(import.meta.dirname, `${name}.cjs`) };
  await runCases(electronCases.map(({ name, run }) => ({ name, run: () => run(stage) })));
}

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
