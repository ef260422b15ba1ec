/** The cells of one column in some rows that follow each other; valid until the next rows come. */
export interface CellBlock {
  /** Where texts begin and end in the block's bytes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** By row: which of the texts is its cell. Null where each row has its own: row n has text n. */
  readonly codes: Int32Array | null;
  /**
   * By row, of cells that are needed as numbers: the number, or NaN where the text counts. Whole numbers of columns of such are
   * safe integers. Null where there are texts alone.
   */
  readonly numbers: Float64Array | null;
}

/** Rows of formats that store columns: what is alike in many rows can be looked at once. */
export interface RowBlock {
  readonly rows: number;
  /** How many cells each row has. */
  readonly cells: number;
  /** The line of the first row; see `RowSink.row`. */
  readonly line: number;
  /** Holds all texts; reused, and not to be written. */
  readonly bytes: Uint8Array;
  /** The wanted columns, in the order asked for. The same texts are shared by blocks as long as `starts` is the same array. */
  readonly columns: readonly CellBlock[];
}

/** Writes the bounds of a row's cells as `RowSink.row` gets them. */
export function boundsOf({ columns }: RowBlock, row: number, bounds: Int32Array): void {
  for (let cell = 0; cell < columns.length; cell++) {
    const { starts, ends, codes } = columns[cell]!;
    const text = codes === null ? row : codes[row]!;
    bounds[cell * 2] = starts[text]!;
    bounds[cell * 2 + 1] = ends[text]!;
  }
}
