import { putSentinels, sentinelBytes } from "./json-bytes";
import type { ScannedPiece } from "./scanned-piece";
import { Scanner } from "./scanner";

/**
 * Reads the whole events at the beginning of a file.
 *
 * @param head The file's first bytes.
 * @param start Byte behind the bracket of the list of events.
 * @param isAll Whether the file has no more bytes.
 * @returns Null where the list begins behind them.
 */
export function scanHead(head: Uint8Array, start: number, isAll: boolean): ScannedPiece | null {
  const length = head.length - start;
  if (length <= 0) return null;
  const bytes = new Uint8Array(length + sentinelBytes);
  bytes.set(head.subarray(start));
  putSentinels(bytes, length);
  const range = { origin: start, from: start, isGuess: false, until: Number.POSITIVE_INFINITY, isLast: isAll };
  return new Scanner().scan(bytes, length, range);
}
