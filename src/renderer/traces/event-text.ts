import { readBytes } from "./byte-source";
import { unpacked } from "./packed-file";
import type { TraceFile } from "./read-trace";
import { cut, EventReader } from "./scan/event-reader";
import { putSentinels, sentinelBytes, textOf } from "./scan/json-bytes";

/** An event is mostly shorter than this. */
const usualBytes = 4 << 10;

/** The event that begins at a byte of the trace's text, as JSON has it; null where it cannot be read. */
export async function readEventAt(trace: TraceFile, place: number): Promise<Readonly<Record<string, unknown>> | null> {
  for (let length = usualBytes; ; length *= 8) {
    const { bytes, isLast } = await readText(trace, place, length);
    const reader = new EventReader();
    const padded = new Uint8Array(bytes.length + sentinelBytes);
    padded.set(bytes);
    putSentinels(padded, bytes.length);
    reader.setBytes(padded, bytes.length);
    const end = reader.readEvent(0, false);
    if (end === cut && !isLast) continue;
    if (end < 0) return null;
    const event: unknown = JSON.parse(textOf(bytes, 0, end));
    return typeof event === "object" && event !== null ? (event as Readonly<Record<string, unknown>>) : null;
  }
}

async function readText(
  { file, isPacked }: TraceFile,
  from: number,
  length: number,
): Promise<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
  if (!isPacked) {
    const bytes = await readBytes(file, from, from + length);
    return { bytes, isLast: from + length >= file.size };
  }
  // A compressed file has to be unpacked from its beginning.
  const bytes = new Uint8Array(length);
  let at = 0;
  let filled = 0;
  for await (const part of unpacked(file)) {
    const wanted = part.subarray(Math.max(0, from - at), Math.max(0, from + length - at));
    bytes.set(wanted, filled);
    filled += wanted.length;
    at += part.length;
    if (at >= from + length) return { bytes, isLast: false };
  }
  return { bytes: bytes.subarray(0, filled), isLast: true };
}
