import { putSentinels, sentinelBytes } from "./json-bytes";
import { ListFinder } from "./opening";
import type { ScannedPiece } from "./scanned-piece";
import { Scanner } from "./scanner";

/**
 * Reads a trace that comes as a stream, such as a compressed one: one piece after the other.
 *
 * @param stretchBytes So much of it is gathered before it is read.
 * @throws {RangeError} When it is no trace.
 */
export async function* scanStream(
  stream: AsyncIterable<Uint8Array>,
  stretchBytes: number,
): AsyncGenerator<ScannedPiece> {
  const finder = new ListFinder();
  const scanner = new Scanner();
  let isInList = false;
  let bytes = new Uint8Array(stretchBytes * 2);
  let length = 0;
  /** Byte of the text that is the first of the bytes. */
  let origin = 0;
  let taken = 0;
  const scan = (isLast: boolean): ScannedPiece | null => {
    putSentinels(bytes, length);
    const range = { origin, from: origin, isGuess: false, until: Number.POSITIVE_INFINITY, isLast };
    const piece = scanner.scan(bytes, length, range);
    if (piece === null) return null;
    const done = piece.next - origin;
    bytes.copyWithin(0, done, length);
    length -= done;
    origin = piece.next;
    return piece;
  };
  for await (const read of stream) {
    let part = read;
    if (!isInList) {
      const list = finder.take(read);
      if (list !== null) {
        isInList = true;
        part = read.subarray(list - taken);
        origin = list;
      }
    }
    taken += read.length;
    if (!isInList) continue;
    if (length + part.length + sentinelBytes > bytes.length) {
      const larger = new Uint8Array((length + part.length + sentinelBytes) * 2);
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(part, length);
    length += part.length;
    // An event that is longer than this is looked at again only when there is twice as much of it.
    if (length < Math.max(stretchBytes, bytes.length / 2)) continue;
    const piece = scan(false);
    if (piece === null) continue;
    yield piece;
    if (piece.ended || piece.problem !== null) return;
  }
  if (!isInList) throw new RangeError("there is no list `traceEvents` in it");
  const last = scan(true);
  if (last !== null) yield last;
}
