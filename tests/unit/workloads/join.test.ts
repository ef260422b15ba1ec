import { describe, expect, it } from "vitest";
import { join } from "../../../src/workloads/join";
import { freshPath, openWritten, writeFile } from "../datasets/support";
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
});
