import { brotliDecompressSync, unzipSync } from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { unpackLz4, unpackLz4Block } from "./lz4";
import { ofLibrary } from "./reason-of";

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
    case "LZ4":
      return sized(unpackLz4);
    case "LZ4_RAW":
      return sized(unpackLz4Block);
    case "SNAPPY": {
      const { compressors } = await import("hyparquet-compressors");
      return sized((packed, size) => {
        // The library's code goes by what the page itself says, and gives as many bytes as it was asked for all the same.
        const told = snappySize(packed);
        if (told !== size) throw new Error(`a page unpacks to ${told} bytes instead of ${size}`);
        return compressors.SNAPPY!(packed, size);
      });
    }
    case "ZSTD": {
      const { compressors } = await import("hyparquet-compressors");
      return sized(compressors.ZSTD!);
    }
    default:
      throw new Error(`its pages are packed by ${codec}, which cannot be unpacked here`);
  }
}

/** What a page packed by Snappy says that it unpacks to; NaN where it does not say. */
function snappySize(packed: Uint8Array): number {
  let size = 0;
  for (let at = 0; at < Math.min(5, packed.length); at++) {
    size += (packed[at]! & 127) * 128 ** at;
    if (packed[at]! < 128) return size;
  }
  return Number.NaN;
}

function sized(unpack: Unpack): Unpack {
  return (packed, size) => {
    const bytes = size === 0 ? new Uint8Array(0) : ofLibrary(() => unpack(packed, size));
    if (bytes.length !== size) throw new Error(`a page unpacks to ${bytes.length} bytes instead of ${size}`);
    return withNothingBehind(bytes);
  };
}

/** The library makes arrays of stretches of a buffer, by lengths that a broken file tells: what it must not read must not be there. */
export function withNothingBehind(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset + bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
