import { broken, cut, EventReader } from "./event-reader";
import { chars, skipSpace } from "./json-bytes";
import type { ScannedPiece, ScanProblem } from "./scanned-piece";

export interface ScanRange {
  /** Byte of the file that is the first of the bytes. */
  readonly origin: number;
  /** Byte at which an event, a comma or the end of the list stands; if guessed, one at or before the first event. */
  readonly from: number;
  readonly isGuess: boolean;
  /** Events that begin at this byte or later are left to the next piece. Infinity: whole events only, as many as there are. */
  readonly until: number;
  /** Whether the file ends with these bytes. */
  readonly isLast: boolean;
}

/** Reads the events of pieces of one file. */
export class Scanner {
  readonly #reader = new EventReader();

  /**
   * Reads the events that begin in from..until-1.
   *
   * @param bytes With sentinels behind `length`.
   * @returns Null where the bytes end before the last event does: with more of them it is to be asked again.
   */
  scan(bytes: Uint8Array, length: number, range: ScanRange): ScannedPiece | null {
    const reader = this.#reader;
    const { origin } = range;
    reader.setBytes(bytes, length);
    const until = Math.min(range.until - origin, length);
    let at = range.from - origin;
    if (range.isGuess) at = this.#findEvent(bytes, at, until);
    let first = -1;
    let ended = false;
    let problem: ScanProblem | null = null;
    for (;;) {
      at = skipSpace(bytes, at);
      const byte = bytes[at]!;
      if (byte === chars.comma && at < length) {
        at++;
        continue;
      }
      if (at >= until) break;
      if (byte === chars.closeList) {
        ended = true;
        break;
      }
      if (byte !== chars.openObject) {
        problem = { place: at, message: "an event or the end of the list was expected" };
        break;
      }
      if (first < 0) first = at;
      const behind = reader.readEvent(at, true);
      if (behind === cut) {
        if (!range.isLast && range.until === Number.POSITIVE_INFINITY) break;
        if (!range.isLast) {
          reader.forget();
          return null;
        }
        problem = { place: at, message: "the file ends within this event" };
        break;
      }
      if (behind === broken) {
        problem = reader.problem;
        break;
      }
      at = behind;
    }
    const piece: ScannedPiece = {
      first: origin + (first < 0 ? at : first),
      next: origin + at,
      ended,
      problem: problem === null ? null : { ...problem, place: origin + problem.place },
      ...reader.columns.take(),
      origin,
      metadata: reader.metadata,
      unshown: reader.unshown,
      backwards: reader.backwards,
      words: reader.words.takeNew(),
    };
    reader.metadata = [];
    reader.unshown = reader.backwards = 0;
    return piece;
  }

  /** The first place that looks as if an event began there. Who uses what is read from there on has to make sure that it is one. */
  #findEvent(bytes: Uint8Array, from: number, until: number): number {
    for (let at = from; at < until; at++) {
      if (bytes[at] !== chars.openObject || bytes[skipSpace(bytes, at + 1)] !== chars.quote) continue;
      if (this.#reader.readEvent(at, false) !== broken) return at;
    }
    return until;
  }
}

/** The arrays of a piece, to be transferred. */
export function buffersOf(piece: ScannedPiece): ArrayBuffer[] {
  const { kind, thread, time, end, name, place, link, counterSeries, counterTime, counterValue } = piece;
  const arrays = [kind, thread, time, end, name, place, counterSeries, counterTime, counterValue];
  if (link !== null) arrays.push(link);
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
