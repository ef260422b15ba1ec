import { closeSync, openSync, readSync } from "node:fs";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import type { Pixels } from "../images/decode-image";
import { idxHeader, readIdxHead } from "./idx-file";

/** Pixels of the shorter side up to which each pixel is shown as a square of several: such images are tiny. */
const shownSide = 96;

/**
 * One of the images of an IDX set, its pixels large enough to be seen.
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
  return shades.length < width * height ? null : enlarged(shades, width, height);
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
function enlarged(shades: Uint8Array, width: number, height: number): Pixels {
  const by = Math.max(1, Math.floor(shownSide / Math.min(width, height)));
  const rgba = new Uint8Array(width * by * height * by * 4);
  for (let y = 0; y < height * by; y++) {
    for (let x = 0; x < width * by; x++) {
      const shade = shades[Math.floor(y / by) * width + Math.floor(x / by)]!;
      rgba.set([shade, shade, shade, 255], (y * width * by + x) * 4);
    }
  }
  return { width: width * by, height: height * by, rgba };
}
