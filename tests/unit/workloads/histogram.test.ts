import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogram } from "../../../src/workloads/histogram";
import { openWritten } from "../datasets/support";
import { runWorkload } from "./run-workload";

const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 }).map((cents) => cents / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

describe("histogram and quantiles", () => {
  it("finds those of the sorted numbers, of any numbers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 60 }), async (numbers) => {
        // A second column, so that a header and a delimiter are found.
        const dataset = await openWritten(`id,value\n${numbers.map((value, row) => `r${row},${value}`).join("\n")}\n`);
        const { result, problems } = await runWorkload(histogram, { column: "value", bars: 5 }, dataset);
        expect(problems).toEqual([]);
        const sorted = numbers.map(Number).sort((a, b) => a - b);
        const expected = shares.map((share) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]);
        expect(result.figures!.slice(1, 8).map(({ value }) => value)).toEqual(expected);
        expect(result.figures![0]!.value).toBe(sorted[0]);
        expect(result.figures![8]!.value).toBe(sorted.at(-1));
        expect(result.rows.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(numbers.length);
        expect([result.rows[0]![0], result.rows.at(-1)![1]]).toEqual([sorted[0], sorted.at(-1)]);
      }),
      { numRuns: 100 },
    );
  });

  it("counts each number in the bar whose edges it lies between", async () => {
    const dataset = await openWritten(
      `id,value\n${[0, 1, 2, 3, 4, 5, 6, 7, 8, 10].map((value) => `a,${value}`).join("\n")}\n`,
    );
    const { result } = await runWorkload(histogram, { column: "value", bars: 5 }, dataset);
    expect(result.rows).toEqual([
      [0, 2, 2],
      [2, 4, 2],
      [4, 6, 2],
      [6, 8, 2],
      [8, 10, 2],
    ]);
  });

  it("says that there is none where no row has a number", async () => {
    const dataset = await openWritten("id,value\na,x\nb,y\n");
    const { result, problems } = await runWorkload(histogram, { column: "value" }, dataset);
    expect(result).toMatchObject({ rows: [], headline: "0 numbers of value" });
    expect(problems.map(({ code, count }) => [code, count])).toEqual([["not-a-number", 2]]);
  });
});
