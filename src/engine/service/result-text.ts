import type { ResultTable } from "../../shared/contract/models";
import { jsonCell, plainCell } from "./cell-text";

/** A result as CSV (RFC 4180, LF): a header, then every row, every digit. */
export function resultAsCsv({ columns, rows }: ResultTable): string {
  const lines = [columns.map(({ name }) => csvCell(name)).join(",")];
  for (const row of rows) lines.push(row.map(csvCell).join(","));
  return `${lines.join("\n")}\n`;
}

/**
 * A result as JSON: `{columns: [name], rows: [[cell]]}`. Integers are bare numbers with every digit, beyond 2^53 too.
 */
export function resultAsJson({ columns, rows }: ResultTable): string {
  const names = JSON.stringify(columns.map(({ name }) => name));
  const lines = rows.map((row) => `[${row.map((cell, column) => jsonCell(cell, columns[column]!.type)).join(",")}]`);
  return `{"columns":${names},"rows":[${lines.join(",\n")}]}\n`;
}

function csvCell(cell: ResultTable["rows"][number][number]): string {
  const text = plainCell(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
