import { nestedText } from "./cell-texts";

const minus = 45;
const zero = 48;

/** Whole numbers up to here are written digit by digit. */
const shortNumber = 2 ** 31;

/** Texts up to here are copied byte by byte, which is faster than asking the system's copy. */
const shortText = 32;

/** Writes cells as text, one behind the other. */
export class CellBuffer {
  bytes: Uint8Array;
  /** Where the next cell begins. */
  at = 0;
  readonly #beforeGrowing: () => void;

  /** @param beforeGrowing Called before `bytes` becomes another buffer. */
  constructor(size: number, beforeGrowing: () => void) {
    this.bytes = new Uint8Array(size);
    this.#beforeGrowing = beforeGrowing;
  }

  /** Writes a cell; nothing for null and undefined. */
  put(value: unknown): void {
    switch (typeof value) {
      case "number":
        this.#putNumber(value);
        break;
      case "string":
        this.#putText(value);
        break;
      case "bigint": {
        const number = Number(value);
        if (number > -shortNumber && number < shortNumber) this.#putNumber(number);
        else this.#putText(String(value));
        break;
      }
      case "boolean":
        this.#putText(value ? "true" : "false");
        break;
      case "object":
        if (value instanceof Uint8Array) this.copy(value, 0, value.length);
        else if (value !== null) this.#putText(nestedText(value));
        break;
      default:
    }
  }

  /** Writes the bytes [start, end) of others. */
  copy(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    const { bytes, at } = this;
    if (length > shortText) bytes.set(from.subarray(start, end), at);
    else for (let i = 0; i < length; i++) bytes[at + i] = from[start + i]!;
    this.at = at + length;
  }

  #putNumber(value: number): void {
    if (value !== Math.trunc(value) || value <= -shortNumber || value >= shortNumber) {
      this.#putText(String(value));
      return;
    }
    this.#reserve(12);
    const { bytes } = this;
    let rest = value;
    if (rest < 0) {
      bytes[this.at++] = minus;
      rest = -rest;
    }
    let digits = 1;
    for (let limit = 10; rest >= limit; limit *= 10) digits++;
    let place = this.at + digits;
    this.at = place;
    do {
      const tenth = Math.trunc(rest / 10);
      bytes[--place] = zero + rest - tenth * 10;
      rest = tenth;
    } while (rest > 0);
  }

  #putText(text: string): void {
    const { length } = text;
    // As many as UTF-8 needs at most.
    this.#reserve(length * 3);
    const { bytes, at } = this;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        const encoded = Buffer.from(text);
        bytes.set(encoded, at);
        this.at = at + encoded.length;
        return;
      }
      bytes[at + i] = code;
    }
    this.at = at + length;
  }

  #reserve(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    this.#beforeGrowing();
    const grown = new Uint8Array(Math.max(this.at + length, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}
