import { jsonColumnType } from "../column-types";
import { cutPreview, type Head, typedRows } from "../head";
import { plainLines, RowScanner } from "../row-scanner";
import type { Sniffed } from "../sniff";
import { JsonRecords } from "./json-records";

const comma = 44;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;

/** Share of lines that must be JSON for a file to be taken for NDJSON, by what its name says. */
const namedShare = 0.5;
const unnamedShare = 0.9;

/** Columns at most. */
const mostColumns = 10_000;

/** Records that are complete within a head: start and end of each. */
interface Found {
  readonly records: readonly (readonly [number, number])[];
  /** Where the next one begins. */
  readonly next: number;
}

/** Why a file that looks like JSON is no table; null for one that does not look so, or is one. */
export interface NoTable {
  readonly note: string;
}

/**
 * Tells a JSON list and NDJSON from everything else.
 *
 * @returns What it is; or why it is no table, though it is JSON or named so; or null.
 */
export function sniffJson(head: Head): Sniffed | NoTable | null {
  const scan = new JsonRecords(null, []);
  const first = scan.skipSpace(head.bytes, head.start, head.limit);
  if (first === head.limit) return null;
  const isNamedLines = head.extension === "ndjson" || head.extension === "jsonl";
  const isNamed = isNamedLines || head.extension === "json" || head.extension === "geojson";
  const opening = head.bytes[first];
  if (opening !== openBracket && opening !== openBrace && !isNamedLines) return isNamed ? noTable(head, first) : null;
  const lines = linesOf(head);
  if (isLines(lines, isNamedLines)) {
    return describe(head, "ndjson", lines.found, head.start);
  }
  if (opening === openBracket) {
    const found = elementsOf(head, first + 1);
    // "[1] Knuth" is no list.
    if (found !== null && (isNamed || !isFollowed(head, found.next))) return describe(head, "json", found, first + 1);
  }
  return isNamed || opening === openBrace ? noTable(head, first) : null;
}

function isLines({ found, count }: { readonly found: Found; readonly count: number }, isNamed: boolean): boolean {
  const { length } = found.records;
  if (length === 0) return false;
  // A list, or one object, on one line is no NDJSON by itself.
  return isNamed ? length >= count * namedShare : length >= 2 && length >= count * unnamedShare;
}

/** The lines of a head that are JSON objects or lists, and how many lines there are besides empty ones. */
function linesOf(head: Head): { readonly found: Found; readonly count: number } {
  const scan = new JsonRecords(null, []);
  const records: (readonly [number, number])[] = [];
  let count = 0;
  const next = new RowScanner(plainLines, [0]).scan(head.bytes, head.start, head.limit, head.limit, head.final, {
    row: (bytes, bounds) => {
      const limit = bounds[1]!;
      const start = scan.skipSpace(bytes, bounds[0]!, limit);
      if (start === limit) return;
      count++;
      const end = scan.read(bytes, start, limit);
      if (end >= 0 && scan.skipSpace(bytes, end, limit) === limit) records.push([start, end]);
    },
  });
  return { found: { records, next }, count };
}

/** The elements of a list; null where what stands at its beginning is none. */
function elementsOf({ bytes, limit, final }: Head, from: number): Found | null {
  const scan = new JsonRecords(null, []);
  const records: (readonly [number, number])[] = [];
  for (let at = from; ; ) {
    const start = scan.skipSpace(bytes, at, limit);
    if (bytes[start] === closeBracket && start < limit) return { records, next: start };
    const end = scan.read(bytes, start, limit);
    if (end === -2) return records.length === 0 ? null : { records, next: at };
    const behind = end < 0 ? limit : scan.skipSpace(bytes, end, limit);
    if (behind === limit) return final && records.length === 0 ? null : { records, next: at };
    const isWhole = bytes[behind] === comma || bytes[behind] === closeBracket;
    if (!isWhole) return records.length === 0 ? null : { records, next: at };
    records.push([start, end]);
    at = bytes[behind] === comma ? behind + 1 : behind;
  }
}

/** Whether there is a text behind the bracket at `next`, if there is one. */
function isFollowed({ bytes, limit }: Head, next: number): boolean {
  if (next >= limit || bytes[next] !== closeBracket) return false;
  return new JsonRecords(null, []).skipSpace(bytes, next + 1, limit) < limit;
}

function describe(head: Head, format: "json" | "ndjson", { records, next }: Found, dataStart: number): Sniffed {
  const typed = records.slice(0, typedRows);
  const isObjects = typed.filter(([start]) => head.bytes[start] === openBrace).length * 2 > typed.length;
  const names = typed.length === 0 ? [] : isObjects ? namesOf(head, records) : listNames(head, typed);
  const cells = readCells(head, isObjects ? names : null, names.length, typed);
  return {
    format,
    delimiter: "",
    hasHeader: isObjects,
    columns: names.map((name, column) => ({ name, type: jsonColumnType(cells, column) })),
    dataStart,
    preview: cutPreview(cells),
    rows: records.length,
    rowBytes: next - dataStart,
    notes: names.length < mostColumns ? [] : [`Only the first ${mostColumns} names of members are columns.`],
  };
}

/** The names of all objects' members, in the order in which they first come. */
function namesOf({ bytes }: Head, records: Found["records"]): string[] {
  const names = new Set<string>();
  for (const [start, end] of records) {
    if (bytes[start] !== openBrace) continue;
    for (const name of Object.keys(JSON.parse(textOf(bytes, start, end)) as object)) {
      if (names.size < mostColumns) names.add(name);
    }
  }
  return [...names];
}

function listNames({ bytes }: Head, records: Found["records"]): string[] {
  let widest = 0;
  for (const [start, end] of records) {
    if (bytes[start] !== openBracket) continue;
    widest = Math.max(widest, (JSON.parse(textOf(bytes, start, end)) as unknown[]).length);
  }
  if (widest === 0) return ["value"];
  return Array.from({ length: Math.min(widest, mostColumns) }, (_, column) => `column ${column + 1}`);
}

/** The cells of the records, on a copy of the bytes: texts are unescaped in place. */
function readCells(
  head: Head,
  names: readonly string[] | null,
  columns: number,
  records: Found["records"],
): string[][] {
  const bytes = head.bytes.slice();
  const wanted = Array.from({ length: columns }, (_, column) => column);
  const scan = new JsonRecords(names, wanted);
  return records.flatMap(([start, end]) => {
    scan.read(bytes, start, end);
    if (scan.isMisfit) return [];
    scan.unescape(bytes);
    return [wanted.map((column) => textOf(bytes, scan.bounds[column * 2]!, scan.bounds[column * 2 + 1]!))];
  });
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

function noTable({ bytes, limit, final }: Head, first: number): NoTable {
  const scan = new JsonRecords(null, []);
  const end = scan.read(bytes, first, limit);
  const isBroken = end === -2 || (end === -1 && final) || (end >= 0 && scan.skipSpace(bytes, end, limit) < limit);
  if (isBroken) {
    return { note: "This is no valid JSON, so it is taken for text. A JSON checker tells where it is broken." };
  }
  const what = bytes[first] === openBrace ? "one object" : "one value";
  return {
    note: `This JSON is ${what} and no list of records, so it is taken for text. Save the list that is in it by itself, or one record a line, to work with its columns.`,
  };
}
