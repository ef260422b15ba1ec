/**
 * Sums that do not depend on the order of their terms, bit for bit: the exact sum, rounded once at the end.
 */

/** 2^960: terms below it cannot overflow a float64 however many there are; larger ones are integers and go to a BigInt. */
export const largestPlainTerm = 2 ** 960;

/** Bits below the point of the fixed-point form in which every float64 is an integer. */
const fractionBits = 1074n;

const doubleView = new DataView(new ArrayBuffer(8));

/** A finite float64 times 2^1074, exactly. */
function toFixed(value: number): bigint {
  doubleView.setFloat64(0, value);
  const bits = doubleView.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The float64 nearest to `fixed` / 2^1074, ties to even; infinite where it is out of range. */
function fromFixed(fixed: bigint): number {
  const negative = fixed < 0n;
  const magnitude = negative ? -fixed : fixed;
  const excess = bitLength(magnitude) - 53;
  let value: number;
  if (excess <= 0) value = Number(magnitude) * 2 ** -1074;
  else if (excess > 1074 + 1024) value = Number.POSITIVE_INFINITY;
  else {
    const shift = BigInt(excess);
    let kept = magnitude >> shift;
    const rest = magnitude - (kept << shift);
    const half = 1n << (shift - 1n);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
    // `kept` has 53 bits or is 2^53, so that this multiplication is exact or overflows.
    value = Number(kept) * 2 ** (excess - 1074);
  }
  return negative ? -value : value;
}

function bitLength(magnitude: bigint): number {
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0]!, 16)));
}

/**
 * The exact sum of float64 terms and an integer, rounded once to the nearest float64, ties to even.
 *
 * @param terms Finite, any number of them.
 * @returns Never -0; infinite where the sum is out of range.
 */
export function roundedSum(terms: Iterable<number>, whole = 0n): number {
  let fixed = whole << fractionBits;
  for (const term of terms) fixed += toFixed(term);
  return fromFixed(fixed) + 0;
}

/** The exact sum of integers that may lie in float64 terms. */
export function integerSum(terms: Iterable<number>, whole = 0n): bigint {
  let sum = whole;
  for (const term of terms) if (term !== 0) sum += BigInt(term);
  return sum;
}

/** Bits by which a small dividend is shifted, so that the quotient has more than a float64 holds: counts have at most 53. */
const quotientBits = 128;

/**
 * The exact quotient of an integer and a count, rounded once to the nearest float64, ties to even: Python's `sum / count`.
 *
 * @param count 1 or more.
 * @returns Never -0.
 */
export function roundedQuotient(total: bigint, count: number): number {
  const magnitude = total < 0n ? -total : total;
  const shift = bitLength(magnitude) > quotientBits ? 0 : quotientBits;
  const dividend = magnitude << BigInt(shift);
  const divisor = BigInt(count);
  const whole = dividend / divisor;
  // A mark for the rest rounds as all of its digits would, and `Number` rounds a BigInt to the nearest.
  const value = Number((whole << 1n) | (whole * divisor === dividend ? 0n : 1n)) / 2 ** (shift + 1);
  return (total < 0n ? -value : value) + 0;
}

/**
 * Adds a term to an expansion: a list of float64 values whose exact sum is what was added so far.
 *
 * @param partials Changed in place; stays within about 40 values.
 * @param term Below 2^960 in magnitude, so that nothing overflows.
 * Source: Shewchuk 1997, "Adaptive precision floating-point arithmetic", grow-expansion with zero elimination; the same as
 * Python's `math.fsum`.
 */
export function addToExpansion(partials: number[], term: number): void {
  let rest = term;
  let kept = 0;
  for (const partial of partials) {
    const sum = rest + partial;
    const share = sum - rest;
    const error = rest - (sum - share) + (partial - share);
    if (error !== 0) partials[kept++] = error;
    rest = sum;
  }
  partials.length = kept;
  if (rest !== 0) partials.push(rest);
}
