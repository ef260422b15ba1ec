import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dialect, plainLines, RowScanner } from "../../../src/engine/datasets";
import { anyCsv, awkward, delimiters, lineBreaksOf, readCsv } from "./csv";
import { TextSink } from "./support";

interface Scanned {
  readonly rows: string[][];
  readonly lines: number[];
  readonly unclosedLine: number | null;
}

/** Scans a text in stretches of `step` bytes, each of which may be cut anywhere, as blocks of a file are. */
function scan(
  text: string | Buffer,
  dialect: Dialect,
  wanted: readonly number[],
  step = Number.POSITIVE_INFINITY,
): Scanned {
  const content = Buffer.from(text);
  const scanner = new RowScanner(dialect, wanted);
  const sink = new TextSink(wanted);
  let from = 0;
  for (let to = Math.min(step, content.length); ; to = Math.min(to + step, content.length)) {
    const final = to === content.length;
    // What lies behind is not there yet: the scanner may not look at it.
    const bytes = new Uint8Array(to + 1).fill(0xee);
    bytes.set(content.subarray(0, to));
    from = scanner.scan(bytes, from, final ? to + 1 : to, to, final, sink);
    if (final) break;
  }
  const unclosedLine = scanner.unclosedLine < 0 ? null : scanner.unclosedLine + 1;
  return { rows: sink.rows, lines: sink.lines.map((line) => line + 1), unclosedLine };
}

const comma: Dialect = { delimiter: ",", quotes: true };

describe("the rows of a CSV text", () => {
  it.each<[string, string, string[][]]>([
    [
      "LF",
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "CRLF",
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a lone CR",
      "a,b\rc,d\r",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "no line break at the end",
      "a,b\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["nothing", "", []],
    ["only empty lines", "\n\r\n\r\r\n", []],
    [
      "empty lines in between",
      "\na,b\n\n\r\nc,d\n\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "empty cells",
      ",\n,,\n",
      [
        ["", ""],
        ["", "", ""],
      ],
    ],
    ["an empty cell at the end of the file", "a,", [["a", ""]]],
    ["a row that is one quoted empty cell", '""\n', [[""]]],
    ["a delimiter within quotes", '"a,b",c\n', [["a,b", "c"]]],
    ["line breaks within quotes", '"a\nb\r\nc\rd",e\n', [["a\nb\r\nc\rd", "e"]]],
    ["doubled quotes", '"say ""hi""",x\n""""\n', [['say "hi"', "x"], ['"']]],
    ["a quote inside a bare cell", 'a"b,c"\n', [['a"b', 'c"']]],
    ["a quote behind a space", ' "a,b"\n', [[' "a', 'b"']]],
    ["text behind a closing quote", '"a"b,"c" "d"\n', [["ab", 'c "d"']]],
    ["a quoted cell at the end of the file", 'a,"b"', [["a", "b"]]],
    ["cells of other alphabets", "naïve,漢字,😀\n", [["naïve", "漢字", "😀"]]],
  ])("with %s", (_what, text, rows) => {
    for (const step of [1, 2, 3, Number.POSITIVE_INFINITY]) {
      expect(scan(text, comma, [0, 1, 2], step).rows).toEqual(rows);
    }
  });

  it("are those that were written, for any file, any columns and any cut", () => {
    fc.assert(
      fc.property(anyCsv, fc.subarray([0, 1, 2, 3]), fc.integer({ min: 1, max: 40 }), (csv, wanted, step) => {
        const text = csv.bytes.subarray(csv.bytes[0] === 0xef ? 3 : 0);
        const { rows, lines, unclosedLine } = scan(text, { delimiter: csv.delimiter, quotes: true }, wanted, step);
        const written = [csv.columns, ...csv.rows];
        expect(rows).toEqual(written.map((row) => wanted.flatMap((column) => row.slice(column, column + 1))));
        expect(lines.slice(1)).toEqual(csv.lines);
        expect(unclosedLine).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it("are found in any text whatever, by the rules of an independent reader", () => {
    const text = fc.string({ unit: fc.constantFrom(...awkward), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.constantFrom(...delimiters), fc.integer({ min: 1, max: 61 }), (given, delimiter, step) => {
        const columns = Array.from({ length: 61 }, (_, column) => column);
        expect(scan(given, { delimiter, quotes: true }, columns, step)).toEqual(readCsv(given, delimiter));
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a quote that is not closed", () => {
  it("is told by its line, and its row left out", () => {
    expect(scan('a,b\nc,"d\ne\n"",f\n', comma, [0, 1])).toEqual({ rows: [["a", "b"]], lines: [1], unclosedLine: 2 });
    expect(scan('a\n"b\nc","d\n', comma, [0])).toMatchObject({ rows: [["a"]], unclosedLine: 3 });
  });
});

describe("plain lines", () => {
  it("are cut at line breaks alone, for any text", () => {
    const text = fc.string({ unit: fc.constantFrom(...awkward), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 61 }), (given, step) => {
        const { rows, lines } = scan(given, plainLines, [0], step);
        const all = given.split(/\r\n|\r|\n/);
        expect(rows).toEqual(all.filter((line) => line !== "").map((line) => [line]));
        expect(lines).toEqual(all.flatMap((line, number) => (line === "" ? [] : [number + 1])));
        expect(all).toHaveLength(lineBreaksOf(given) + 1);
      }),
      { numRuns: 1_000 },
    );
  });
});
