/** What stands in a cell of a CSV file; null for nothing. */
export type CsvCell = string | number | null;

/** A line of CSV (RFC 4180, LF). */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Puts a text onto the clipboard, within the user's press of a key or button. Works without the permission that
 * `navigator.clipboard` asks for.
 *
 * @returns Whether the browser did it.
 */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", put, { capture: true, once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  return done;
}
