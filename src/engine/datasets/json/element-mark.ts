import { JsonRecords } from "./json-records";

const comma = 44;
const openBracket = 91;
const openBrace = 123;
const quote = 34;

/**
 * Guesses where an element of an array begins, by how its first two elements are set apart: a text that seldom stands
 * anywhere else.
 */
export class ElementMark {
  readonly #mark: Buffer;
  /** Bytes of the mark up to its comma, which is the last one before the element. */
  readonly #before: number;

  /** @param head The file's bytes from its first element on: enough of them for two, or nothing can be guessed. */
  constructor(head: Uint8Array) {
    const records = new JsonRecords(null, []);
    const end = records.read(head, 0, head.length);
    const behind = end < 0 ? end : records.skipSpace(head, end, head.length);
    const isFollowed = behind > 0 && head[behind] === comma;
    const second = isFollowed ? records.skipSpace(head, behind + 1, head.length) : 0;
    // Of objects also the first name; of lists and texts their first byte.
    let length = 1;
    if (head[second] === openBrace) {
      const name = head.indexOf(quote, records.skipSpace(head, second + 1, head.length) + 1);
      if (name > 0) length = name + 1 - second;
    } else if (head[second] !== openBracket && head[second] !== quote) length = 0;
    this.#before = isFollowed ? behind + 1 - (end - 1) : 0;
    this.#mark = Buffer.from(isFollowed ? head.subarray(end - 1, second + length) : []);
    // The last byte of a number or text is no mark.
    if (length === 0 && isFollowed) {
      this.#mark = this.#mark.subarray(1);
      this.#before -= 1;
    }
  }

  /** @returns Behind the first comma at or behind `from` - 1 that probably stands between two elements; -1 for nowhere. */
  find(bytes: Buffer, from: number): number {
    if (this.#mark.length === 0) return -1;
    const at = bytes.indexOf(this.#mark, Math.max(0, from - this.#before));
    return at < 0 ? -1 : at + this.#before;
  }
}
