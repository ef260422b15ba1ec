import { fileURLToPath } from "node:url";
import { generatedCsv } from "./support/csv.mjs";
import { duckdbGroupBy, hasDuckdb } from "./support/duckdb.mjs";
import { measure, measureCli, median } from "./support/processes.mjs";

const megabyte = 1_000_000;
const workers = 2;
const script = fileURLToPath(new URL("./python/csv_group_by.py", import.meta.url));

/**
 * @param {string} path
 * @param {"plain" | "exact"} kind
 */
async function python(path, kind) {
  const { seconds, output } = await measure("python3", [script, path, "product", "price", String(workers), kind]);
  return { seconds, rows: JSON.parse(output) };
}

/** @param {string} path */
async function ours(path) {
  const { seconds, report } = await measureCli([
    ...["run", "group-by", path, "--param", "by=product", "--param", "of=price"],
    ...["--mode", "processes", "--workers", String(workers)],
  ]);
  return { seconds, runSeconds: report.wallMs / 1000, rows: report.result.rows };
}

/**
 * The results must agree: exactly with the exact twin; keys, counts, minima and maxima with the plain one too.
 *
 * @param {any[][]} rows
 * @param {any[][]} expected
 * @param {boolean} exact
 */
function assertSame(rows, expected, exact) {
  if (rows.length !== expected.length) throw new Error(`${rows.length} groups, Python has ${expected.length}`);
  rows.forEach((row, index) => {
    const other = expected[index] ?? [];
    const differs = row.findIndex((cell, column) => {
      const same = column === 0 ? cell === other[column] : Number(cell) === Number(other[column]);
      // Plain sums depend on the order of the rows: the sum and the mean may differ in their last digits.
      return !same && (exact || (column !== 2 && column !== 3));
    });
    if (differs >= 0)
      throw new Error(`group ${row[0]}, column ${differs}: ${row[differs]}, Python has ${other[differs]}`);
  });
}

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "csv-group-by",
  description:
    "200 MB group-by on 2 workers against Python's multiprocessing.Pool and csv, plain and exact sums, and against DuckDB",
  async run({ quick }) {
    const path = generatedCsv({ bytes: 200 * megabyte, groups: 1_000 });
    /** @type {{ ours: number[], plain: number[], exact: number[], duckdb: number[], query: number[], run: number[] }} */
    const seconds = { ours: [], plain: [], exact: [], duckdb: [], query: [], run: [] };
    const withDuckdb = await hasDuckdb();
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const mine = await ours(path);
      const plain = await python(path, "plain");
      assertSame(mine.rows, plain.rows, false);
      seconds.ours.push(mine.seconds);
      seconds.run.push(mine.runSeconds);
      seconds.plain.push(plain.seconds);
      const exact = await python(path, "exact");
      assertSame(mine.rows, exact.rows, true);
      if (withDuckdb) {
        const duckdb = await duckdbGroupBy(path, workers);
        assertSame(mine.rows, duckdb.rows, false);
        seconds.duckdb.push(duckdb.seconds);
        seconds.query.push(duckdb.querySeconds);
      }
      seconds.exact.push(exact.seconds);
    }
    const value = median(seconds.ours);
    return [
      ...[
        { name: "Python with plain sums", baseline: median(seconds.plain) },
        { name: "Python with exact sums", baseline: median(seconds.exact) },
      ].map(({ name, baseline }) => ({
        figure: `lanescope, against ${name}`,
        value,
        unit: "s",
        baseline,
        ratio: baseline / value,
      })),
      ...(withDuckdb
        ? [
            { name: "whole program", value, baseline: median(seconds.duckdb) },
            { name: "run and query alone", value: median(seconds.run), baseline: median(seconds.query) },
          ].map(({ name, value, baseline }) => ({
            figure: `lanescope, against DuckDB with 2 threads, ${name}`,
            value,
            unit: "s",
            baseline,
            ratio: baseline / value,
          }))
        : []),
      { figure: "lanescope, throughput", value: 200 / value, unit: "MB/s" },
    ];
  },
};
