import { generatedCsv } from "./support/csv.mjs";
import { asParquet, duckdbGroupBy, hasDuckdb } from "./support/duckdb.mjs";
import { measureCli, median } from "./support/processes.mjs";

const workers = 2;

/** @param {string} path */
async function ours(path) {
  const { seconds, report } = await measureCli([
    ...["run", "group-by", path, "--param", "by=product", "--param", "of=price"],
    ...["--mode", "processes", "--workers", String(workers)],
  ]);
  return { seconds, result: JSON.stringify(report.result.rows) };
}

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "parquet-group-by",
  description:
    "group-by of a Parquet file on 2 workers against the CSV file of the same rows (needs DuckDB's Python package)",
  async run({ quick }) {
    if (!(await hasDuckdb())) throw new Error("There is no Parquet file without DuckDB, which writes it.");
    const csv = generatedCsv({ bytes: 200_000_000, groups: 1_000 });
    const parquet = await asParquet(csv, 122_880);
    /** @type {{ parquet: number[], csv: number[], duckdb: number[] }} */
    const seconds = { parquet: [], csv: [], duckdb: [] };
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const ofParquet = await ours(parquet);
      const ofCsv = await ours(csv);
      if (ofParquet.result !== ofCsv.result) throw new Error("The results of the two files differ.");
      seconds.parquet.push(ofParquet.seconds);
      seconds.csv.push(ofCsv.seconds);
      seconds.duckdb.push((await duckdbGroupBy(parquet, workers)).seconds);
    }
    const value = median(seconds.parquet);
    return [
      { name: "the CSV file of the same rows", baseline: median(seconds.csv) },
      { name: "DuckDB with 2 threads, start included", baseline: median(seconds.duckdb) },
    ].map(({ name, baseline }) => ({
      figure: `lanescope on Parquet, against ${name}`,
      value,
      unit: "s",
      baseline,
      ratio: baseline / value,
    }));
  },
};
