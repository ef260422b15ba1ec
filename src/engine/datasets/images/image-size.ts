/** Formats of images that are read. */
type ImageFormat = "png" | "jpeg" | "webp";

/** What an image's first bytes tell. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** Pixels, as they are stored: an orientation is not yet applied. */
  readonly width: number;
  readonly height: number;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Tells an image's format and size without decoding it: a few hundred bytes can stand for gigabytes of pixels.
 *
 * @returns Null for what is no PNG, JPEG or WebP, or ends before its size.
 * Source: PNG 1.2 (IHDR), ITU-T T.81 annex B (frame headers), RFC 9649 (WebP containers).
 */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
  if (pngSignature.every((byte, at) => bytes[at] === byte)) return pngHeader(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegHeader(bytes);
  return textAt(bytes, 0) === "RIFF" && textAt(bytes, 8) === "WEBP" ? webpHeader(bytes) : null;
}

function pngHeader(bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 24 || textAt(bytes, 12) !== "IHDR") return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return sized("png", view.getUint32(16), view.getUint32(20));
}

function jpegHeader(bytes: Uint8Array): ImageHeader | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      // Fill bytes may stand before a marker.
      at++;
      continue;
    }
    if (isFrame(marker)) {
      return sized("jpeg", (bytes[at + 7]! << 8) | bytes[at + 8]!, (bytes[at + 5]! << 8) | bytes[at + 6]!);
    }
    // Before its frame a picture's markers have lengths, but for restart marks and the like.
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += 2 + (standsAlone ? 0 : (bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return null;
}

/** Start-of-frame markers: C0 to CF without those of tables (C4, CC) and C8. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function webpHeader(bytes: Uint8Array): ImageHeader | null {
  if (bytes.length < 30) return null;
  switch (textAt(bytes, 12)) {
    case "VP8X":
      return sized("webp", 1 + littleEndian(bytes, 24, 3), 1 + littleEndian(bytes, 27, 3));
    case "VP8L": {
      const bits = littleEndian(bytes, 21, 4);
      return sized("webp", 1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    }
    case "VP8 ":
      return sized("webp", littleEndian(bytes, 26, 2) & 0x3fff, littleEndian(bytes, 28, 2) & 0x3fff);
    default:
      return null;
  }
}

function sized(format: ImageFormat, width: number, height: number): ImageHeader | null {
  return width > 0 && height > 0 ? { format, width, height } : null;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let byte = length - 1; byte >= 0; byte--) value = (value << 8) | bytes[at + byte]!;
  return value;
}
