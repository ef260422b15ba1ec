import { describe, expect, it } from "vitest";
import { splitParameters } from "../../../src/renderer/setup/split-parameters";

describe("what follows a program's name", () => {
  it.each([
    ["", []],
    ["  ", []],
    ["one two\tthree", ["one", "two", "three"]],
    [`"a b" 'c "d"' e"f g"h`, ["a b", 'c "d"', "ef gh"]],
    [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', "e\\f"]],
    [`"" x`, ["", "x"]],
    [`"not closed`, ["not closed"]],
  ])("is split like %s", (text, parameters) => {
    expect(splitParameters(text)).toEqual(parameters);
  });
});
