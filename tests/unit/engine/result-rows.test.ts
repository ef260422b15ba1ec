import { describe, expect, it } from "vitest";
import { packRows, unpackRows } from "../../../src/engine/protocol/result-rows";

/** More than two pages, the last of which is not full. */
const rows = Array.from({ length: 2_500 }, (_, row) => [row, `row ${row}`, row % 7 === 0 ? null : "18014398509481985"]);
const packed = packRows(rows);

describe("packed rows", () => {
  it.each([
    ["all of them", 0, Number.MAX_SAFE_INTEGER],
    ["the first ones", 0, 3],
    ["some across the edge of a page", 999, 1_001],
    ["a page and what is around it", 900, 2_100],
    ["the last ones, where more are asked for", 2_490, 4_000],
    ["none behind the end", 2_500, 2_600],
    ["none of an empty stretch", 5, 5],
  ])("give back %s", (_what, from, to) => {
    expect(unpackRows(packed, from, to)).toEqual(rows.slice(from, to));
  });

  it("may be none", () => {
    expect(unpackRows(packRows([]), 0, 10)).toEqual([]);
  });

  it("may lie in a part of a larger buffer", () => {
    const larger = new Uint8Array(packed.byteLength + 3);
    larger.set(packed, 3);
    expect(unpackRows(larger.subarray(3), 1_234, 1_235)).toEqual([rows[1_234]]);
  });
});
