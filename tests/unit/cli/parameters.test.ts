import { describe, expect, it } from "vitest";
import { CommandError, exitCodes } from "../../../src/cli/ending";
import { parametersOf, parseParameters } from "../../../src/cli/parameters";
import { everyType, withoutDataset } from "./support";

function misuse(texts: readonly string[], workload = everyType): string {
  try {
    parseParameters(workload, texts);
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).exitCode).toBe(exitCodes.misuse);
    return (error as CommandError).message;
  }
  throw new Error(`${texts} was taken`);
}

describe("a parameter's text", () => {
  it.each([
    ["top=5", { top: 5 }],
    ["top=+5", { top: 5 }],
    ["top=1e1", { top: 10 }],
    ["share=2.5", { share: 2.5 }],
    ["share=.5", { share: 0.5 }],
    ["share=1e-3", { share: 0.001 }],
    ["exact=false", { exact: false }],
    ["order=count", { order: "count" }],
    ["limit=7", { limit: 7 }],
    ["limit=all", { limit: "all" }],
    ["by=12", { by: "12" }],
    ["by=true", { by: "true" }],
    ["by=a=b", { by: "a=b" }],
    ["by=", { by: "" }],
    ["by= x ", { by: " x " }],
  ])("%j becomes what the schema asks for", (text, expected) => {
    const others = text.startsWith("by=") ? [] : ["by=region"];
    expect(parseParameters(everyType, [...others, text])).toEqual({ by: "region", ...expected });
  });

  it.each([
    ["top=x", "top takes a whole number, 1 to 100"],
    ["top=2.5", "top takes a whole number, 1 to 100"],
    ["top=0", "top takes a whole number, 1 to 100"],
    ["top=101", "top takes a whole number, 1 to 100"],
    ["top=", "top takes a whole number, 1 to 100"],
    ["top=0x10", "top takes a whole number, 1 to 100"],
    ["share=much", "share takes a number."],
    ["share=1e999", "share takes a number."],
    ["share=Infinity", "share takes a number."],
    ["exact=yes", "exact takes true|false"],
  ])("%j is refused, and what is taken is named", (text, part) => {
    expect(misuse(["by=region", text])).toContain(part);
  });

  it("without a value is refused", () => {
    expect(misuse(["by"])).toBe(
      "--param by has no value: write --param key=value. group-by has: by, top, share, exact, order, limit.",
    );
  });

  it("of an unknown parameter is refused, with the nearest and all that there are", () => {
    expect(misuse(["tpo=3"])).toBe(
      'group-by has no parameter "tpo". Did you mean "top"? group-by has: by, top, share, exact, order, limit.',
    );
  });

  it("of a name that every object has is refused like any other", () => {
    expect(misuse(["toString=3"])).toContain('no parameter "toString"');
    expect(misuse(["__proto__=3"])).toContain('no parameter "__proto__"');
  });

  it("given twice is refused", () => {
    expect(misuse(["by=a", "by=b"])).toContain("--param by is given twice");
  });

  it("that is needed and missing is named", () => {
    expect(misuse([])).toBe('group-by needs the parameter "by": add --param by=COLUMN. The groups.');
  });

  it("for a workload without parameters is refused", () => {
    expect(misuse(["x=1"], { ...withoutDataset, parameters: { type: "object" } })).toContain("primes has none.");
  });
});

describe("what a schema says of a parameter", () => {
  it("names the form of its values", () => {
    expect(parametersOf(everyType).map(({ name, form }) => `${name}=${form}`)).toEqual([
      "by=COLUMN",
      "top=INTEGER",
      "share=NUMBER",
      "exact=true|false",
      "order=key|count",
      "limit=INTEGER|TEXT",
    ]);
  });

  it("asks for what has no default and is required", () => {
    const required = { ...everyType, parameters: { ...everyType.parameters, required: ["by", "top"] } };
    expect(parametersOf(required).filter(({ isRequired }) => isRequired)).toMatchObject([{ name: "by" }]);
  });
});
