import { type Matches, matcherOf, type SearchQuery } from "../../timeline/search/matcher";
import { EventReader } from "../scan/event-reader";
import { chars, putSentinels, sentinelBytes, skipSpace, textOf } from "../scan/json-bytes";
import { Occurrences } from "./occurrences";
import { unusualBeginnings, usualWriting } from "./usual-writing";

// Each byte becomes one character, so that places in the text are places in the bytes.
const byteDecoder = new TextDecoder("latin1");

/** Finds events by what their arguments hold: their names and values, as `JSON.stringify` writes them. */
export class ArgumentFinder {
  readonly #reader = new EventReader();
  readonly #matches: Matches;
  /** What to look for among the bytes before any event is read; null where bytes cannot tell. */
  readonly #needle: string | null;
  readonly #matchCase: boolean;
  /** Kept from call to call. */
  #bytes = new Uint8Array(0);

  /** @throws {Error} When the query is a regular expression that is none. */
  constructor(query: SearchQuery) {
    // As it stands within a text of JSON.
    const text = query.regex ? query.text : JSON.stringify(query.text).slice(1, -1);
    const matches = matcherOf({ ...query, text });
    if (typeof matches !== "function") throw new Error(matches.error);
    this.#matches = matches;
    this.#matchCase = query.matchCase;
    const isPlain = !query.regex && [...text].every((letter) => letter < "\u0080");
    this.#needle = isPlain ? (query.matchCase ? text : text.toLowerCase()) : null;
  }

  /**
   * @param part Whole events, and what stands between them.
   * @param origin Byte of the file that is the first of the part.
   * @returns Bytes of the file at which the events begin that were found, ascending.
   */
  find(part: Uint8Array, origin: number): Float64Array {
    const { length } = part;
    const text = byteDecoder.decode(part);
    // Nothing stands everywhere. The other case of each of these characters is one character, too: places stay.
    const usual = new Occurrences(this.#matchCase ? text : text.toLowerCase(), this.#needle ?? "");
    const unusual = unusualBeginnings.map((beginning) => new Occurrences(text, beginning));
    const isOver = (): boolean => usual.isOver && unusual.every((one) => one.isOver);
    if (isOver()) return new Float64Array();
    if (this.#bytes.length < length + sentinelBytes) this.#bytes = new Uint8Array(length + sentinelBytes);
    const bytes = this.#bytes;
    bytes.set(part);
    putSentinels(bytes, length);
    const reader = this.#reader;
    reader.setBytes(bytes, length);
    const found: number[] = [];
    for (let at = 0; !isOver(); ) {
      at = skipSpace(bytes, at);
      if (bytes[at] === chars.comma) {
        at++;
        continue;
      }
      if (at >= length || bytes[at] !== chars.openObject) break;
      const behind = reader.readEvent(at, true);
      reader.forget();
      if (behind < 0) break;
      if (reader.argumentsFrom >= 0) {
        const { argumentsFrom: from, argumentsTo: to } = reader;
        if (this.#needle !== null && usual.isWithin(from, to)) found.push(origin + at);
        else {
          const isUnusual = unusual.some((one) => one.isWithin(from, to));
          const text = this.#needle === null || isUnusual ? textOf(bytes, from, to) : null;
          if (text !== null && this.#matches(isUnusual ? usualWriting(text) : text)) found.push(origin + at);
        }
      }
      at = behind;
    }
    return Float64Array.from(found);
  }
}
