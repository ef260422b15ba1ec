/** Exact statistics by whole numbers alone: slow, simple, and nothing of the code under test. */

import type { GroupStatistics } from "../../../src/engine/datasets";

/** A number as it stands in a file: an integer of any size, or the float64 of what has a point or an exponent. */
export type Term = bigint | number;

const numberPattern = /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*$/;

/** What a cell says; null where that is no number. */
export function termOf(cell: string): Term | null {
  if (!numberPattern.test(cell) || !Number.isFinite(Number(cell))) return null;
  const digits = cell.trim();
  return /[.eE]/.test(digits) ? Number(digits) : BigInt(digits.replace("+", ""));
}

/** Count, sum, mean, least and greatest of terms, as a result shows them. */
export function exactStatistics(terms: readonly Term[]): GroupStatistics {
  const count = terms.length;
  const integers = terms.every((term) => typeof term === "bigint");
  if (count === 0) return { count, sum: 0, mean: null, min: null, max: null, integers, overflown: false };
  const exact = exactSum(terms);
  const rounded = nearestFloat(exact) + 0;
  const overflown = !Number.isFinite(rounded);
  const ordered = [...terms].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const sum = integers ? cellOf(exact.numerator) : overflown ? null : rounded;
  const mean = overflown ? null : integers ? nearestQuotient(exact.numerator, BigInt(count)) : rounded / count + 0;
  return { count, sum, mean, min: cellOf(ordered[0]!), max: cellOf(ordered.at(-1)!), integers, overflown };
}

function cellOf(term: Term): number | string {
  if (typeof term === "number") return term + 0;
  return Number.isSafeInteger(Number(term)) ? Number(term) : term.toString();
}

/** The exact sum of float64 values and integers as a fraction: `numerator` / 2^`shift`. */
interface Fraction {
  readonly numerator: bigint;
  readonly shift: number;
}

function fractionOf(value: Term): Fraction {
  if (typeof value === "bigint") return { numerator: value, shift: 0 };
  let whole = value;
  let shift = 0;
  // Doubling is exact, and ends: no float64 has more than 1,074 binary places.
  while (!Number.isInteger(whole)) {
    whole *= 2;
    shift++;
  }
  return { numerator: BigInt(whole), shift };
}

function exactSum(values: readonly Term[]): Fraction {
  const fractions = values.map(fractionOf);
  const shift = fractions.reduce((most, fraction) => Math.max(most, fraction.shift), 0);
  const numerator = fractions.reduce((sum, own) => sum + (own.numerator << BigInt(shift - own.shift)), 0n);
  return { numerator, shift };
}

/** The float64 nearest to a fraction, ties to even: what Python's `math.fsum` gives. */
function nearestFloat({ numerator, shift }: Fraction): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  // 60 digits and a mark for the rest round as all of them do, and `Number` rounds a BigInt to the nearest.
  const cut = BigInt(Math.max(0, magnitude.toString(2).length - 60));
  const rest = magnitude - ((magnitude >> cut) << cut);
  let value = Number(((magnitude >> cut) << 1n) + (rest > 0n ? 1n : 0n));
  // Exact, as sums of float64 values have no more binary places than these.
  let exponent = Number(cut) - 1 - shift;
  for (; exponent > 0; exponent--) value *= 2;
  for (; exponent < 0; exponent++) value /= 2;
  return numerator < 0n ? -value : value;
}

/** The float64 nearest to a quotient: the candidate whose distance, in whole numbers, is least; ties to even. */
function nearestQuotient(dividend: bigint, divisor: bigint): number {
  // Off by a few units in the last place at most.
  const guess = nearestFloat({ numerator: dividend, shift: 0 }) / Number(divisor);
  const view = new DataView(new ArrayBuffer(8));
  const distanceOf = (value: number): Fraction => {
    const { numerator, shift } = fractionOf(value);
    const apart = (dividend << BigInt(shift)) - numerator * divisor;
    return { numerator: apart < 0n ? -apart : apart, shift };
  };
  view.setFloat64(0, guess);
  const bits = view.getBigInt64(0);
  let best = guess;
  for (let step = -4n; step <= 4n; step++) {
    view.setBigInt64(0, bits + step);
    const candidate = view.getFloat64(0);
    if (!Number.isFinite(candidate)) continue;
    const [own, least] = [distanceOf(candidate), distanceOf(best)];
    const difference = (own.numerator << BigInt(least.shift)) - (least.numerator << BigInt(own.shift));
    if (difference < 0n || (difference === 0n && ((bits + step) & 1n) === 0n)) best = candidate;
  }
  return best + 0;
}
