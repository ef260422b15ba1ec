import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../../../src/main/command-line";

function parse(words: readonly string[], isDefaultApp = false) {
  return parseCommandLine(["/opt/lanescope/lanescope", ...words], {
    version: "1.2.3",
    workingFolder: "/home/me",
    isDefaultApp,
  });
}

describe("the app's command line", () => {
  it("opens no file when there is none", () => {
    expect(parse([])).toEqual({ kind: "open", files: [] });
  });

  it("gives files as absolute paths, in their order", () => {
    expect(parse(["b.csv", "/data/a.csv", "../c d.txt"])).toEqual({
      kind: "open",
      files: ["/home/me/b.csv", "/data/a.csv", "/home/c d.txt"],
    });
  });

  it("leaves Chromium's options alone", () => {
    expect(parse(["--no-sandbox", "a.csv", "--remote-debugging-port=0"])).toEqual({
      kind: "open",
      files: ["/home/me/a.csv"],
    });
  });

  it("takes no app that Electron was told to start for a file", () => {
    expect(parse(["--no-sandbox", "/work/lanescope", "a.csv"], true)).toEqual({
      kind: "open",
      files: ["/home/me/a.csv"],
    });
    expect(parse(["."], true)).toEqual({ kind: "open", files: [] });
  });

  it("prints the version", () => {
    expect(parse(["--version"])).toEqual({ kind: "print", text: "1.2.3\n" });
    expect(parse([".", "--version"], true)).toEqual({ kind: "print", text: "1.2.3\n" });
  });

  it("prints help, also beside everything else", () => {
    expect(parse(["a.csv", "--version", "--help"])).toEqual({
      kind: "print",
      text: expect.stringMatching(/^Usage: lanescope .*--version.*--help/s),
    });
  });

  it("takes no option of Electron's own for one of the app's", () => {
    expect(parse(["--version", "."], true)).toEqual({ kind: "open", files: [] });
  });
});
