/** DuckDB, as its Python package: `pip install duckdb`; LANESCOPE_BENCH_PYTHON names another Python that has it. */

import { existsSync, renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measure } from "./processes.mjs";

const script = fileURLToPath(new URL("../python/duckdb_group_by.py", import.meta.url));
const python = process.env.LANESCOPE_BENCH_PYTHON ?? "python3";

/** @returns {Promise<boolean>} Whether it is there; it is said where it is not. */
export async function hasDuckdb() {
  try {
    await measure(python, ["-c", "import duckdb"]);
    return true;
  } catch {
    process.stderr.write("DuckDB is not there, so nothing is compared with it: pip install duckdb\n");
    return false;
  }
}

/**
 * @param {string} path
 * @param {number} threads
 * @returns {Promise<{ seconds: number, querySeconds: number, rows: any[][] }>} `querySeconds`: without the start of Python.
 */
export async function duckdbGroupBy(path, threads) {
  const { seconds, output } = await measure(python, [script, path, "product", "price", String(threads)]);
  const { seconds: querySeconds, rows } = JSON.parse(output);
  return { seconds, querySeconds, rows };
}

/**
 * The same rows as Parquet, beside the CSV file.
 *
 * @param {string} path
 * @param {number} groupRows Rows of a row group.
 * @returns {Promise<string>} Its path.
 */
export async function asParquet(path, groupRows) {
  const target = path.replace(/\.csv$/, `-${groupRows}.parquet`);
  if (existsSync(target)) return target;
  await measure(python, [script, path, "to", `${target}.part`, String(groupRows)]);
  renameSync(`${target}.part`, target);
  return target;
}
