/** Runs the programs of `tests/bench/pool` and their Python twins. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "./memory.mjs";
import { measure, median } from "./processes.mjs";

const script = fileURLToPath(new URL("../pool/program.mjs", import.meta.url));

/** @typedef {() => Promise<number>} Program One process; milliseconds. */

/** @param {string} name @param {...(string | number)} parameters @returns {Program} */
export function node(name, ...parameters) {
  return async () => {
    const { output } = await measure(process.execPath, [script, name, ...parameters.map(String)]);
    return JSON.parse(output).ms;
  };
}

/** The same, traced into a file. @param {string} name @param {...(string | number)} parameters @returns {Program} */
export function traced(name, ...parameters) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "lanescope-bench-"));
    try {
      const environment = { LANESCOPE_TRACE: join(folder, "trace.lanescope") };
      const { output } = await measure(process.execPath, [script, name, ...parameters.map(String)], environment);
      return JSON.parse(output).ms;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** @param {string} name @param {...(string | number)} parameters @returns {Program} */
export function pythonPool(name, ...parameters) {
  return async () => (await python("pool", name, ...parameters)).ms ?? Number.NaN;
}

/**
 * Runs programs in turn, so that what the machine is otherwise busy with meets all of them.
 *
 * @template {string} Name
 * @param {Record<Name, Program>} programs
 * @param {boolean} quick Once each.
 * @returns {Promise<Record<Name, number>>} Milliseconds, medians of five.
 */
export async function inTurn(programs, quick) {
  const names = /** @type {Name[]} */ (Object.keys(programs));
  /** @type {Map<Name, number[]>} */
  const times = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    for (const name of names) times.get(name)?.push(await programs[name]());
  }
  const medians = names.map((name) => [name, median(times.get(name) ?? [])]);
  return /** @type {Record<Name, number>} */ (Object.fromEntries(medians));
}
