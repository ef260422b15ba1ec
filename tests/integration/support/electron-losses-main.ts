/** A small Electron app without a window: the engine, with utility processes as its workers. */
import { app, MessageChannelMain, utilityProcess } from "electron";
import { utilityProcessPort } from "../../../src/main/utility-process-adapter";
import { runCases } from "../../contract/support/electron-cases";
import { EngineUnderTest } from "./engine";
import { lossCases } from "./loss-cases";

async function start(): Promise<void> {
  await app.whenReady();
  const port = utilityProcessPort({ app, utilityProcess, createChannel: () => new MessageChannelMain() });
  await runCases(
    lossCases.map(({ name, run }) => ({
      name,
      run: async () => {
        const engine = new EngineUnderTest(port);
        try {
          await run(engine);
        } finally {
          await engine.close();
        }
      },
    })),
  );
}

start().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
