import { type Portions, portionRows } from "./portions";

const digits = 4;
const digitBits = 16;
const bins = 1 << digitBits;

/**
 * The order of numbers from the smallest to the largest; equal ones keep theirs, NaN comes last either way.
 *
 * @param keyOf The number at 0..count-1.
 * @param descending From the largest to the smallest instead.
 * @returns At each place the index of the number that stands there.
 * Source: radix sort from the lowest digit on; the bits of a double, read as an integer, order as the number does.
 */
export function* orderOf(count: number, keyOf: (index: number) => number, descending: boolean): Portions<Uint32Array> {
  const keys = new Float64Array(count);
  const words = new Uint32Array(keys.buffer);
  const counts = new Uint32Array(digits * bins);
  for (let from = 0; from < count; from += portionRows) {
    const to = Math.min(count, from + portionRows);
    for (let index = from; index < to; index++) {
      const key = keyOf(index);
      // -0 is 0 here.
      keys[index] = key === 0 ? 0 : key;
      let [low, high] = [words[2 * index]!, words[2 * index + 1]!];
      if (Number.isNaN(key)) low = high = 0xffff_ffff;
      else {
        const isNegative = high >>> 31 === 1;
        high ^= isNegative ? 0xffff_ffff : 0x8000_0000;
        if (isNegative) low = ~low;
        if (descending) [low, high] = [~low, ~high];
      }
      words[2 * index] = low;
      words[2 * index + 1] = high;
      for (let digit = 0; digit < digits; digit++) {
        const bin = digit * bins + digitOf(words, index, digit);
        counts[bin] = counts[bin]! + 1;
      }
    }
    yield (0.4 * to) / count;
  }
  // As they are, until something has moved.
  let order: Uint32Array | null = null;
  let moved: Uint32Array = new Uint32Array(count);
  for (let digit = 0; digit < digits; digit++) {
    const next = counts.subarray(digit * bins, (digit + 1) * bins);
    // Where all have the same digit nothing moves: times are whole numbers, their lowest bits are nearly always 0.
    if (count > 0 && next[digitOf(words, 0, digit)] === count) continue;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      const many = next[bin]!;
      next[bin] = sum;
      sum += many;
    }
    for (let from = 0; from < count; from += portionRows) {
      const to = Math.min(count, from + portionRows);
      for (let at = from; at < to; at++) {
        const index: number = order === null ? at : order[at]!;
        const bin = digitOf(words, index, digit);
        moved[next[bin]!] = index;
        next[bin] = next[bin]! + 1;
      }
      yield 0.4 + (0.6 * (digit + to / count)) / digits;
    }
    [order, moved] = [moved, order ?? new Uint32Array(count)];
  }
  return order ?? moved.map((_, index) => index);
}

function digitOf(words: Uint32Array, index: number, digit: number): number {
  const word = words[2 * index + (digit >>> 1)]!;
  return (digit & 1) === 0 ? word & 0xffff : word >>> 16;
}
