import type { Dataset } from "../../shared/contract/models";
import { FaultError } from "../../shared/fault";
import { categories } from "../../shared/trace/records";
import type { TaskContext } from "../protocol/workload";
import type { DatasetFile } from "./dataset-file";

/** Bytes read at once: large enough for the system calls not to matter, small enough for the processor's cache. */
const blockBytes = 512 * 1024;

/** Bytes read behind a range's end to finish its last row. */
const tailBytes = 16 * 1024;

/** Longest row or word that a worker holds in memory. */
export const longestRowBytes = 64 * 1024 * 1024;

/** A record of which no end was found within `longestRowBytes`: `row-too-long`. */
export class RecordTooLong extends FaultError {
  /** The byte at which it begins. */
  readonly position: number;

  constructor(dataset: Dataset, position: number) {
    super({
      code: "row-too-long",
      message:
        `${dataset.name}: what begins at byte ${position.toLocaleString("en-US")} has no end within 64 MB, so it is no row. ` +
        "Check for a quote that is closed too late, and for the right line breaks.",
    });
    this.position = position;
  }
}

/** Room that a buffer has besides a block: for the row that the block before cut, and for the scanner's sentinel. */
const slackBytes = 64 * 1024;

/** Buffers that no task uses now; as many as tasks were interleaved at once. */
const idleBuffers: Uint8Array[] = [];

/**
 * Handles the records that begin in bytes [0, stop) and are complete within [0, limit). The byte at `limit` may be
 * overwritten.
 *
 * @returns Where the next record begins, or the first one that is not complete.
 */
export type BlockHandler = (bytes: Uint8Array, stop: number, limit: number, final: boolean) => number;

/** What reading a range needs of a task's context. */
export type ReadContext = Pick<TaskContext<unknown>, "trace" | "progress" | "yield">;

/**
 * Reads the records that begin in bytes [start, to) of a file, block by block, letting other tasks of the thread go on in
 * between. A record that a block cuts is handed in whole with the next one.
 *
 * @param range.from Where the chunk begins, for its progress.
 * @returns Where the next record begins, from the file's start; before `to` only where the file ends within a record.
 * @throws {RecordTooLong} For a record of more than 64 MB.
 * @throws {FaultError} `dataset-changed`, `dataset-unreadable`.
 */
export async function readBlocks(
  file: DatasetFile,
  dataset: Dataset,
  range: { readonly from: number; readonly start: number; readonly to: number },
  context: ReadContext,
  handle: BlockHandler,
): Promise<number> {
  const { start, to } = range;
  let buffer = idleBuffers.pop() ?? new Uint8Array(blockBytes + slackBytes);
  try {
    /** The file's byte at buffer[0], and how many bytes from there on are in the buffer. */
    let base = start;
    let have = 0;
    /** The least to read, doubled while a record is not complete, so that a long one is not scanned over and over. */
    let least = tailBytes;
    for (;;) {
      // Never more than the longest row, so that no row passes by the luck of where its blocks end.
      const room = Math.min(dataset.size - base, longestRowBytes + 1) - have;
      const want = Math.min(Math.max(least, Math.min(blockBytes, to - base - have)), room);
      if (have + want >= buffer.length) {
        const grown = new Uint8Array(have + want + slackBytes);
        grown.set(buffer.subarray(0, have));
        buffer = grown;
      }
      context.trace.begin(categories.dataWait, "read");
      try {
        file.read(buffer, have, want, base + have);
      } finally {
        context.trace.end(want);
      }
      have += want;
      const final = base + have === dataset.size;
      let next: number;
      context.trace.begin(categories.compute, "parse");
      try {
        next = handle(buffer, Math.min(to - base, have + 1), have, final);
      } finally {
        context.trace.end(want);
      }
      const position = base + next;
      if (position >= to || final) {
        context.progress(to - range.from);
        file.verify();
        return position;
      }
      if (next === 0 && have > longestRowBytes) throw new RecordTooLong(dataset, position);
      least = next === 0 ? Math.max(tailBytes, have) : tailBytes;
      buffer.copyWithin(0, next, have);
      base = position;
      have -= next;
      context.progress(Math.max(0, position - range.from));
      await context.yield();
    }
  } finally {
    // A buffer that a long row made large is not kept.
    if (buffer.length === blockBytes + slackBytes) idleBuffers.push(buffer);
  }
}
