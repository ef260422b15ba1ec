import { describe, expect, it } from "vitest";
import { resultCell, resultColumns } from "../../../src/renderer/views/panel/result-columns";

function shown(type: "text" | "integer" | "decimal", cells: readonly (string | number | null)[]): readonly string[] {
  const [column] = resultColumns({ columns: [{ name: "one", type }], rows: cells.map((cell) => [cell]) });
  return cells.map((cell) => resultCell(cell, column!));
}

describe("figures of a result", () => {
  it("are shown with all their digits where they are whole or have few behind the point", () => {
    expect(shown("integer", [1_234_567, "9007199254740993", null])).toEqual(["1,234,567", "9,007,199,254,740,993", ""]);
    expect(shown("decimal", [1_234_567.25, 0.123456, null])).toEqual(["1,234,567.25", "0.123456", ""]);
    expect(shown("text", ["0.12345678901", null])).toEqual(["0.12345678901", ""]);
  });

  it("are rounded alike where a computation left many, so that their points stand in line", () => {
    expect(shown("decimal", [16.694493160294634, 4.5, -7.56147859922179])).toEqual(["16.69449", "4.50000", "-7.56148"]);
    expect(shown("decimal", [0.021478998196471366, 0.00020155])).toEqual(["0.02147900", "0.00020155"]);
    expect(shown("decimal", [123_456_789.12345678, 0])).toEqual(["123,456,789.12", "0.00"]);
  });

  it("are never shown as nothing where they are something", () => {
    expect(shown("decimal", [1.23456789, 3e-12, 0])).toEqual(["1.234568", "3.00e-12", "0.000000"]);
    expect(shown("decimal", [1e-9, 2.5e-9])).toEqual(["0.000000001000000", "0.000000002500000"]);
    expect(shown("decimal", [0, 0])).toEqual(["0", "0"]);
  });
});
