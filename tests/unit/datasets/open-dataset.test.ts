import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileFault, openDataset } from "../../../src/engine/datasets";
import { datasetSchema } from "../../../src/shared/contract/models";
import { csvStyle, delimiters, writeCsv } from "./csv";
import { freshPath, openWritten, writeFile } from "./support";

const given = { id: "d", origin: "file" } as const;

function integers(name: string): { name: string; type: "integer" } {
  return { name, type: "integer" };
}

function decimals(name: string): { name: string; type: "decimal" } {
  return { name, type: "decimal" };
}

function texts(name: string): { name: string; type: "text" } {
  return { name, type: "text" };
}

describe("what a CSV file is taken for", () => {
  it.each(delimiters)("with the delimiter %j", async (delimiter) => {
    const text = "city,people,area\nOslo,700000,454.1\nBergen,290000,464.7\n".replaceAll(",", delimiter);
    const dataset = await openWritten(text);
    expect(dataset).toMatchObject({
      format: "csv",
      delimiter,
      hasHeader: true,
      columns: [texts("city"), integers("people"), decimals("area")],
      dataStart: 17,
      preview: [
        ["Oslo", "700000", "454.1"],
        ["Bergen", "290000", "464.7"],
      ],
      rowsEstimate: 2,
      origin: "file",
    });
    expect(datasetSchema.parse(dataset)).toEqual(dataset);
    expect(dataset.dataLine).toBe(2);
  });

  it.each([
    ["LF", "a,b\nx,1\n", 4],
    ["CRLF", "a,b\r\nx,1\r\n", 5],
    ["a lone CR", "a,b\rx,1\r", 4],
    ["no line break at the end", "a,b\nx,1", 4],
    ["a byte-order mark", "\ufeffa,b\nx,1\n", 7],
    ["a byte-order mark and quotes", '\ufeff"a","b"\nx,1\n', 11],
    ["empty lines in front", "\n\na,b\nx,1\n", 6],
  ])("with %s", async (_what, text, dataStart) => {
    expect(await openWritten(text)).toMatchObject({
      hasHeader: true,
      columns: [texts("a"), integers("b")],
      dataStart,
      preview: [["x", "1"]],
      rowsEstimate: 1,
    });
  });

  it("with line breaks, delimiters and quotes in its header", async () => {
    const dataset = await openWritten('"first\r\nname","a ""b"", c"\r\nx,1\r\n');
    expect(dataset).toMatchObject({ columns: [texts("first\r\nname"), integers('a "b", c')], dataStart: 28 });
    expect(dataset.dataLine).toBe(3);
  });

  it("by the delimiter that fits, where cells hold others", async () => {
    expect(await openWritten("name;price;note\nx;1,5;a,b\ny;2,5;c,d\n")).toMatchObject({ delimiter: ";" });
    const commas = `low;high\n${"1,5;2,5\n".repeat(40)}${"1,5;2,5;3\n".repeat(3)}`;
    expect(await openWritten(commas)).toMatchObject({ delimiter: ";", columns: [texts("low"), texts("high")] });
    expect(await openWritten('name,note\nx,"a;b;c"\ny,"d;e;f"\n')).toMatchObject({ delimiter: "," });
    expect(await openWritten("a\tb, c\n1\t2,5\n3\t4,5\n")).toMatchObject({ delimiter: "\t" });
  });

  it("without a header where the first row holds numbers like the rest", async () => {
    const dataset = await openWritten("1,2.5,x\n2,3.5,y\n");
    expect(dataset).toMatchObject({
      hasHeader: false,
      columns: [integers("column 1"), decimals("column 2"), texts("column 3")],
      dataStart: 0,
      rowsEstimate: 2,
    });
    expect(dataset.dataLine).toBe(1);
  });

  it("with years for a header, which are numbers too", async () => {
    expect(await openWritten("country,1990,1991,1992\nNorway,5,7,1\nChad,6,2,3\n")).toMatchObject({
      hasHeader: true,
      columns: [texts("country"), integers("1990"), integers("1991"), integers("1992")],
    });
    expect(await openWritten("a,1,2,3\nb,2,3,4\n")).toMatchObject({ hasHeader: false });
  });

  it("with no row below its header", async () => {
    expect(await openWritten("a,b\n")).toMatchObject({ hasHeader: true, rowsEstimate: 0, dataStart: 4, preview: [] });
    expect(await openWritten("a,b")).toMatchObject({ hasHeader: true, rowsEstimate: 0, dataStart: 3, preview: [] });
  });

  it("with numbers between spaces, if it is named so", async () => {
    expect(await openWritten("chins situps\n5 162\n2 110\n", "exercise.csv")).toMatchObject({
      delimiter: " ",
      columns: [integers("chins"), integers("situps")],
    });
    expect(await openWritten("full name\nAda Lovelace\nAlan Turing\n", "names.csv")).toMatchObject({
      columns: [texts("full name")],
    });
  });

  it("with one column, if it is named so or has one heading over numbers", async () => {
    expect(await openWritten("word\nx\n", "words.csv")).toMatchObject({ format: "csv", columns: [texts("word")] });
    expect(await openWritten("price\n1\n2\n", "prices.txt")).toMatchObject({
      format: "csv",
      columns: [integers("price")],
    });
  });

  it("naming columns that have no name, and telling apart those of one name", async () => {
    const { columns } = await openWritten(" a ,,a,,a (2)\nx,1,2,3,4\n");
    expect(columns.map(({ name }) => name)).toEqual(["a", "column 2", "a (2)", "column 4", "a (2) (2)"]);
  });

  it("counting empty cells and marks for missing values as no obstacle to a column of numbers", async () => {
    const rows = ["", "NA", "n/a", "NaN", "null", "-", "1.5"].map((cell) => `x,${cell}`);
    expect(await openWritten(`k,v\n${rows.join("\n")}\n`)).toMatchObject({ columns: [texts("k"), decimals("v")] });
    expect(await openWritten("k,v\nx,NA\ny,\n")).toMatchObject({ columns: [texts("k"), texts("v")] });
  });

  it("estimating its rows by the first ones", async () => {
    const rows = 200_000;
    const lines = Array.from({ length: rows }, (_, row) => `${String(row).padStart(6, "0")},${row % 10}`);
    const { rowsEstimate } = await openWritten(`id,digit\n${lines.join("\n")}\n`);
    expect(rowsEstimate / rows).toBeCloseTo(1, 4);
  });

  it("showing no more of it than a view can use", async () => {
    const long = await openWritten(`a,b\n${"x".repeat(1_000)},1\n`.repeat(100));
    expect(long.preview).toHaveLength(50);
    expect(long.preview[0]![0]).toBe(`${"x".repeat(400)}…`);
    const wide = await openWritten(`${Array<string>(5_000).fill("1").join(",")}\n`.repeat(50));
    expect(wide.preview.length * 5_000).toBeLessThanOrEqual(20_000);
  });

  it("for any style of writing", async () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    const row = fc.tuple(word, fc.integer(), fc.constantFrom("x, y", "a;b", "p|q", 'say "hi"', "two\nlines"));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), csvStyle, async (rows, style) => {
        const cells = rows.map(([key, value, note]) => [key, String(value), note]);
        const csv = writeCsv(["key", "value", "note"], cells, style);
        const dataset = await openWritten(csv.bytes);
        expect(dataset).toMatchObject({
          format: "csv",
          delimiter: style.delimiter,
          hasHeader: true,
          columns: [texts("key"), integers("value"), texts("note")],
          dataStart: csv.dataStart,
          preview: cells,
          rowsEstimate: rows.length,
        });
        expect(dataset.dataLine).toBe(2);
      }),
      { numRuns: 200 },
    );
  });
});

describe("what a text is taken for", () => {
  it.each([
    [
      "prose",
      "Call me Ishmael. Some years ago, never mind how long, precisely,\nhaving little money, I thought\nI would sail.\n",
    ],
    ["one line", "hello, world"],
    ["numbers, one a line", "1\n2\n3.5\n"],
    ["words, one a line", "alpha\nbeta\n"],
  ])("%s", async (_what, text) => {
    const dataset = await openWritten(text, "some.txt");
    expect(dataset).toMatchObject({ format: "text", delimiter: "", hasHeader: false, columns: [], dataStart: 0 });
    expect(dataset.preview.map(([line]) => line)).toEqual(text.trim().split("\n"));
    expect(dataset.dataLine).toBe(1);
  });

  it("with a byte-order mark, which is no part of it", async () => {
    expect(await openWritten("\ufeffhello\n", "some.txt")).toMatchObject({ dataStart: 3, preview: [["hello"]] });
  });

  it("of one line longer than what is looked at", async () => {
    const dataset = await openWritten("word ".repeat(2_000_000), "long.txt");
    expect(dataset).toMatchObject({ format: "text", size: 10_000_000, rowsEstimate: 1 });
  });
});

describe("a path", () => {
  it("may be relative to the current folder", async () => {
    const path = writeFile("a,b\n1,2\n");
    expect(await openDataset(relative(process.cwd(), path), given)).toMatchObject({ path });
  });
});

describe("what cannot be opened", () => {
  async function faultOf(path: string): Promise<{ readonly code: string; readonly message: string }> {
    const error: unknown = await openDataset(path, given).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ fault: { message: expect.stringContaining(path) } });
    return (error as { fault: { code: string; message: string } }).fault;
  }

  it("because it is not there", async () => {
    expect(await faultOf(freshPath())).toMatchObject({
      code: "dataset-missing",
      message: expect.stringMatching(/Check the path/),
    });
    const file = writeFile("x");
    expect(await faultOf(join(file, "below"))).toMatchObject({ code: "dataset-missing" });
  });

  it("because it is a folder", async () => {
    const path = freshPath("folder");
    mkdirSync(path);
    expect(await faultOf(path)).toMatchObject({
      code: "dataset-directory",
      message: expect.stringMatching(/file that is in it/),
    });
  });

  it("because it is a device", async () => {
    expect(await faultOf("/dev/null")).toMatchObject({
      code: "dataset-unreadable",
      message: expect.stringMatching(/no ordinary file/),
    });
  });

  it.each([
    ["nothing", "", /0 bytes/],
    ["a byte-order mark alone", "\ufeff", /no row/],
    ["line breaks alone", "\n\r\n\n", /no row/],
  ])("because it holds %s", async (_what, content, message) => {
    expect(await faultOf(writeFile(content))).toMatchObject({
      code: "dataset-empty",
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ["a zero byte", Buffer.from("a,b\n1,2\0\n"), /zero bytes, the first at byte 7/],
    ["a picture", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), /zero bytes/],
    [
      "packed bytes",
      Buffer.from(Array.from({ length: 3_000 }, (_, i) => 1 + ((i * 7_919) % 255))),
      /control characters/,
    ],
    ["UTF-16, little end first", Buffer.from("\ufeffa,b\n", "utf16le"), /UTF-16.*UTF-8/],
    ["UTF-16, big end first", Buffer.from("\ufeffa,b\n", "utf16le").swap16(), /UTF-16.*UTF-8/],
    [
      "numbers of two bytes",
      Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => at % 256).buffer),
      /zero bytes.* at byte 0\./,
    ],
    [
      "zeros behind a mark of UTF-16",
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.alloc(500)]),
      /zero bytes.* at byte 2\./,
    ],
    ["UTF-16 without a mark", Buffer.from("a,b\n1,2\n", "utf16le"), /UTF-16.*UTF-8/],
  ])("because it holds %s", async (_what, content, message) => {
    expect(await faultOf(writeFile(content))).toMatchObject({
      code: "dataset-binary",
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ["EACCES", "dataset-unreadable", /may not be read by this user/],
    ["EPERM", "dataset-unreadable", /may not be read by this user/],
    ["ENOENT", "dataset-missing", /no file/],
    ["ENOTDIR", "dataset-missing", /no file/],
    ["EISDIR", "dataset-directory", /is a folder/],
    ["EIO", "dataset-unreadable", /cannot be read: i\/o error/],
  ])("because the system says %s", (code, fault, message) => {
    const told = fileFault(Object.assign(new Error("i/o error"), { code }), "/data/x.csv");
    expect(told).toMatchObject({ code: fault, message: expect.stringMatching(message) });
    expect(told.message).toContain("/data/x.csv");
  });
});
