import type { Dataset } from "../../shared/contract/models";
import { FaultError } from "../../shared/fault";
import type { Chunk, ChunkProblem, Seam } from "../protocol/workload";
import { longestRowBytes, type ReadContext, readBlocks } from "./block-reader";
import { DatasetFile } from "./dataset-file";
import { type Dialect, plainLines, quoteByte, RowScanner, type RowSink } from "./row-scanner";

/** Bytes behind a chunk's start from which a guess is made where its first row begins. */
const guessBytes = 64 * 1024;

/** The seam of a guess that came to nothing: no row begins there, so that the host sends the chunk again. */
const noSeam: Seam = { first: -1, next: -1 };

/** Where a chunk's rows lay and what was wrong with them, besides what the sink found. */
export interface RowsRead {
  readonly seam: Seam;
  /** Physical lines that the rows span. */
  readonly lines: number;
  readonly problems: readonly ChunkProblem[];
}

export function dialectOf(dataset: Dataset): Dialect {
  return dataset.format === "csv" ? { delimiter: dataset.delimiter, quotes: true } : plainLines;
}

/**
 * Hands every row that begins in a chunk to `sink`.
 *
 * Without `rowStart`, and behind the dataset's first chunk, where rows begin is a guess: the seam says which, and the host
 * accepts the chunk only if the chunk before ended there. A guess that leads to a row of more than 64 MB ends with the
 * seam { first: -1, next: -1 }, which none can match.
 *
 * @param wanted Columns whose cells the sink gets, ascending, each once.
 * @throws {FaultError} `row-too-long`, `dataset-changed`, `dataset-missing`, `dataset-unreadable`.
 */
export async function readRows(
  chunk: Chunk,
  dataset: Dataset,
  context: ReadContext,
  wanted: readonly number[],
  sink: RowSink,
): Promise<RowsRead> {
  const known = chunk.rowStart ?? (chunk.from === dataset.dataStart ? chunk.from : null);
  if (known !== null && known >= chunk.to) return nothing(known);
  const file = new DatasetFile(dataset);
  try {
    const first = known ?? guessFirstRow(file, dataset, chunk.from);
    if (first === null) return { seam: noSeam, lines: 0, problems: [] };
    if (first >= chunk.to) return nothing(first);
    const scanner = new RowScanner(dialectOf(dataset), wanted);
    let next: number;
    try {
      next = await readBlocks(
        file,
        dataset,
        { from: chunk.from, start: first, to: chunk.to },
        context,
        (bytes, stop, limit, final) => scanner.scan(bytes, 0, stop, limit, final, sink),
      );
    } catch (error) {
      const guessedWrong = known === null && error instanceof FaultError && error.fault.code === "row-too-long";
      if (guessedWrong) return { seam: noSeam, lines: 0, problems: [] };
      throw error;
    }
    if (scanner.unclosedLine < 0) return { seam: { first, next }, lines: scanner.line, problems: [] };
    const unclosed: ChunkProblem = {
      code: "unclosed-quote",
      severity: "warning",
      count: 1,
      line: scanner.unclosedLine,
      message:
        "{place}: the quote that opens here is not closed before the file ends. The rest of the file is left out.",
    };
    return { seam: { first, next: dataset.size }, lines: scanner.line, problems: [unclosed] };
  } finally {
    file.close();
  }
}

/** No row begins in the chunk. */
function nothing(position: number): RowsRead {
  return { seam: { first: position, next: position }, lines: 0, problems: [] };
}

/**
 * Guesses where the first row at or behind `from` begins: as if the byte before lay outside quotes, or, where the rows that
 * follow then have cell counts that fit better, within.
 *
 * @returns Null where there is no row's end within 64 MB.
 */
function guessFirstRow(file: DatasetFile, dataset: Dataset, from: number): number | null {
  const before = from - 1;
  for (let length = guessBytes; ; length *= 4) {
    const available = Math.min(length, dataset.size - before);
    const final = before + available === dataset.size;
    // One byte in front makes the stretch a row that began outside quotes, or inside; one behind is the scanner's.
    const bytes = new Uint8Array(available + 2);
    file.read(bytes, 1, available, before);
    const limit = available + 1;
    const outside = firstBoundary(bytes, limit, final, dataset, "x".charCodeAt(0));
    const quoted = dataset.format === "csv" && bytes.subarray(0, limit).includes(quoteByte);
    if (outside !== null) {
      const inside = quoted ? firstBoundary(bytes, limit, final, dataset, quoteByte) : null;
      const best =
        inside !== null &&
        misfits(bytes, inside, limit, final, dataset) < misfits(bytes, outside, limit, final, dataset)
          ? inside
          : outside;
      return before + best - 1;
    }
    if (final || available > longestRowBytes) return null;
  }
}

/** Where the row ends that begins with the byte `prefix`; null where it does not. */
function firstBoundary(
  bytes: Uint8Array,
  limit: number,
  final: boolean,
  dataset: Dataset,
  prefix: number,
): number | null {
  bytes[0] = prefix;
  const scanner = new RowScanner(dialectOf(dataset), []);
  const next = scanner.scan(bytes, 0, 1, limit, final, { row: () => undefined });
  return next === 0 ? null : next;
}

/** How many of the rows from `start` on have another number of cells than the dataset has columns. */
function misfits(bytes: Uint8Array, start: number, limit: number, final: boolean, dataset: Dataset): number {
  let count = 0;
  const scanner = new RowScanner(dialectOf(dataset), []);
  scanner.scan(bytes, start, limit, limit, final, {
    row: (_bytes, _bounds, cells) => {
      if (cells !== dataset.columns.length) count++;
    },
  });
  // A quote that stays open to the file's end fits nothing.
  return scanner.unclosedLine < 0 ? count : Number.POSITIVE_INFINITY;
}
