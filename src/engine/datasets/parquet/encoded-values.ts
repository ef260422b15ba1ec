import type { DecodedArray, Encoding, ParquetType } from "hyparquet";
import { deltaBinaryUnpack, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { checkDeltas, deltaTexts } from "./delta-values";
import { unpackBits } from "./unpack-bits";

/**
 * Reads values as they stand in a page, without levels and without a dictionary.
 *
 * @param bytes They and nothing else, as `withNothingBehind` gives them.
 * @param typeLength Bytes of each value, where the type has a length.
 * @throws {Error} Where they are broken, or the type cannot be written like that.
 */
export function encodedValues(
  bytes: Uint8Array,
  count: number,
  encoding: Encoding,
  type: ParquetType,
  typeLength: number | undefined,
): DecodedArray {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  const isText = type === "BYTE_ARRAY";
  if (encoding === "PLAIN") return readPlain(reader, type, count, typeLength);
  if (encoding === "BYTE_STREAM_SPLIT") {
    // Asked before the library makes as much room as the page says.
    if (count > bytes.length) throw new Error("a page ends within its values");
    return byteStreamSplit(reader, count, type, typeLength);
  }
  if (encoding === "RLE" && type === "BOOLEAN") return flags(bytes, count);
  if (encoding === "DELTA_BINARY_PACKED" && (type === "INT32" || type === "INT64")) {
    const numbers = type === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
    checkDeltas(bytes, 0, count, type === "INT32" ? 32 : 64);
    deltaBinaryUnpack(reader, count, numbers);
    return numbers;
  }
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY" && isText) {
    checkDeltas(bytes, 0, count, 32);
    const texts: Uint8Array[] = [];
    deltaLengthByteArray(reader, count, texts);
    return texts;
  }
  if (encoding === "DELTA_BYTE_ARRAY" && (isText || type === "FIXED_LEN_BYTE_ARRAY")) return deltaTexts(bytes, count);
  throw new Error(`a page has values of ${type} written as ${encoding}`);
}

/** Flags behind the length of their runs. */
function flags(bytes: Uint8Array, count: number): boolean[] {
  const length = bytes.length < 4 ? bytes.length : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw new Error("a page ends within its values");
  const bits = new Uint8Array(count);
  unpackBits(bytes.subarray(4, 4 + length), 1, bits);
  return Array.from(bits, (bit) => {
    if (bit > 1) throw new Error("a page has a flag that is neither true nor false");
    return bit === 1;
  });
}
