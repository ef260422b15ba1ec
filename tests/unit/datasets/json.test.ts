import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datasetSchema } from "../../../src/shared/contract/models";
import { readChunks } from "./read-chunks";
import { openWritten } from "./support";

/** What a cell is of a value that was written: an independent statement of the rules. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whole characters only: half a pair stands for none. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom('"', "\\", '},{"key":', "],[", "a\nb\tc", "é", "日本", "🦊", ',"', "\u0001", "[", "null"),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(text, scalar, { maxKeys: 3 }));
const record = fc.record({ key: text, "na me": value, n: fc.integer() }, { requiredKeys: ["key"] });
const records = fc.array(record, { minLength: 2, maxLength: 12 });

/** `JSON.stringify` with every character beyond ASCII, and some in it, escaped. */
function escaped(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

describe("JSON records", () => {
  it("are those that were written, with their lines, for any chunk size and any layout", async () => {
    const layout = fc.record({
      indent: fc.constantFrom(undefined, 1, 4),
      escape: fc.boolean(),
      lines: fc.boolean(),
      end: fc.constantFrom("", "\n", "\r\n  "),
      packed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(records, layout, fc.integer({ min: 1, max: 400 }), async (given, style, chunkSize) => {
        const { indent, lines, end, packed } = style;
        const json = lines
          ? given.map((one) => JSON.stringify(one)).join("\n") + end
          : JSON.stringify(given, null, indent) + end;
        const written = Buffer.from(style.escape ? escaped(json) : json);
        const name = `data.${lines ? "ndjson" : "json"}${packed ? ".gz" : ""}`;
        const dataset = await openWritten(packed ? gzipSync(written) : written, name);
        const names = [...new Set(given.flatMap((one) => Object.keys(one)))];
        expect(datasetSchema.parse(dataset)).toEqual(dataset);
        expect(dataset).toMatchObject({
          format: lines ? "ndjson" : "json",
          hasHeader: true,
          rowsEstimate: given.length,
        });
        expect(dataset.columns.map((column) => column.name)).toEqual(names);
        const read = await readChunks(dataset, chunkSize);
        expect(read.problems).toEqual([]);
        const expected = given.map((one) => names.map((column) => cellOf((one as Record<string, unknown>)[column])));
        // Nested values stay as they stand in the file.
        const compact = (rows: string[][]): string[][] =>
          rows.map((row) => row.map((cell) => (/^[[{]/.test(cell) ? reparsed(cell) : cell)));
        expect(compact(read.rows)).toEqual(compact(expected));
        if (lines) expect(read.lines).toEqual(given.map((_, row) => row + 1));
        else if (indent === undefined) expect(new Set(read.lines)).toEqual(new Set([1]));
      }),
      { numRuns: 400 },
    );
  });

  it("keep every digit of their numbers", async () => {
    const dataset = await openWritten('[{"n":12345678901234567890},{"n":0.10},{"n":-1e3}]', "n.json");
    expect(dataset.columns).toEqual([{ name: "n", type: "decimal" }]);
    expect((await readChunks(dataset, 1_000)).rows).toEqual([["12345678901234567890"], ["0.10"], ["-1e3"]]);
  });

  it("are told apart by what they hold: types of columns, lists, lone values", async () => {
    const typed = await openWritten(
      '{"i":1,"d":1.5,"b":true,"t":"2024-01-31T10:00:00Z","s":"x","o":{"a":1},"m":1}\n{"i":2,"d":2,"b":null,"t":null,"s":"y","o":[],"m":"z"}\n',
      "typed.jsonl",
    );
    expect(Object.fromEntries(typed.columns.map(({ name, type }) => [name, type]))).toEqual({
      i: "integer",
      d: "decimal",
      b: "boolean",
      t: "date",
      s: "text",
      o: "nested",
      m: "text",
    });
    const lists = await openWritten("[[1,2],[3],[4,5,6]]", "lists.json");
    expect(lists).toMatchObject({ format: "json", hasHeader: false });
    expect(lists.columns.map(({ name }) => name)).toEqual(["column 1", "column 2", "column 3"]);
    expect((await readChunks(lists, 3)).rows).toEqual([
      ["1", "2", ""],
      ["3", "", ""],
      ["4", "5", "6"],
    ]);
    const values = await openWritten("[1, 2.5,\n null, 4]", "values.json");
    expect(values.columns).toEqual([{ name: "value", type: "decimal" }]);
    expect(await readChunks(values, 2)).toMatchObject({ rows: [["1"], ["2.5"], [""], ["4"]], lines: [1, 1, 2, 2] });
  });

  it("of several members with one name have the last one's value", async () => {
    const dataset = await openWritten('[{"a":"x\\n","a":2},{"a":3}]', "twice.json");
    expect((await readChunks(dataset, 1_000)).rows).toEqual([["2"], ["3"]]);
  });
});

describe("what is wrong with JSON", () => {
  it("is told by its line where a line is no JSON, or holds something else than the first ones", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `{"a":${i}}`);
    const dataset = await openWritten([...rows, '{"a":', "", "[7]", '{"a":1}x', ...rows].join("\n"), "bad.ndjson");
    const whole = await readChunks(dataset, 1_000_000);
    expect(whole.rows).toHaveLength(40);
    expect(whole.problems).toEqual([
      { code: "json-misfit", count: 1, line: 23, message: expect.stringMatching(/'\[7\]' is no object/) },
      { code: "not-json", count: 2, line: 21, message: expect.stringMatching(/'\{"a":' is no JSON/) },
    ]);
    const cut = await readChunks(dataset, 5);
    expect(cut.rows).toEqual(whole.rows);
    expect(cut.problems.map(({ line }) => line)).toEqual([21, 23, 24]);
  });

  it.each([
    ["a list that is not closed", '[{"a":1},\n{"a":2}\n', 3, /ends before the list is closed/],
    ["a list that ends behind a comma", '[{"a":1},\n{"a":2},', 2, /ends before the list is closed/],
    ["a record that is cut", '[{"a":1},\n{"a":2},{"a', 2, /ends before the list is closed/],
    ["a text behind the list", '[{"a":1},\n{"a":2}]\n\n{"a":3}', 4, /something follows the list.*'\{"a":3\}'/],
    ["a missing comma", '[{"a":1},{"a":2}\n{"a":3}]', 2, /no JSON \('\{"a":3\}\]'\)/],
    ["a mistake within a record", '[{"a":1},{"a":2},\n{"a":tru},{"a":4}]', 2, /no JSON \('\{"a":tru\}/],
  ])("is told by its line: %s", async (_what, json, line, message) => {
    const dataset = await openWritten(json, "broken.json");
    for (const chunkSize of [1, 7, 1_000]) {
      const { rows, problems } = await readChunks(dataset, chunkSize);
      expect(rows).toEqual([["1"], ["2"]]);
      expect(problems).toEqual([{ code: "json-broken", count: 1, line, message: expect.stringMatching(message) }]);
    }
  });

  it.each([
    ["one object", '{"nodes":[{"a":1}],"links":[]}', /one object and no list of records/],
    ["one object on many lines", JSON.stringify({ a: [1, 2, { b: 1 }] }, null, 2), /one object and no list of records/],
    ["a lone value", '"hello"', /one value and no list of records/],
    ["what is no JSON", '{"a": 1, b: 2}', /no valid JSON/],
    ["a list whose first element is broken", "[{a: 1}, {a: 2}]", /no valid JSON/],
  ])("leaves it a text, with a note: %s", async (_what, json, note) => {
    const dataset = await openWritten(json, "some.json");
    expect(dataset).toMatchObject({ format: "text", columns: [], notes: [expect.stringMatching(note)] });
  });

  it("is an empty list, which holds nothing to work on", async () => {
    await expect(openWritten(" [ ]\n", "empty.json")).rejects.toMatchObject({
      fault: { code: "dataset-empty", message: expect.stringMatching(/empty list/) },
    });
  });

  it.each([
    ["[INFO] started\n[INFO] ended\n"],
    ["[1] Knuth: The Art\n[2] Dijkstra: Notes\n"],
    ["[2024-01-01] x\n[2024-01-02] y\n"],
  ])("is not looked for in a text that begins with a bracket: %j", async (given) => {
    expect(await openWritten(given, "notes.txt")).toMatchObject({ format: "text", notes: [] });
  });
});

/** JSON without what it may be written with or without: spaces and escapes. */
function reparsed(cell: string): string {
  try {
    return JSON.stringify(JSON.parse(cell));
  } catch {
    // A text that only looks like JSON.
    return cell;
  }
}
