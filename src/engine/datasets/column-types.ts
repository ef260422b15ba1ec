import type { ColumnType } from "../../shared/contract/models";
import { isNumber } from "./numbers";

/** Cells that say there is no value, in lower case. */
const missingMarks: ReadonlySet<string> = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?"]);

const integer = /^\s*[-+]?\d+\s*$/;
const boolean = /^(true|false)$/i;
/** A day of ISO 8601, also with slashes, and a time of day behind it if there is one. */
const date = /^\d{4}([-/])\d{2}\1\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|UTC|[-+]\d{2}:?\d{2}))?)?$/;

/** The narrowest type that fits every cell that holds a value; text where none does. */
export function columnType(rows: readonly (readonly string[])[], column: number): ColumnType {
  let type: ColumnType | null = null;
  for (const row of rows) {
    const cell = row[column];
    if (cell === undefined || missingMarks.has(cell.trim().toLowerCase())) continue;
    const own = typeOf(cell);
    if (type === null || type === own) type = own;
    else if ((type === "integer" && own === "decimal") || (type === "decimal" && own === "integer")) type = "decimal";
    else return "text";
  }
  return type ?? "text";
}

/** The same for JSON, whose objects and lists are cells as they stand there. */
export function jsonColumnType(rows: readonly (readonly string[])[], column: number): ColumnType {
  const cells = rows.map((row) => row[column] ?? "").filter((cell) => cell !== "");
  const isNested = cells.length > 0 && cells.every((cell) => cell.startsWith("{") || cell.startsWith("["));
  return isNested ? "nested" : columnType(rows, column);
}

function typeOf(cell: string): ColumnType {
  if (isNumber(cell)) return integer.test(cell) ? "integer" : "decimal";
  if (boolean.test(cell)) return "boolean";
  return date.test(cell) ? "date" : "text";
}
