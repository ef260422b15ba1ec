import { type KeysPartial, KeyTable } from "./key-table";

/** Keys and how often each occurred, by the same number, as they travel between processes. */
export interface KeyCountsPartial {
  readonly keys: KeysPartial;
  /** Shape [keys]. */
  readonly counts: Float64Array;
}

/** Counts how often keys occur that are stretches of bytes. */
export class KeyCounts {
  /** The keys, by whose numbers they are counted. */
  readonly keys = new KeyTable();
  #counts = new Float64Array(64);

  /** About how many bytes `toPartial` gives. */
  get bytes(): number {
    return this.keys.partialBytes + this.keys.size * Float64Array.BYTES_PER_ELEMENT;
  }

  /** Counts the key bytes[start, end) once more. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.addOne(this.keys.numberOf(bytes, start, end));
  }

  /** Counts the key of that number once more. */
  addOne(key: number): void {
    if (key >= this.#counts.length) this.#grow();
    this.#counts[key]! += 1;
  }

  /** Adds what was counted elsewhere. */
  merge({ keys, counts }: KeyCountsPartial): void {
    const numbers = this.keys.merge(keys);
    if (this.keys.size > this.#counts.length) this.#grow();
    counts.forEach((count, key) => {
      this.#counts[numbers[key]!]! += count;
    });
  }

  /** How often the key of that number occurred. */
  of(key: number): number {
    return this.#counts[key]!;
  }

  toPartial(): KeyCountsPartial {
    return { keys: this.keys.toPartial(), counts: this.#counts.slice(0, this.keys.size) };
  }

  /** Makes room for every key. */
  #grow(): void {
    const grown = new Float64Array(Math.max(this.keys.size, this.#counts.length * 2));
    grown.set(this.#counts);
    this.#counts = grown;
  }
}
