/** Keys as they travel between processes, each once. */
export interface KeysPartial {
  /** All keys, one behind the other, in the order of their numbers. */
  readonly bytes: Uint8Array;
  /** Key n lies in `bytes` from bounds[n] to bounds[n + 1]; shape [keys + 1]. */
  readonly bounds: Int32Array;
  /** Shape [keys]; spares the receiver the hashing. */
  readonly hashes: Int32Array;
}

/** Keys that lie somewhere in `bytes`: key i from starts[i] to ends[i]. */
interface ScatteredKeys {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
}

/** Keys that are looked up together: what they touch has to fit the processor's nearest caches. */
const stripKeys = 256;

/** Up to this many keys a table stays in those caches by itself. */
const nearKeys = 4096;

/** Makes no view of the bytes first. */
const { latin1Slice } = Buffer.prototype;

/**
 * Numbers keys that are stretches of bytes, from 0, in the order in which they first came. Makes no string per key.
 *
 * Open addressing with linear probing, at most half full; slots hold the hash beside the number, so that a probe rarely
 * has to look at the key itself.
 */
export class KeyTable {
  /** Pairs: the hash, and the key's number + 1 or 0 where the slot is free. */
  #slots = new Int32Array(2 * 64);
  #mask = 64 - 1;
  #bytes = new Uint8Array(1024);
  /** Key n lies in #bytes from #bounds[n] to #bounds[n + 1]. */
  #bounds = new Int32Array(64 + 1);
  #hashes = new Int32Array(64);
  #size = 0;

  /** How many different keys there are. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that `toPartial` gives. */
  get partialBytes(): number {
    return this.#bounds[this.#size]! + 8 * this.#size;
  }

  /** The number of the key bytes[start, end), a new one where it is new. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#number(bytes, start, end, hashOf(bytes, start, end));
  }

  /** The number of the key bytes[start, end); -1 where there is no such key. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(bytes, start, end, hashOf(bytes, start, end)) * 2 + 1]! - 1;
  }

  /**
   * Numbers many keys: as `numberOf` for each, but several times faster where the table is larger than the processor's
   * caches.
   *
   * @param count How many of `keys`, from the first on.
   * @param numbers Gets the number of each, shape [count] or longer.
   */
  numberAll(keys: ScatteredKeys, count: number, numbers: Int32Array): void {
    const { bytes, starts, ends, hashes } = keys;
    for (let from = 0; from < count; from += stripKeys) {
      const to = Math.min(from + stripKeys, count);
      if (this.#size > nearKeys) this.#warm(hashes, from, to, numbers);
      for (let key = from; key < to; key++) {
        numbers[key] = this.#number(bytes, starts[key]!, ends[key]!, hashes[key]!);
      }
    }
  }

  /** A key's bytes; a view, valid until the next new key. */
  key(number: number): Uint8Array {
    return this.#bytes.subarray(this.#bounds[number]!, this.#bounds[number + 1]!);
  }

  /** Whether all of a key is ASCII. */
  isAscii(number: number): boolean {
    const bytes = this.#bytes;
    const end = this.#bounds[number + 1]!;
    for (let at = this.#bounds[number]!; at < end; at++) if (bytes[at]! >= 0x80) return false;
    return true;
  }

  /** The text of a key that is ASCII, several times faster than by a decoder. */
  asciiText(number: number): string {
    return latin1Slice.call(this.#bytes, this.#bounds[number]!, this.#bounds[number + 1]!);
  }

  /** Gives another table's keys numbers here. @returns The number here of each key there, shape [keys]. */
  merge({ bytes, bounds, hashes }: KeysPartial): Int32Array {
    const numbers = new Int32Array(hashes.length);
    if (this.#size === 0) {
      this.#adopt({ bytes, bounds, hashes });
      for (let key = 0; key < numbers.length; key++) numbers[key] = key;
      return numbers;
    }
    this.numberAll({ bytes, starts: bounds, ends: bounds.subarray(1), hashes }, numbers.length, numbers);
    return numbers;
  }

  /** A copy of exactly the size needed. */
  toPartial(): KeysPartial {
    return {
      bytes: this.#bytes.slice(0, this.#bounds[this.#size]!),
      bounds: this.#bounds.slice(0, this.#size + 1),
      hashes: this.#hashes.slice(0, this.#size),
    };
  }

  /** The keys' numbers in the order of their bytes; a key comes behind its own beginnings. */
  sorted(): Int32Array {
    const size = this.#size;
    // Above each key's number the first bytes that tell keys apart: as whole numbers they sort several times faster than by a
    // function. (Little-endian, as are all processors on which this runs.)
    const shared = this.#sharedLength();
    const numberMask = size <= 2 ** 24 ? 2 ** 24 - 1 : -1;
    const words = new Uint32Array(2 * size);
    for (let number = 0; number < size; number++) {
      const start = this.#bounds[number]! + shared;
      const end = this.#bounds[number + 1]!;
      words[2 * number] = number | ((this.#byteAt(start + 4, end) << 24) & ~numberMask);
      words[2 * number + 1] =
        (this.#byteAt(start, end) << 24) |
        (this.#byteAt(start + 1, end) << 16) |
        (this.#byteAt(start + 2, end) << 8) |
        this.#byteAt(start + 3, end);
    }
    new BigUint64Array(words.buffer).sort();
    const sorted = new Int32Array(size);
    for (let at = 0; at < size; at++) sorted[at] = words[2 * at]! & numberMask;
    for (let from = 0, to = 1; from < size; from = to++) {
      const low = words[2 * from]! & ~numberMask;
      const high = words[2 * from + 1];
      while (to < size && words[2 * to + 1] === high && (words[2 * to]! & ~numberMask) === low) to++;
      if (to - from > 1) sorted.subarray(from, to).sort((a, b) => this.#compare(a, b));
    }
    return sorted;
  }

  /** 0 behind a key's end, so that shorter keys come first among those that are alike up to there. */
  #byteAt(at: number, end: number): number {
    return at < end ? this.#bytes[at]! : 0;
  }

  /** How many bytes all keys begin with alike. */
  #sharedLength(): number {
    const bytes = this.#bytes;
    let length = this.#size === 0 ? 0 : this.#bounds[1]!;
    for (let number = 1; number < this.#size; number++) {
      const start = this.#bounds[number]!;
      length = Math.min(length, this.#bounds[number + 1]! - start);
      let same = 0;
      while (same < length && bytes[start + same] === bytes[same]) same++;
      length = same;
    }
    return length;
  }

  /** Takes the keys in as they are, where there are none yet. */
  #adopt({ bytes, bounds, hashes }: KeysPartial): void {
    this.#size = hashes.length;
    const capacity = Math.max(this.#hashes.length, this.#size);
    this.#hashes = grownInt32(hashes, capacity);
    this.#bounds = grownInt32(bounds, capacity + 1);
    // See `#insert` for the spare byte.
    this.#bytes = new Uint8Array(bytes.length + 1);
    this.#bytes.set(bytes);
    let slots = this.#mask + 1;
    while (slots <= this.#size * 2) slots *= 2;
    this.#fillSlots(slots);
  }

  /** Negative where key `a` comes first by its bytes. */
  #compare(a: number, b: number): number {
    const bytes = this.#bytes;
    const startA = this.#bounds[a]!;
    const startB = this.#bounds[b]!;
    const lengthA = this.#bounds[a + 1]! - startA;
    const lengthB = this.#bounds[b + 1]! - startB;
    const shared = Math.min(lengthA, lengthB);
    for (let i = 0; i < shared; i++) {
      const difference = bytes[startA + i]! - bytes[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  /**
   * Loads what looking keys [from, to) up will need. A look-up waits for memory several times, each time for an address that
   * the load before gave. This loop is so short that the processor runs many of its rounds, and waits for many keys, at once.
   *
   * @param numbers Gets what was loaded, of no use, at [from, to): else the compiler would leave the loads out.
   */
  #warm(hashes: Int32Array, from: number, to: number, numbers: Int32Array): void {
    const slots = this.#slots;
    const mask = this.#mask;
    const bounds = this.#bounds;
    const bytes = this.#bytes;
    for (let key = from; key < to; key++) {
      const occupant = slots[(hashes[key]! & mask) * 2 + 1]!;
      numbers[key] = bytes[bounds[occupant === 0 ? 0 : occupant - 1]!]!;
    }
  }

  #number(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slot = this.#slotOf(bytes, start, end, hash);
    const number = this.#slots[slot * 2 + 1]! - 1;
    return number < 0 ? this.#insert(slot, bytes, start, end, hash) : number;
  }

  /** The slot of a key; where the key is new, the free one that it would get. */
  #slotOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot * 2 + 1]! - 1;
      if (number < 0) return slot;
      if (slots[slot * 2] !== hash) continue;
      const keyStart = this.#bounds[number]!;
      if (this.#bounds[number + 1]! - keyStart !== length) continue;
      const keys = this.#bytes;
      let i = 0;
      while (i < length && keys[keyStart + i] === bytes[start + i]) i++;
      if (i === length) return slot;
    }
  }

  #insert(slot: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.#size++;
    if (number === this.#hashes.length) {
      this.#hashes = grownInt32(this.#hashes, number * 2);
      this.#bounds = grownInt32(this.#bounds, number * 2 + 1);
    }
    const used = this.#bounds[number]!;
    const newUsed = used + (end - start);
    // One byte is always spare, so that where a key begins there is a byte, even if the key is empty.
    if (newUsed >= this.#bytes.length) {
      const grown = new Uint8Array(Math.max(newUsed + 1, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, used));
      this.#bytes = grown;
    }
    // Keys are short: a view for `set` would take longer.
    const keys = this.#bytes;
    for (let from = start, to = used; from < end; from++, to++) keys[to] = bytes[from]!;
    this.#bounds[number + 1] = newUsed;
    this.#hashes[number] = hash;
    this.#slots[slot * 2] = hash;
    this.#slots[slot * 2 + 1] = number + 1;
    if (this.#size * 2 > this.#mask) this.#fillSlots((this.#mask + 1) * 2);
    return number;
  }

  /** @param capacity How many there will be, a power of two. */
  #fillSlots(capacity: number): void {
    const mask = capacity - 1;
    const slots = new Int32Array(capacity * 2);
    for (let number = 0; number < this.#size; number++) {
      const hash = this.#hashes[number]!;
      let slot = hash & mask;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = hash;
      slots[slot * 2 + 1] = number + 1;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** Keys within one buffer that wait to be numbered together. */
export class KeyBatch implements ScatteredKeys {
  bytes: Uint8Array = new Uint8Array(0);
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  /** How many keys wait; 0 empties the batch. */
  size = 0;

  /** @param capacity How many keys it takes at most. */
  constructor(capacity: number) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.hashes = new Int32Array(capacity);
  }

  /**
   * Adds the key bytes[start, end), where the caller sees to it that there is room.
   *
   * @param bytes The same for all keys of a batch; stays as it is until they are numbered.
   */
  add(bytes: Uint8Array, start: number, end: number): void {
    const at = this.size++;
    this.bytes = bytes;
    this.starts[at] = start;
    this.ends[at] = end;
    this.hashes[at] = hashOf(bytes, start, end);
  }
}

function grownInt32(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(array);
  return grown;
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
