import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultAsCsv, resultAsJson } from "../../../src/engine/service/result-text";
import type { ResultTable } from "../../../src/shared/contract/models";

type Cell = string | number | null;

function table(columns: ResultTable["columns"], rows: readonly (readonly Cell[])[]): ResultTable {
  return { columns, rows, totalRows: rows.length, partial: false, chart: null, headline: "" };
}

const text = (name: string) => ({ name, type: "text" }) as const;
const integer = (name: string) => ({ name, type: "integer" }) as const;
const decimal = (name: string) => ({ name, type: "decimal" }) as const;

describe("a result as CSV", () => {
  it("has a header, then every row, each with a line end", () => {
    const columns = [text("city"), integer("count"), decimal("mean")];
    const rows = [
      ["Turin", 3, 0.1],
      ["Ghent", "9007199254740993", null],
    ];
    expect(resultAsCsv(table(columns, rows))).toBe("city,count,mean\nTurin,3,0.1\nGhent,9007199254740993,\n");
    expect(resultAsCsv(table(columns, []))).toBe("city,count,mean\n");
  });

  it("quotes what would be taken for something else", () => {
    const cells = ["plain", "a,b", 'say "no"', "two\nlines", "old\rMac", " spaces "];
    expect(
      resultAsCsv(
        table(
          [text('a "name"')],
          cells.map((cell) => [cell]),
        ),
      ),
    ).toBe('"a ""name"""\nplain\n"a,b"\n"say ""no"""\n"two\nlines"\n"old\rMac"\n spaces \n');
  });

  it("is read back by another program as it was", () => {
    const cell = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(",", '"', "\n", "\r\n", '","', ""));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), (rows) => {
        const csv = resultAsCsv(table([text("first"), text("second")], rows));
        expect(parse(csv, { record_delimiter: "\n" })).toEqual([["first", "second"], ...rows]);
      }),
    );
  });
});

describe("a result as JSON", () => {
  it("has every digit of integers beyond 2^53, as bare numbers", () => {
    const columns = [text("key"), integer("sum")];
    const rows = [
      ["a", "9007199254740993"],
      ["b", "-123456789012345678901234567890"],
      ["c", 42],
    ];
    expect(resultAsJson(table(columns, rows))).toBe(
      '{"columns":["key","sum"],"rows":[["a",9007199254740993],\n["b",-123456789012345678901234567890],\n["c",42]]}\n',
    );
  });

  it("keeps digits that are text, as text", () => {
    const rows = [["0012"], ["9007199254740993"]];
    expect(JSON.parse(resultAsJson(table([text("code")], rows)))).toEqual({ columns: ["code"], rows });
  });

  it("is read back as it was", () => {
    const rows = fc.array(
      fc.tuple(fc.string({ unit: "grapheme" }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    fc.assert(
      fc.property(rows, (cells) => {
        const json = resultAsJson(table([text('a "name"'), decimal("share")], cells));
        const read = JSON.parse(json) as { columns: string[]; rows: [string, number][] };
        expect(read.columns).toEqual(['a "name"', "share"]);
        // JSON has no negative zero.
        expect(read.rows).toEqual(cells.map(([key, share]) => [key, share === 0 ? 0 : share]));
      }),
    );
  });

  it("has null where there is no value", () => {
    expect(JSON.parse(resultAsJson(table([integer("n"), text("t")], [[null, null]])))).toMatchObject({
      rows: [[null, null]],
    });
  });
});
