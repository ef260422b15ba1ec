import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNumber, NumberParser, numberKinds } from "../../../src/engine/datasets";

/** Parses a text within other bytes: what surrounds a cell must not matter. */
function parse(text: string): { readonly kind: number; readonly value: number; readonly big: bigint } {
  const bytes = Buffer.from(`9${text}9`, "utf8");
  const parser = new NumberParser();
  const value = parser.parse(bytes, 1, bytes.length - 1);
  return { kind: parser.kind, value, big: parser.big };
}

describe("what is a number", () => {
  it.each([
    ["0", 0],
    ["7", 7],
    ["+3", 3],
    ["-3", -3],
    ["007", 7],
    [" 12 ", 12],
    ["\t12\t", 12],
    ["123456789", 123456789],
    ["1234567890", 1234567890],
    ["-999999999", -999999999],
    ["9007199254740991", 9007199254740991],
    ["-9007199254740991", -9007199254740991],
    ["000000000000000000000000000001", 1],
  ])("%j is the integer %d", (text, value) => {
    expect(parse(text)).toMatchObject({ kind: numberKinds.integer, value });
  });

  it.each([
    ["0.1", 0.1],
    [".5", 0.5],
    ["5.", 5],
    ["-.5", -0.5],
    ["+.5", 0.5],
    ["1e5", 100_000],
    ["1E5", 100_000],
    ["1e+5", 100_000],
    ["1e-5", 0.00001],
    ["1.e5", 100_000],
    [".5e1", 5],
    ["0e999999", 0],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["4.9e-324", Number.MIN_VALUE],
    ["1e-400", 0],
    ["2.2250738585072011e-308", 2.225073858507201e-308],
    ["9007199254740993.0", 9007199254740992],
    ["0.1000000000000000055511151231257827021181583404541015625", 0.1],
    ["123456.7890", 123456.789],
  ])("%j is the decimal %d", (text, value) => {
    expect(parse(text)).toMatchObject({ kind: numberKinds.decimal, value });
  });

  it.each([
    ["9007199254740992", 9007199254740992n],
    ["9007199254740993", 9007199254740993n],
    ["-9007199254740993", -9007199254740993n],
    ["+18446744073709551616", 18446744073709551616n],
    [`1${"0".repeat(300)}`, 10n ** 300n],
  ])("%j is an integer beyond float64, kept whole", (text, big) => {
    expect(parse(text)).toMatchObject({ kind: numberKinds.bigInteger, big });
  });

  it.each([
    ..."- + . e e5 1e 1e+ 1e5.5 +-3 --3 3- 1.2.3 0x10 0b1 1_000 1,000 1.000,5 1/2 50% $5 5€ 1n".split(" "),
    ...["NaN", "nan", "Infinity", "-Infinity", "inf", "NA", "null", "true"],
    ...["", " ", "1 2", "1 000", "- 5", "\u00a05", "5\u00a0", "5\n", "٣", "１", "−5", '"5"', "'5"],
    ...["1e309", "-1e309", `1${"0".repeat(309)}`, "1e99999999999999999999999"],
  ])("%j is none", (text) => {
    expect(parse(text)).toMatchObject({ kind: numberKinds.none, value: Number.NaN });
    expect(isNumber(text)).toBe(false);
  });

  it.each(["-0", "-0.0", "-.0", "-0e5", "-1e-400"])("%s is 0 without a sign", (text) => {
    expect(Object.is(parse(text).value, 0)).toBe(true);
  });
});

/** Digits with a point and an exponent, of any length and size. */
const numberText = fc
  .record({
    sign: fc.constantFrom("", "+", "-"),
    whole: fc.stringMatching(/^[0-9]{0,25}$/),
    fraction: fc.option(fc.stringMatching(/^[0-9]{0,25}$/), { nil: null }),
    exponent: fc.option(fc.integer({ min: -360, max: 330 }), { nil: null }),
  })
  .filter(({ whole, fraction }) => whole + (fraction ?? "") !== "")
  .map(
    ({ sign, whole, fraction, exponent }) =>
      `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`,
  );

describe("any number's text", () => {
  it("is the nearest float64, or the integer that it says", () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const { kind, value, big } = parse(text);
        const nearest = Number(text);
        const whole = /^[+-]?\d+$/.test(text) ? BigInt(text.replace("+", "")) : null;
        if (!Number.isFinite(nearest)) return kind === numberKinds.none;
        if (whole === null) return kind === numberKinds.decimal && Object.is(value, nearest + 0);
        if (Number.isSafeInteger(nearest)) return kind === numberKinds.integer && BigInt(value) === whole;
        return kind === numberKinds.bigInteger && big === whole;
      }),
      { numRuns: 5_000 },
    );
  });

  it("is read back as the float64 that printed it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = value.toExponential();
        return Object.is(parse(text).value, value + 0);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("any text", () => {
  it("is a number only if a plain pattern says so", () => {
    const pattern = /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*$/;
    const text = fc.string({ unit: fc.constantFrom(..."0123456789+-.eE _,x \t"), maxLength: 12 });
    fc.assert(
      fc.property(text, (given) => isNumber(given) === (pattern.test(given) && Number.isFinite(Number(given)))),
      { numRuns: 20_000 },
    );
  });
});
