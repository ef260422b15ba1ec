import type { ResultTable } from "../../shared/contract/models";

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
  const isInteger = columns.map(({ type }) => type === "integer");
  const lines = rows.map(
    (row) => `[${row.map((cell, column) => jsonCell(cell, isInteger[column] === true)).join(",")}]`,
  );
  return `{"columns":${names},"rows":[${lines.join(",\n")}]}\n`;
}

/** A cell as JSON text; digits that came as text, since they are beyond 2^53, as a number. */
function jsonCell(cell: string | number | null, isInteger: boolean): string {
  return isInteger && typeof cell === "string" ? cell : JSON.stringify(cell);
}

function csvCell(cell: string | number | null): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
