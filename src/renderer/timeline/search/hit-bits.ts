/** Which slices of one row were found: a bit for each, so that ten million of them take little more than a megabyte. */
export class HitBits {
  count = 0;
  #words = new Uint32Array(4);

  add(index: number): void {
    const word = index >>> 5;
    if (word >= this.#words.length) {
      const larger = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      larger.set(this.#words);
      this.#words = larger;
    }
    const bit = 1 << (index & 31);
    if ((this.#words[word]! & bit) !== 0) return;
    this.#words[word] = this.#words[word]! | bit;
    this.count++;
  }

  has(index: number): boolean {
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** The first one at or behind `from`, -1 where none is. */
  next(from: number): number {
    const words = this.#words;
    let word = from >>> 5;
    if (word >= words.length) return -1;
    let bits = words[word]! & (0xffff_ffff << (from & 31));
    while (bits === 0) {
      word++;
      if (word >= words.length) return -1;
      bits = words[word]!;
    }
    return word * 32 + 31 - Math.clz32(bits & -bits);
  }

  /** The last one at or before `from`, -1 where none is. */
  previous(from: number): number {
    if (from < 0) return -1;
    const words = this.#words;
    let word = Math.min(from >>> 5, words.length - 1);
    const last = Math.min(from, words.length * 32 - 1);
    let bits = words[word]! & (0xffff_ffff >>> (31 - (last & 31)));
    while (bits === 0) {
      word--;
      if (word < 0) return -1;
      bits = words[word]!;
    }
    return word * 32 + 31 - Math.clz32(bits);
  }

  /** How many stand before `index`. */
  countBefore(index: number): number {
    const words = this.#words;
    const whole = Math.min(index >>> 5, words.length);
    let count = 0;
    for (let word = 0; word < whole; word++) count += bitCount(words[word]!);
    if (whole < words.length && (index & 31) !== 0) count += bitCount(words[whole]! & ~(0xffff_ffff << (index & 31)));
    return count;
  }
}

/** Source: Hacker's Delight, 5-1: sums of neighbouring fields. */
function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
