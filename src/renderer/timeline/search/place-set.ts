const wordBits = 32;
/** Bits for each place, at least: three of four that are not among them are told by one look. */
const bitsPerPlace = 4;
const leastWords = 64;

/** Bytes of a file at which something was found. It is asked for each of millions of slices. */
export class PlaceSet {
  readonly #places: Float64Array;
  /** Bits by the places' hashes: a bit that is not set says that a place is not there. */
  readonly #filter: Uint32Array;
  readonly #mask: number;

  constructor(parts: readonly Float64Array[]) {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#places = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      this.#places.set(part, at);
      at += part.length;
    }
    this.#places.sort();
    let words = leastWords;
    while (words * wordBits < length * bitsPerPlace) words *= 2;
    this.#filter = new Uint32Array(words);
    this.#mask = words * wordBits - 1;
    for (const place of this.#places) {
      const bit = this.#bitOf(place);
      this.#filter[bit >>> 5] = this.#filter[bit >>> 5]! | (1 << (bit & 31));
    }
  }

  has(place: number): boolean {
    const bit = this.#bitOf(place);
    if ((this.#filter[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    const places = this.#places;
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return places[low] === place;
  }

  /** Source: Fibonacci hashing, of a place's lower and upper 32 bits. */
  #bitOf(place: number): number {
    const upper = Math.floor(place / 0x1_0000_0000);
    const mixed = Math.imul((place >>> 0) ^ Math.imul(upper, 0x85eb_ca6b), 0x9e37_79b1) >>> 0;
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
