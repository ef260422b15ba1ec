import { cut, EventReader } from "./event-reader";
import { chars, putSentinels, sentinelBytes, skipSpace, textOf } from "./json-bytes";

/** So many bytes at a file's beginning tell whether it is a trace, nearly always; and hold enough for a first picture. */
export const headBytes = 192 << 10;
/** Beyond so many it is not looked whether it is one. */
export const openingBytes = 1 << 20;

/**
 * Looks for the list of events in a file that comes in stretches: at its very beginning, or under the key `traceEvents` of the
 * outermost object.
 */
export class ListFinder {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #key = "";
  #keyEnds = false;
  #started = false;
  /** Bytes taken in so far. */
  #taken = 0;

  /**
   * @returns Byte of the file behind the list's bracket; null while it has not come.
   * @throws {RangeError} When the file is no trace; it says why.
   */
  take(bytes: Uint8Array): number | null {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === chars.backslash) this.#escaped = true;
        else if (byte === chars.quote) {
          this.#inText = false;
          this.#keyEnds = this.#depth === 1;
          continue;
        }
        if (this.#depth === 1 && this.#key.length < 32) this.#key += String.fromCharCode(byte);
        continue;
      }
      if (byte <= 32 || byte === chars.colon) continue;
      if (!this.#started) {
        // A byte order mark.
        if (byte === 0xef || byte === 0xbb || byte === 0xbf) continue;
        this.#started = true;
        if (byte === chars.openList) return this.#taken + at + 1;
        if (byte !== chars.openObject) throw new RangeError("it begins neither with a list nor with an object");
      }
      if (byte === chars.quote) {
        this.#inText = true;
        this.#key = "";
        this.#keyEnds = false;
        continue;
      }
      if (byte === chars.openList && this.#depth === 1 && this.#keyEnds && this.#key === "traceEvents") {
        return this.#taken + at + 1;
      }
      this.#keyEnds = false;
      const folded = byte | 32;
      if (folded === chars.openObject) this.#depth++;
      else if (folded === chars.closeObject && --this.#depth === 0) {
        throw new RangeError("there is no list `traceEvents` in it");
      }
    }
    this.#taken += bytes.length;
    return null;
  }
}

/** Whether the beginning of a file looks like a Chrome trace: a list of events, or an object with one. */
export function looksLikeTrace(opening: Uint8Array): boolean {
  let list: number | null;
  try {
    list = new ListFinder().take(opening);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  if (list === null) return textOf(opening, 0, opening.length).includes('"traceEvents"');
  const bytes = new Uint8Array(opening.length + sentinelBytes);
  bytes.set(opening);
  putSentinels(bytes, opening.length);
  const at = skipSpace(bytes, list);
  // An object says what it is by its key; of a list it takes an event.
  if (bytes[skipSpace(bytes, opening[0] === 0xef ? 3 : 0)] === chars.openObject) return true;
  // An empty list is a trace that recorded nothing.
  if (bytes[at] === chars.closeList) return true;
  if (bytes[at] !== chars.openObject) return false;
  const reader = new EventReader();
  reader.setBytes(bytes, opening.length);
  const behind = reader.readEvent(at, false);
  return behind > 0 || (behind === cut && opening.length === openingBytes);
}
