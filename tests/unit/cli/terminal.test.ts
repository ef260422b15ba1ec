import { describe, expect, it } from "vitest";
import { Terminal } from "../../../src/cli/terminal";
import { FakeStream } from "./support";

function open(isTerminal: boolean, environment: NodeJS.ProcessEnv = {}) {
  const stdout = new FakeStream(isTerminal);
  const stderr = new FakeStream(isTerminal);
  return { stdout, stderr, terminal: new Terminal(stdout, stderr, environment) };
}

const clear = "\u001b[K";

describe("the status line", () => {
  it("is replaced in place, and what is said goes above it", () => {
    const { terminal, stderr } = open(true, { NO_COLOR: "1" });
    terminal.status("10 %");
    terminal.say("hello");
    terminal.status("20 %");
    terminal.status("");
    expect(stderr.text).toBe(`\r10 %${clear}\r${clear}hello\n10 %\r20 %${clear}\r${clear}`);
  });

  it("is cut to the terminal's width, wide characters counted as two", () => {
    const { terminal, stderr } = open(true);
    stderr.columns = 8;
    terminal.status("日本日本日本");
    expect(stderr.text).toBe(`\r日本日${clear}`);
  });

  it("is shown on a terminal that does not know its size", () => {
    const { terminal, stderr } = open(true);
    stderr.columns = 0;
    terminal.status("10 %");
    expect(stderr.text).toBe(`\r10 %${clear}`);
  });

  it("is written once while it stays the same", () => {
    const { terminal, stderr } = open(true);
    terminal.status("10 %");
    terminal.status("10 %");
    expect(stderr.writes).toBe(1);
  });

  it.each([
    [false, {}],
    [true, { TERM: "dumb" }],
  ])("is not shown where the cursor cannot be moved (terminal: %s, %j)", (isTerminal, environment) => {
    const { terminal, stderr } = open(isTerminal, environment);
    terminal.status("10 %");
    terminal.say("hello");
    expect(stderr.text).toBe("hello\n");
  });
});

describe("colours", () => {
  it.each([
    [true, {}, true],
    [true, { TERM: "dumb" }, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [false, {}, false],
    [false, { FORCE_COLOR: "1" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("on a terminal (%s) with %j: %s", (isTerminal, environment, expected) => {
    const { terminal, stderr } = open(isTerminal, environment);
    terminal.error("no");
    expect(stderr.text.includes("\u001b[31m")).toBe(expected);
  });
});

describe("writing the result", () => {
  it("gathers small pieces into few writes", async () => {
    const { terminal, stdout } = open(false);
    await terminal.writeResult(Array.from({ length: 100_000 }, () => "123456789\n"));
    expect(stdout.text.length).toBe(1_000_000);
    expect(stdout.writes).toBeLessThan(20);
  });

  it.each(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"])("ends quietly where nobody reads (%s)", async (code) => {
    const { terminal, stdout } = open(false);
    stdout.failure = code;
    await terminal.writeResult(Array.from({ length: 100_000 }, () => "123456789\n"));
    expect(stdout.writes).toBe(1);
  });

  it("fails with a reason where the disk is full", async () => {
    const { terminal, stdout } = open(false);
    stdout.failure = "ENOSPC";
    await expect(terminal.writeResult(["x"])).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("could not be written to the standard output"),
    });
  });
});
