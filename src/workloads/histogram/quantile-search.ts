import { digitsOf, digitsPerNumber, digitValues, numberOf } from "./ordered-bits";

/** How often each digit followed on each of the beginnings that are asked for: pairs of place and count. */
export interface DigitCounts {
  /** Beginning × 65,536 + digit, ascending. */
  readonly places: Uint32Array;
  readonly counts: Float64Array;
}

/** Digits that numbers begin with, as one number; each of them has the same length. Ascending, each once. */
export type Beginnings = readonly number[];

/** Counts the digits that follow on some beginnings, over one chunk. */
export class DigitCounter {
  readonly #beginnings: Float64Array;
  /** How many digits a beginning has. */
  readonly #length: number;
  readonly #counts: Uint32Array;
  /** Places that were counted at all: few of many. */
  readonly #places: number[] = [];
  readonly #digits = new Uint16Array(digitsPerNumber);
  #isFine = false;

  constructor(beginnings: Beginnings, length: number) {
    this.#beginnings = Float64Array.from(beginnings);
    this.#length = length;
    this.#counts = new Uint32Array(beginnings.length * digitValues);
  }

  /** Whether a number that was added needs more than the first half of its digits to be told. */
  get isFine(): boolean {
    return this.#isFine;
  }

  add(value: number): void {
    const digits = this.#digits;
    digitsOf(value, digits);
    const rest = restOf(digits);
    this.#isFine ||= digits[2] !== rest || digits[3] !== rest;
    const index = this.#beginnings.indexOf(beginningOf(digits, this.#length));
    if (index < 0) return;
    const place = index * digitValues + digits[this.#length]!;
    if (this.#counts[place] === 0) this.#places.push(place);
    this.#counts[place]! += 1;
  }

  toPartial(): DigitCounts {
    const places = Uint32Array.from(this.#places).sort();
    return { places, counts: Float64Array.from(places, (place) => this.#counts[place]!) };
  }
}

/**
 * Finds the numbers of given ranks among all, digit by digit: each round counts the digits that follow on what is known of each,
 * and goes on with the one in which the rank falls. The numbers themselves are never gathered.
 */
export class QuantileSearch {
  readonly #wanted: readonly { readonly share: number; readonly digits: Uint16Array; rank: number }[];
  readonly #counts = new Map<number, number>();
  #beginnings: Beginnings = [0];
  #length = 0;

  /** @param shares From 0 to 1. */
  constructor(shares: readonly number[]) {
    this.#wanted = shares.map((share) => ({ share, digits: new Uint16Array(digitsPerNumber), rank: 0 }));
  }

  /** What the tasks of this round are to count. */
  get beginnings(): Beginnings {
    return this.#beginnings;
  }

  add({ places, counts }: DigitCounts): void {
    places.forEach((place, index) => {
      this.#counts.set(place, (this.#counts.get(place) ?? 0) + counts[index]!);
    });
  }

  /** Everything of this round was added. */
  next(): void {
    const places = [...this.#counts.keys()].sort((a, b) => a - b);
    if (this.#length === 0) {
      const all = places.reduce((sum, place) => sum + this.#counts.get(place)!, 0);
      // The least number that so large a share of all does not exceed.
      for (const one of this.#wanted) one.rank = Math.max(1, Math.ceil(one.share * all));
    }
    for (const one of this.#wanted) {
      const index = this.#beginnings.indexOf(beginningOf(one.digits, this.#length));
      for (const place of places) {
        if (Math.floor(place / digitValues) !== index) continue;
        const count = this.#counts.get(place)!;
        if (one.rank <= count) {
          one.digits[this.#length] = place % digitValues;
          break;
        }
        one.rank -= count;
      }
    }
    this.#length++;
    const beginnings = this.#wanted.map(({ digits }) => beginningOf(digits, this.#length));
    this.#beginnings = [...new Set(beginnings)].sort((a, b) => a - b);
    this.#counts.clear();
  }

  /** What was found, in the order of the shares. Digits that no round looked for are those of numbers that need none. */
  found(): readonly number[] {
    return this.#wanted.map(({ digits }) => numberOf(digits.slice().fill(restOf(digits), this.#length)));
  }
}

/** The first digits as one number: exact for up to three of them. */
function beginningOf(digits: Uint16Array, length: number): number {
  let beginning = 0;
  for (let digit = 0; digit < length; digit++) beginning = beginning * digitValues + digits[digit]!;
  return beginning;
}

/** The digit of bits that are all 0: those of negative numbers are turned round. */
function restOf(digits: Uint16Array): number {
  return digits[0]! < digitValues / 2 ? digitValues - 1 : 0;
}
