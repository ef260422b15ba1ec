import stringWidth from "string-width";
import type { ResultTable } from "../shared/contract/models";

const gap = "  ";

type Cell = ResultTable["rows"][number][number];

/**
 * Characters that would break a row in two, move the cursor, or turn the direction of what follows: control characters,
 * line and paragraph separators, marks of direction. Data decides what is in a cell, not what the terminal does.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters it is about.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const plainAscii = /^[\u0020-\u007e]*$/;

const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Lays a result out as aligned columns, numbers to the right, every row in one line; the same for people and for pipes.
 *
 * Two passes over the cells, and no copy of them: a result may have a million rows.
 *
 * @param heading Turns the heading's text into what is shown, such as bold.
 * @returns Lines, each with its line break.
 */
export function* tableLines(
  { columns, rows }: Pick<ResultTable, "columns" | "rows">,
  heading: (text: string) => string,
): Generator<string> {
  const names = columns.map(({ name }) => cellText(name));
  const widths = names.map(displayWidth);
  for (const row of rows) {
    for (let column = 0; column < widths.length; column++) {
      const width = displayWidth(cellText(row[column] ?? null));
      if (width > widths[column]!) widths[column] = width;
    }
  }
  const isText = columns.map(({ type }) => type === "text");
  const last = columns.length - 1;
  const line = (cells: readonly string[]): string => {
    let text = "";
    for (let column = 0; column <= last; column++) {
      const cell = cells[column]!;
      if (column > 0) text += gap;
      const padding = " ".repeat(widths[column]! - displayWidth(cell));
      // Blanks at a line's end would only be noise.
      if (isText[column]) text += column === last ? cell : cell + padding;
      else text += padding + cell;
    }
    return text;
  };
  yield `${heading(line(names))}\n`;
  yield `${widths.map((width) => "-".repeat(width)).join(gap)}\n`;
  const cells: string[] = [];
  for (const row of rows) {
    for (let column = 0; column <= last; column++) cells[column] = cellText(row[column] ?? null);
    yield `${line(cells)}\n`;
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  return plainAscii.test(cell) ? cell : cell.replace(unprintable, escaped);
}

function escaped(character: string): string {
  return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function displayWidth(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}
