import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GroupStatistics, numberKinds, roundedSum, Statistics } from "../../../src/engine/datasets";
import { exactStatistics, type Term } from "./exact";

/** Adds terms to tables of their own, `perTable` to each, and merges the tables. */
function aggregate(terms: readonly Term[], perTable = terms.length): GroupStatistics {
  const all = new Statistics();
  all.reserve(1);
  for (let from = 0; from < terms.length; from += Math.max(1, perTable)) {
    // Group 1 here is group 0 there; group 0 stays empty.
    const part = new Statistics(1);
    part.reserve(2);
    for (const term of terms.slice(from, from + Math.max(1, perTable))) {
      if (typeof term === "number") part.add(1, term, numberKinds.decimal);
      else if (Number.isSafeInteger(Number(term))) part.add(1, Number(term), numberKinds.integer);
      else part.addBig(1, term);
    }
    all.merge(structuredClone(part.toPartial()), () => 0);
  }
  return all.finish(0);
}

/** The same, where the first part is begun with and the others are added. */
function begunWith(terms: readonly Term[], perTable: number): GroupStatistics {
  let all: Statistics | null = null;
  for (let from = 0; from < terms.length || all === null; from += perTable) {
    const part = new Statistics(1);
    part.reserve(1);
    for (const term of terms.slice(from, from + perTable)) {
      if (typeof term === "number") part.add(0, term, numberKinds.decimal);
      else if (Number.isSafeInteger(Number(term))) part.add(0, Number(term), numberKinds.integer);
      else part.addBig(0, term);
    }
    if (all === null) all = Statistics.from(part.toPartial());
    else all.merge(part.toPartial(), (group) => group);
  }
  return all.finish(0);
}

const integer = fc.oneof(
  fc.bigInt({ min: -1_000n, max: 1_000n }),
  fc.bigInt({ min: -(2n ** 53n) - 5n, max: 2n ** 53n + 5n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n), 2n ** 1_000n, -(2n ** 1_000n)),
);
const decimal = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1_000, max: 1_000 }),
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
  fc.constantFrom(0.1, 0.2, 0.3, 1e16, -1e16, 1e100, -1e100, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 960, 0),
);
const terms = fc.oneof(
  fc.array(integer, { maxLength: 40 }),
  fc.array(decimal, { maxLength: 40 }),
  fc.array(fc.oneof(integer, decimal), { maxLength: 40 }),
);

describe("the statistics of any numbers", () => {
  it("are the exact ones, rounded once at the end, however the numbers are cut and merged", () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 40 }), (given, perTable) => {
        expect(aggregate(given, perTable)).toEqual(exactStatistics(given));
        expect(begunWith(given, perTable)).toEqual(exactStatistics(given));
      }),
      { numRuns: 3_000 },
    );
  });

  it("do not depend on the order of the numbers", () => {
    const shuffled = terms.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, ([given, other]) => {
        expect(aggregate(other, 3)).toEqual(aggregate(given));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a sum", () => {
  it.each([
    ["ten tenths", Array<number>(10).fill(0.1), 1],
    ["what a running sum loses", [1e16, 1, 1, -1e16], 2],
    ["terms that cancel", [1e100, 1, -1e100], 1],
    ["a tie, which goes to even", [2 ** 53, 1], 2 ** 53],
    ["a tie that a speck breaks", [2 ** 53, 1, 2 ** -60], 2 ** 53 + 2],
    ["the smallest there are", [5e-324, 5e-324, 5e-324], 1.5e-323],
    ["what lies beyond float64 on the way", [Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE], Number.MAX_VALUE],
  ])("of %s is exact", (_what, given, sum) => {
    expect(aggregate(given)).toMatchObject({ sum, overflown: false });
    expect(aggregate(given, 1)).toMatchObject({ sum, overflown: false });
    expect(roundedSum(given)).toBe(sum);
  });

  it("of integers keeps every digit beyond 2^53", () => {
    expect(aggregate([2n ** 53n - 1n, 2n])).toMatchObject({ sum: "9007199254740993", integers: true });
    expect(aggregate([10n ** 30n, 1n])).toMatchObject({
      sum: `1${"0".repeat(29)}1`,
      min: 1,
      max: `1${"0".repeat(30)}`,
    });
  });

  it("of integers that comes back within 2^53 is a plain number again", () => {
    expect(aggregate([10n ** 30n, 7n, -(10n ** 30n)])).toMatchObject({ sum: 7 });
  });

  it("of decimals beyond float64 is null and marked", () => {
    const beyond = aggregate([Number.MAX_VALUE, Number.MAX_VALUE]);
    expect(beyond).toMatchObject({ sum: null, mean: null, overflown: true, min: Number.MAX_VALUE });
  });

  it("of integers is divided exactly for the mean, as Python does", () => {
    const odd = 2n ** 53n + 1n;
    expect(aggregate([odd, odd, odd])).toMatchObject({ sum: "27021597764222979", mean: 2 ** 53 });
    expect(aggregate([-odd, -odd, -odd])).toMatchObject({ mean: -(2 ** 53) });
    expect(aggregate([10n ** 30n, 7n, -(10n ** 30n)])).toMatchObject({ mean: 7 / 3 });
  });

  it("of integers beyond float64 has its digits, but no mean", () => {
    const beyond = aggregate([10n ** 308n, 9n * 10n ** 308n]);
    expect(beyond).toMatchObject({ sum: `1${"0".repeat(309)}`, mean: null, overflown: true });
  });

  it("of nothing is 0, with nothing in between", () => {
    expect(aggregate([])).toEqual(exactStatistics([]));
  });
});

describe("a table of many groups", () => {
  it("keeps each group's numbers apart while it grows", () => {
    const table = new Statistics();
    const groups = 1_000;
    for (let round = 0; round < 3; round++) {
      for (let group = 0; group < groups; group++) {
        table.reserve(group + 1);
        table.add(group, group + round, numberKinds.integer);
      }
    }
    expect(table.size).toBe(groups);
    for (let group = 0; group < groups; group++) {
      expect(table.finish(group)).toMatchObject({ count: 3, sum: 3 * group + 3, min: group, max: group + 2 });
    }
  });
});
