import type { Dataset } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import type { ChunkProblem } from "../protocol/workload";
import { type BlockHandler, longestRowBytes, type ReadContext, RecordTooLong } from "./block-reader";
import { DatasetFile } from "./dataset-file";
import { Unpacker } from "./gzip";

/** Packed bytes that are unpacked at once: they become a thousand times as many at most. */
const packedBlockBytes = 64 * 1024;

/** Bytes that the buffer has behind its data, for scanners that put a sentinel there. */
const slackBytes = 1;

/** Beyond so many times its size, and so many bytes, a file is taken for one that was made to fill memory. */
const suspiciousRatio = 300;
const suspiciousBytes = 128 * 1024 ** 2;

/**
 * Reads a dataset that can only be read from its beginning, and hands its data to `handle` as `readBlocks` does.
 *
 * Data that is broken or cut off is a problem, not a failure: what came before it counts.
 *
 * @returns What was wrong with the packed data.
 * @throws {RecordTooLong} For a record of more than 64 MB.
 * @throws {FaultError} `dataset-changed`, `dataset-unreadable`, `dataset-unsuitable` for a file that unpacks to far too much.
 */
export async function readStream(
  dataset: Dataset,
  context: ReadContext,
  handle: BlockHandler,
): Promise<readonly ChunkProblem[]> {
  const file = new DatasetFile(dataset);
  const unpacker = new Unpacker();
  const feed = new Feed(dataset, context, handle);
  try {
    const packed = new Uint8Array(packedBlockBytes);
    for (let at = 0; at < dataset.size; ) {
      const length = Math.min(packedBlockBytes, dataset.size - at);
      let pieces: readonly Uint8Array[];
      context.trace.begin(categories.dataWait, "read and unpack");
      try {
        file.read(packed, 0, length, at);
        at += length;
        pieces = await unpacker.add(packed.subarray(0, length));
        if (at === dataset.size) pieces = [...pieces, ...(await unpacker.end())];
      } finally {
        context.trace.end(length);
      }
      for (const piece of pieces) feed.add(piece);
      if (unpacker.damage !== null) break;
      if (feed.bytes > Math.max(suspiciousBytes, dataset.size * suspiciousRatio)) refuseBomb(dataset);
      context.progress(at);
      await context.yield();
    }
    feed.end(unpacker.damage === null);
    file.verify();
    return unpacker.damage === null ? [] : [damaged(dataset, unpacker.damage)];
  } finally {
    unpacker.close();
    file.close();
  }
}

/** Gathers pieces until there are whole records, and keeps what a record has begun with. */
class Feed {
  readonly #dataset: Dataset;
  readonly #context: ReadContext;
  readonly #handle: BlockHandler;
  /** Bytes in front of the first row that are still to come. */
  #skip: number;
  #buffer = new Uint8Array(512 * 1024);
  #have = 0;
  /** Looked at only from so many bytes on: doubled while a record is not complete. */
  #least = 1;
  bytes = 0;

  constructor(dataset: Dataset, context: ReadContext, handle: BlockHandler) {
    this.#dataset = dataset;
    this.#skip = dataset.dataStart;
    this.#context = context;
    this.#handle = handle;
  }

  add(piece: Uint8Array): void {
    this.bytes += piece.length;
    const skipped = Math.min(this.#skip, piece.length);
    this.#skip -= skipped;
    const needed = this.#have + piece.length - skipped;
    if (needed + slackBytes > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed + slackBytes, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#have));
      this.#buffer = grown;
    }
    this.#buffer.set(skipped === 0 ? piece : piece.subarray(skipped), this.#have);
    this.#have = needed;
    if (this.#have >= this.#least) this.#look(false);
  }

  /** @param isWhole Whether the data ends here; else its last record is cut off, and left out. */
  end(isWhole: boolean): void {
    this.#look(isWhole);
  }

  #look(final: boolean): void {
    const have = this.#have;
    let next: number;
    this.#context.trace.begin(categories.compute, "parse");
    try {
      next = this.#handle(this.#buffer, have + 1, have, final);
    } finally {
      this.#context.trace.end(have);
    }
    if (next === 0 && have > longestRowBytes) throw new RecordTooLong(this.#dataset, this.bytes - have);
    this.#least = next === 0 ? have * 2 : 1;
    this.#buffer.copyWithin(0, next, have);
    this.#have = have - next;
  }
}

function refuseBomb({ name }: Dataset): never {
  return fail(
    "dataset-unsuitable",
    `${name} unpacks to more than ${suspiciousRatio} times its size, as files do that were made to fill memory or disks. ` +
      "If it is none of those, unpack it yourself and open what it holds.",
  );
}

function damaged({ name }: Dataset, damage: string): ChunkProblem {
  const message = `${name}: the packed file ${damage}. What came before that counts, the rest is left out.`;
  return { code: "gzip-damaged", severity: "error", count: 1, line: 0, message };
}
