import { app, MessageChannelMain, utilityProcess } from "electron";
import { utilityProcessPort } from "../../../src/main/utility-process-adapter";
import { startFamily } from "./family";

async function start(): Promise<void> {
  await app.whenReady();
  const port = utilityProcessPort({ app, utilityProcess, createChannel: () => new MessageChannelMain() });
  await startFamily(port, import.meta.dirname);
}

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
