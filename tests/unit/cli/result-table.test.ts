import { describe, expect, it } from "vitest";
import { tableLines } from "../../../src/cli/result-table";
import type { ResultTable } from "../../../src/shared/contract/models";
import { table } from "./support";

const draw = (columns: ResultTable["columns"], rows: ResultTable["rows"]): string =>
  [...tableLines({ columns, rows }, (heading) => heading)].join("");

describe("the result as a table", () => {
  it("puts texts to the left and numbers to the right, with all their digits", () => {
    expect(draw(table.columns, table.rows)).toBe(
      [
        "key    count                sum",
        "-----  -----  -----------------",
        "north      3                1.5",
        "south     12  18014398509481987",
        "",
      ].join("\n"),
    );
  });

  it("leaves empty what has no value, and ends no line in blanks", () => {
    const columns = [
      { name: "mean", type: "decimal" },
      { name: "word", type: "text" },
    ] as const;
    const rows = [
      [null, "longest"],
      [2, "a"],
      [3, null],
    ];
    expect(draw(columns, rows)).toBe(
      ["mean  word", "----  -------", "      longest", "   2  a", "   3  ", ""].join("\n"),
    );
  });

  it("counts wide characters as two places and marks on letters as none", () => {
    const columns = [
      { name: "key", type: "text" },
      { name: "n", type: "integer" },
    ] as const;
    const rows = [
      ["日本", 1],
      ["e\u0301t\u00e9", 2],
    ];
    expect(draw(columns, rows).split("\n").slice(2)).toEqual(["日本  1", "e\u0301t\u00e9   2", ""]);
  });

  it("shows characters that would move the cursor or break the row as their codes", () => {
    const columns = [{ name: "a\tb", type: "text" }] as const;
    expect(draw(columns, [["two\nlines\u001b[31m\u202e"]]).split("\n")).toEqual([
      "a\\tb",
      "-".repeat(26),
      "two\\nlines\\u001b[31m\\u202e",
      "",
    ]);
  });

  it("stands with its heading where there are no rows", () => {
    expect(draw([{ name: "key", type: "text" }], [])).toBe("key\n---\n");
  });
});
