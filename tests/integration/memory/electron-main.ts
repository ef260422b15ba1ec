/** A small Electron app that runs the cases between its main process and utility processes. */
import { join } from "node:path";
import { app, utilityProcess } from "electron";
import { runCases } from "../../contract/support/electron-cases";
import { Member } from "./member";
import { memoryCases } from "./memory-cases";

function start(): Member {
  const child = utilityProcess.fork(join(import.meta.dirname, "worker.cjs"));
  return new Member({
    post: (order) => child.postMessage(order),
    listen: (listener) => child.on("message", listener),
    kill: () => {
      // `child.kill` sends SIGTERM; a process that has ended already has no number any more.
      if (child.pid !== undefined) process.kill(child.pid, "SIGKILL");
    },
    ended: new Promise((resolve) => child.once("exit", () => resolve())),
  });
}

async function main(): Promise<void> {
  await app.whenReady();
  await runCases(memoryCases.map(({ name, run }) => ({ name, run: () => run(start) })));
}

main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
