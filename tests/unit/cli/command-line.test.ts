import { describe, expect, it } from "vitest";
import { type ParsedCommand, parseCommandLine } from "../../../src/cli/command-line";
import { nearest } from "../../../src/cli/nearest";

const parse = (...words: string[]): ParsedCommand => parseCommandLine(words, "1.2.3", 3);

const plain = {
  workload: "sum",
  dataset: null,
  parameters: [],
  mode: "processes",
  workers: 3,
  chunkSize: "auto",
  json: null,
};

describe("the command line", () => {
  it("takes as many workers as processors, processes and automatic chunks unless told", () => {
    expect(parse("run", "sum")).toEqual({ kind: "run", request: plain });
  });

  it("takes no more workers than a run may have, however many processors there are", () => {
    expect(parseCommandLine(["run", "sum"], "1.2.3", 128)).toMatchObject({ request: { workers: 64 } });
  });

  it("takes every option", () => {
    const words = ["run", "sum", "a b.csv", "--param", "x=1", "--param", "y==2", "--mode", "threads"];
    expect(parse(...words, "--workers", "4", "--chunk-size", "1000", "--json", "out.json")).toEqual({
      kind: "run",
      request: {
        ...plain,
        dataset: "a b.csv",
        parameters: ["x=1", "y==2"],
        mode: "threads",
        workers: 4,
        chunkSize: 1000,
        json: "out.json",
      },
    });
  });

  it("takes options in front of the dataset too", () => {
    expect(parse("run", "sum", "--param", "x=1", "data.csv")).toMatchObject({
      request: { dataset: "data.csv", parameters: ["x=1"] },
    });
  });

  it("opens any number of files in the browser", () => {
    expect(parse("open", "a.trace", "b.csv")).toEqual({ kind: "open", files: ["a.trace", "b.csv"] });
    expect(parse("open")).toEqual({ kind: "open", files: [] });
  });

  it("leaves what follows a program to the program", () => {
    expect(parse("exec", "a b.ts", "--help", "-x", "--", "run", "--version")).toEqual({
      kind: "exec",
      request: {
        program: "a b.ts",
        parameters: ["--help", "-x", "--", "run", "--version"],
        report: false,
        json: null,
      },
    });
    expect(parse("exec", "--report", "--json", "out.json", "a.ts", "--json", "-")).toMatchObject({
      request: { program: "a.ts", parameters: ["--json", "-"], report: true, json: "out.json" },
    });
    expect(parse("exec", "--json", "-", "a.ts")).toMatchObject({ kind: "misuse" });
    expect(parse("exec", "--help")).toMatchObject({ kind: "print", text: expect.stringContaining("<program>") });
  });

  it("takes the standard output by its name as that", () => {
    expect(parse("run", "sum", "--json", "/dev/stdout")).toMatchObject({ request: { json: "-" } });
  });

  it.each([[["--version"]], [["run", "--version"]], [["list", "--version"]]])("prints the version for %s", (words) => {
    expect(parse(...words)).toEqual({ kind: "print", text: "1.2.3\n" });
  });

  it.each([
    [["--help"], "Commands:"],
    [["run", "--help"], "--chunk-size <size>"],
    [["list", "--help"], "Usage: lanescope list"],
  ])("prints help for %s", (words, part) => {
    expect(parse(...words)).toEqual({ kind: "print", text: expect.stringContaining(part) });
  });

  it.each([
    [[], "There is no command"],
    [["rnu"], "Did you mean run?"],
    [["run"], "'workload'"],
    [["run", "sum", "a", "b"], "Too many arguments"],
    [["run", "sum", "--foo"], "Unknown option '--foo'"],
    [["run", "sum", "--json"], "argument missing"],
    [["run", "sum", "--json", ""], "--json needs the name of a file"],
    [["run", "sum", "--mode", "process"], 'no mode "process". Did you mean "processes"? There are: sequential'],
    [["run", "sum", "--workers", "0"], "--workers 0 is out of range: choose a whole number from 1 to 64"],
    [["run", "sum", "--workers", "10000"], "from 1 to 64"],
    [["run", "sum", "--workers", "2.5"], "from 1 to 64"],
    [["run", "sum", "--workers", "-1"], "from 1 to 64"],
    [["run", "sum", "--workers", "two"], "from 1 to 64"],
    [["run", "sum", "--chunk-size", "0"], "--chunk-size 0 is no chunk size"],
    [["run", "sum", "--chunk-size", "1k"], "--chunk-size 1k is no chunk size"],
    [["exec"], "See lanescope --help and lanescope exec --help."],
    [["run", "sum", "--chunk-size", "99999999999999999999"], "is no chunk size"],
  ])("refuses %j and says why", (words, part) => {
    expect(parse(...words)).toEqual({ kind: "misuse", message: expect.stringContaining(part) });
  });
});

describe("the nearest name", () => {
  const names = ["group-by", "sum", "word-count", "primes"];

  it.each([
    ["primse", "primes"],
    ["prime", "primes"],
    ["groupby", "group-by"],
    ["Word-Count", "word-count"],
    ["sun", "sum"],
    ["x", null],
    ["banana", null],
    ["", null],
  ])("to %j is %j", (given, expected) => {
    expect(nearest(given, names)).toBe(expected);
  });
});

describe("compare and sweep", () => {
  const parse = (...words: string[]) => parseCommandLine(words, "1.2.3", 6);

  it("compare all modes with as many workers as processors, unless told", () => {
    expect(parse("compare", "sum", "a.txt")).toEqual({
      kind: "series",
      request: {
        kind: "compare",
        workload: "sum",
        dataset: "a.txt",
        parameters: [],
        json: null,
        repeats: 3,
        modes: ["sequential", "concurrent", "threads", "processes"],
        workers: [6],
        chunkSizes: ["auto"],
      },
    });
    const told = parse("compare", "primes", "--modes", "threads, processes", "--workers", "2", "--repeat", "5");
    expect(told).toMatchObject({ request: { modes: ["threads", "processes"], workers: [2], repeats: 5 } });
  });

  it("sweep over lists, by default over doublings of the workers up to the processors", () => {
    expect(parse("sweep", "primes")).toMatchObject({
      request: { kind: "sweep", modes: ["processes"], workers: [1, 2, 4, 6], chunkSizes: ["auto"] },
    });
    expect(parse("sweep", "primes", "--workers", "1,3", "--chunk-size", "auto,500")).toMatchObject({
      request: { workers: [1, 3], chunkSizes: ["auto", 500] },
    });
    expect(parse("sweep", "primes", "--mode", "sequential")).toMatchObject({ request: { workers: [1] } });
  });

  it.each([
    [["compare", "primes", "--modes", "threads,thread"], 'There is no mode "thread".'],
    [["compare", "primes", "--modes", "threads,threads"], "names one of them twice"],
    [["compare", "primes", "--repeat", "0"], "--repeat 0 is out of range: choose a whole number from 1 to 50."],
    [["sweep", "primes", "--workers", "1,,2"], "--workers  is out of range"],
    [["sweep", "primes", "--chunk-size", "1k"], "--chunk-size 1k is no chunk size"],
  ])("refuse %j", (words, message) => {
    expect(parse(...words)).toMatchObject({ kind: "misuse", message: expect.stringContaining(message) });
  });
});
