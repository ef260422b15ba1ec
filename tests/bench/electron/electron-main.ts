/** An Electron app without a window: the figures in utility processes, as JSON in the file that the environment names. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app, utilityProcess } from "electron";
import type { Echo } from "./figures.mjs";

async function startEcho(script: string): Promise<Echo> {
  const child = utilityProcess.fork(script);
  await once(child, "message");
  return {
    post: (message) => child.postMessage(message),
    onMessage: (take) => void child.removeAllListeners("message").on("message", take),
    end: () => void child.kill(),
  };
}

async function main(): Promise<void> {
  await app.whenReady();
  const file = join(import.meta.dirname, "library/host.cjs");
  const library = createRequire(file)(file) as typeof import("lanescope");
  const {
    LANESCOPE_BENCH_FOLDER: folder = "",
    LANESCOPE_BENCH_ROUNDS: rounds,
    LANESCOPE_BENCH_FILE = "",
  } = process.env;
  const load = (name: string) => import(pathToFileURL(join(folder, name)).href);
  const { figures } = (await load("figures.mjs")) as typeof import("./figures.mjs");
  const { tasks } = (await load("figures.tasks.mjs")) as typeof import("./figures.tasks.mjs");
  const results = await figures(library, tasks, Number(rounds), () => startEcho(join(folder, "echo-child.cjs")));
  writeFileSync(LANESCOPE_BENCH_FILE, JSON.stringify(results));
  app.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
