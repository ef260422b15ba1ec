import { randomStream } from "../support/random";

/** A row's columns, each from 0 to 1. */
export type Point = ArrayLike<number>;

/** @returns Which centre is nearest, the first of the same, and the square of its distance. */
export function nearest(point: Point, centres: readonly Point[]): { readonly index: number; readonly square: number } {
  let index = 0;
  let square = Number.POSITIVE_INFINITY;
  for (let at = 0; at < centres.length; at++) {
    const centre = centres[at]!;
    let sum = 0;
    for (let column = 0; column < centre.length; column++) sum += (point[column]! - centre[column]!) ** 2;
    if (sum < square) {
      square = sum;
      index = at;
    }
  }
  return { index, square };
}

/**
 * Chooses centres to begin with among some points: each next one the likelier, the further it is from those there are.
 *
 * @returns Fewer than `count` where there are fewer different points.
 * Source: D. Arthur, S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding" (2007).
 */
export function firstCentres(points: readonly Point[], count: number, seed: number): readonly Point[] {
  const random = randomStream(seed, 0);
  const centres: Point[] = [];
  const squares = Float64Array.from(points, () => 1);
  while (centres.length < count) {
    const total = squares.reduce((sum, square) => sum + square, 0);
    if (total === 0) break;
    let left = random() * total;
    let chosen = points.length - 1;
    for (const [index, square] of squares.entries()) {
      left -= square;
      if (square === 0 || left >= 0) continue;
      chosen = index;
      break;
    }
    centres.push(points[chosen]!);
    for (const [index, point] of points.entries()) squares[index] = nearest(point, centres).square;
  }
  return centres;
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** A share of the rows for the picture that depends on nothing but their numbers: each gets a place from 0 to 1. */
export function placeOf(numbers: Float64Array): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    bits[0] = number;
    for (const word of words) {
      hash = Math.imul(hash ^ word, 0x85ebca6b);
      hash ^= hash >>> 13;
      hash = Math.imul(hash, 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
  }
  return (hash >>> 0) / 2 ** 32;
}
