import { closeSync, openSync, readSync } from "node:fs";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import type { Pixels } from "../images/decode-image";
import { idxHeader, readIdxHead } from "./idx-file";

/** Pixels of the longer side up to which each pixel is shown as a square of several: such images are tiny. */
const shownSide = 96;

/** Of the longer side at most: of larger images pixels are left out, since they are shown small. */
const mostSide = 224;

/**
 * One of the images of an IDX set, as large as it is shown: see `shownSide` and `mostSide`.
 *
 * @returns Null where the file ends before it, or, packed, where it is further on than what is unpacked of it at once.
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-unsuitable`.
 */
export function idxImage(
  { path, records }: Pick<Dataset, "path"> & { readonly records: NonNullable<Dataset["records"]> },
  index: number,
): Pixels | null {
  const { width, height } = records;
  const head = readIdxHead(path);
  const from = idxHeader(head.bytes, path).start + index * width * height;
  const to = from + width * height;
  const shades =
    to <= head.bytes.length || head.compression === "gzip"
      ? head.bytes.subarray(from, to)
      : readAt(path, from, to - from);
  return shades.length < width * height ? null : shown(shades, width, height);
}

function readAt(path: string, from: number, length: number): Uint8Array {
  try {
    const descriptor = openSync(path, "r");
    try {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new FaultError(fileFault(error, path), { cause: error });
  }
}

/** @param shades From black to white, shape [height * width]. */
function shown(shades: Uint8Array, width: number, height: number): Pixels {
  const longer = Math.max(width, height);
  const by = Math.max(1, Math.floor(shownSide / longer));
  const every = Math.ceil(longer / mostSide);
  const columns = Math.ceil(width / every) * by;
  const rows = Math.ceil(height / every) * by;
  const rgba = new Uint8Array(columns * rows * 4);
  const out = new DataView(rgba.buffer);
  for (let row = 0, at = 0; row < rows; row++) {
    const line = Math.floor(row / by) * every * width;
    for (let column = 0; column < columns; column++, at += 4) {
      const shade = shades[line + Math.floor(column / by) * every]!;
      // Red, green, blue, and no transparency.
      out.setUint32(at, shade * 0x01010100 + 0xff);
    }
  }
  return { width: columns, height: rows, rgba };
}
