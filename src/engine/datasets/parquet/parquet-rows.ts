import type { DecodedArray } from "hyparquet";
import type { Dataset } from "../../../shared/contract/models";
import { FaultError } from "../../../shared/fault";
import { categories } from "../../../shared/trace/records";
import type { Chunk, ChunkProblem } from "../../protocol/workload";
import type { ReadContext } from "../block-reader";
import { DatasetFile } from "../dataset-file";
import type { RowSink } from "../row-scanner";
import { BrokenPieces } from "./broken-pieces";
import { conversionOf } from "./cell-texts";
import { decodeValues } from "./decode-values";
import { asyncBufferOf, type ReadBytes } from "./file-bytes";
import { FlatColumn } from "./flat-column";
import { type DecodedPiece, handOn } from "./hand-on";
import { type ParquetColumn, type ParquetFile, type Piece, readFooter } from "./parquet-file";
import { NumberColumn, TextColumn } from "./stored-columns";
import { ValueColumn } from "./value-column";

/** What a worker keeps of the file that it read last, since its tasks read on where others ended. */
interface KnownFile {
  readonly key: string;
  readonly footer: ParquetFile;
  /** The row group that was read last, and its columns by their index, or why one cannot be read. */
  group: number;
  columns: Map<number, Promise<OpenColumn>>;
}

/** Its pages, or its values if it is nested. */
type OpenColumn = FlatColumn | readonly DecodedArray[];

let known: KnownFile | null = null;

/** What `readRows` gives of a chunk. */
interface ParquetRowsRead {
  readonly seam: undefined;
  readonly lines: number;
  readonly problems: readonly ChunkProblem[];
}

/**
 * Hands every row of the pieces [chunk.from, chunk.to) to `sink`, as `readRows` does; reads only the columns that are wanted.
 * A piece that cannot be read is a problem, and the others count.
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
  const read = readerOf(file, context);
  try {
    const open = await openFile(read, dataset);
    const problems = new BrokenPieces();
    let lines = 0;
    for (let index = chunk.from; index < chunk.to; index++) {
      const piece = open.footer.pieces[index]!;
      const done = index - chunk.from;
      let decoded: DecodedPiece | null = null;
      try {
        decoded = await decode(open, piece, lines, { wanted, sink, read, size: dataset.size, context });
      } catch (error) {
        if (error instanceof FaultError) throw error;
        problems.add(piece, lines, error);
      }
      if (decoded !== null) await handOn(decoded, sink, context, done);
      lines += piece.to - piece.from;
      context.progress(done + 1);
      await context.yield();
    }
    file.verify();
    return { seam: undefined, lines, problems: problems.list() };
  } finally {
    file.close();
  }
}

async function openFile(read: ReadBytes, { path, size, modifiedMs }: Dataset): Promise<KnownFile> {
  const key = `${size} ${modifiedMs} ${path}`;
  if (known?.key !== key) {
    known = { key, footer: await readFooter(asyncBufferOf(read, size)), group: -1, columns: new Map() };
  }
  return known;
}

function readerOf(file: DatasetFile, { trace }: ReadContext): ReadBytes {
  return (position, length) => {
    const bytes = new Uint8Array(length);
    trace.begin(categories.dataWait, "read");
    try {
      file.read(bytes, 0, length, position);
    } finally {
      trace.end(length);
    }
    return bytes;
  };
}

interface Wanted {
  readonly wanted: readonly number[];
  readonly sink: RowSink;
  readonly read: ReadBytes;
  readonly size: number;
  readonly context: ReadContext;
}

/** Reads the wanted columns of a piece. @throws {Error} Where one is broken. */
async function decode(
  open: KnownFile,
  piece: Piece,
  firstLine: number,
  { wanted, sink, read, size, context: { trace } }: Wanted,
): Promise<DecodedPiece> {
  const { footer } = open;
  const { from, to, group } = piece;
  if (open.group !== group) {
    open.group = group;
    open.columns = new Map();
  }
  const { columns } = open;
  const decoded: DecodedPiece["columns"][number][] = [];
  trace.begin(categories.compute, "decode rows");
  try {
    for (const [at, index] of wanted.entries()) {
      const column = footer.columns[index]!;
      const opening = columns.get(index) ?? openColumn(footer, piece, column, { read, size });
      columns.set(index, opening);
      const stored = await opening.catch((error: unknown) => {
        // What is wrong with the disk may pass.
        if (error instanceof FaultError) columns.delete(index);
        throw error;
      });
      if (!(stored instanceof FlatColumn)) decoded.push(new ValueColumn(stored, conversionOf(column), from));
      else {
        const rows = stored.rows(from, to, read);
        const isNumber = column.isPlain && column.type !== "text" && (sink.numeric?.has(at) ?? false);
        decoded.push(isNumber ? new NumberColumn(rows) : new TextColumn(rows, conversionOf(column)));
      }
    }
  } finally {
    trace.end(to - from);
  }
  return { columns: decoded, rows: to - from, width: footer.columns.length, firstLine };
}

function openColumn(
  footer: ParquetFile,
  piece: Piece,
  column: ParquetColumn,
  { read, size }: { readonly read: ReadBytes; readonly size: number },
): Promise<OpenColumn> {
  if (column.type !== "nested") return FlatColumn.open(footer, piece, column, size);
  return decodeValues(asyncBufferOf(read, size), footer.metadata, column, piece.groupStart, piece.groupEnd);
}
