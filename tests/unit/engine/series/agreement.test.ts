import { describe, expect, it } from "vitest";
import { differenceIn, digestOf } from "../../../../src/engine/service/series/agreement";
import type { ResultTable } from "../../../../src/shared/contract/models";

const columns: ResultTable["columns"] = [
  { name: "key", type: "text" },
  { name: "sum", type: "decimal" },
];

function reading(rows: ResultTable["rows"]): (limit: number, from: number) => ResultTable {
  const about = { columns, totalRows: rows.length, partial: false, chart: null, headline: "" };
  return (limit, from) => ({ ...about, rows: rows.slice(from, from + limit) });
}

const many = Array.from({ length: 12_000 }, (_, row) => [`k${row}`, row / 3] as const);

describe("whether results agree", () => {
  it("has the same digest for the same cells, however many pages they take", async () => {
    expect(await digestOf(reading(many))).toBe(await digestOf(reading([...many])));
  });

  it("has another digest for the smallest difference, signs of zero among them", async () => {
    const other = many.map((cells, row) => (row === 11_999 ? ([cells[0], cells[1] * (1 + 2 ** -52)] as const) : cells));
    expect(await digestOf(reading(other))).not.toBe(await digestOf(reading(many)));
    expect(await digestOf(reading([["a", 0]]))).not.toBe(await digestOf(reading([["a", -0]])));
    expect(await digestOf(reading([["a", Number.NaN]]))).not.toBe(await digestOf(reading([["a", null]])));
  });

  it("says where they differ first", async () => {
    const other = many.map((cells, row) => (row === 7_000 ? ([cells[0], 1] as const) : cells));
    expect(await differenceIn(reading(many), reading(other))).toBe(`row 7001, sum: ${7_000 / 3} and 1`);
    expect(await differenceIn(reading(many), reading(many.slice(1)))).toBe("12000 and 11999 rows");
    expect(await differenceIn(reading(many), () => null)).toBe("one of them has no result");
    expect(await differenceIn(reading(many), reading(many))).toBeNull();
  });
});
