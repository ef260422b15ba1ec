import { isNumeric } from "../../shared/contract/fit";
import type { Dataset } from "../../shared/contract/models";
import { columnType } from "./column-types";
import { cutPreview, type Head, previewRows, typedRows } from "./head";
import { sniffJson } from "./json/json-sniff";
import { isNumber } from "./numbers";
import { type Dialect, plainLines, RowScanner } from "./row-scanner";

/** Delimiters that are tried, first those that are rare within cells: where two fit as well, that tells more. */
const delimiters = ["\t", "|", ";", ","] as const;

/** Share of rows that must have the same number of cells for a file to be taken for CSV, by what its name says. */
const namedCsvShare = 0.3;
const unnamedCsvShare = 0.9;

/** What the first bytes of a file tell about all of it. */
export interface Sniffed
  extends Pick<Dataset, "format" | "delimiter" | "hasHeader" | "columns" | "dataStart" | "preview" | "notes"> {
  /** Data rows that are complete within the bytes, and the bytes they take. */
  readonly rows: number;
  readonly rowBytes: number;
}

/**
 * Tells JSON, CSV and text apart; the delimiter, whether there is a header, and the columns' names and types.
 *
 * CSV is what has two columns or more by some delimiter; also a file named `.csv`, and one heading over lines of
 * numbers. Anything else is text. A first row is a header if no cell of it is a number, if some column has a text there and
 * only numbers below, or if its numbers count up as years do and those of no other row do.
 */
export function sniff(head: Head): Sniffed {
  const json = sniffJson(head);
  if (json !== null) return "note" in json ? { ...describeText(head), notes: [json.note] } : json;
  const delimiter = findDelimiter(head);
  if (delimiter !== null) return describeCsv(head, delimiter);
  if (namesCsv(head.extension)) return describeCsv(head, ",");
  const [first, ...rest] = readCells(head, plainLines, previewRows + 1).map((cells) => cells[0]!);
  if (first !== undefined && rest.length > 0 && !isNumber(first) && rest.every(isNumber)) return describeCsv(head, ",");
  return describeText(head);
}

function namesCsv(extension: string): boolean {
  return extension === "csv" || extension === "tsv" || extension === "tab" || extension === "psv";
}

function findDelimiter(head: Head): string | null {
  let best: { readonly delimiter: string; readonly share: number; readonly cells: number } | null = null;
  for (const delimiter of delimiters) {
    const counts = cellCounts(head, { delimiter, quotes: true });
    const usual = mostFrequent(counts);
    if (usual.value < 2) continue;
    // A first row of another length is no header of these cells: "a;b" above "1,5;2,5".
    const share = (usual.times / counts.length) * (counts[0] === usual.value ? 1 : 0.5);
    const enough = namesCsv(head.extension) ? share >= namedCsvShare : share >= unnamedCsvShare && counts.length >= 2;
    if (!enough) continue;
    if (delimiter === "\t" && head.extension === "tsv") return delimiter;
    if (best === null || share > best.share || (share === best.share && usual.value > best.cells)) {
      best = { delimiter, share, cells: usual.value };
    }
  }
  return best?.delimiter ?? (namesCsv(head.extension) && holdsSpacedNumbers(head) ? " " : null);
}

/** Whether the rows are numbers between spaces, as statistics programs write them; the first one may be a header. */
function holdsSpacedNumbers(head: Head): boolean {
  const [first, ...rest] = readCells(head, { delimiter: " ", quotes: true }, previewRows);
  const width = first?.length ?? 0;
  return width > 1 && rest.length > 0 && rest.every((row) => row.length === width && row.every(isNumber));
}

function describeCsv(head: Head, delimiter: string): Sniffed {
  const dialect: Dialect = { delimiter, quotes: true };
  const dataStart = behindFirstRow(head, dialect);
  const counts = cellCounts(head, dialect);
  const rows = readCells(head, dialect, typedRows + 1);
  const hasHeader = rows.length > 0 && isHeader(rows[0]!, rows.slice(1));
  const data = hasHeader ? rows.slice(1) : rows;
  const names = hasHeader ? rows[0]! : Array.from({ length: Math.max(1, mostFrequent(counts).value) }, () => "");
  const columns = uniqueNames(names).map((name, column) => ({ name, type: columnType(data, column) }));
  const start = hasHeader ? dataStart : head.start;
  return {
    format: "csv",
    delimiter,
    hasHeader,
    columns,
    dataStart: start,
    preview: cutPreview(data),
    rows: counts.length - (hasHeader ? 1 : 0),
    rowBytes: completeBytes(head, dialect) - start,
    notes: [],
  };
}

function describeText(head: Head): Sniffed {
  const lines = readCells(head, plainLines, previewRows);
  return {
    format: "text",
    delimiter: "",
    hasHeader: false,
    columns: [],
    dataStart: head.start,
    preview: cutPreview(lines),
    rows: cellCounts(head, plainLines).length,
    rowBytes: completeBytes(head, plainLines) - head.start,
    notes: [],
  };
}

function isHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const titled = first.some(
    (cell, column) => cell !== "" && !isNumber(cell) && isNumeric({ type: columnType(rest, column) }),
  );
  return titled || !first.some(isNumber) || (countsUp(first) && !rest.some(countsUp));
}

/** Whether the numbers of a row are integers, three or more, each the same step above the one before. */
function countsUp(row: readonly string[]): boolean {
  const numbers = row.filter(isNumber).map(Number);
  const step = numbers[1]! - numbers[0]!;
  return numbers.length >= 3 && step > 0 && numbers.every((number, i) => number === numbers[0]! + i * step);
}

/** Names for columns: those without one are numbered, later ones of the same name too. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((raw, column) => {
    const base = raw.trim() === "" ? `column ${column + 1}` : raw.trim();
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base} (${number})`;
    taken.add(name);
    return name;
  });
}

function cellCounts(head: Head, dialect: Dialect): number[] {
  const counts: number[] = [];
  new RowScanner(dialect, []).scan(head.bytes, head.start, head.limit, head.limit, head.final, {
    row: (_bytes, _bounds, cells) => counts.push(cells),
  });
  return counts;
}

/** How many bytes from the start of the file are whole rows. */
function completeBytes(head: Head, dialect: Dialect): number {
  return new RowScanner(dialect, []).scan(head.bytes, head.start, head.limit, head.limit, head.final, {
    row: () => undefined,
  });
}

/** Where the first row that is not empty ends. */
function behindFirstRow(head: Head, dialect: Dialect): number {
  const scanner = new RowScanner(dialect, []);
  let found = false;
  let at = head.start;
  while (!found && at < head.limit) {
    const next = scanner.scan(head.bytes, at, at + 1, head.limit, head.final, {
      row: () => {
        found = true;
      },
    });
    if (next === at) break;
    at = next;
  }
  return at;
}

/** The cells of the first rows, on a copy of the bytes: the scanner unquotes in place. */
function readCells(head: Head, dialect: Dialect, most: number): string[][] {
  const bytes = head.bytes.slice();
  const widest = cellCounts(head, dialect)
    .slice(0, most)
    .reduce((width, cells) => Math.max(width, cells), 0);
  const scanner = new RowScanner(
    dialect,
    Array.from({ length: widest }, (_, column) => column),
  );
  const decoder = new TextDecoder();
  const rows: string[][] = [];
  for (let at = head.start; at < head.limit && rows.length < most; ) {
    const next = scanner.scan(bytes, at, at + 1, head.limit, head.final, {
      row: (row, bounds, cells) => {
        rows.push(
          Array.from({ length: cells }, (_, cell) =>
            decoder.decode(row.subarray(bounds[cell * 2], bounds[cell * 2 + 1])),
          ),
        );
      },
    });
    if (next === at) break;
    at = next;
  }
  return rows;
}

function mostFrequent(values: readonly number[]): { readonly value: number; readonly times: number } {
  const times = new Map<number, number>();
  let best = { value: 0, times: 0 };
  for (const value of values) {
    const count = (times.get(value) ?? 0) + 1;
    times.set(value, count);
    if (count > best.times) best = { value, times: count };
  }
  return best;
}
