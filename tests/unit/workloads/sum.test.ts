import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberKinds, Statistics, type StatisticsPartial } from "../../../src/engine/datasets";
import type { Dataset } from "../../../src/shared/contract/models";
import { sum } from "../../../src/workloads/sum";
import { exactStatistics, termOf } from "../datasets/exact";
import { describeCsv, openWritten, writeFile } from "../datasets/support";
import { runWorkload } from "./run-workload";
import { amountCell, anyTable, chunkSizesOf, datasetOf, group, statisticsRow } from "./tables";

describe("adding up a column of any table", () => {
  it("gives its exact statistics for every chunk size", async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (csv) => {
        const dataset = datasetOf(csv);
        const expected = group(csv, 2, 2);
        const row = statisticsRow(expected.groups.flatMap(([, terms]) => terms));
        for (const chunkSize of chunkSizesOf(dataset)) {
          const { result, problems } = await runWorkload(sum, { column: "amount" }, dataset, { chunkSize });
          expect(result.rows).toEqual([row]);
          const placed = problems.filter(({ line }) => line !== null);
          expect(Object.fromEntries(placed.map(({ code, count, line }) => [code, { count, line }]))).toEqual(
            expected.problems,
          );
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe("adding up a file of numbers", () => {
  it("shows the sum so far, as often as it is asked for, and goes on", async () => {
    const dataset = await openWritten("1\n2\n", "numbers.txt");
    const part = (value: number): StatisticsPartial => {
      const statistics = new Statistics();
      statistics.reserve(1);
      statistics.add(0, value, numberKinds.integer);
      return statistics.toPartial();
    };
    const combiner = sum.combine({ parameters: {}, dataset });
    const shown = () => combiner.result({}, {}).rows.slice(0, 1)[0]?.slice(0, 2);
    combiner.add(part(1), 0);
    expect([sum.grows, shown(), shown()]).toEqual([true, [1, 1], [1, 1]]);
    combiner.add(part(2), 1);
    expect(shown()).toEqual([2, 3]);
  });

  it("takes one from each line, whatever ends it, and counts lines that are none", async () => {
    const line = amountCell.filter((cell) => cell.trim() !== "");
    const lineBreak = fc.constantFrom("\n", "\r\n", "\r");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, lineBreak), { minLength: 1, maxLength: 40 }), async (lines) => {
        // Said to be lines of text: some of these look like a header over numbers.
        const path = writeFile(lines.flat().join(""), "numbers.txt");
        const described = describeCsv(path, { delimiter: "", columns: [], dataStart: 0 });
        const dataset: Dataset = { ...described, format: "text" };
        const terms = lines.map(([text]) => termOf(text)).filter((term) => term !== null);
        const { count, sum: total, mean, min, max } = exactStatistics(terms);
        for (const chunkSize of chunkSizesOf(dataset)) {
          const { result, problems } = await runWorkload(sum, {}, dataset, { chunkSize });
          expect(result.rows).toEqual([[count, total, mean, min, max]]);
          const wrong = problems.find(({ code }) => code === "not-a-number");
          expect(wrong?.count ?? 0).toBe(lines.length - terms.length);
          const first = lines.findIndex(([text]) => termOf(text) === null);
          expect(wrong?.line ?? null).toBe(first < 0 ? null : first + 1);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("passes over lines that are empty or blank", async () => {
    const { result, problems } = await runWorkload(sum, {}, await openWritten("1\n\n  \n\t\n2\n", "numbers.txt"));
    expect(result.rows).toEqual([[2, 3, 1.5, 1, 2]]);
    expect(problems).toEqual([]);
  });
});

describe("the column to add up", () => {
  it("need not be named where only one holds numbers, or there is only one", async () => {
    const one = await runWorkload(sum, {}, await openWritten("city,people\nOslo,1\nBergen,2\n"));
    expect(one.result.headline).toBe("The sum of 2 numbers of people is 3");
    const only = await runWorkload(sum, { column: "" }, await openWritten("n\n5\n"));
    expect(only.result.headline).toBe("The sum of 1 number of n is 5");
    const plain = await runWorkload(sum, {}, await openWritten("1234.5\n2000\n", "numbers.txt"));
    expect(plain.result.headline).toBe("The sum of 2 numbers is 3,234.5");
  });

  it("has to be named where several do, and the question lists them", async () => {
    const dataset = await openWritten("a,b\n1,2\n");
    await expect(runWorkload(sum, {}, { ...dataset, hasHeader: true })).rejects.toMatchObject({
      fault: { code: "column-missing", message: expect.stringMatching(/Say which column.*Its columns: /) },
    });
  });

  it("that is not there is told with those that are", async () => {
    await expect(runWorkload(sum, { column: "c" }, await openWritten("a,b\nx,2\n"))).rejects.toMatchObject({
      fault: { code: "column-missing", message: expect.stringMatching(/no column c\. Its columns: a, b\./) },
    });
  });

  it("that only comes late in JSON is told with the reason, which naming it in the first record mends", async () => {
    const records = Array.from({ length: 30_000 }, (_, row) => `{"a":${row}}`);
    const late = [...records, '{"a":1,"b":5}'].join("\n");
    await expect(runWorkload(sum, { column: "b" }, await openWritten(late, "late.ndjson"))).rejects.toMatchObject({
      fault: {
        code: "column-missing",
        message: expect.stringMatching(/no column b\. .* first 256 KB .* first record/),
      },
    });
    const { result } = await runWorkload(
      sum,
      { column: "b" },
      await openWritten(`{"b":null}\n${late}`, "early.ndjson"),
    );
    expect(result.rows).toEqual([[1, 5, 5, 5, 5]]);
  });

  it("of a text there is none", async () => {
    const text = await openWritten("1\n2\n", "numbers.txt");
    await expect(runWorkload(sum, { column: "a" }, text)).rejects.toMatchObject({
      fault: { code: "dataset-unsuitable" },
    });
  });
});

describe("the sum", () => {
  it.each([
    ["integers beyond 2^53, to the last digit", "9007199254740993\n1\n", "9007199254740994"],
    ["integers beyond 2^63", "18446744073709551615\n18446744073709551615\n", "36893488147419103230"],
    ["decimals, as their exact sum rounded once", "0.1\n".repeat(10), 1],
    ["what a running sum would lose", "1e16\n1.0\n1.0\n-1e16\n", 2],
    ["nothing that is a number", "a\nb\n", 0],
  ])("of %s", async (_what, text, total) => {
    const dataset = await openWritten(text, "numbers.txt");
    expect((await runWorkload(sum, {}, dataset, { chunkSize: 5 })).result.rows[0]![1]).toBe(total);
  });

  it("beyond a float64 is left empty and told", async () => {
    const { result, problems } = await runWorkload(sum, {}, await openWritten("1e308\n1e308\n", "numbers.txt"));
    expect(result.rows).toEqual([[2, null, null, 1e308, 1e308]]);
    expect(result.headline).toBe("The sum of 2 numbers is beyond what a float64 holds");
    expect(problems).toMatchObject([{ code: "sum-overflow", count: 1, line: null }]);
  });
});
