import type { Dataset } from "../../shared/contract/models";
import type { Chunk, ChunkProblem, Seam } from "../protocol/workload";
import { longestRowBytes, type ReadContext, RecordTooLong, readBlocks } from "./block-reader";
import { DatasetFile } from "./dataset-file";
import { ElementMark } from "./json/element-mark";
import { quoteByte, RowScanner, type RowSink } from "./row-scanner";
import { dialectOf, type RowsOf, rowsOf } from "./rows-of";
import { readStream } from "./stream-reader";

/** Bytes behind a chunk's start from which a guess is made where its first row begins. */
const guessBytes = 64 * 1024;

/** Bytes from the first element of a JSON list on that tell how its elements are set apart. */
const markBytes = 64 * 1024;

/** The seam of a guess that came to nothing: no row begins there, so that the host sends the chunk again. */
const noSeam: Seam = { first: -1, next: -1 };

/** Where a chunk's rows lay and what was wrong with them, besides what the sink found. */
export interface RowsRead {
  /** Undefined where a format says where its rows are. */
  readonly seam: Seam | undefined;
  /** Physical lines that the rows span. */
  readonly lines: number;
  readonly problems: readonly ChunkProblem[];
}

/**
 * Hands every row that begins in a chunk to `sink`.
 *
 * Without `rowStart`, and behind the dataset's first chunk, where rows begin is a guess: the seam says which, and the host
 * accepts the chunk only if the chunk before ended there. A guess that leads to a row of more than 64 MB ends with the
 * seam { first: -1, next: -1 }, which none can match.
 *
 * @param wanted Columns whose cells the sink gets, ascending, each once.
 * A quote that is never closed is a problem, not a failure: the rows before it count.
 *
 * @throws {FaultError} `row-too-long`, `dataset-changed`, `dataset-missing`, `dataset-unreadable`.
 */
export async function readRows(
  chunk: Chunk,
  dataset: Dataset,
  context: ReadContext,
  wanted: readonly number[],
  sink: RowSink,
): Promise<RowsRead> {
  if (dataset.format === "parquet") {
    const { readParquetRows } = await import("./parquet/parquet-rows");
    return readParquetRows(chunk, dataset, context, wanted, sink);
  }
  if (dataset.compression === "gzip") return readPacked(chunk, dataset, context, wanted, sink);
  const known = chunk.rowStart ?? (chunk.from === dataset.dataStart ? chunk.from : null);
  if (known !== null && known >= chunk.to) return nothing(known);
  const file = new DatasetFile(dataset);
  try {
    const first = known ?? guessFirstRow(file, dataset, chunk.from);
    if (first === null) return { seam: noSeam, lines: 0, problems: [] };
    if (first >= chunk.to) return nothing(first);
    const rows = rowsOf(dataset, wanted, sink);
    let next = chunk.to;
    try {
      next = await readBlocks(
        file,
        dataset,
        { from: chunk.from, start: first, to: chunk.to },
        context,
        (bytes, stop, limit, final) => rows.scan(bytes, stop, limit, final),
      );
    } catch (error) {
      if (!(error instanceof RecordTooLong)) throw error;
      if (known === null) return { seam: noSeam, lines: 0, problems: [] };
      if (!rows.isUnclosed) throw error;
      // The mistake of a quote that is never closed is told alike, however much of the file is left behind it.
      await expectUnclosed(file, dataset, error, rows.unclosedAt, context);
    }
    if (rows.isClosed) expectNothing(file, dataset, next, rows);
    const ends = rows.isOver || rows.isUnclosed;
    return { seam: { first, next: ends ? dataset.size : next }, lines: rows.line, problems: rows.problems() };
  } finally {
    file.close();
  }
}

/**
 * Reads to the file's end to see that the quotes in which a row lies are never closed.
 *
 * @param within Bytes of the row that certainly lie within the quotes.
 * @throws {RecordTooLong} `tooLong`, where they are closed.
 */
async function expectUnclosed(
  file: DatasetFile,
  dataset: Dataset,
  tooLong: RecordTooLong,
  within: number,
  context: ReadContext,
): Promise<void> {
  const start = tooLong.position + within;
  // What is read here is no progress in the chunk.
  const silent: ReadContext = { ...context, progress: () => undefined };
  await readBlocks(file, dataset, { from: start, start, to: dataset.size }, silent, (bytes, _stop, limit, final) => {
    const block = bytes.subarray(0, limit);
    for (let at = block.indexOf(quoteByte); at >= 0; at = block.indexOf(quoteByte, at + 2)) {
      // Whether another one follows the last byte shows with the next block.
      if (at + 1 === limit && !final) return at;
      if (block[at + 1] !== quoteByte) throw tooLong;
    }
    return limit;
  });
}

/** Looks at what follows the end of a list, up to the first byte that is no white space. */
function expectNothing(file: DatasetFile, { size }: Dataset, from: number, rows: RowsOf): void {
  const bytes = new Uint8Array(Math.min(guessBytes, size - from) + 1);
  for (let at = from; at < size && rows.isClosed; ) {
    const length = Math.min(bytes.length - 1, size - at);
    file.read(bytes, 0, length, at);
    at += length;
    rows.scan(bytes, length, length, at === size);
  }
}

/** Reads a packed file, whose one chunk is all of it. */
async function readPacked(
  chunk: Chunk,
  dataset: Dataset,
  context: ReadContext,
  wanted: readonly number[],
  sink: RowSink,
): Promise<RowsRead> {
  const rows = rowsOf(dataset, wanted, sink);
  const damages = await readStream(dataset, context, (bytes, stop, limit, final) =>
    rows.scan(bytes, stop, limit, final),
  );
  return {
    seam: { first: chunk.from, next: chunk.to },
    lines: rows.line,
    problems: [...rows.problems(), ...damages],
  };
}

/** No row begins in the chunk. */
function nothing(position: number): RowsRead {
  return { seam: { first: position, next: position }, lines: 0, problems: [] };
}

/**
 * Guesses where the first row at or behind `from` begins.
 *
 * @returns Null where there is no row's end within 64 MB.
 */
function guessFirstRow(file: DatasetFile, dataset: Dataset, from: number): number | null {
  if (dataset.format === "json") return guessFirstElement(file, dataset, from);
  const before = from - 1;
  for (let length = guessBytes; ; length *= 4) {
    const available = Math.min(length, longestRowBytes, dataset.size - before);
    const final = before + available === dataset.size;
    // A byte in front for what the row may have begun with, one behind for the scanner.
    const bytes = new Uint8Array(available + 2);
    file.read(bytes, 1, available, before);
    const limit = available + 1;
    let start = 0;
    if (dataset.format === "csv" && beginsWithinQuotes(bytes, limit, dataset.delimiter.charCodeAt(0))) {
      start = 1;
      bytes[1] = quoteByte;
    }
    const scanner = new RowScanner(dialectOf(dataset), []);
    const next = scanner.scan(bytes, start, start + 1, limit, final, { row: () => undefined });
    if (next > start) return before + next - 1;
    if (final || available === longestRowBytes) return null;
  }
}

/** The same of a JSON list: behind which comma the first element begins. */
function guessFirstElement(file: DatasetFile, { dataStart, size }: Dataset, from: number): number | null {
  const head = Buffer.alloc(Math.min(markBytes, size - dataStart));
  file.read(head, 0, head.length, dataStart);
  const mark = new ElementMark(head);
  const base = Math.max(dataStart, from - markBytes);
  for (let length = guessBytes; ; length *= 4) {
    const bytes = Buffer.alloc(Math.min(from - base + Math.min(length, longestRowBytes), size - base));
    file.read(bytes, 0, bytes.length, base);
    const at = mark.find(bytes, from - base);
    if (at >= 0) return base + at;
    if (base + bytes.length === size || length > longestRowBytes) return null;
  }
}

/**
 * Whether byte 2 lies within quotes, by the first quote from there on that can only open or only close a cell: cells begin behind
 * a delimiter or line break, and end before one. Outside where there is no such quote.
 */
function beginsWithinQuotes(bytes: Uint8Array, limit: number, delimiter: number): boolean {
  const isEdge = (byte: number): boolean => byte === delimiter || byte === 10 || byte === 13;
  for (let at = bytes.indexOf(quoteByte, 2); at >= 0 && at + 1 < limit; at = bytes.indexOf(quoteByte, at + 1)) {
    const opens = isEdge(bytes[at - 1]!);
    const closes = isEdge(bytes[at + 1]!);
    if (opens !== closes) return closes;
  }
  return false;
}
