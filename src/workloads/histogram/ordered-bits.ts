const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** The number's two halves, whichever order the machine keeps them in. */
const upper = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Bits of one digit: a float64 has four of them. */
const digitBits = 16;
export const digitValues = 2 ** digitBits;
export const digitsPerNumber = 4;

/**
 * A float64's bits, turned so that they are in the order of the numbers, as four digits of 16 bits.
 * Source: radix sorting of floats (Michael Herf, 2001): the sign is turned round; of negative numbers every bit.
 */
export function digitsOf(value: number, digits: Uint16Array): void {
  number[0] = value;
  let high = words[upper]!;
  let low = words[1 - upper]!;
  if (high >>> 31 === 1) {
    high = ~high >>> 0;
    low = ~low >>> 0;
  } else high = (high | 0x80000000) >>> 0;
  digits[0] = high >>> digitBits;
  digits[1] = high;
  digits[2] = low >>> digitBits;
  digits[3] = low;
}

/** The number of which `digitsOf` gave these. */
export function numberOf(digits: Uint16Array): number {
  let high = ((digits[0]! << digitBits) | digits[1]!) >>> 0;
  let low = ((digits[2]! << digitBits) | digits[3]!) >>> 0;
  if (high >>> 31 === 1) high = (high & 0x7fffffff) >>> 0;
  else {
    high = ~high >>> 0;
    low = ~low >>> 0;
  }
  words[upper] = high;
  words[1 - upper] = low;
  return number[0]!;
}
