import { DefaultSerializer, type Serializer, serialize as serializeWithV8 } from "node:v8";

/**
 * Electron 22.3.6 and later ones of that line crash when they free what `v8.serialize` gave, unless it fills the memory that
 * V8 took for it, and always where that is 4 to 8 KB (electron/electron#37774; later lines do not). Their threads do not know
 * that they are Electron's, but this number is only theirs.
 */
const freesWrongly = process.versions.modules === "110";

/** V8 doubles its memory as it grows, or takes 64 bytes more than needed, whichever is more. */
const reserveBytes = 64;

/** As `v8.serialize`, for all versions of Electron. */
export function serialize(value: unknown): Uint8Array {
  if (!freesWrongly) return serializeWithV8(value);
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return releaseBuffer(serializer, value);
}

/**
 * As `serializer.releaseBuffer()`, for all versions of Electron.
 *
 * @param value What was written, after the header. Where its size is needed, it is read once more.
 * @param mostViewBytes Bytes that were written of a view at most.
 */
export function releaseBuffer(
  serializer: Serializer,
  value: unknown,
  mostViewBytes = Number.POSITIVE_INFINITY,
): Uint8Array {
  if (!freesWrongly) return serializer.releaseBuffer();
  // So much that memory grows to it instead of doubling; then its reserve is filled.
  const padding = 3 * mostBytesOf(value, mostViewBytes) + 16 * 1024;
  serializer.writeRawBytes(new Uint8Array(padding));
  serializer.writeRawBytes(new Uint8Array(reserveBytes));
  const padded = serializer.releaseBuffer();
  return new Uint8Array(padded.subarray(0, padded.byteLength - padding - reserveBytes));
}

/** More bytes than a value takes when it is serialized. */
function mostBytesOf(value: unknown, mostViewBytes: number, seen = new Set<object>()): number {
  if (typeof value === "string") return 2 * value.length + 16;
  if (typeof value === "bigint") return value.toString(16).length + 32;
  // What occurs again takes a reference.
  if (typeof value !== "object" || value === null || seen.has(value)) return 32;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return Math.min(value.byteLength, mostViewBytes) + 64;
  if (value instanceof ArrayBuffer) return value.byteLength + 64;
  const parts: unknown[] = Array.isArray(value)
    ? value
    : value instanceof Map || value instanceof Set
      ? [...value].flat()
      : Object.entries(value).flat();
  let sum = 64;
  for (const part of parts) sum += mostBytesOf(part, mostViewBytes, seen);
  if (value instanceof Error) sum += mostBytesOf([value.name, value.message, value.stack], mostViewBytes);
  if (value instanceof RegExp) sum += mostBytesOf(value.source, mostViewBytes);
  return sum;
}
