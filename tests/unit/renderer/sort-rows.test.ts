import { describe, expect, it } from "vitest";
import { sortRows } from "../../../src/renderer/views/panel/sort-rows";
import type { ResultTable } from "../../../src/shared/contract/models";

function table(type: "text" | "integer" | "decimal", cells: readonly (string | number | null)[]): ResultTable {
  return {
    columns: [
      { name: "key", type },
      { name: "place", type: "integer" },
    ],
    rows: cells.map((cell, place) => [cell, place]),
    totalRows: cells.length,
    partial: false,
    chart: null,
    headline: "",
  };
}

function sorted(result: ResultTable, descending: boolean): readonly unknown[] {
  return sortRows(result, { column: 0, descending }).map(([cell]) => cell);
}

describe("sorting a result", () => {
  it("leaves the result's own order alone until another is asked for", () => {
    const result = table("text", ["b", "a"]);
    expect(sortRows(result, null)).toBe(result.rows);
  });

  it("compares integers beyond 2^53 exactly, whether they came as numbers or as digits", () => {
    const cells = ["9007199254740993", 9007199254740992, "9007199254740994", 7];
    expect(sorted(table("integer", cells), false)).toEqual([7, 9007199254740992, "9007199254740993", cells[2]]);
  });

  it("compares numbers by value, negative ones and decimals too", () => {
    expect(sorted(table("decimal", [10, -2.5, 9, 0.5]), true)).toEqual([10, 9, 0.5, -2.5]);
  });

  it("compares texts as people order them", () => {
    expect(sorted(table("text", ["key 10", "Key 9", "key 2"]), false)).toEqual(["key 2", "Key 9", "key 10"]);
  });

  it("puts nothing last either way, and keeps equal ones in their order", () => {
    const result = table("integer", [3, null, 1, 3]);
    const places = (descending: boolean) => sortRows(result, { column: 0, descending }).map(([, place]) => place);
    expect(places(false)).toEqual([2, 0, 3, 1]);
    expect(places(true)).toEqual([0, 3, 2, 1]);
  });
});
