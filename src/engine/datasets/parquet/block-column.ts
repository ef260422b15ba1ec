import type { CellBlock } from "../row-block";
import type { CellBuffer } from "./cell-buffer";

/** Rows that are handed on at once. */
export const blockRows = 1_024;

/** The cells of one column, block by block. */
export interface BlockColumn extends CellBlock {
  /** Writes what all blocks share. To be called first. */
  prepare(cells: CellBuffer): void;
  /**
   * Goes on to the next `count` rows.
   *
   * @param mayBorrow Whether texts may stay where they are, so that `bytes` is not the buffer of the cells.
   */
  fill(cells: CellBuffer, count: number, mayBorrow: boolean): void;
}
