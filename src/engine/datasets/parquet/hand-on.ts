import { categories } from "../../../shared/trace/records";
import type { ReadContext } from "../block-reader";
import { boundsOf, type RowBlock } from "../row-block";
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
  const bounds = new Int32Array(columns.length * 2);
  const numeric = columns.flatMap((column, cell) => (column.numbers === null ? [] : [cell]));
  const numbers = numeric.length > 0 ? new Float64Array(columns.length).fill(Number.NaN) : undefined;
  for (const column of columns) column.prepare(cells);
  const base = cells.at;
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    trace.begin(categories.compute, "parse");
    cells.at = base;
    for (const column of columns) column.fill(cells, count);
    const block: RowBlock = { rows: count, cells: width, line: firstLine + first, bytes: cells.bytes, columns };
    if (sink.block?.(block) !== true) {
      for (let row = 0; row < count; row++) {
        boundsOf(block, row, bounds);
        if (numbers !== undefined) for (const cell of numeric) numbers[cell] = columns[cell]!.numbers![row]!;
        sink.row(cells.bytes, bounds, width, firstLine + first + row, numbers);
      }
    }
    sink.flush?.();
    trace.end(count);
    progress(done + (first + count) / rows);
    await pause();
  }
}
