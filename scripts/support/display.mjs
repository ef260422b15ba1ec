/** A virtual display for windows where there is no screen. */

import { spawn } from "node:child_process";
import { findCommand } from "./platform.mjs";

/** How long Xvfb may take to tell its display. */
const startTimeoutMs = 20_000;

/**
 * Starts Xvfb on a free display. It ends with this process, or by `close`.
 *
 * @returns {Promise<{ display: string, close: () => void } | { reason: string }>} `display` such as `:99`.
 */
export function startVirtualDisplay() {
  if (findCommand("Xvfb") === null) return Promise.resolve({ reason: "there is no display, and no Xvfb to make one" });
  return new Promise((resolve) => {
    const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1920x1200x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    const close = () => server.kill();
    const timer = setTimeout(close, startTimeoutMs);
    let problem = "";
    server.stderr?.setEncoding("utf8").on("data", (text) => {
      problem = text.trim() || problem;
    });
    server.once("error", (error) => resolve({ reason: `Xvfb did not start: ${error.message}` }));
    server.once("exit", () => {
      clearTimeout(timer);
      process.off("exit", close);
      resolve({ reason: `Xvfb did not start: ${problem.split("\n").at(-1)}` });
    });
    const numbers = /** @type {import("node:stream").Readable} */ (server.stdio[3]);
    let told = "";
    numbers.setEncoding("utf8").on("data", (text) => {
      told += text;
      if (!told.includes("\n")) return;
      clearTimeout(timer);
      process.once("exit", close);
      // It must not keep this process alive.
      server.unref();
      /** @type {any} */ (server.stderr).unref();
      /** @type {any} */ (numbers).unref();
      resolve({ display: `:${told.trim()}`, close });
    });
  });
}
