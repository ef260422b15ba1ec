import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonCell, plainCell } from "../../../src/engine/service/cell-text";

describe("a number in a file", () => {
  it("beyond 2^53 is no run of digits, which others take for an integer of another value", () => {
    expect(plainCell(6.988968042192145e16)).toBe("6.988968042192145e+16");
    expect(jsonCell(-6.988968042192145e16, "decimal")).toBe("-6.988968042192145e+16");
  });

  it("is plain where it is not that large", () => {
    const numbers = [0, 3, -2.5, 0.1, Number.MAX_SAFE_INTEGER, 1e-7];
    expect(numbers.map(plainCell)).toEqual(["0", "3", "-2.5", "0.1", "9007199254740991", "1e-7"]);
  });

  it("is read back as the same float64, and never as an integer beyond 2^53", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = jsonCell(value, "decimal");
        expect(JSON.parse(text)).toBe(value === 0 ? 0 : value);
        if (/^-?\d+$/.test(text)) expect(Number.isSafeInteger(Number(text))).toBe(true);
        expect(Number(plainCell(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe("digits of an integer beyond 2^53", () => {
  it.each(["integer", "decimal"] as const)("are a number with all of them in a column of type %s", (type) => {
    expect(jsonCell("9007199254740993", type)).toBe("9007199254740993");
  });

  it("are a text where they are one", () => {
    expect(jsonCell("9007199254740993", "text")).toBe('"9007199254740993"');
    expect(jsonCell(null, "integer")).toBe("null");
  });
});
