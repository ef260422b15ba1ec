import { brotliDecompressSync, unzipSync } from "node:zlib";
import type { CompressionCodec } from "hyparquet";

/** Unpacks a page, into bytes behind which nothing else lies. @throws {Error} Where it does not unpack to `size` bytes. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/**
 * Gives what unpacks a codec's pages. The library's code for it is loaded when it is needed first: it takes longer than small files.
 *
 * @throws {Error} Where there is none.
 */
export async function unpackerOf(codec: CompressionCodec): Promise<Unpack> {
  switch (codec) {
    case "UNCOMPRESSED":
      return sized((bytes) => bytes);
    case "GZIP":
      return sized((packed, size) => unzipSync(packed, { maxOutputLength: Math.max(1, size) }));
    case "BROTLI":
      return sized((packed, size) => brotliDecompressSync(packed, { maxOutputLength: Math.max(1, size) }));
    case "SNAPPY":
    case "ZSTD":
    case "LZ4":
    case "LZ4_RAW": {
      const { compressors } = await import("hyparquet-compressors");
      return sized(compressors[codec]!);
    }
    default:
      throw new Error(`its pages are packed by ${codec}, which cannot be unpacked here`);
  }
}

function sized(unpack: Unpack): Unpack {
  return (packed, size) => {
    const bytes = size === 0 ? new Uint8Array(0) : unpack(packed, size);
    if (bytes.length !== size) throw new Error(`a page unpacks to ${bytes.length} bytes instead of ${size}`);
    return withNothingBehind(bytes);
  };
}

/** The library makes arrays of stretches of a buffer, by lengths that a broken file tells: what it must not read must not be there. */
export function withNothingBehind(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset + bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
