import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutputLog } from "../../../src/engine/host/output-log";
import type { OutputLine } from "../../../src/shared/contract/models";

const longest = 4_000;

function makeLog(): { log: OutputLog; told: OutputLine[] } {
  const told: OutputLine[] = [];
  return {
    log: new OutputLog(
      (lane) => `lane ${lane}`,
      (lines) => told.push(...lines),
    ),
    told,
  };
}

const texts = (lines: readonly OutputLine[]): readonly string[] => lines.map(({ text }) => text);

describe("a run's output", () => {
  it("tells whole lines as they come, with their lane and number", () => {
    const { log, told } = makeLog();
    log.add(3, "stdout", "one\ntwo\nthr");
    log.add(4, "stderr", "\n");
    log.add(3, "stdout", "ee\n");
    const line = (sequence: number, lane: number, stream: string, text: string): unknown => {
      return { sequence, lane, laneName: `lane ${lane}`, stream, text };
    };
    expect(told).toEqual([
      line(1, 3, "stdout", "one"),
      line(2, 3, "stdout", "two"),
      line(3, 4, "stderr", ""),
      line(4, 3, "stdout", "three"),
    ]);
    expect(log.since(1)).toEqual({ lines: told, lost: 0 });
  });

  it("keeps the unfinished lines of lanes and streams apart", () => {
    const { log, told } = makeLog();
    log.add(1, "stdout", "a");
    log.add(1, "stderr", "b");
    log.add(2, "stdout", "c");
    log.add(1, "stdout", "1\n");
    log.add(2, "stdout", "3\n");
    log.add(1, "stderr", "2\n");
    expect(texts(told)).toEqual(["a1", "c3", "b2"]);
  });

  it("makes a line of what is left when a lane ends", () => {
    const { log, told } = makeLog();
    log.add(1, "stdout", "left");
    log.add(1, "stderr", "over");
    log.add(2, "stdout", "goes on");
    log.end(1);
    log.end(1);
    expect(texts(told)).toEqual(["left", "over"]);
  });

  it("gives the same lines wherever the text is cut, long ones and CRLF included", () => {
    const piece = fc.oneof(
      fc.constantFrom("\n", "\r\n", "\r", "", "word"),
      fc.constantFrom(longest - 1, longest, longest + 1, 2 * longest, 9_500).map((length) => "x".repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 6 }), (pieces, places) => {
        const text = `${pieces.join("")}\nlast`;
        const whole = makeLog();
        whole.log.add(1, "stdout", text);
        const cut = makeLog();
        const cuts = places.map((place) => place % text.length).sort((a, b) => a - b);
        for (const [index, from] of [0, ...cuts].entries()) cut.log.add(1, "stdout", text.slice(from, cuts[index]));
        for (const { log } of [whole, cut]) log.end(1);
        expect(texts(cut.told)).toEqual(texts(whole.told));
        const expected = text.split(/\r?\n/);
        expect(texts(whole.told).join("")).toBe(expected.join(""));
        expect(whole.told.every((line) => line.text.length <= longest)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("breaks a line that is too long, before its end has come too", () => {
    const { log, told } = makeLog();
    log.add(1, "stdout", "x".repeat(longest + 5));
    expect(texts(told)).toEqual(["x".repeat(longest)]);
    log.add(1, "stdout", "y\nz\n");
    expect(texts(told)).toEqual(["x".repeat(longest), "xxxxxy", "z"]);
  });

  it("keeps the newest 10,000 lines and counts those that a reader missed", () => {
    const { log } = makeLog();
    for (let line = 1; line <= 10_500; line++) log.add(1, "stdout", `${line}\n`);
    const all = log.since(1);
    expect([all.lines.length, all.lost]).toEqual([10_000, 500]);
    expect(all.lines[0]).toMatchObject({ sequence: 501, text: "501" });
    expect(log.since(400).lost).toBe(101);
    expect(log.since(501)).toMatchObject({ lost: 0 });
    expect(texts(log.since(10_499).lines)).toEqual(["10499", "10500"]);
    expect(log.since(10_501)).toEqual({ lines: [], lost: 0 });
  });

  it("takes more lines at once than a call may have arguments", () => {
    const told: number[] = [];
    const log = new OutputLog(
      () => "lane",
      ({ length }) => told.push(length),
    );
    log.add(1, "stdout", "\n".repeat(600_000));
    expect(told).toEqual([600_000]);
    expect(log.since(1)).toMatchObject({ lost: 590_000 });
  });

  it("has nothing before the first line", () => {
    expect(makeLog().log.since(1)).toEqual({ lines: [], lost: 0 });
  });
});
