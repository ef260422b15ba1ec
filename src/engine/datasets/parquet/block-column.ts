import type { CellBlock } from "../row-block";
import type { CellBuffer } from "./cell-buffer";

/** Rows that are handed on at once. */
export const blockRows = 1_024;

/** The cells of one column, block by block. */
export interface BlockColumn extends CellBlock {
  /** Writes what all blocks share. */
  prepare(cells: CellBuffer): void;
  /** Writes the next `count` rows. */
  fill(cells: CellBuffer, count: number): void;
}
