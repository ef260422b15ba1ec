/** Exact sums by whole numbers alone: slow, simple, and nothing of the code under test. */

/** The exact sum of float64 values and integers as a fraction: `numerator` / 2^`shift`. */
export interface Fraction {
  readonly numerator: bigint;
  readonly shift: number;
}

function fractionOf(value: number | bigint): Fraction {
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

export function exactSum(values: readonly (number | bigint)[]): Fraction {
  const fractions = values.map(fractionOf);
  const shift = fractions.reduce((most, fraction) => Math.max(most, fraction.shift), 0);
  const numerator = fractions.reduce((sum, own) => sum + (own.numerator << BigInt(shift - own.shift)), 0n);
  return { numerator, shift };
}

/** The float64 nearest to a fraction, ties to even: what Python's `math.fsum` gives. */
export function nearestFloat({ numerator, shift }: Fraction): number {
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
