/** The cells of one column in some rows that follow each other; valid until the next rows come. */
export interface CellBlock {
  /** Holds the texts; not to be written. */
  readonly bytes: Uint8Array;
  /** Where texts begin and end in `bytes`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /**
   * By row: which of the texts is its cell. Null where each row has its own: row n has text n. Of a column all blocks whose
   * `starts` is the same array have the same texts.
   */
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
  /** The wanted columns, in the order asked for. */
  readonly columns: readonly CellBlock[];
}
