import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type RowSink, readRows } from "../../../src/engine/datasets";
import { unpackerOf } from "../../../src/engine/datasets/parquet/codecs";
import { asyncBufferOf } from "../../../src/engine/datasets/parquet/file-bytes";
import { copyNumbers } from "../../../src/engine/datasets/parquet/held-numbers";
import { bordersOf, readFooter } from "../../../src/engine/datasets/parquet/parquet-file";
import { PlainTexts } from "../../../src/engine/datasets/parquet/plain-texts";
import { readPreview } from "../../../src/engine/datasets/parquet/preview";
import { unpackBits } from "../../../src/engine/datasets/parquet/unpack-bits";
import type { Dataset } from "../../../src/shared/contract/models";
import { datasetSchema } from "../../../src/shared/contract/models";
import { groupBy } from "../../../src/workloads/group-by";
import { histogram } from "../../../src/workloads/histogram";
import { join as joinTables } from "../../../src/workloads/join";
import { sum } from "../../../src/workloads/sum";
import { wordCount } from "../../../src/workloads/word-count";
import { runWorkload } from "../workloads/run-workload";
import { readChunks } from "./read-chunks";
import { openWritten, readContext, TextSink, writeFile } from "./support";

// Written by pyarrow, see make.py there; what their cells are is told by Python alone.
const folder = join(__dirname, "parquet");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as string[][];

function bytesOf(name: string): Buffer {
  return readFileSync(join(folder, name));
}

function openFixture(name: string): Promise<Dataset> {
  return openWritten(bytesOf(name), name);
}

describe("a Parquet file", () => {
  it("tells its columns, their types and how many rows there are", async () => {
    const dataset = await openFixture("types.parquet");
    expect(datasetSchema.parse(dataset)).toEqual(dataset);
    expect(dataset).toMatchObject({ format: "parquet", parts: 4, rowsEstimate: 250, dataLine: 1, notes: [] });
    expect(dataset.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id integer",
      "int8 integer",
      "int64 integer",
      "uint64 integer",
      "double decimal",
      "float decimal",
      "flag boolean",
      "text text",
      "long text",
      "money decimal",
      "wide decimal",
      "day date",
      "milli date",
      "micro date",
      "time text",
      "list nested",
      "struct nested",
      "map nested",
    ]);
    expect(dataset.preview).toEqual(expected.slice(0, 50));
  });

  it("shows a column whose first rows are in pages too large for a preview by its name alone, and the others whole", async () => {
    const bytes = bytesOf("types.parquet");
    const file = {
      size: bytes.length,
      read: (position: number, length: number) => Uint8Array.from(bytes.subarray(position, position + length)),
    };
    const footer = await readFooter(asyncBufferOf(file.read, file.size));
    const whole = await readPreview(file, footer);
    expect(whole).toEqual({ rows: expected.slice(0, 50), unread: [] });

    // The texts' pages have 512 bytes each; those of the flags are far smaller.
    const cut = await readPreview(file, footer, { bytes: 500, values: 1_000 });
    const shown = footer.columns.map(({ name }) => !cut.unread.includes(name));
    expect(cut.unread).toContain("text");
    expect(cut.unread).not.toContain("flag");
    expect(cut.rows).toEqual(
      expected.slice(0, 50).map((row) => row.map((cell, column) => (shown[column] ? cell : "…"))),
    );

    expect(await readPreview(file, footer, { bytes: 1, values: 1_000 })).toEqual({
      rows: [],
      unread: footer.columns.map(({ name }) => name),
    });
  });

  it("gives the cells that were written, of every type, with every digit, however its row groups are put together", async () => {
    const dataset = await openFixture("types.parquet");
    for (const chunkSize of [1, dataset.size / 2, dataset.size * 10]) {
      const { rows, lines, problems } = await readChunks(dataset, Math.ceil(chunkSize));
      expect(rows).toEqual(expected);
      expect(lines).toEqual(expected.map((_, row) => row + 1));
      expect(problems).toEqual([]);
    }
  });

  it("gives the same of some of its columns", async () => {
    const { rows } = await readChunks(await openFixture("types.parquet"), 1, [0, 9, 15]);
    expect(rows).toEqual(expected.map((row) => [row[0], row[9], row[15]]));
  });

  it.each(["none", "gzip", "brotli", "zstd", "lz4"])("may be packed by %s", async (codec) => {
    const { rows } = await readChunks(await openFixture(`${codec}.parquet`), 1);
    expect(rows).toEqual(expected.slice(0, 200).map((row) => [row[0], row[7], row[4], row[9]]));
  });

  it("may have its values as differences, as runs and byte by byte", async () => {
    const { rows, problems } = await readChunks(await openFixture("encoded.parquet"), 1);
    const columns = [0, 2, 6, 7, 8, 4, 15];
    expect(rows).toEqual(expected.slice(0, 200).map((row) => columns.map((column) => row[column])));
    expect(problems).toEqual([]);
  });

  it("gives what its CSV file gives: sums, groups, words", async () => {
    const dataset = await openFixture("types.parquet");
    const names = dataset.columns.map(({ name }) => name);
    const quoted = (cells: readonly string[]): string =>
      cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
    const csv = await openWritten([quoted(names), ...expected.map(quoted)].join("\n"));
    for (const [workload, parameters] of [
      [sum, { column: "wide" }],
      [sum, { column: "uint64" }],
      [sum, { column: "int64" }],
      [groupBy, { by: "text", of: "double" }],
      [groupBy, { by: "flag" }],
      [wordCount, { column: "text" }],
    ] as const) {
      const { result, problems } = await runWorkload(workload, parameters, dataset, { chunkSize: 1 });
      const ofCsv = await runWorkload(workload, parameters, csv);
      expect(result).toEqual(ofCsv.result);
      expect(problems.map(({ code, count }) => ({ code, count }))).toEqual(
        ofCsv.problems.map(({ code, count }) => ({ code, count })),
      );
    }
  });

  it("gives the same groups whether texts and numbers stand in a dictionary, in their pages, or are no numbers", async () => {
    const [plain, coded] = [await openFixture("none.parquet"), await openFixture("zstd.parquet")];
    for (const of of ["double", "money", "id"]) {
      const { result } = await runWorkload(groupBy, { by: "text", of }, plain);
      expect(result.rows).toHaveLength(14);
      expect((await runWorkload(groupBy, { by: "text", of }, coded)).result).toEqual(result);
    }
  });

  it.each(["float", "float-dictionary"])(
    "shows 32-bit numbers by their own digits, and adds them up as they are: %s",
    async (name) => {
      const dataset = await openFixture(`${name}.parquet`);
      const cells = ["29.7", "0.1", "", "1e-7"];
      expect(dataset.preview.map((row) => row[1])).toEqual(cells);
      expect((await readChunks(dataset, 1)).rows.map((row) => row[1])).toEqual(cells);
      const added = Math.fround(29.7);
      const { result } = await runWorkload(sum, { column: "float" }, dataset);
      expect(result.rows[0]!.at(-1)).toBe(added);
      const ranges = await runWorkload(histogram, { column: "float" }, dataset);
      expect(ranges.result.figures).toContainEqual({ name: "greatest", value: added });
      const table = writeFile("a,b\na,x\n");
      const joined = await runWorkload(joinTables, { key: "name", table, of: "float" }, dataset);
      expect(joined.result.rows).toEqual([["x", 1, added, added]]);
    },
  );

  it("adds up decimals as such, whatever a user says that their type is", async () => {
    const dataset = await openFixture("types.parquet");
    const columns = dataset.columns.map((column) => ({ ...column, type: "integer" as const }));
    for (const [workload, parameters] of [
      [sum, { column: "double" }],
      [groupBy, { by: "text", of: "double" }],
    ] as const) {
      const { result } = await runWorkload(workload, parameters, dataset);
      const retyped = await runWorkload(workload, parameters, { ...dataset, columns });
      expect(retyped.result.rows).toEqual(result.rows);
    }
  });
});

describe("a row group of many rows", () => {
  const count = 300_000;
  const rowOf = (row: number) => ({
    key: row % 7 === 0 ? "" : `k${Math.floor(row / 1000) % 9}`,
    number: row % 11 === 0 ? null : row % 5,
    real: (row % 4) / 4,
    text: String(Math.floor(row / 20)).padStart(12, "0"),
  });

  /** Rows, numbers and their sum of each group. */
  function grouped(by: "key" | "text", of: "number" | "real"): Map<string, readonly [number, number, number]> {
    const groups = new Map<string, readonly [number, number, number]>();
    for (let row = 0; row < count; row++) {
      const { [by]: key, [of]: value } = rowOf(row);
      const [rows, numbers, sum] = groups.get(key) ?? [0, 0, 0];
      groups.set(key, [rows + 1, numbers + (value === null ? 0 : 1), sum + (value ?? 0)]);
    }
    return groups;
  }

  it.each([1, 10 ** 9])("is shared out by pieces, with the same results in chunks of %i bytes", async (chunkSize) => {
    const dataset = await openFixture("pieces.parquet");
    expect(dataset).toMatchObject({ parts: 3, rowsEstimate: count, notes: [] });
    for (const [by, of] of [
      ["key", "number"],
      ["text", "number"],
      ["key", "real"],
    ] as const) {
      const { result, problems } = await runWorkload(groupBy, { by, of }, dataset, { chunkSize });
      const groups = grouped(by, of);
      expect(result.rows.map(([key, numbers, sum]) => [key, numbers, sum])).toEqual(
        [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, [, numbers, sum]]) => [key, numbers, sum]),
      );
      const missing = Math.ceil(count / 11);
      expect(problems).toMatchObject(of === "number" ? [{ code: "not-a-number", count: missing, line: 1 }] : []);
    }
    const { result } = await runWorkload(groupBy, { by: "key" }, dataset, { chunkSize });
    expect(new Map(result.rows.map(([key, rows]) => [key, rows]))).toEqual(
      new Map([...grouped("key", "real")].map(([key, [rows]]) => [key, rows])),
    );
  });

  it("gives each cell in its row, whatever it is stored as, and of one piece alone too", async () => {
    const dataset = await openFixture("pieces.parquet");
    const wanted = [0, 1, 2, 3, 4];
    const text = new TextSink(wanted);
    const looked = [0, 1, 31_337, count / 3 - 1];
    const sink: RowSink = {
      row: (bytes, bounds, cells, line) => {
        if (looked.includes(line)) text.row(bytes, bounds, cells, line);
      },
    };
    const { lines } = await readRows({ index: 1, from: 1, to: 2 }, dataset, readContext(), wanted, sink);
    expect(lines).toBe(count / 3);
    expect(text.rows).toEqual(
      looked.map((at) => {
        const { key, number, real, text } = rowOf(count / 3 + at);
        return [key, `${number ?? ""}`, `${real}`, text, `[${(count / 3 + at) % 3}]`];
      }),
    );
  });

  it("leaves out the pieces alone that cannot be read, in chunks of any size", async () => {
    // In the middle of the first column, which the keys are.
    const broken = await openWritten(spoiled(bytesOf("pieces.parquet"), 1_000, 40), "broken.parquet");
    const found = await runWorkload(groupBy, { by: "key" }, broken, { chunkSize: 1 });
    expect(found.problems).toMatchObject([{ code: "parquet-broken", count: 1 }]);
    const { line, message } = found.problems[0]!;
    expect(message).toMatch(/row group 1, rows [12]00,001 to [23]00,000 of it, cannot be read/);
    const rows = Array.from({ length: count }, (_, row) => row).filter(
      (row) => row < line! - 1 || row >= line! - 1 + count / 3,
    );
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(rowOf(row).key, (counts.get(rowOf(row).key) ?? 0) + 1);
    expect(new Map(found.result.rows.map(([key, rows]) => [key, rows]))).toEqual(counts);
    const together = await runWorkload(groupBy, { by: "key" }, broken, { chunkSize: 10 ** 9 });
    expect({ ...together, chunks: found.chunks }).toEqual(found);
  });
});

describe("a Parquet file with something wrong", () => {
  const whole = bytesOf("types.parquet");

  it.each([
    ["that is cut off", whole.subarray(0, whole.length - 10), /ends too early/],
    ["of which there is only the beginning", whole.subarray(0, 4), /ends too early/],
    ["that is encrypted", Buffer.concat([whole.subarray(0, -4), Buffer.from("PARE")]), /is encrypted/],
    ["whose footer is overwritten", spoiled(whole, whole.length - 2_000, 1_500), /broken footer/],
  ])("%s is refused", async (_what, bytes, message) => {
    await expect(openWritten(bytes, "bad.parquet")).rejects.toMatchObject({
      fault: { code: "dataset-broken", message: expect.stringMatching(message) },
    });
  });

  it("is refused where its footer tells of more rows than its bytes can hold", async () => {
    const bytes = bytesOf("float.parquet");
    const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    // Wherever the footer says 4 it now says 2^40, as the number of rows of the row group, too.
    const footer = Buffer.from(
      bytes.subarray(start, -8).toString("latin1").replaceAll("\x16\x08", "\x16\x80\x80\x80\x80\x80\x40"),
      "latin1",
    );
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    const endless = Buffer.concat([bytes.subarray(0, start), footer, length, Buffer.from("PAR1")]);
    await expect(openWritten(endless, "endless.parquet")).rejects.toMatchObject({
      fault: { message: expect.stringMatching(/row group 1 is said to have 1,099,511,627,776 rows/) },
    });
  });

  it("counts row groups that cannot be read, and the others are there", async () => {
    const dataset = await openWritten(spoiled(whole, 4, 3_000), "spoiled.parquet");
    expect(dataset.notes).toEqual([expect.stringMatching(/first row group cannot be read/)]);
    const { rows, problems } = await readChunks(dataset, 1, [0, 1, 2]);
    expect(rows).toEqual(expected.slice(80).map((row) => row.slice(0, 3)));
    expect(problems).toEqual([
      { code: "parquet-broken", count: 1, line: 1, message: expect.stringMatching(/row group 1 cannot be read/) },
    ]);
  });

  it("leaves out a row group in which a text ends behind its page, instead of reading on", async () => {
    const bytes = bytesOf("none.parquet");
    // The page's last text: row 62 is the third that says so.
    const text = Buffer.from("Łódź 10");
    let at = -1;
    for (let found = 0; found < 3; found++) at = bytes.indexOf(text, at + 1);
    expect(bytes.readUInt32LE(at - 4)).toBe(text.length);
    bytes.writeUInt32LE(text.length + 50, at - 4);
    const { rows, problems } = await readChunks(await openWritten(bytes, "spoiled.parquet"), 1, [1]);
    expect(rows).toEqual(expected.slice(64, 200).map((row) => [row[7]]));
    expect(problems).toMatchObject([
      {
        code: "parquet-broken",
        count: 1,
        message: expect.stringMatching(/row group 1 cannot be read \(a page ends within its texts\)/),
      },
    ]);
  });

  it("leaves out a row group whose page refers to what a dictionary has not", async () => {
    // The dictionary's page tells of one entry less than pages refer to.
    const float = bytesOf("float-dictionary.parquet");
    const at = float.indexOf(Buffer.from([0x4c, 0x15, 0x06]));
    expect(at).toBeGreaterThan(0);
    float[at + 2] = 0x04;
    const { rows, problems } = await readChunks(await openWritten(float, "spoiled.parquet"), 1, [1]);
    expect(rows).toEqual([]);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/entry 3 of a dictionary that has 2/) }]);
  });

  it("does not unpack what packs something else than it says", async () => {
    const unpack = await unpackerOf("UNCOMPRESSED");
    expect(() => unpack(new Uint8Array(3), 4)).toThrow("a page unpacks to 3 bytes instead of 4");
    await expect(unpackerOf("LZO")).rejects.toThrow("packed by LZO, which cannot be unpacked here");
    const zeros = gzipSync(Buffer.alloc(1_000_000));
    const gunzip = await unpackerOf("GZIP");
    expect(() => gunzip(zeros, 10)).toThrow();
  });

  it.each([
    // A literal "abcd", and of LZ4 a match of 5 bytes 2 before, and a literal "x".
    ["SNAPPY", [4, 3 << 2, 97, 98, 99, 100], "abcd"],
    ["LZ4_RAW", [0x41, 97, 98, 99, 100, 2, 0, 0x10, 120], "abcdcdcdcx"],
    ["LZ4", [0, 0, 0, 10, 0, 0, 0, 9, 0x41, 97, 98, 99, 100, 2, 0, 0x10, 120], "abcdcdcdcx"],
    ["LZ4", [0x41, 97, 98, 99, 100, 2, 0, 0x10, 120], "abcdcdcdcx"],
  ] as const)("does not unpack by %s to another number of bytes than it says", async (codec, packed, text) => {
    const unpack = await unpackerOf(codec);
    const bytes = Uint8Array.from(packed);
    expect(Buffer.from(unpack(bytes, text.length)).toString()).toBe(text);
    for (const size of [text.length - 1, text.length + 1, 1_000]) expect(() => unpack(bytes, size)).toThrow(/^a page/);
    for (let cut = 0; cut < bytes.length; cut++) {
      expect(() => unpack(bytes.subarray(0, cut), text.length)).toThrow();
    }
  });
});

describe("pieces of a row group", () => {
  it("have every row of it once, and about as many each", () => {
    // Of each of these a row was lost, or could be, where the share of one piece was rounded.
    const pairs = [
      [1_000_000, 29],
      [122, 7],
      [2 ** 40 - 1, 99_999],
      ...Array.from({ length: 400 }, (_, at) => [at + 1 + ((at * 7_919) % 100_003), 1 + ((at * 31) % (at + 1))]),
    ] as const;
    for (const [rows, count] of pairs) {
      const borders = bordersOf(rows!, count!);
      expect([borders.length, borders[0], borders.at(-1)]).toEqual([count! + 1, 0, rows]);
      const sizes = borders.slice(1).map((border, piece) => border - borders[piece]!);
      expect(Math.max(...sizes.slice(0, 1_000)) - Math.min(...sizes.slice(0, 1_000))).toBeLessThanOrEqual(1);
    }
    expect(bordersOf(0, 0)).toEqual([0]);
  });
});

describe("numbers of a few bits each", () => {
  it.each([1, 3, 7, 8, 13, 24, 25, 31])("are unpacked where they have %i", (width) => {
    const values = Array.from({ length: 16 }, (_, at) => Math.floor((((at * 7919 + 5) % 1009) / 1009) * 2 ** width));
    const packed = new Uint8Array(1 + width * 2);
    packed[0] = (2 << 1) | 1;
    values.forEach((value, at) => {
      for (let bit = 0; bit < width; bit++) {
        const place = at * width + bit;
        if (Math.floor(value / 2 ** bit) % 2 === 1) packed[1 + (place >> 3)]! |= 1 << (place & 7);
      }
    });
    // Behind them a run of three times the same.
    const run = [3 << 1, ...Array.from({ length: (width + 7) >> 3 }, (_, byte) => (byte === 0 ? 1 : 0))];
    const out = new Int32Array(19);
    unpackBits(Uint8Array.from([...packed, ...run]), width, out);
    expect([...out]).toEqual([...values, 1, 1, 1]);
    // Of the last ones only those have to be there that are wanted.
    const some = new Int32Array(10);
    unpackBits(packed.subarray(0, 1 + Math.ceil((10 * width) / 8)), width, some);
    expect([...some]).toEqual(values.slice(0, 10));
    expect(() => unpackBits(packed.subarray(0, Math.ceil((10 * width) / 8)), width, some)).toThrow("ends within");
  });

  it.each([
    ["of no numbers", [0]],
    ["that ends within its length", [0x80]],
    ["without its number", [4]],
  ])("are refused in a run %s", (_what, bytes) => {
    expect(() => unpackBits(Uint8Array.from(bytes), 9, new Int32Array(2))).toThrow(/^a page /);
  });
});

describe("stored numbers", () => {
  it("are copied where a float64 holds them", () => {
    const most = 2n ** 53n - 1n;
    const whole = BigInt64Array.of(
      5n,
      -1n,
      most,
      -most,
      most + 1n,
      -most - 1n,
      -(2n ** 63n),
      2n ** 63n - 1n,
      0n,
      2n ** 32n,
    );
    const numbers = new Float64Array(11);
    expect(copyNumbers(whole, 1, numbers, 2, 11)).toBe(false);
    expect([...numbers]).toEqual([0, 0, -1, Number(most), -Number(most), NaN, NaN, NaN, NaN, 0, 2 ** 32]);
    expect(copyNumbers(whole, 0, numbers, 0, 4)).toBe(true);
    const floats = Float64Array.of(1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY);
    expect(copyNumbers(floats, 0, numbers, 0, 4)).toBe(false);
    expect([...numbers.subarray(0, 4)]).toEqual([1.5, 0, NaN, NaN]);
    expect(copyNumbers([3, 4], 1, numbers, 0, 1)).toBe(true);
    expect(numbers[0]).toBe(4);
  });
});

describe("texts of a page", () => {
  it("lie within it", () => {
    const page = Uint8Array.from([1, 0, 0, 0, 97, 0, 0, 0, 0]);
    expect(new PlainTexts(page, 2)).toMatchObject({ starts: Int32Array.of(4, 9), ends: Int32Array.of(5, 9) });
    for (const count of [3, 2 ** 31]) expect(() => new PlainTexts(page, count)).toThrow("ends within its texts");
    expect(() => new PlainTexts(Uint8Array.from([2, 0, 0, 0, 97]), 1)).toThrow("ends within its texts");
  });
});

function spoiled(whole: Buffer, from: number, length: number): Buffer {
  const bytes = Buffer.from(whole);
  for (let at = from; at < from + length; at++) bytes[at] = bytes[at]! ^ 0xa5;
  return bytes;
}
