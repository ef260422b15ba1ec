import { type Portions, portionRows } from "./portions";

/** Fewer values than these are sorted at once. */
const fewValues = 2_048;

/**
 * The value that stands at `rank` once `values` are in ascending order. Moves the values: those before `rank` are not
 * greater afterwards, those behind it not smaller.
 *
 * @param from The first index that counts; what lies before is known to be not greater.
 * @param rank At or behind `from`.
 * Source: quickselect with a partition into smaller, equal and greater values, O(n) on average.
 */
export function* select(values: Float64Array, from: number, rank: number): Portions<number> {
  let low = from;
  let high = values.length - 1;
  while (high - low >= fewValues) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let smaller = low;
    let greater = high;
    for (let at = low; at <= greater; ) {
      const stop = Math.min(greater, at + portionRows);
      while (at <= greater && at <= stop) {
        const value = values[at]!;
        if (value < pivot) {
          values[at++] = values[smaller]!;
          values[smaller++] = value;
        } else if (value > pivot) {
          values[at] = values[greater]!;
          values[greater--] = value;
        } else at++;
      }
      yield 0;
    }
    if (rank < smaller) high = smaller - 1;
    else if (rank > greater) low = greater + 1;
    else return pivot;
  }
  values.subarray(low, high + 1).sort();
  return values[rank]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
