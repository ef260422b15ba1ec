import { hashPrime, hashSeed } from "./byte-names";
import { PieceColumns } from "./columns-of-piece";
import { chars, skipSpace, skipText, skipValue, textOf } from "./json-bytes";
import { type ProcessId, type ScannedMetadata, type ScanProblem, scannedKinds } from "./scanned-piece";
import { WordList } from "./scanner-words";

/** By phase letter; 0 for those that have no place on lanes. */
const kindOfPhase = new Uint8Array(128);
const kindsByLetter: Readonly<Record<string, number>> = {
  X: scannedKinds.whole,
  B: scannedKinds.begin,
  E: scannedKinds.end,
  b: scannedKinds.asyncBegin,
  e: scannedKinds.asyncEnd,
  S: scannedKinds.asyncBegin,
  F: scannedKinds.asyncEnd,
  i: scannedKinds.instant,
  I: scannedKinds.instant,
  n: scannedKinds.instant,
  R: scannedKinds.instant,
  s: scannedKinds.flowStart,
  t: scannedKinds.flowStep,
  f: scannedKinds.flowEnd,
};
for (const [letter, kind] of Object.entries(kindsByLetter)) kindOfPhase[letter.charCodeAt(0)] = kind;
const phaseWhole = "X".charCodeAt(0);
const phaseCounter = "C".charCodeAt(0);
const phaseMetadata = "M".charCodeAt(0);
/** Every phase letter that the format has. */
const phases = new Set([..."BEXiInbeSTpFsftPNODMVvRcC(),"].map((letter) => letter.charCodeAt(0)));

const powersOfTen = Array.from({ length: 23 }, (_, power) => 10 ** power);
/** Above it a sum of digits is no longer exact. */
const exactBelow = 2 ** 53;

/** `readEvent` answers so where the text ends before the event does, or where it is no event. */
export const cut = -1;
export const broken = -2;

/**
 * Reads single events from the bytes of a trace into columns, without making objects of them. It stays with one scanner for the
 * whole file, so that names are numbered once.
 */
export class EventReader {
  readonly columns = new PieceColumns();
  readonly words = new WordList();
  metadata: ScannedMetadata[] = [];
  unshown = 0;
  backwards = 0;
  /** Where the arguments of the last event begin, -1 where it has none, and the place behind them. */
  argumentsFrom = -1;
  argumentsTo = -1;
  /** Why the last event was broken. */
  problem: ScanProblem = { place: 0, message: "" };
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  // Where the last value that was read ends.
  #at = 0;
  #lastProcess: ProcessId = Number.NaN;
  #lastThread: ProcessId = Number.NaN;
  #lastNumber = 0;

  /** @param bytes With sentinels behind `length`. */
  setBytes(bytes: Uint8Array, length: number): void {
    this.#bytes = bytes;
    this.#length = length;
  }

  /**
   * Reads the event whose brace is at `start`.
   *
   * @param record False only looks whether it is an event.
   * @returns The place behind it; `cut` or `broken`.
   */
  readEvent(start: number, record: boolean): number {
    const bytes = this.#bytes;
    let phase = 0;
    let time = Number.NaN;
    let duration = 0;
    let process: ProcessId = 0;
    let thread: ProcessId = 0;
    let name = 0;
    let categoryAt = -1;
    let idAt = -1;
    let argumentsAt = -1;
    let at = start + 1;
    for (;;) {
      at = skipSpace(bytes, at);
      let byte = bytes[at]!;
      if (byte === chars.comma) {
        at++;
        continue;
      }
      if (byte === chars.closeObject) break;
      if (byte !== chars.quote) return this.#stop(at, "a name of a field was expected");
      const key = at + 1;
      at = skipText(bytes, key);
      const keyLength = at - 1 - key;
      at = skipSpace(bytes, at);
      if (bytes[at] !== chars.colon) return this.#stop(at, "a colon was expected");
      at = skipSpace(bytes, at + 1);
      byte = bytes[at]!;
      const first = bytes[key]!;
      const second = bytes[key + 1]!;
      // Letters and lengths of the names there are tell them apart; what else has them would be read as that field.
      if (keyLength === 2 && first === 116 && second === 115) {
        time = this.#number(at);
        at = this.#at;
      } else if (keyLength === 2 && first === 112 && second === 104) {
        if (byte === chars.quote && bytes[at + 2] === chars.quote) phase = bytes[at + 1]!;
        at = skipValue(bytes, at, this.#length);
      } else if (keyLength === 3 && first === 100 && second === 117) {
        duration = this.#number(at);
        at = this.#at;
      } else if (keyLength === 3 && second === 105 && first === 112) {
        process = this.#id(at);
        at = this.#at;
      } else if (keyLength === 3 && second === 105 && first === 116) {
        thread = this.#id(at);
        at = this.#at;
      } else if (keyLength === 4 && first === 110 && second === 97) {
        name = byte === chars.quote ? this.#name(at) : 0;
        at = byte === chars.quote ? this.#at : skipValue(bytes, at, this.#length);
      } else {
        const isArguments = keyLength === 4 && first === 97 && second === 114;
        if (isArguments) argumentsAt = at;
        else if (keyLength === 3 && first === 99 && second === 97) categoryAt = at;
        else if ((keyLength === 2 || (keyLength === 3 && bytes[key + 2] === 50)) && first === 105 && second === 100) {
          idAt = at;
        }
        const behind = skipValue(bytes, at, this.#length);
        if (behind === at) return this.#stop(at, "a value was expected");
        if (isArguments) this.argumentsTo = behind;
        at = behind;
      }
      if (at >= this.#length) return cut;
      byte = bytes[at]!;
      if (byte !== chars.comma && byte !== chars.closeObject) {
        at = skipSpace(bytes, at);
        byte = bytes[at]!;
        if (byte !== chars.comma && byte !== chars.closeObject) {
          return this.#stop(at, "a comma or the end of the event was expected");
        }
      }
    }
    if (at >= this.#length) return cut;
    this.argumentsFrom = argumentsAt;
    if (!record) {
      if (phases.has(phase)) return at + 1;
      return this.#stop(start, "this is no event: it has no phase (`ph`)");
    }
    if (phase === phaseWhole && !Number.isNaN(time)) {
      const from = Math.round(time * 1_000);
      const to = duration > 0 ? Math.round((time + duration) * 1_000) : from;
      if (duration < 0) this.backwards++;
      this.columns.add(scannedKinds.whole, this.#thread(process, thread), from, to, name, start);
    } else this.#record(start, at, phase, time, process, thread, name, categoryAt, idAt, argumentsAt);
    return at + 1;
  }

  /** Gives up what was recorded. */
  forget(): void {
    this.columns.clear();
    this.metadata = [];
    this.unshown = this.backwards = 0;
  }

  #record(
    start: number,
    end: number,
    phase: number,
    time: number,
    process: ProcessId,
    thread: ProcessId,
    name: number,
    categoryAt: number,
    idAt: number,
    argumentsAt: number,
  ): void {
    if (phase === phaseMetadata) {
      this.#takeMetadata(start, end, process, thread);
      return;
    }
    const kind = kindOfPhase[phase] ?? 0;
    const ns = Math.round(time * 1_000);
    if (phase === phaseCounter && argumentsAt >= 0 && !Number.isNaN(ns)) {
      this.#takeCounter(argumentsAt, process, name, ns);
      return;
    }
    if (kind === 0 || Number.isNaN(ns)) {
      this.unshown++;
      return;
    }
    this.columns.add(kind, this.#thread(process, thread), ns, ns, name, start);
    if (kind >= scannedKinds.asyncBegin && kind !== scannedKinds.instant) {
      this.columns.link(this.words.link(`${this.#plain(categoryAt)}\n${this.#plain(idAt)}`));
    }
  }

  /** Reads the numbers among a counter's arguments. */
  #takeCounter(argumentsAt: number, process: ProcessId, name: number, ns: number): void {
    const bytes = this.#bytes;
    if (bytes[argumentsAt] !== chars.openObject) return;
    let at = argumentsAt + 1;
    for (;;) {
      at = skipSpace(bytes, at);
      if (bytes[at] === chars.comma) {
        at++;
        continue;
      }
      if (bytes[at] !== chars.quote) return;
      const argument = this.#name(at);
      at = skipSpace(bytes, this.#at);
      if (bytes[at] !== chars.colon) return;
      at = skipSpace(bytes, at + 1);
      const value = this.#number(at);
      at = skipValue(bytes, at, this.#length);
      if (!Number.isNaN(value)) this.columns.addCounter(this.words.series(process, name, argument), ns, value);
    }
  }

  #takeMetadata(start: number, end: number, process: ProcessId, thread: ProcessId): void {
    try {
      // Of all that is in the file only `name` and the two arguments are looked at.
      const event = JSON.parse(textOf(this.#bytes, start, end + 1)) as {
        readonly name?: unknown;
        readonly args?: { readonly name?: unknown; readonly sort_index?: unknown };
      };
      const value = event.args?.name ?? event.args?.sort_index;
      if (typeof event.name === "string" && (typeof value === "string" || typeof value === "number")) {
        this.metadata.push({ process, thread, what: event.name, value });
        return;
      }
    } catch {
      // Well formed enough to find its end, but no more: it names nothing then.
    }
    this.unshown++;
  }

  #thread(process: ProcessId, thread: ProcessId): number {
    if (process === this.#lastProcess && thread === this.#lastThread) return this.#lastNumber;
    this.#lastProcess = process;
    this.#lastThread = thread;
    this.#lastNumber = this.words.thread(process, thread);
    return this.#lastNumber;
  }

  /** The number of the text whose quote is at `start`. */
  #name(start: number): number {
    const bytes = this.#bytes;
    let hash = hashSeed;
    let at = start + 1;
    let escaped = false;
    for (;;) {
      const byte = bytes[at]!;
      if (byte === chars.quote) break;
      if (byte === chars.backslash) {
        escaped = true;
        hash = Math.imul(hash ^ byte, hashPrime);
        at++;
      }
      hash = Math.imul(hash ^ bytes[at]!, hashPrime);
      at++;
    }
    this.#at = at + 1;
    if (at >= this.#length) return 0;
    return this.words.names.number(bytes, start + 1, at, hash >>> 0, escaped);
  }

  /** A number, or a text that is one; NaN for all else. */
  #number(start: number): number {
    const bytes = this.#bytes;
    const quoted = bytes[start] === chars.quote;
    let at = quoted ? start + 1 : start;
    const negative = bytes[at] === 45;
    if (negative) at++;
    const digits = at;
    let sum = 0;
    for (let digit = bytes[at]! - 48; digit >= 0 && digit <= 9; digit = bytes[at]! - 48) {
      sum = sum * 10 + digit;
      at++;
    }
    let decimals = 0;
    if (bytes[at] === 46 && at > digits) {
      const point = at++;
      for (let digit = bytes[at]! - 48; digit >= 0 && digit <= 9; digit = bytes[at]! - 48) {
        sum = sum * 10 + digit;
        at++;
      }
      decimals = at - point - 1;
    }
    const byte = bytes[at]!;
    const isWhole = quoted ? byte === chars.quote : byte === chars.comma || byte <= 32 || (byte | 32) === 125;
    if (at > digits && isWhole && sum < exactBelow && decimals < powersOfTen.length) {
      this.#at = quoted ? at + 1 : at;
      // Both are exact, so that the quotient is rounded once, as the number itself would be.
      const value = decimals === 0 ? sum : sum / powersOfTen[decimals]!;
      return negative ? -value : value;
    }
    this.#at = skipValue(bytes, start, this.#length);
    const text = quoted ? textOf(bytes, start + 1, this.#at - 1) : textOf(bytes, start, this.#at);
    return text.trim() === "" || text === "null" ? Number.NaN : Number(text);
  }

  /** A process's or thread's id. */
  #id(start: number): ProcessId {
    const number = this.#number(start);
    if (Number.isSafeInteger(number)) return number;
    return this.#plain(start);
  }

  /** A value as text; a text without its quotes, an object as it stands. */
  #plain(start: number): string {
    if (start < 0) return "";
    const bytes = this.#bytes;
    const end = skipValue(bytes, start, this.#length);
    if (bytes[start] !== chars.quote) return textOf(bytes, start, end);
    return textOf(bytes, start + 1, end - 1);
  }

  #stop(at: number, message: string): number {
    if (at >= this.#length) return cut;
    this.problem = { place: at, message };
    return broken;
  }
}
