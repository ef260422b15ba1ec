/** Where something stands in a text, asked for from its beginning to its end. */
export class Occurrences {
  readonly #text: string;
  readonly #wanted: string;
  #next: number;

  constructor(text: string, wanted: string) {
    this.#text = text;
    this.#wanted = wanted;
    this.#next = text.indexOf(wanted);
  }

  /** Whether none is left behind what was asked for last. */
  get isOver(): boolean {
    return this.#next < 0;
  }

  /** Whether one stands as a whole between two places. `from` never goes back. */
  isWithin(from: number, to: number): boolean {
    if (this.#next >= 0 && this.#next < from) this.#next = this.#text.indexOf(this.#wanted, from);
    return this.#next >= 0 && this.#next + this.#wanted.length <= to;
  }
}
