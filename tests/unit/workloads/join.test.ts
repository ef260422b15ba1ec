import { statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { join } from "../../../src/workloads/join";
import { smallTable } from "../../../src/workloads/join/small-table";
import { freshPath, openWritten, readContext, writeFile } from "../datasets/support";
import { runWorkload } from "./run-workload";

const orders = 'id,land,amount\n1,at,5\n2,"de",7\n3,fr,1.5\n4,xx,9\n5,at,none\n6,,2\n';

describe("joining with a small table", () => {
  it("counts and adds up by the text that the small table gives, and tells what it does not have", async () => {
    const table = writeFile(
      "code,continent,name\nat,Europe,Austria\nde,Europe,Germany\nfr,Europa,France\nat,Asia,again\n",
    );
    const dataset = await openWritten(orders);
    const given = { key: "land", table, tableKey: "code", label: "continent", of: "amount" };
    const { result, problems } = await runWorkload(join, given, dataset);
    expect(result.rows).toEqual([
      ["Europa", 1, 1.5, 1.5],
      ["Europe", 2, 12, 6],
    ]);
    expect(result.figures).toEqual([
      { name: "rows found", value: 3 },
      { name: "rows not found", value: 2 },
    ]);
    expect(problems.map(({ code, count }) => [code, count])).toEqual([
      ["key-not-found", 2],
      ["not-a-number", 1],
      ["small-table-repeated-key", 1],
    ]);
  });

  it("takes the first two columns of the small table where none is named, and only counts without a column to add up", async () => {
    const dataset = await openWritten(orders);
    const { result } = await runWorkload(join, { key: "land", table: writeFile("a,b\nat,x\nde,x\nfr,y\n") }, dataset);
    expect(result.columns.map(({ name }) => name)).toEqual(["b", "count"]);
    expect(result.rows).toEqual([
      ["x", 3],
      ["y", 1],
    ]);
  });

  it("says which column the small table lacks, that it needs two, and that there is none", async () => {
    const dataset = await openWritten(orders);
    const run = (more: object): Promise<unknown> => runWorkload(join, { key: "land", ...more }, dataset);
    const table = writeFile("code,name\nat,Austria\n");
    await expect(run({ table, label: "land" })).rejects.toThrow(/has no column land. Its columns: code, name/);
    await expect(run({ table, tableKey: "name", label: "name" })).rejects.toThrow(/two different columns/);
    await expect(run({ table: freshPath() })).rejects.toThrow(/There is no file/);
  });

  it("tells once, by the small table's own lines, what is wrong with it, whatever the number of chunks", async () => {
    const table = writeFile("code,name\nat,Austria\nde\nfr,France,more\nat,again\nfr,again\n", "lands.csv");
    const dataset = await openWritten(orders);
    const { result, problems } = await runWorkload(join, { key: "land", table }, dataset, { chunkSize: 10 });
    expect(result.rows).toEqual([
      ["Austria", 2],
      ["France", 1],
    ]);
    expect(problems.filter(({ code }) => code.startsWith("small-table-"))).toMatchObject(
      [
        {
          code: "small-table-ragged-row",
          count: 1,
          message: /lands.csv, line 3: the row ends after 1 cell, before column name/,
        },
        {
          code: "small-table-repeated-key",
          count: 2,
          message: /lands.csv, line 5: a row before it has the key 'at' too/,
        },
        { code: "small-table-uneven-row", count: 1, message: /lands.csv, line 4: the row has 3 cells for 2 columns/ },
      ].map((problem) => ({ ...problem, message: expect.stringMatching(problem.message) })),
    );
  });

  it("counts what there is of a small table that is packed and cut off, and says that the rest is missing", async () => {
    const names = Array.from({ length: 20_000 }, (_, row) => `k${row},${Math.sin(row)}`).join("\n");
    const packed = gzipSync(`code,name\nat,Austria\n${names}\n`);
    const table = writeFile(packed.subarray(0, packed.length / 2), "lands.csv.gz");
    const { result, problems } = await runWorkload(join, { key: "land", table }, await openWritten(orders));
    expect(result.rows).toEqual([["Austria", 2]]);
    expect(problems).toContainEqual({
      code: "small-table-gzip-damaged",
      count: 1,
      line: null,
      message: expect.stringMatching(/^The small table .*lands.csv.gz: the packed file ends too early/),
    });
  });

  it("refuses a table that is small only as long as it is packed", async () => {
    const path = writeFile(
      gzipSync(`a,b\n${Array.from({ length: 5_000 }, (_, row) => `${row},x\n`).join("")}`),
      "a.csv.gz",
    );
    const reading = smallTable({ path, key: "", label: "" }, readContext(), 30_000);
    await expect(reading).rejects.toThrow(/a.csv.gz has more than 64 MB of keys and texts/);
    expect(statSync(path).size).toBeLessThan(30_000);
  });
});
