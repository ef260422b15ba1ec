import { escapes, hexDigits, unescapeText } from "./json-escapes";

const quote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;
const lineFeed = 10;
const minus = 45;
const point = 46;
const zero = 48;
const letterU = 117;

/** Objects and lists within each other: more are taken for a mistake. */
const deepest = 200;

/** What comes instead of a position. */
const incomplete = -1;
const malformed = -2;

const literals = ["true", "false", "null"].map((word) => Buffer.from(word));

/**
 * Finds the wanted cells of JSON records in bytes, without making objects: numbers keep all their digits, and only texts
 * with escapes are rewritten. What is no JSON by RFC 8259 is malformed; UTF-8 is not looked into.
 *
 * A record's cells are an object's members by their names (of several with one name the last counts), or a list's elements in
 * their order; a lone value is a record of one cell. A cell of `null`, or one that the record does not have, is empty; one
 * that is an object or a list is its JSON.
 */
export class JsonRecords {
  /** Start and end of each wanted cell in the bytes. */
  readonly bounds: Int32Array;
  /** Line feeds outside texts that were passed, ever. */
  lines = 0;
  /** Whether the last record was of the other kind: a list or value where objects are expected, or the reverse. */
  isMisfit = false;
  readonly #names: readonly Buffer[] | null;
  readonly #wanted: readonly number[];
  readonly #escaped: Uint8Array;
  /** Of the text that was read last. */
  #hasEscape = false;

  /**
   * @param names The columns' names, where records are objects; null where they are lists or values.
   * @param wanted Columns whose cells are found, ascending, each once.
   */
  constructor(names: readonly string[] | null, wanted: readonly number[]) {
    this.#names = names === null ? null : wanted.map((column) => Buffer.from(names[column]!));
    this.#wanted = wanted;
    this.bounds = new Int32Array(wanted.length * 2);
    this.#escaped = new Uint8Array(wanted.length);
  }

  /**
   * Reads the record that begins at byte `from`. Its cells are as they stand in the bytes until `unescape`.
   *
   * @returns Where it ends; -1 where it is not complete before `limit`, -2 where it is malformed. A number that ends at
   * `limit` counts as complete: the caller knows whether more may follow.
   */
  read(bytes: Uint8Array, from: number, limit: number): number {
    this.bounds.fill(0);
    this.#escaped.fill(0);
    this.isMisfit = false;
    const first = bytes[from];
    let end: number;
    if (this.#names === null) {
      this.isMisfit = first === openBrace;
      end =
        first === openBracket
          ? this.#list(bytes, from, limit, 0, true)
          : this.#cell(bytes, from, limit, 0, this.#wanted[0] === 0 ? 0 : -1);
    } else {
      this.isMisfit = first !== openBrace;
      end = this.isMisfit ? this.#value(bytes, from, limit, 0) : this.#object(bytes, from, limit, 0, true);
    }
    return end;
  }

  /** Puts the last record's texts into the form that they stand for, in place: after that it cannot be read again. */
  unescape(bytes: Uint8Array): void {
    for (let cell = 0; cell < this.#escaped.length; cell++) {
      if (this.#escaped[cell] === 0) continue;
      this.bounds[cell * 2 + 1] = unescapeText(bytes, this.bounds[cell * 2]!, this.bounds[cell * 2 + 1]!);
    }
  }

  /** @returns The first byte from `from` on that is no white space, or `limit`. */
  skipSpace(bytes: Uint8Array, from: number, limit: number): number {
    let at = from;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      if (byte > 32) return at;
      if (byte === lineFeed) this.lines++;
      else if (byte !== 32 && byte !== 9 && byte !== 13) return at;
    }
    return at;
  }

  /** @returns Behind the value, or why not; likewise below. */
  #value(bytes: Uint8Array, at: number, limit: number, depth: number): number {
    if (at >= limit) return incomplete;
    switch (bytes[at]) {
      case quote:
        return this.#text(bytes, at, limit);
      case openBrace:
        return this.#object(bytes, at, limit, depth, false);
      case openBracket:
        return this.#list(bytes, at, limit, depth, false);
      case 116:
      case 102:
      case 110:
        return literal(bytes, at, limit);
      default:
        return number(bytes, at, limit);
    }
  }

  /** Reads a value and keeps its bounds as those of a wanted cell, unless `cell` is negative. */
  #cell(bytes: Uint8Array, at: number, limit: number, depth: number, cell: number): number {
    const end = this.#value(bytes, at, limit, depth);
    if (cell < 0 || end < 0) return end;
    const first = bytes[at];
    const isText = first === quote;
    this.#escaped[cell] = isText && this.#hasEscape ? 1 : 0;
    this.bounds[cell * 2] = isText ? at + 1 : at;
    // Of a null nothing is left.
    this.bounds[cell * 2 + 1] = isText ? end - 1 : first === 110 ? at : end;
    return end;
  }

  #object(bytes: Uint8Array, from: number, limit: number, depth: number, isRecord: boolean): number {
    if (depth > deepest) return malformed;
    let expected = 0;
    let at = this.skipSpace(bytes, from + 1, limit);
    if (at < limit && bytes[at] === closeBrace) return at + 1;
    for (;;) {
      if (at >= limit) return incomplete;
      if (bytes[at] !== quote) return malformed;
      const nameStart = at + 1;
      at = this.#text(bytes, at, limit);
      if (at < 0) return at;
      const cell = isRecord ? this.#cellNamed(bytes, nameStart, at - 1, expected) : -1;
      if (cell >= 0) expected = cell + 1;
      at = this.skipSpace(bytes, at, limit);
      if (at >= limit) return incomplete;
      if (bytes[at] !== colon) return malformed;
      at = this.#cell(bytes, this.skipSpace(bytes, at + 1, limit), limit, depth + 1, cell);
      if (at < 0) return at;
      at = this.skipSpace(bytes, at, limit);
      if (at >= limit) return incomplete;
      if (bytes[at] === closeBrace) return at + 1;
      if (bytes[at] !== comma) return malformed;
      at = this.skipSpace(bytes, at + 1, limit);
    }
  }

  #list(bytes: Uint8Array, from: number, limit: number, depth: number, isRecord: boolean): number {
    if (depth > deepest) return malformed;
    let found = 0;
    let at = this.skipSpace(bytes, from + 1, limit);
    if (at < limit && bytes[at] === closeBracket) return at + 1;
    for (let index = 0; ; index++) {
      const isWanted = isRecord && this.#wanted[found] === index;
      at = this.#cell(bytes, at, limit, depth + 1, isWanted ? found++ : -1);
      if (at < 0) return at;
      at = this.skipSpace(bytes, at, limit);
      if (at >= limit) return incomplete;
      if (bytes[at] === closeBracket) return at + 1;
      if (bytes[at] !== comma) return malformed;
      at = this.skipSpace(bytes, at + 1, limit);
    }
  }

  #text(bytes: Uint8Array, from: number, limit: number): number {
    this.#hasEscape = false;
    for (let at = from + 1; at < limit; at++) {
      const byte = bytes[at]!;
      if (byte === quote) return at + 1;
      if (byte < 32) return malformed;
      if (byte !== backslash) continue;
      this.#hasEscape = true;
      at++;
      if (at >= limit) return incomplete;
      if (bytes[at] !== letterU) {
        if (escapes[bytes[at]!] === 0) return malformed;
        continue;
      }
      for (const last = at + 4; at < last; ) {
        at++;
        if (at >= limit) return incomplete;
        if (hexDigits[bytes[at]!] === 255) return malformed;
      }
    }
    return incomplete;
  }

  /** @param expected The cell whose name it probably is: members mostly come in the same order. */
  #cellNamed(bytes: Uint8Array, start: number, end: number, expected: number): number {
    const names = this.#names!;
    if (this.#hasEscape) {
      const name = Buffer.from(JSON.parse(Buffer.from(bytes.subarray(start - 1, end + 1)).toString("utf8")) as string);
      return names.findIndex((one) => one.equals(name));
    }
    if (expected < names.length && isSame(names[expected]!, bytes, start, end)) return expected;
    for (let cell = 0; cell < names.length; cell++) if (isSame(names[cell]!, bytes, start, end)) return cell;
    return -1;
  }
}

function isSame(name: Buffer, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = name;
  if (end - start !== length) return false;
  for (let i = 0; i < length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}

function literal(bytes: Uint8Array, at: number, limit: number): number {
  const word = literals.find((one) => one[0] === bytes[at])!;
  for (let i = 0; i < word.length; i++) {
    if (at + i >= limit) return incomplete;
    if (bytes[at + i] !== word[i]) return malformed;
  }
  return at + word.length;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9;
}

function number(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  if (bytes[at] === minus) at++;
  if (at >= limit) return incomplete;
  if (!isDigit(bytes[at])) return malformed;
  if (bytes[at] === zero) at++;
  else while (at < limit && isDigit(bytes[at])) at++;
  if (at < limit && bytes[at] === point) {
    at++;
    if (at >= limit) return incomplete;
    if (!isDigit(bytes[at])) return malformed;
    while (at < limit && isDigit(bytes[at])) at++;
  }
  if (at < limit && (bytes[at]! | 32) === 101) {
    at++;
    if (at < limit && (bytes[at] === minus || bytes[at] === 43)) at++;
    if (at >= limit) return incomplete;
    if (!isDigit(bytes[at])) return malformed;
    while (at < limit && isDigit(bytes[at])) at++;
  }
  return at;
}
