/** Runs the programs of `tests/bench/pool` and their Python twins. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "./memory.mjs";
import { measure, median } from "./processes.mjs";

const script = fileURLToPath(new URL("../pool/program.mjs", import.meta.url));

/** @typedef {() => Promise<number>} Program One process; milliseconds. */

/**
 * A program's processor time instead of what it prints, with that of all processes that it started (Linux).
 *
 * @param {Program} program
 * @returns {Program}
 */
export function processorMs(program) {
  return async () => {
    const before = endedProcessesMs();
    await program();
    return endedProcessesMs() - before;
  };
}

/** @returns {number} What the processes that this one started, and those that they started, used until their ends. */
function endedProcessesMs() {
  // proc(5): the 16th and 17th field, in ticks of 10 ms; the second one may hold anything.
  const fields = readFileSync("/proc/self/stat", "latin1").replace(/^.*\)/s, "").trim().split(" ");
  return 10 * (Number(fields[13]) + Number(fields[14]));
}

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
