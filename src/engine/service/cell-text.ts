import type { ResultTable } from "../../shared/contract/models";

type Cell = ResultTable["rows"][number][number];
type ColumnType = ResultTable["columns"][number]["type"];

const wholeNumber = /^-?\d+$/;

/**
 * A number as text that every reader takes for the same value.
 *
 * From 2^53 on JavaScript writes a float64 as digits of which the last ones are zeros, not the value's own: another
 * language reads an integer there, and a different one. With an exponent it is read as the float64 that it is.
 */
function numberText(value: number): string {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value);
}

/** A cell as plain text, every digit kept; empty for none. */
export function plainCell(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? numberText(cell) : cell;
}

/** A cell as JSON. Digits that came as text, since they are beyond 2^53, are a number with all of them. */
export function jsonCell(cell: Cell, type: ColumnType): string {
  if (typeof cell === "number") return numberText(cell);
  return type !== "text" && cell !== null && wholeNumber.test(cell) ? cell : JSON.stringify(cell);
}
