import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Files of a ZIP without the extension for more. */
export const mostZipFiles = 65_535;

/** Bytes, likewise. */
const mostZipBytes = 0xffffffff;

/** A file that goes into a ZIP. */
export interface ZipEntry {
  /** Within the ZIP, with forward slashes. */
  readonly name: string;
  /** Where its content is. */
  readonly path: string;
}

/** 1 January 1980, the earliest there is: the same images make the same file. */
const dosDate = 0x21;

/** Names are UTF-8. */
const utf8Flag = 0x800;

const versionNeeded = 20;

/**
 * Writes a ZIP file, one entry after the other. Nothing is packed: images are.
 *
 * @throws {RangeError} For more than 4 GB.
 * Source: APPNOTE.TXT 6.3.10, PKWARE.
 */
export function writeZip(path: string, entries: readonly ZipEntry[]): void {
  const descriptor = openSync(path, "wx");
  try {
    let at = 0;
    const write = (bytes: Uint8Array): void => {
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
      at += bytes.length;
      if (at > mostZipBytes)
        throw new RangeError("a ZIP file of more than 4 GB is not written; save to a folder instead");
    };
    const central: Buffer[] = [];
    for (const { name, path: from } of entries) {
      const content = readFileSync(from);
      const nameBytes = Buffer.from(name);
      const about = aboutEntry(nameBytes, content);
      const offset = at;
      write(Buffer.concat([words32(0x04034b50), about, nameBytes]));
      write(content);
      // No comment, disk 0, no attributes.
      const rest = Buffer.concat([words16(0, 0, 0), words32(0, offset)]);
      central.push(Buffer.concat([words32(0x02014b50), words16(versionNeeded), about, rest, nameBytes]));
    }
    const start = at;
    for (const entry of central) write(entry);
    const counts = words16(0, 0, entries.length, entries.length);
    write(Buffer.concat([words32(0x06054b50), counts, words32(at - start, start), words16(0)]));
  } finally {
    closeSync(descriptor);
  }
}

/** What both headers of an entry say alike. */
function aboutEntry(name: Uint8Array, content: Uint8Array): Buffer {
  return Buffer.concat([
    words16(versionNeeded, utf8Flag, 0, 0, dosDate),
    words32(crc32(content), content.length, content.length),
    words16(name.length, 0),
  ]);
}

function words16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, 2 * index);
  return bytes;
}

function words32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index);
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Node has one of its own from version 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = crcTable[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
