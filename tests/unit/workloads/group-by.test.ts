import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupBy } from "../../../src/workloads/group-by";
import { writeCsv } from "../datasets/csv";
import { openWritten, writeFile } from "../datasets/support";
import { type PlacedProblem, runWorkload } from "./run-workload";
import { anyTable, chunkSizesOf, datasetOf, group, statisticsRow } from "./tables";

/** Problems as `group` tells them, without those that only the whole shows. */
function seen(problems: readonly PlacedProblem[]): Record<string, unknown> {
  const placed = problems.filter(({ line }) => line !== null);
  return Object.fromEntries(placed.map(({ code, count, line }) => [code, { count, line }]));
}

describe("grouping any table", () => {
  it("gives the exact statistics of each group, in the order of the keys' bytes, for every chunk size", async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (csv) => {
        const dataset = datasetOf(csv);
        const expected = group(csv, 0, 2);
        const rows = expected.groups.map(([key, terms]) =>
          terms.length === 0 ? [key, 0, null, null, null, null] : [key, ...statisticsRow(terms)],
        );
        for (const chunkSize of chunkSizesOf(dataset)) {
          for (const accumulations of [0, 2]) {
            const options = { chunkSize, accumulations };
            const { result, problems } = await runWorkload(groupBy, { by: "key", of: "amount" }, dataset, options);
            expect(result.rows).toEqual(rows);
            expect(result.totalRows).toBe(rows.length);
            expect(seen(problems)).toEqual(expected.problems);
          }
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("counts rows where no column of numbers is named", async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (csv) => {
        const dataset = datasetOf(csv);
        const expected = group(csv, 1, null);
        for (const chunkSize of chunkSizesOf(dataset)) {
          for (const accumulations of [0, 2]) {
            const options = { chunkSize, accumulations };
            const { result, problems } = await runWorkload(groupBy, { by: "other" }, dataset, options);
            expect(result.rows).toEqual(expected.groups.map(([key, terms]) => [key, terms.length]));
            expect(seen(problems)).toEqual(expected.problems);
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("gives the same for every number of workers", async () => {
    const rows = Array.from({ length: 60_000 }, (_, row) => [
      `${"key".repeat(5)} ${(row * 7_919) % 20_011}`,
      row % 9 === 0 ? "two\nlines" : "-".repeat(60),
      `${(row * 31) % 1_000}.${row % 10}`,
    ]);
    const csv = writeCsv(["key", "other", "amount"], rows);
    const dataset = datasetOf(csv);
    const expected = group(csv, 0, 2).groups.map(([key, terms]) => [key, ...statisticsRow(terms)]);
    const chunks = new Set<number>();
    for (const workers of [1, 2, 3, 64]) {
      const finished = await runWorkload(groupBy, { by: "key", of: "amount" }, dataset, { workers });
      chunks.add(finished.chunks);
      // One value: a difference in 20,000 rows is found faster by hand than in a listing.
      expect(JSON.stringify(finished.result.rows) === JSON.stringify(expected)).toBe(true);
    }
    expect(chunks.size).toBeGreaterThan(1);
  }, 60_000);

  it("groups a column by itself", async () => {
    const dataset = await openWritten("n,x\n1,a\n2,b\n1,c\n");
    const { result } = await runWorkload(groupBy, { by: "n", of: "n" }, dataset);
    expect(result.rows).toEqual([
      ["1", 2, 2, 1, 1, 1],
      ["2", 1, 2, 2, 2, 2],
    ]);
  });
});

describe("the result of grouping", () => {
  it("names its columns and says what it is", async () => {
    const dataset = await openWritten("city,people\nOslo,1\nBergen,2\n");
    const counted = await runWorkload(groupBy, { by: "city" }, dataset);
    expect(counted.result).toMatchObject({
      columns: [
        { name: "city", type: "text" },
        { name: "count", type: "integer" },
      ],
      chart: { kind: "bar", x: "city", y: "count" },
      headline: "2 groups by city",
    });
    const summed = await runWorkload(groupBy, { by: "city", of: "people" }, dataset);
    expect(summed.result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...["city text", "count integer", "sum integer", "mean decimal", "min integer", "max integer"],
    ]);
    expect(summed.result).toMatchObject({
      chart: { kind: "bar", x: "city", y: "sum" },
      headline: "people in 2 groups by city",
    });
  });

  it("is empty, not missing, where no row is", async () => {
    const { result, problems } = await runWorkload(groupBy, { by: "a", of: "b" }, await openWritten("a,b\n"));
    expect(result).toMatchObject({ rows: [], totalRows: 0, headline: "b in 0 groups by a" });
    expect(problems).toEqual([]);
  });

  it("keeps apart keys that only a byte-order mark or a space tells apart", async () => {
    const dataset = await openWritten("k,v\nx,1\n\ufeffx,2\nx ,4\n");
    const { result } = await runWorkload(groupBy, { by: "k", of: "v" }, dataset);
    expect(result.rows.map(([key, , sum]) => [key, sum])).toEqual([
      ["x", 1],
      ["x ", 4],
      ["\ufeffx", 2],
    ]);
  });

  it("says so where keys are not UTF-8", async () => {
    const dataset = await openWritten(Buffer.from("city,n\nZ\xfcrich,1\nGen\xe8ve,2\nBern,3\n", "latin1"));
    const { result, problems } = await runWorkload(groupBy, { by: "city", of: "n" }, dataset);
    expect(result.rows.map(([key]) => key)).toEqual(["Bern", "Gen\ufffdve", "Z\ufffdrich"]);
    expect(problems).toEqual([
      { code: "not-utf-8", count: 2, line: null, message: expect.stringMatching(/'Gen\ufffdve' is not UTF-8.*Save/) },
    ]);
    const real = await openWritten("k,v\n\ufffd,1\n");
    expect((await runWorkload(groupBy, { by: "k" }, real)).problems).toEqual([]);
  });

  it("says which groups' sums are beyond a float64", async () => {
    const dataset = await openWritten("k,v\na,1.5\nb,1.5e308\nb,1.5e308\nc,1\n");
    const { result, problems } = await runWorkload(groupBy, { by: "k", of: "v" }, dataset);
    expect(result.rows[1]).toEqual(["b", 2, null, null, 1.5e308, 1.5e308]);
    expect(problems).toMatchObject([{ code: "sum-overflow", count: 1, message: /Group b: / }].map(matching));
  });
});

function matching<T extends { message: RegExp }>(problem: T): object {
  return { ...problem, message: expect.stringMatching(problem.message) };
}

describe("bad rows", () => {
  it("are counted by kind, and the first of each is named by its line", async () => {
    const text = 'k,v,w\na,1,x\nb,"two\nlines",x\n\nc\nd,5\ne,six,x\nf,7,x,y,z\ng,,x\n';
    const { result, problems } = await runWorkload(groupBy, { by: "k", of: "v" }, await openWritten(text));
    expect(result.rows.map(([key, count, sum]) => [key, count, sum])).toEqual([
      ["a", 1, 1],
      ["b", 0, null],
      ["d", 1, 5],
      ["e", 0, null],
      ["f", 1, 7],
      ["g", 0, null],
    ]);
    expect(problems).toEqual([
      {
        code: "not-a-number",
        count: 3,
        line: 3,
        message: "{place}: 'two lines' is no number. Such rows add nothing to their group.",
      },
      { code: "ragged-row", count: 1, line: 6, message: expect.stringMatching(/ends after 1 cell, before column v/) },
      { code: "uneven-row", count: 2, line: 7, message: expect.stringMatching(/2 cells for 3 columns/) },
    ]);
  });

  it("show an empty cell as one, and a long one cut", async () => {
    const dataset = await openWritten(`k,v\na,\nb,1\n`);
    const { problems } = await runWorkload(groupBy, { by: "k", of: "v" }, dataset);
    expect(problems[0]!.message).toContain("an empty cell is no number");
    const long = await openWritten(`k,v\na,${"é".repeat(500)}\nb,1\n`);
    const { message } = (await runWorkload(groupBy, { by: "k", of: "v" }, long)).problems[0]!;
    expect(message).toContain(`'${"é".repeat(40)}…'`);
  });

  it("behind a quote that is not closed are left out, and the quote's line is told", async () => {
    const dataset = await openWritten('k,v\na,1\n"b,2\nc,3\n');
    for (const chunkSize of chunkSizesOf(dataset)) {
      const { result, problems } = await runWorkload(groupBy, { by: "k", of: "v" }, dataset, { chunkSize });
      expect(result.rows).toEqual([["a", 1, 1, 1, 1, 1]]);
      expect(problems).toMatchObject([{ code: "unclosed-quote", count: 1, line: 3 }]);
    }
  });
});

describe("what cannot be grouped", () => {
  it.each([
    ["a missing column", { by: "town" }, "column-missing", /no column town\. Its columns: city, people\./],
    [
      "a missing column of numbers",
      { by: "city", of: "x" },
      "column-missing",
      /no column x\. Its columns: city, people/,
    ],
  ])("is %s: told with the columns that there are", async (_what, parameters, code, message) => {
    const dataset = await openWritten("city,people\nOslo,1\n");
    await expect(runWorkload(groupBy, parameters, dataset)).rejects.toMatchObject({
      fault: { code, message: expect.stringMatching(message) },
    });
  });

  it("lists at most twenty columns", async () => {
    const names = Array.from({ length: 30 }, (_, column) => `c${column}`);
    const dataset = await openWritten(`${names.join(",")}\n${names.join(",")}\n`);
    await expect(runWorkload(groupBy, { by: "x" }, dataset)).rejects.toMatchObject({
      fault: { message: expect.stringMatching(/c19 and 10 more\.$/) },
    });
  });

  it("is a text, or nothing", async () => {
    const text = await openWritten("hello\n", "hello.txt");
    await expect(runWorkload(groupBy, { by: "x" }, text)).rejects.toMatchObject({
      fault: { code: "dataset-unsuitable" },
    });
    await expect(runWorkload(groupBy, { by: "x" }, null)).rejects.toMatchObject({
      fault: { code: "dataset-unsuitable" },
    });
  });

  it("is a column that is not named", () => {
    expect(groupBy.parameters.safeParse({ by: "" }).success).toBe(false);
    expect(groupBy.parameters.safeParse({}).success).toBe(false);
    expect(groupBy.parameters.safeParse({ by: "x", off: "y" }).success).toBe(false);
  });
});

describe("a file that is not what it was", () => {
  it("is refused before anything is read, with its lines not counted", async () => {
    const dataset = await openWritten("k,v\na,1\n");
    const path = writeFile("k,v\nb,22\n");
    await expect(runWorkload(groupBy, { by: "k" }, { ...dataset, path })).rejects.toMatchObject({
      fault: { code: "dataset-changed" },
    });
  });
});
