/** Keys as they travel between processes. */
export interface KeysPartial {
  /** All keys, one behind the other, in the order of their numbers. */
  readonly bytes: Uint8Array;
  /** Where each key ends in `bytes`, shape [keys]. */
  readonly ends: Int32Array;
  /** Shape [keys]; spares the receiver the hashing. */
  readonly hashes: Int32Array;
}

/** Columns of the record of a key: hash, start, end. */
const stride = 3;

/**
 * Numbers keys that are stretches of bytes, from 0, in the order in which they first came. Makes no string per key.
 *
 * Open addressing with linear probing, at most half full; slots hold the hash beside the number, so that a probe rarely
 * has to look at the key itself.
 */
export class KeyTable {
  #slots = new Int32Array(2 * 64);
  #mask = 64 - 1;
  #records = new Int32Array(stride * 32);
  #bytes = new Uint8Array(1024);
  #used = 0;
  #size = 0;

  /** How many different keys there are. */
  get size(): number {
    return this.#size;
  }

  /** The number of the key bytes[start, end), a new one where it is new. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#number(bytes, start, end, hashOf(bytes, start, end));
  }

  /** A key's bytes; a view, valid until the next new key. */
  key(number: number): Uint8Array {
    const at = number * stride;
    return this.#bytes.subarray(this.#records[at + 1]!, this.#records[at + 2]!);
  }

  /** Gives another table's keys numbers here. @returns The number here of each key there, shape [keys]. */
  merge(other: KeysPartial): Int32Array {
    const numbers = new Int32Array(other.ends.length);
    let start = 0;
    for (let key = 0; key < numbers.length; key++) {
      const end = other.ends[key]!;
      numbers[key] = this.#number(other.bytes, start, end, other.hashes[key]!);
      start = end;
    }
    return numbers;
  }

  /** A copy of exactly the size needed. */
  toPartial(): KeysPartial {
    const ends = new Int32Array(this.#size);
    const hashes = new Int32Array(this.#size);
    for (let number = 0, at = 0; number < this.#size; number++, at += stride) {
      hashes[number] = this.#records[at]!;
      ends[number] = this.#records[at + 2]!;
    }
    return { bytes: this.#bytes.slice(0, this.#used), ends, hashes };
  }

  /** The keys' numbers in the order of their bytes; a key comes behind its own beginnings. */
  sorted(): Int32Array {
    const heads = new Float64Array(this.#size);
    for (let number = 0; number < this.#size; number++) heads[number] = headOf(this.key(number));
    return Int32Array.from({ length: this.#size }, (_, number) => number).sort(
      (a, b) => heads[a]! - heads[b]! || this.compare(a, b),
    );
  }

  /** Negative where key `a` comes first by its bytes. */
  compare(a: number, b: number): number {
    const bytes = this.#bytes;
    const startA = this.#records[a * stride + 1]!;
    const startB = this.#records[b * stride + 1]!;
    const lengthA = this.#records[a * stride + 2]! - startA;
    const lengthB = this.#records[b * stride + 2]! - startB;
    const shared = Math.min(lengthA, lengthB);
    for (let i = 0; i < shared; i++) {
      const difference = bytes[startA + i]! - bytes[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  #number(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot * 2 + 1]! - 1;
      if (number < 0) return this.#insert(slot, bytes, start, end, hash);
      if (slots[slot * 2] !== hash) continue;
      const keyStart = this.#records[number * stride + 1]!;
      if (this.#records[number * stride + 2]! - keyStart !== length) continue;
      const keys = this.#bytes;
      let i = 0;
      while (i < length && keys[keyStart + i] === bytes[start + i]) i++;
      if (i === length) return number;
    }
  }

  #insert(slot: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.#size++;
    const used = this.#used + (end - start);
    if (used > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(used, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes.subarray(start, end), this.#used);
    const at = number * stride;
    if (at === this.#records.length) {
      const grown = new Int32Array(this.#records.length * 2);
      grown.set(this.#records);
      this.#records = grown;
    }
    this.#records[at] = hash;
    this.#records[at + 1] = this.#used;
    this.#records[at + 2] = used;
    this.#used = used;
    this.#slots[slot * 2] = hash;
    this.#slots[slot * 2 + 1] = number + 1;
    if (this.#size * 2 > this.#mask) this.#growSlots();
    return number;
  }

  #growSlots(): void {
    const capacity = (this.#mask + 1) * 2;
    const mask = capacity - 1;
    const slots = new Int32Array(capacity * 2);
    for (let number = 0; number < this.#size; number++) {
      const hash = this.#records[number * stride]!;
      let slot = hash & mask;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = hash;
      slots[slot * 2 + 1] = number + 1;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** A 32-bit hash, four bytes a step; the steps are those of MurmurHash3's 32-bit variant (Appleby, public domain). */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (const last = end - 3; at < last; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    word = Math.imul(word, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (; at < end; at++) tail = (tail << 8) | bytes[at]!;
  hash ^= Math.imul(tail, 0xcc9e2d51);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The first six bytes as one number that sorts like them; missing bytes count as 0. */
function headOf(key: Uint8Array): number {
  let head = 0;
  for (let i = 0; i < 6; i++) head = head * 256 + (key[i] ?? 0);
  return head;
}
