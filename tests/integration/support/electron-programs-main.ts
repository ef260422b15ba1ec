/** A small Electron app without a window: programs in utility processes. The project's folder is the current one. */
import { app, MessageChannelMain, utilityProcess } from "electron";
import { utilityProcessPort } from "../../../src/main/utility-process-adapter";
import { runCases } from "../../contract/support/electron-cases";
import { programCases } from "./program-cases";

async function start(): Promise<void> {
  await app.whenReady();
  const port = utilityProcessPort({ app, utilityProcess, createChannel: () => new MessageChannelMain() });
  const stage = { port, root: process.cwd() };
  await runCases(programCases.map(({ name, run }) => ({ name, run: () => run(stage) })));
}

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
