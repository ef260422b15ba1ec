/**
 * Numbers as Lanescope reads them: an optional sign, digits with an optional decimal point, an optional exponent, ASCII
 * spaces around. No thousands separators, no hexadecimal, no `inf` or `nan`; a value beyond float64 is no number.
 */

export const numberKinds = {
  /** No number. */
  none: 0,
  /** No point, no exponent, at most 2^53 - 1 either way: exact as a float64. */
  integer: 1,
  /** A point or an exponent: the nearest float64. */
  decimal: 2,
  /** An integer beyond 2^53 - 1: exact as a BigInt. */
  bigInteger: 3,
} as const;

export type NumberKind = (typeof numberKinds)[keyof typeof numberKinds];

/** 10^0 to 10^22: the powers of ten that are exact float64 values. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Nine digits fit an int32; fifteen a float64 whatever they are. */
const int32Digits = 9;
const float64Digits = 15;

const zero = 48;
const point = 46;
const plus = 43;
const minus = 45;
const lowerCaseBit = 32;
const letterE = 101;
const space = 32;
const tab = 9;

/** Parses numbers out of bytes without making a string for each. Holds the last one's kind. */
export class NumberParser {
  kind: NumberKind = numberKinds.none;
  /** The value where `kind` is `bigInteger`. */
  big = 0n;

  /**
   * Parses bytes [start, end).
   *
   * @returns The value, never -0; NaN where `kind` is `none` or `bigInteger`.
   * Source: up to 15 digits and a power of ten up to 10^22 are both exact, so that one multiplication or division rounds
   * once (Clinger 1990, "How to read floating point numbers accurately"); anything else goes to `Number`.
   */
  parse(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let stop = end;
    while (at < stop && (bytes[at] === space || bytes[at] === tab)) at++;
    while (stop > at && (bytes[stop - 1] === space || bytes[stop - 1] === tab)) stop--;
    const first = at;
    let negative = false;
    const sign = bytes[at];
    if (at < stop && (sign === minus || sign === plus)) {
      negative = sign === minus;
      at++;
    }
    // A short number: up to nine digits and a point, nothing else.
    const shortStop = at + int32Digits + 1;
    if (stop <= shortStop && at < stop) {
      let mantissa = 0;
      let pointAt = -1;
      let i = at;
      for (; i < stop; i++) {
        const digit = bytes[i]! - zero;
        if (digit >= 0 && digit <= 9) mantissa = (mantissa * 10 + digit) | 0;
        else if (digit === point - zero && pointAt < 0) pointAt = i;
        else break;
      }
      if (i === stop) {
        if (pointAt < 0) {
          if (stop < shortStop) {
            this.kind = numberKinds.integer;
            return negative && mantissa !== 0 ? -mantissa : mantissa;
          }
        } else if (stop - at > 1) {
          this.kind = numberKinds.decimal;
          const value = mantissa / powersOfTen[stop - pointAt - 1]!;
          return negative && mantissa !== 0 ? -value : value;
        }
      }
    }
    return this.#parseAny(bytes, first, at, stop, negative);
  }

  /** @param first The sign, if any; `at` the first byte behind it. */
  #parseAny(bytes: Uint8Array, first: number, at: number, stop: number, negative: boolean): number {
    this.kind = numberKinds.none;
    let mantissa = 0;
    /** Digits from the first one that is not 0. */
    let significant = 0;
    let digits = 0;
    let fraction = 0;
    let pointSeen = false;
    let i = at;
    for (; i < stop; i++) {
      const digit = bytes[i]! - zero;
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (pointSeen) fraction++;
        if (digit !== 0 || significant > 0) significant++;
        mantissa = mantissa * 10 + digit;
      } else if (digit === point - zero && !pointSeen) pointSeen = true;
      else break;
    }
    if (digits === 0) return Number.NaN;
    let exponent = 0;
    let exponentSeen = false;
    if (i < stop) {
      if ((bytes[i]! | lowerCaseBit) !== letterE) return Number.NaN;
      exponentSeen = true;
      i++;
      let exponentNegative = false;
      if (i < stop && (bytes[i] === minus || bytes[i] === plus)) {
        exponentNegative = bytes[i] === minus;
        i++;
      }
      if (i === stop) return Number.NaN;
      for (; i < stop; i++) {
        const digit = bytes[i]! - zero;
        if (!(digit >= 0 && digit <= 9)) return Number.NaN;
        exponent = exponent * 10 + digit;
      }
      if (exponentNegative) exponent = -exponent;
    }
    const whole = !pointSeen && !exponentSeen;
    if (significant <= float64Digits) {
      const power = exponent - fraction;
      if (power >= -22 && power <= 22) {
        this.kind = whole ? numberKinds.integer : numberKinds.decimal;
        const value = power < 0 ? mantissa / powersOfTen[-power]! : mantissa * powersOfTen[power]!;
        return negative && value !== 0 ? -value : value;
      }
    }
    const text = asciiText(bytes, first, stop);
    // The sum `+ 0` turns -0 into 0.
    const value = Number(text) + 0;
    if (!Number.isFinite(value)) return Number.NaN;
    if (!whole) {
      this.kind = numberKinds.decimal;
      return value;
    }
    if (Number.isSafeInteger(value)) {
      this.kind = numberKinds.integer;
      return value;
    }
    this.kind = numberKinds.bigInteger;
    // BigInt takes no plus sign.
    this.big = BigInt(bytes[first] === plus ? text.slice(1) : text);
    return Number.NaN;
  }
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}

/** Whether a text is a number by the rules of this file. */
export function isNumber(text: string): boolean {
  const bytes = Buffer.from(text, "utf8");
  const parser = new NumberParser();
  parser.parse(bytes, 0, bytes.length);
  return parser.kind !== numberKinds.none;
}
