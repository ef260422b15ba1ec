import { type RowSink, readRows } from "../../engine/datasets";
import type { Chunk, TaskContext, TaskResult } from "../../engine/protocol/workload";
import type { Dataset } from "../../shared/contract/models";

/** One row of a dataset: the text of each cell by its column's name. Of a text file, `line` is the whole line. */
export type Row = Readonly<Record<string, string>>;

/** What a text file's lines are called in its rows. */
export const textColumn = "line";

/** Called with each row. @param number Of the row within the chunk, from 0. */
export type RowHandler = (row: Row, number: number) => void;

/** What reading a chunk's rows told of them. */
export type RowsOfChunk = Pick<TaskResult<never>, "seam" | "lines" | "problems">;

/**
 * Hands the rows of a chunk over, cells as texts.
 *
 * @throws {FaultError} As `readRows`, and whatever `handle` throws.
 */
export async function eachRowOf(
  dataset: Dataset,
  chunk: Chunk,
  context: TaskContext<unknown>,
  handle: RowHandler,
): Promise<RowsOfChunk> {
  const names = dataset.format === "text" ? [textColumn] : dataset.columns.map(({ name }) => name);
  let number = 0;
  const sink: RowSink = {
    row(bytes, bounds, cells) {
      const row: Record<string, string> = {};
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let column = 0; column < names.length; column++) {
        row[names[column]!] = column < cells ? text.toString("utf8", bounds[2 * column], bounds[2 * column + 1]) : "";
      }
      handle(row, number);
      number++;
    },
  };
  return await readRows(
    chunk,
    dataset,
    context,
    names.map((_, column) => column),
    sink,
  );
}
