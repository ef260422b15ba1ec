import { existsSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sort } from "../../../src/workloads/sort";
import { freshPath, openWritten } from "../datasets/support";
import { runWorkload } from "./run-workload";

const csv = 'id,amount,note\n1,5,b\n2,none,"a, with a ""quote"""\n3,-2,"two\nlines"\n4,5,a\n5,1e2,\n6,,z\n';

describe("sorting", () => {
  it("puts rows in the order of their numbers, those without one last, the first of the same first", async () => {
    for (const chunkSize of [1_000, 20]) {
      const dataset = await openWritten(csv);
      const up = await runWorkload(sort, { by: "amount" }, dataset, { chunkSize });
      expect(up.result.rows.map(([id]) => id)).toEqual(["3", "1", "4", "5", "2", "6"]);
      const down = await runWorkload(sort, { by: "amount", order: "descending" }, dataset, { chunkSize });
      expect(down.result.rows.map(([id]) => id)).toEqual(["5", "1", "4", "3", "2", "6"]);
      expect(up.problems).toMatchObject([{ code: "not-a-number", count: 2, line: 3 }]);
    }
  });

  it("tells integers beyond 2^53 apart, also of several parts, and among decimals", async () => {
    const sorted = [
      "-9007199254740993",
      "-9007199254740992",
      "5",
      "9007199254740992",
      "9007199254740993",
      "9007199254740994.0",
      "9007199254740995",
      "1e300",
      "none",
    ];
    const shuffled = [4, 8, 1, 6, 3, 0, 7, 2, 5].map((place) => sorted[place]!);
    const dataset = await openWritten(`row,value\n${shuffled.map((value, row) => `r${row},${value}\n`).join("")}`);
    const columns = dataset.columns.map((column, index) =>
      index === 1 ? { ...column, type: "decimal" as const } : column,
    );
    for (const chunkSize of [1_000, 20]) {
      const output = freshPath("sorted.csv");
      const { result } = await runWorkload(sort, { by: "value", output }, { ...dataset, columns }, { chunkSize });
      expect(result.rows.map(([, value]) => value)).toEqual(sorted);
      expect(readFileSync(output, "utf8").match(/(?<=,).*/g)).toEqual(["value", ...sorted]);
    }
  });

  it("shows as many of the first rows as are asked for, and counts all", async () => {
    const { result } = await runWorkload(sort, { by: "note", rows: 2 }, await openWritten(csv), { chunkSize: 20 });
    expect(result.rows).toEqual([
      ["5", "1e2", ""],
      ["4", "5", "a"],
    ]);
    expect(result.figures).toContainEqual({ name: "rows", value: 6 });
  });

  it("writes all rows into a file that reads as it should, and leaves no parts", async () => {
    const output = freshPath("sorted.csv");
    const { result } = await runWorkload(sort, { by: "note", output }, await openWritten(csv), { chunkSize: 20 });
    expect(readFileSync(output, "utf8")).toBe(
      'id,amount,note\n5,1e2,\n4,5,a\n2,none,"a, with a ""quote"""\n1,5,b\n3,-2,"two\nlines"\n6,,z\n',
    );
    expect(existsSync(`${output}.parts`)).toBe(false);
    expect(result.figures).toContainEqual({ name: "sorted file", value: output });
  });

  it("merges many parts as a stable sort of the whole would", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 200 }), async (numbers) => {
        const dataset = await openWritten(`row,value\n${numbers.map((value, row) => `r${row},${value}`).join("\n")}\n`);
        const output = freshPath("sorted.csv");
        await runWorkload(sort, { by: "value", output }, dataset, { chunkSize: 40 });
        const expected = numbers.map((value, row) => ({ value, row })).sort((a, b) => a.value - b.value);
        expect(readFileSync(output, "utf8")).toBe(
          `row,value\n${expected.map(({ value, row }) => `r${row},${value}\n`).join("")}`,
        );
      }),
      { numRuns: 20 },
    );
  });

  it("writes over nothing, and only where it was told the whole path", async () => {
    const dataset = await openWritten(csv);
    const output = freshPath("sorted.csv");
    writeFileSync(output, "mine");
    const to = (path: string): Promise<unknown> => runWorkload(sort, { by: "note", output: path }, dataset);
    await expect(to(output)).rejects.toThrow(/there is a .* already/);
    await expect(to("sorted.csv")).rejects.toThrow(/no whole path/);
    expect(readFileSync(output, "utf8")).toBe("mine");
    await expect(to(`${output}/sorted.csv`)).rejects.toThrow(/cannot be written/);
  });
});
