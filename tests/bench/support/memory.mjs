/** Runs the programs of `tests/bench/memory` and `tests/bench/library`, and their Python twins. */

import { mkdtempSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { inProject } from "../../../scripts/support/paths.mjs";
import { measure } from "./processes.mjs";

/**
 * Bundles a program of `tests/bench/memory`, hands it to `body` and removes it again.
 *
 * @template Result
 * @param {string} name
 * @param {(run: (...parameters: number[]) => Promise<Record<string, number>>) => Promise<Result>} body
 * @returns {Promise<Result>}
 */
export async function withProgram(name, body) {
  const folder = mkdtempSync(inProject(".cache", `${name}-`));
  try {
    await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      ssr: { noExternal: true },
      build: {
        outDir: folder,
        ssr: true,
        target: "node20",
        rolldownOptions: {
          input: fileURLToPath(new URL(`../memory/${name}.ts`, import.meta.url)),
          output: { format: "cjs", entryFileNames: `${name}.cjs` },
        },
      },
    });
    return await body((...parameters) => figures(process.execPath, `${folder}/${name}.cjs`, parameters));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a program of `tests/bench/python`.
 *
 * @param {string} name
 * @param {...(number | string)} parameters
 */
export function python(name, ...parameters) {
  return figures("python3", fileURLToPath(new URL(`../python/${name}.py`, import.meta.url)), parameters);
}

/**
 * Runs a program of `tests/bench/library`, on the built library.
 *
 * @param {string} name
 * @param {...number} parameters
 */
export function library(name, ...parameters) {
  const file = new URL(`../library/${name}.tasks.mjs`, import.meta.url);
  return figures(process.execPath, fileURLToPath(file), parameters);
}

/**
 * @param {string} command
 * @param {string} script
 * @param {readonly (number | string)[]} parameters
 * @returns {Promise<Record<string, number>>} The JSON that it prints.
 */
async function figures(command, script, parameters) {
  const { output } = await measure(command, [script, ...parameters.map(String)]);
  return JSON.parse(output);
}
