import type { KeyTable, Problem } from "../../library/worker";

/** Turns keys into text, and notes which are none. */
export class KeyTexts {
  // A mark in front of a key is a part of it.
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #garbled = 0;
  #firstGarbled = "";

  /** The text of a table's key. */
  of(keys: KeyTable, number: number): string {
    return keys.isAscii(number) ? keys.asciiText(number) : this.textOf(keys.key(number));
  }

  /** Only notes whether a table's key is text. */
  check(keys: KeyTable, number: number): void {
    if (!keys.isAscii(number)) this.textOf(keys.key(number));
  }

  textOf(key: Uint8Array): string {
    const text = this.#decoder.decode(key);
    // The sign may stand in the file too: then it comes back as the same bytes.
    if (text.includes("\ufffd") && Buffer.compare(Buffer.from(text), key) !== 0) {
      if (this.#garbled === 0) this.#firstGarbled = text;
      this.#garbled++;
    }
    return text;
  }

  problems(): Problem[] {
    if (this.#garbled === 0) return [];
    return [
      {
        code: "not-utf-8",
        severity: "warning",
        message: `'${this.#firstGarbled}' is not UTF-8: its \ufffd stand for bytes that are no characters. Save the file as UTF-8, and open it again.`,
        count: this.#garbled,
      },
    ];
  }
}
