import fc from "fast-check";

/** A CSV file that was written from cells, so that what must be read from it is known without reading it. */
export interface WrittenCsv {
  readonly bytes: Buffer;
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line in the file, from 1, on which each row begins. */
  readonly lines: readonly number[];
  /** Byte at which the rows begin: behind a byte-order mark and the header. */
  readonly dataStart: number;
}

/** Characters of one to four bytes in UTF-8, and all that is special. */
export const awkward = [..."ab01 ,;\t|'", '"', '"', "\n", "\r", "\r\n", "é", "漢", "😀", "\u2028", "\0"] as const;

export const delimiters = [",", ";", "\t", "|"] as const;

interface Style {
  readonly delimiter: string;
  readonly lineBreaks: readonly string[];
  readonly byteOrderMark: boolean;
  readonly endsWithBreak: boolean;
  /** By cell, in turn: whether to quote it though it needs none. */
  readonly quoting: readonly boolean[];
  /** By row, in turn: how many empty lines stand in front. */
  readonly emptyLines: readonly number[];
}

export const csvStyle: fc.Arbitrary<Style> = fc.record({
  delimiter: fc.constantFrom(...delimiters),
  lineBreaks: fc.oneof(
    fc.constantFrom(["\n"], ["\r\n"], ["\r"]),
    fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: 1, maxLength: 5 }),
  ),
  byteOrderMark: fc.boolean(),
  endsWithBreak: fc.boolean(),
  quoting: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  emptyLines: fc.oneof({ weight: 3, arbitrary: fc.constant([0]) }, fc.array(fc.nat(2), { minLength: 1, maxLength: 5 })),
});

/** Writes rows under a header in a style. */
export function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  {
    delimiter = ",",
    lineBreaks = ["\n"],
    byteOrderMark = false,
    endsWithBreak = true,
    quoting = [false],
    emptyLines = [0],
  }: Partial<Style> = {},
): WrittenCsv {
  let text = byteOrderMark ? "\ufeff" : "";
  let headerLength = 0;
  let breaks = 0;
  let cells = 0;
  const lineBreak = (): string => lineBreaks[breaks++ % lineBreaks.length]!;
  const quoted = (cell: string, alone: boolean): string => {
    const asked = quoting[cells++ % quoting.length]!;
    const needed = cell.includes(delimiter) || /^"|[\r\n]/.test(cell) || (alone && cell === "");
    return asked || needed ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
  const starts: number[] = [];
  [columns, ...rows].forEach((row, number) => {
    if (number === 0) headerLength = text.length + row.join(delimiter).length;
    else {
      // The line break is in front, so that the last row has none.
      for (let missing = 1 + emptyLines[number % emptyLines.length]!; missing > 0; missing--) text += lineBreak();
      starts.push(text.length);
    }
    text += row.map((cell) => (number === 0 ? cell : quoted(cell, row.length === 1))).join(delimiter);
  });
  if (endsWithBreak || rows.length === 0) text += lineBreak();
  // A CR and an LF behind it are one line break, whatever they were meant to be.
  const headerBreak = /\r\n|\r|\n/y;
  headerBreak.lastIndex = headerLength;
  headerBreak.exec(text);
  const dataStart = Buffer.byteLength(text.slice(0, headerBreak.lastIndex));
  let line = 1;
  const lines = starts.map((start, row) => {
    line += lineBreaksOf(text.slice(row === 0 ? 0 : starts[row - 1], start));
    return line;
  });
  return { bytes: Buffer.from(text), delimiter, columns, rows, lines, dataStart };
}

export function lineBreaksOf(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Cells of any text. */
const anyCell = fc.string({ unit: fc.constantFrom(...awkward), maxLength: 8 });

/** Any CSV file of one to four columns. */
export const anyCsv: fc.Arbitrary<WrittenCsv> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), csvStyle)
  .chain(([width, style]) =>
    fc.tuple(
      fc.constant(Array.from({ length: width }, (_, column) => `c${column}`)),
      fc.array(fc.array(anyCell, { minLength: width, maxLength: width }), { maxLength: 12 }),
      fc.constant(style),
    ),
  )
  .map(([columns, rows, style]) => writeCsv(columns, rows, style));

/**
 * Reads CSV by regular expressions: slow, simple, and nothing of the code under test. The rules are those of Python's `csv`,
 * but that empty lines are no rows and that a quote which is not closed ends the reading.
 */
export function readCsv(
  text: string,
  delimiter: string,
): { readonly rows: string[][]; readonly lines: number[]; readonly unclosedLine: number | null } {
  const plain = `[^\\${delimiter}\\r\\n]*`;
  const cell = new RegExp(`"((?:[^"]|"")*)"(?!")(${plain})|(?!")(${plain})`, "y");
  const end = /\r\n|\r|\n|$/y;
  const rows: string[][] = [];
  const lines: number[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const row: string[] = [];
    for (;;) {
      cell.lastIndex = at;
      const match = cell.exec(text);
      if (match === null) return { rows, lines, unclosedLine: 1 + lineBreaksOf(text.slice(0, at)) };
      row.push(match[3] ?? match[1]!.replaceAll('""', '"') + match[2]!);
      at = cell.lastIndex;
      if (text[at] !== delimiter) break;
      at++;
    }
    if (at > start) {
      rows.push(row);
      lines.push(1 + lineBreaksOf(text.slice(0, start)));
    }
    end.lastIndex = at;
    end.exec(text);
    at = end.lastIndex;
  }
  return { rows, lines, unclosedLine: null };
}
