import type { AsyncBuffer, DecodedArray } from "hyparquet";
import { parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { Chunk, ChunkProblem } from "../../protocol/workload";
import type { ReadContext } from "../block-reader";
import { DatasetFile } from "../dataset-file";
import type { RowSink } from "../row-scanner";
import { CellBuffer } from "./cell-buffer";
import { conversionOf, parsers } from "./cell-texts";
import { type ParquetFile, readFooter } from "./parquet-file";

/** Bytes of cells that are written before they are handed on, and the room of the buffer. */
const blockBytes = 256 * 1024;
const bufferBytes = blockBytes * 2;

/** The footer that was read last: a worker's tasks all ask for the same one. */
let known: { readonly key: string; readonly footer: ParquetFile } | null = null;

/** A column's values, as the file's pages hold them. */
class Values {
  readonly #pages: { readonly data: DecodedArray; readonly start: number; readonly end: number }[] = [];
  #page = 0;

  add(data: DecodedArray, start: number, end: number): void {
    this.#pages.push({ data, start, end });
  }

  /** @param row Of the file; never before the one that was asked for last. */
  at(row: number): unknown {
    let page = this.#pages[this.#page];
    while (page !== undefined && row >= page.end) page = this.#pages[++this.#page];
    if (page === undefined || row < page.start) throw new Error(`the file has no value for row ${row + 1}`);
    return page.data[row - page.start];
  }
}

/** What `readRows` gives of a chunk. */
interface ParquetRowsRead {
  readonly seam: undefined;
  readonly lines: number;
  readonly problems: readonly ChunkProblem[];
}

/**
 * Hands every row of the row groups [chunk.from, chunk.to) to `sink`, as `readRows` does; reads only the columns that are wanted.
 * A row group that cannot be read is a problem, and the others count.
 *
 * @throws {FaultError} `dataset-changed`, `dataset-missing`, `dataset-unreadable`.
 */
export async function readParquetRows(
  chunk: Chunk,
  dataset: Dataset,
  context: ReadContext,
  wanted: readonly number[],
  sink: RowSink,
): Promise<ParquetRowsRead> {
  const file = new DatasetFile(dataset);
  const buffer = bufferOf(file, dataset, context);
  try {
    const footer = await footerOf(buffer, dataset);
    const problems = new BrokenGroups();
    let lines = 0;
    for (let group = chunk.from; group < chunk.to; group++) {
      const { start, end } = footer.groups[group]!;
      const values = await decode(buffer, footer, group, wanted, context).catch((error: unknown) => {
        if (error instanceof FaultError) throw error;
        problems.add(group, lines, error);
        return null;
      });
      const done = group - chunk.from;
      if (values !== null) {
        await handOn({ dataset, footer, wanted, start, end, values, sink, firstLine: lines }, context, done);
      }
      lines += end - start;
      context.progress(done + 1);
      await context.yield();
    }
    file.verify();
    return { seam: undefined, lines, problems: problems.list() };
  } finally {
    file.close();
  }
}

async function footerOf(buffer: AsyncBuffer, { path, size, modifiedMs }: Dataset): Promise<ParquetFile> {
  const key = `${size} ${modifiedMs} ${path}`;
  if (known?.key !== key) known = { key, footer: await readFooter(buffer) };
  return known.footer;
}

function bufferOf(file: DatasetFile, { size }: Dataset, { trace }: ReadContext): AsyncBuffer {
  return {
    byteLength: size,
    slice: (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      trace.begin(categories.dataWait, "read");
      try {
        file.read(bytes, 0, bytes.length, start);
      } finally {
        trace.end(bytes.length);
      }
      return bytes.buffer;
    },
  };
}

async function decode(
  buffer: AsyncBuffer,
  { metadata, columns, groups }: ParquetFile,
  group: number,
  wanted: readonly number[],
  { trace }: ReadContext,
): Promise<readonly Values[]> {
  const { start, end } = groups[group]!;
  const names = wanted.map((column) => columns[column]!.name);
  const values = names.map(() => new Values());
  trace.begin(categories.compute, "decode row group");
  try {
    await parquetRead({
      file: buffer,
      metadata,
      columns: names,
      rowStart: start,
      rowEnd: end,
      compressors,
      parsers,
      utf8: false,
      geoparquet: false,
      onChunk: ({ columnName, columnData, rowStart, rowEnd }) =>
        values[names.indexOf(columnName)]!.add(columnData, rowStart, rowEnd),
    });
  } finally {
    trace.end(end - start);
  }
  return values;
}

interface DecodedGroup {
  readonly dataset: Dataset;
  readonly footer: ParquetFile;
  readonly wanted: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly values: readonly Values[];
  readonly sink: RowSink;
  readonly firstLine: number;
}

/** @param done How many groups of the chunk are done. */
async function handOn(
  group: DecodedGroup,
  { trace, progress, yield: pause }: ReadContext,
  done: number,
): Promise<void> {
  const { footer, wanted, start, end, values, sink, firstLine } = group;
  const conversions = wanted.map((column) => conversionOf(footer.columns[column]!));
  const columns = footer.columns.length;
  const bounds = new Int32Array(wanted.length * 2);
  const cells = new CellBuffer(bufferBytes, () => sink.flush?.());
  for (let row = start; row < end; ) {
    trace.begin(categories.compute, "parse");
    const first = row;
    for (; row < end && cells.at < blockBytes; row++) {
      for (let cell = 0; cell < wanted.length; cell++) {
        const value = values[cell]!.at(row);
        const convert = conversions[cell]!;
        bounds[cell * 2] = cells.at;
        cells.put(convert === null ? value : convert(value));
        bounds[cell * 2 + 1] = cells.at;
      }
      sink.row(cells.bytes, bounds, columns, firstLine + row - start);
    }
    sink.flush?.();
    cells.at = 0;
    trace.end(row - first);
    progress(done + (row - start) / (end - start));
    await pause();
  }
}

/** Row groups that could not be read. */
class BrokenGroups {
  #count = 0;
  #line = 0;
  #message = "";

  add(group: number, line: number, error: unknown): void {
    if (this.#count++ > 0) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#line = line;
    this.#message = `{place}: row group ${group + 1} cannot be read (${reason}). The rows of such groups are left out.`;
  }

  list(): ChunkProblem[] {
    if (this.#count === 0) return [];
    return [
      { code: "parquet-broken", severity: "error", count: this.#count, line: this.#line, message: this.#message },
    ];
  }
}
