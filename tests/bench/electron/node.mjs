/** `node node.mjs ROUNDS`: the figures in Node's processes, as JSON. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as library from "lanescope";
import { figures } from "./figures.mjs";
import { tasks } from "./figures.tasks.mjs";

const child = fileURLToPath(new URL("../pool/fork-child.mjs", import.meta.url));

/** @returns {Promise<import("./figures.mjs").Echo>} */
async function startEcho() {
  const echo = fork(child, { serialization: "advanced" });
  await once(echo, "message");
  return {
    post: (message) => void echo.send(/** @type {import("node:child_process").Serializable} */ (message)),
    onMessage: (take) => void echo.removeAllListeners("message").on("message", take),
    end: () => echo.disconnect(),
  };
}

if (library.isMainProcess)
  console.log(JSON.stringify(await figures(library, tasks, Number(process.argv[2]), startEcho)));
