import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { FaultError, fail } from "../../../shared/fault";
import { fileFault } from "../dataset-file";
import { isGzip } from "../gzip";

/** Bytes of one set, unpacked: each worker has all of it in memory. */
const mostBytes = 1024 ** 3;

/** Bytes that are read for the header and the first records. */
const headBytes = 64 * 1024;

/** The only type of number that is read: unsigned bytes. */
const unsignedByte = 0x08;

/** What an IDX file holds: bytes in an array of one or more dimensions. */
export interface IdxHeader {
  /** The first is how many records there are. */
  readonly dimensions: readonly number[];
  /** Where the numbers begin, in the unpacked file. */
  readonly start: number;
}

/**
 * Reads an IDX header: two zero bytes, the type of the numbers, how many dimensions there are, and each of them in four bytes.
 *
 * @throws {FaultError} `dataset-unsuitable`, `dataset-unreadable`.
 * Source: the description of the MNIST database's file format.
 */
export function idxHeader(bytes: Uint8Array, path: string): IdxHeader {
  if (bytes.length < 4) fail("dataset-unreadable", `${path} is too short for an IDX file. Get it anew.`);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    fail(
      "dataset-unsuitable",
      `${path} is no IDX file, though its name says so: it does not begin with two zero bytes.`,
    );
  }
  if (bytes[2] !== unsignedByte) {
    fail("dataset-unsuitable", `${path} holds numbers of another type than unsigned bytes, which is not read.`);
  }
  const count = bytes[3]!;
  const start = 4 + 4 * count;
  if (count === 0 || count > 4 || bytes.length < start) {
    fail("dataset-unreadable", `${path} has ${count} dimensions, or ends within its header. Get it anew.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: count }, (_, index) => view.getUint32(4 + 4 * index));
  if (dimensions.reduce((size, one) => size * one, 1) > mostBytes) {
    fail("dataset-unsuitable", `${path} says that it is larger than 1 GB, which is more than each worker can hold.`);
  }
  return { dimensions, start };
}

/** The beginning of an IDX file. */
export interface IdxHead {
  /** Unpacked. */
  readonly bytes: Uint8Array;
  readonly compression: "none" | "gzip";
}

/** @throws {FaultError} `dataset-missing`, `dataset-unreadable`. */
export function readIdxHead(path: string): IdxHead {
  try {
    const descriptor = openSync(path, "r");
    try {
      const bytes = new Uint8Array(headBytes);
      const head = bytes.subarray(0, readSync(descriptor, bytes, 0, headBytes, 0));
      if (!isGzip(head)) return { bytes: head, compression: "none" };
      // So little can become 64 MB at most.
      return { bytes: gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }), compression: "gzip" };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw faultOf(error, path);
  }
}

/** A whole IDX file. */
export interface IdxFile {
  readonly dimensions: readonly number[];
  /** Records that are there, which may be fewer than the header tells. */
  readonly count: number;
  /** Shape `dimensions`, of the records that are there. */
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file, packed by gzip or not.
 *
 * @throws {FaultError} `dataset-missing`, `dataset-unreadable`, `dataset-unsuitable`.
 */
export function readIdx(path: string): IdxFile {
  let bytes: Uint8Array;
  try {
    const stored = readFileSync(path);
    // A file of a few bytes may stand for any number of them.
    bytes = isGzip(stored) ? gunzipSync(stored, { maxOutputLength: mostBytes + headBytes }) : stored;
  } catch (error) {
    throw faultOf(error, path);
  }
  const { dimensions, start } = idxHeader(bytes, path);
  const recordBytes = dimensions.slice(1).reduce((size, one) => size * one, 1);
  const count = Math.min(dimensions[0]!, Math.floor((bytes.length - start) / recordBytes));
  return { dimensions, count, data: bytes.subarray(start, start + count * recordBytes) };
}

function faultOf(error: unknown, path: string): FaultError {
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith("Z_") !== true && code !== "ERR_BUFFER_TOO_LARGE") return new FaultError(fileFault(error, path));
  const reason =
    code === "Z_BUF_ERROR"
      ? "ends too early: it is cut off"
      : code === "ERR_BUFFER_TOO_LARGE"
        ? "becomes larger than 1 GB"
        : "is damaged";
  const message = `${path} is packed by gzip and ${reason}. Get it anew, or unpack it first.`;
  return new FaultError({ code: "dataset-unreadable", message }, { cause: error });
}
