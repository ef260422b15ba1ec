/** Taken from the front this many times, the list is cut. */
const cutAt = 1_024;

/** First in, first out; both in constant time, also where there is much in it. */
export class Fifo<Item> {
  #items: Item[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Undefined where there is nothing. */
  shift(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#first]!;
    this.#first++;
    if (this.#first >= cutAt && this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** Takes all. */
  drain(): Item[] {
    const items = this.#items.slice(this.#first);
    this.#items = [];
    this.#first = 0;
    return items;
  }
}
