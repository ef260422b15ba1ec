import { describe, expect, it } from "vitest";
import {
  formatCell,
  formatEstimate,
  formatEvents,
  formatPercent,
  formatShare,
  formatShort,
  progressFraction,
  progressText,
  remainingText,
} from "../../../src/renderer/format";
import { formatDuration, formatDurationLike, formatTime, formatValue } from "../../../src/renderer/timeline/format";
import { run } from "./fake-bridge";

describe("a number of events", () => {
  it("is one event, or so many events", () => {
    expect(formatEvents(1)).toBe("1 event");
    expect(formatEvents(0)).toBe("0 events");
    expect(formatEvents(1204)).toBe("1,204 events");
  });
});

describe("a result's cell", () => {
  it("groups the digits of integers, and keeps all of them", () => {
    expect(formatCell(1234567, "integer")).toBe("1,234,567");
    expect(formatCell("123456789012345678901234567890", "integer")).toBe("123,456,789,012,345,678,901,234,567,890");
    expect(formatCell(-1234, "integer")).toBe("-1,234");
  });

  it("keeps every digit of a decimal, and leaves exponents alone", () => {
    expect(formatCell(1234.000001, "decimal")).toBe("1,234.000001");
    expect(formatCell(0.1 + 0.2, "decimal")).toBe("0.30000000000000004");
    expect(formatCell(1.5e300, "decimal")).toBe("1.5e+300");
  });

  it("shows texts as they are, though they look like numbers, and nothing for nothing", () => {
    expect(formatCell("10000", "text")).toBe("10000");
    expect(formatCell(null, "decimal")).toBe("");
  });
});

describe("shares", () => {
  it("reach 100 % only when all is done", () => {
    expect(formatPercent(0.9999)).toBe("99 %");
    expect(formatPercent(1)).toBe("100 %");
    expect(formatPercent(0.29)).toBe("29 %");
  });

  it("never hide what is there but small", () => {
    expect(formatShare(0.0001)).toBe("<0.1 %");
    expect(formatShare(0)).toBe("0.0 %");
    expect(formatShare(0.3472)).toBe("34.7 %");
  });
});

describe("a run's progress", () => {
  it("says how far it is, of how much, how fast and for how long still", () => {
    const live = run({ progress: { done: 2.2e9, total: 4.12e9, unit: "bytes", perSecond: 235e6, remainingMs: 8_100 } });
    expect(progressText(live)).toBe("53 % of 4.12 GB, 235 MB/s");
    expect(remainingText(live)).toBe("about 8.1 s left");
  });

  it("shortens large counts of items, which have little room", () => {
    const progress = { done: 2.6e6, total: 5e6, unit: "items", perSecond: 1_153_512, remainingMs: null } as const;
    expect(progressText(run({ progress }))).toBe("52 % of 5 M, 1.15 M/s");
    expect(progressText(run({ progress: { ...progress, done: 5e6 } }))).toBe("5 M items, 1.15 M/s");
    expect(progressText(run({ progress: { ...progress, done: 1, total: 1, perSecond: 0.5 } }))).toBe("1 item, 0.5/s");
  });

  it("promises nothing while there is nothing to go by", () => {
    const progress = { done: 0, total: 0, unit: "bytes", perSecond: 0, remainingMs: null } as const;
    expect(progressText(run({ state: "starting", progress }))).toBe("planning");
    expect(remainingText(run({ progress }))).toBe("");
    expect(progressFraction(run({ progress }))).toBe(0);
  });
});

describe("estimates and short figures", () => {
  it("give rows that were not counted to two digits, and say so", () => {
    expect(formatEstimate(46_512_345)).toBe("about 47,000,000");
    expect(formatEstimate(42)).toBe("42");
  });

  it("give decimals two places, or enough digits where they are small", () => {
    expect(formatShort(2913.142857)).toBe("2,913.14");
    expect(formatShort(0.000123456)).toBe("0.0001235");
    expect(formatShort(0)).toBe("0");
  });
});

describe("durations", () => {
  it("take the unit that suits them", () => {
    expect([999, 67_300_000, 9_410_000_000, 125e9, 3_725e9].map(formatDuration)).toEqual([
      "999 ns",
      "67.3 ms",
      "9.41 s",
      "2 min 05 s",
      "1 h 02 min",
    ]);
  });

  it("share one unit in a column, that of the largest", () => {
    expect([32.91e9, 80e6, 1e6].map((ns) => formatDurationLike(ns, 32.91e9))).toEqual(["32.91 s", "0.08 s", "0.00 s"]);
    expect(formatDurationLike(52_200, 261e6)).toBe("0.1 ms");
  });

  it("round across a unit's edge to the next one", () => {
    expect(formatDuration(999_960)).toBe("1.0 ms");
    expect(formatDuration(59_996_000_000)).toBe("1 min 00 s");
  });
});

describe("points in time and values", () => {
  it("have the digits that a step between neighbours needs", () => {
    expect(formatTime(8_938e6, 1e6)).toBe("8.938 s");
    expect(formatTime(8e9, 1e9)).toBe("8 s");
    expect(formatTime(3_725e9, 60e9)).toBe("1:02:05");
  });

  it("group digits and cut long fractions", () => {
    expect(formatValue(25_983_150)).toBe("25,983,150");
    expect(formatValue(0.1234567891)).toBe("0.123457");
  });
});
