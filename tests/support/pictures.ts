import { deflateSync } from "node:zlib";
import { Transformer } from "@napi-rs/image";

/** A picture that looks different for each seed. @returns Four bytes a pixel. */
export function pixelsOf(width: number, height: number, seed = 0): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    rgba.set([(x * 255) / width, (y * 255) / height, (x * y + seed * 40) % 256, 255], pixel * 4);
  }
  return rgba;
}

export function encoded(format: "jpeg" | "png" | "webp", width: number, height: number, seed = 0): Buffer {
  const transformer = Transformer.fromRgbaPixels(pixelsOf(width, height, seed), width, height);
  if (format === "png") return transformer.pngSync();
  return format === "jpeg" ? transformer.jpegSync(90) : transformer.webpSync(80);
}

/** A PNG of few bytes that says it has so many pixels, and whose rows are all there as far as `rows` goes. */
export function hugePng(width: number, height: number, rows = 1): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits of each of four channels.
  header.set([8, 6], 8);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(Buffer.alloc((width * 4 + 1) * rows))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The same JPEG with an orientation: 6 is lying on its left side. */
export function oriented(jpeg: Buffer, orientation: number): Buffer {
  const tag = Buffer.of(
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    1,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  );
  const segment = Buffer.concat([Buffer.of(0xff, 0xe1, 0, 2 + 6 + tag.length), Buffer.from("Exif\0\0"), tag]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
