const decoder = new TextDecoder();

/** Numbers texts by their bytes, so that one that was met before need not be decoded. 0 is the empty text. */
export class ByteNames {
  readonly #texts: string[] = [""];
  /** By slot: the number of the text there, 0 for none. */
  #slots = new Uint32Array(1_024);
  /** By number. */
  #hashes: Uint32Array = new Uint32Array(512);
  #starts: Uint32Array = new Uint32Array(512);
  #lengths: Uint32Array = new Uint32Array(512);
  #pool = new Uint8Array(16_384);
  #poolLength = 0;
  #told = 1;

  /**
   * @param hash Of the bytes from..to-1, see `hashOf`.
   * @param escaped Whether there are escapes among them: the text is what JSON makes of them.
   */
  number(bytes: Uint8Array, from: number, to: number, hash: number, escaped: boolean): number {
    const length = to - from;
    if (length === 0) return 0;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let number = this.#slots[slot]!; number !== 0; number = this.#slots[slot]!) {
      if (this.#hashes[number] === hash && this.#lengths[number] === length && this.#same(number, bytes, from)) {
        return number;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, from, to, hash, escaped, slot);
  }

  /** The texts that were added since the last call. */
  takeNew(): string[] {
    const fresh = this.#texts.slice(this.#told);
    this.#told = this.#texts.length;
    return fresh;
  }

  #same(number: number, bytes: Uint8Array, from: number): boolean {
    const start = this.#starts[number]!;
    const length = this.#lengths[number]!;
    const pool = this.#pool;
    for (let at = 0; at < length; at++) if (pool[start + at] !== bytes[from + at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number, escaped: boolean, slot: number): number {
    const number = this.#texts.length;
    const text = decoder.decode(bytes.subarray(from, to));
    this.#texts.push(escaped ? unescaped(text) : text);
    if (number === this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#starts = grown(this.#starts);
      this.#lengths = grown(this.#lengths);
    }
    while (this.#poolLength + to - from > this.#pool.length) {
      const pool = new Uint8Array(this.#pool.length * 2);
      pool.set(this.#pool);
      this.#pool = pool;
    }
    this.#pool.set(bytes.subarray(from, to), this.#poolLength);
    this.#hashes[number] = hash;
    this.#starts[number] = this.#poolLength;
    this.#lengths[number] = to - from;
    this.#poolLength += to - from;
    this.#slots[slot] = number;
    if (number * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let number = 1; number < this.#texts.length; number++) {
      const hash = this.#hashes[number]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** Source: FNV-1a, 32 bits. The scanner works it out while it looks for a text's end. */
export const hashSeed = 0x811c9dc5;
export const hashPrime = 0x01000193;

/** What JSON makes of a text's inside; the inside itself where it makes nothing of it. */
function unescaped(inside: string): string {
  try {
    return String(JSON.parse(`"${inside}"`));
  } catch {
    // An escape that is none: shown as it stands.
    return inside;
  }
}

function grown(column: Uint32Array): Uint32Array {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}
