/** Runs programs and watches what they cost (Linux). */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtEntry } from "../../../scripts/support/paths.mjs";

const sampleEveryMs = 100;

/**
 * @typedef {object} Cost
 * @property {number} seconds From start to exit.
 * @property {string} output Its stdout.
 * @property {number} parentBytes Greatest resident memory of the program itself.
 * @property {number} childBytes Greatest resident memory of any one of its child processes.
 */

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string>>} environment Besides this process's own.
 * @returns {Promise<Cost>}
 * @throws {Error} When it fails; with what it wrote to stderr.
 */
export function measure(command, parameters, environment = {}) {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(command, parameters, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let [output, complaint] = ["", ""];
    let [parentBytes, childBytes] = [0, 0];
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      complaint += text;
    });
    const timer = setInterval(() => {
      parentBytes = Math.max(parentBytes, residentBytes(child.pid ?? 0));
      for (const id of childrenOf(child.pid ?? 0)) childBytes = Math.max(childBytes, residentBytes(id));
    }, sampleEveryMs);
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(timer);
      const seconds = (performance.now() - startedMs) / 1000;
      if (code === 0) resolve({ seconds, output, parentBytes, childBytes });
      else reject(new Error(`${command} ${parameters.join(" ")} ended with ${code}: ${complaint}`));
    });
  });
}

/**
 * Runs our command line.
 *
 * @param {readonly string[]} parameters Without `--json`.
 * @returns {Promise<Cost & { report: any }>} `report` is what `--json` wrote.
 */
export async function measureCli(parameters) {
  const folder = mkdtempSync(join(tmpdir(), "lanescope-bench-"));
  try {
    const file = join(folder, "report.json");
    const cost = await measure(process.execPath, [builtEntry("cli"), ...parameters, "--json", file]);
    return { ...cost, report: JSON.parse(readFileSync(file, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {number} id Process id. @returns {number} Bytes; 0 where it is gone. */
function residentBytes(id) {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    // It ended between two samples.
    return 0;
  }
}

/** @param {number} parent @returns {number[]} */
function childrenOf(parent) {
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    // Likewise.
    return [];
  }
}

/** @param {readonly number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
