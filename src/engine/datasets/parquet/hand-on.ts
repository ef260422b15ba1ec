import { categories } from "../../../shared/trace/records";
import type { ReadContext } from "../block-reader";
import type { RowBlock } from "../row-block";
import type { RowSink } from "../row-scanner";
import { type BlockColumn, blockRows } from "./block-column";
import { CellBuffer } from "./cell-buffer";

/** Bytes that the cells of a block have room for at first. */
const bufferBytes = 256 * 1024;

/** The wanted columns of some rows. */
export interface DecodedPiece {
  readonly columns: readonly BlockColumn[];
  readonly rows: number;
  /** How many columns the file has. */
  readonly width: number;
  readonly firstLine: number;
}

/**
 * Hands rows to a sink, block by block.
 *
 * @param done How many pieces of the chunk are done.
 */
export async function handOn(
  { columns, rows, width, firstLine }: DecodedPiece,
  sink: RowSink,
  { trace, progress, yield: pause }: ReadContext,
  done: number,
): Promise<void> {
  const cells = new CellBuffer(bufferBytes, () => sink.flush?.());
  for (const column of columns) column.prepare(cells);
  const base = cells.at;
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    trace.begin(categories.compute, "parse");
    cells.at = base;
    for (const column of columns) column.fill(cells, count, sink.block !== undefined);
    const block: RowBlock = { rows: count, cells: width, line: firstLine + first, columns };
    if (sink.block?.(block) !== true) handOnRows(block, cells, sink);
    sink.flush?.();
    trace.end(count);
    progress(done + (first + count) / rows);
    await pause();
  }
}

/** Hands a block's rows on one by one. */
function handOnRows({ rows, cells: width, line, columns }: RowBlock, cells: CellBuffer, sink: RowSink): void {
  const bounds = new Int32Array(columns.length * 2);
  const hasNumbers = columns.some(({ numbers }) => numbers !== null);
  const given = hasNumbers ? new Float64Array(columns.length).fill(Number.NaN) : undefined;
  for (let row = 0; row < rows; row++) {
    for (let cell = 0; cell < columns.length; cell++) {
      const { bytes, starts, ends, codes, numbers } = columns[cell]!;
      const text = codes === null ? row : codes[row]!;
      let start = starts[text]!;
      let end = ends[text]!;
      if (bytes !== cells.bytes) {
        // A row has all its cells in one buffer.
        const copied = cells.at;
        cells.copy(bytes, start, end);
        start = copied;
        end = cells.at;
      }
      bounds[cell * 2] = start;
      bounds[cell * 2 + 1] = end;
      if (numbers !== null) given![cell] = numbers[row]!;
    }
    sink.row(cells.bytes, bounds, width, line + row, given);
  }
}
