/** Runs other programs. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { projectRoot } from "./paths.mjs";

/**
 * @typedef {object} RunResult
 * @property {number} code Exit code; 1 where a signal ended it or it could not start.
 * @property {string} output What it wrote to stdout and stderr, where `capture` was asked for.
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ capture?: boolean, env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number, outputTo?: "stdout" | "stderr", label?: string | undefined }} options
 *   `capture` keeps the output instead of showing it. `outputTo: "stderr"` shows both streams there. `label` goes before
 *   every line, which tells programs that run side by side apart.
 * @returns {Promise<RunResult>} Never rejects.
 */
export function run(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const shown = options.outputTo === "stderr" ? 2 : 1;
    const child = spawn(command, parameters, {
      cwd: options.cwd ?? projectRoot,
      env: options.env ?? process.env,
      stdio: options.capture || options.label !== undefined ? ["ignore", "pipe", "pipe"] : ["ignore", shown, 2],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      if (options.label !== undefined) {
        createInterface({ input: stream }).on("line", (line) => process.stdout.write(`${options.label} ${line}\n`));
        continue;
      }
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.once("error", (error) => resolve({ code: 1, output: output + error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs one of the project's own tools by Node, without the detour through npx.
 *
 * @param {string} script Path from the project's root.
 * @param {readonly string[]} parameters
 * @param {Parameters<typeof run>[2]} options
 */
export function runNode(script, parameters, options = {}) {
  return run(process.execPath, [script, ...parameters], options);
}
