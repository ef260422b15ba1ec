import type { AsyncBuffer } from "hyparquet";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { Chunk, ChunkProblem } from "../../protocol/workload";
import type { ReadContext } from "../block-reader";
import { DatasetFile } from "../dataset-file";
import type { RowSink } from "../row-scanner";
import { type BlockColumn, blockRows, NumberColumn, TextColumn } from "./block-columns";
import { CellBuffer } from "./cell-buffer";
import { conversionOf } from "./cell-texts";
import { decodeValues } from "./decode-values";
import { readFlatColumn } from "./flat-column";
import { type ParquetFile, readFooter } from "./parquet-file";
import { reasonOf } from "./reason-of";

/** Bytes that the cells of a block have room for at first. */
const bufferBytes = 256 * 1024;

/** The footer that was read last: a worker's tasks all ask for the same one. */
let known: { readonly key: string; readonly footer: ParquetFile } | null = null;

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
      const columns = await decode(buffer, footer, group, wanted, sink, context).catch((error: unknown) => {
        if (error instanceof FaultError) throw error;
        problems.add(group, lines, error);
        return null;
      });
      const done = group - chunk.from;
      if (columns !== null) {
        const decoded = { columns, rows: end - start, width: footer.columns.length, firstLine: lines };
        await handOn(decoded, sink, context, done);
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

/** Reads the wanted columns of a row group. @throws {Error} Where one is broken. */
async function decode(
  buffer: AsyncBuffer,
  footer: ParquetFile,
  group: number,
  wanted: readonly number[],
  sink: RowSink,
  { trace }: ReadContext,
): Promise<readonly BlockColumn[]> {
  const { start, end, number } = footer.groups[group]!;
  const chunks = footer.metadata.row_groups[number]!.columns;
  const columns: BlockColumn[] = [];
  trace.begin(categories.compute, "decode row group");
  try {
    for (const [at, index] of wanted.entries()) {
      const column = footer.columns[index]!;
      const chunk = column.isFlat
        ? chunks.find(({ meta_data: about }) => about?.path_in_schema[0] === column.name)
        : undefined;
      if (chunk === undefined) columns.push(await decodeValues(buffer, footer.metadata, column, start, end));
      else {
        const flat = await readFlatColumn(buffer, chunk, column.path, end - start);
        const isNumber = (column.type !== "text" && sink.numeric?.has(at)) ?? false;
        columns.push(isNumber ? new NumberColumn(flat) : new TextColumn(flat, conversionOf(column)));
      }
    }
  } finally {
    trace.end(end - start);
  }
  return columns;
}

interface DecodedGroup {
  readonly columns: readonly BlockColumn[];
  readonly rows: number;
  /** How many columns the file has. */
  readonly width: number;
  readonly firstLine: number;
}

/** @param done How many groups of the chunk are done. */
async function handOn(
  { columns, rows, width, firstLine }: DecodedGroup,
  sink: RowSink,
  { trace, progress, yield: pause }: ReadContext,
  done: number,
): Promise<void> {
  const bounds = new Int32Array(columns.length * 2);
  const starts = columns.map((column) => column.starts);
  const ends = columns.map((column) => column.ends);
  const columnNumbers = columns.map((column) => column.numbers);
  const numeric = columns.flatMap((column, cell) => (column.numbers === null ? [] : [cell]));
  const numbers = numeric.length > 0 ? new Float64Array(columns.length).fill(Number.NaN) : undefined;
  const cells = new CellBuffer(bufferBytes, () => sink.flush?.());
  for (const column of columns) column.prepare(cells);
  const base = cells.at;
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    trace.begin(categories.compute, "parse");
    cells.at = base;
    for (const column of columns) column.fill(cells, count);
    for (let row = 0; row < count; row++) {
      for (let cell = 0; cell < columns.length; cell++) {
        bounds[cell * 2] = starts[cell]![row]!;
        bounds[cell * 2 + 1] = ends[cell]![row]!;
      }
      if (numbers !== undefined) for (const cell of numeric) numbers[cell] = columnNumbers[cell]![row]!;
      sink.row(cells.bytes, bounds, width, firstLine + first + row, numbers);
    }
    sink.flush?.();
    trace.end(count);
    progress(done + (first + count) / rows);
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
    this.#line = line;
    this.#message = `{place}: row group ${group + 1} cannot be read (${reasonOf(error)}). The rows of such groups are left out.`;
  }

  list(): ChunkProblem[] {
    if (this.#count === 0) return [];
    return [
      { code: "parquet-broken", severity: "error", count: this.#count, line: this.#line, message: this.#message },
    ];
  }
}
