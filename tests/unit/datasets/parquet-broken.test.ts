import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Encoding } from "hyparquet";
import { describe, expect, it } from "vitest";
import { readRows } from "../../../src/engine/datasets";
import { encodedValues } from "../../../src/engine/datasets/parquet/encoded-values";
import { asyncBufferOf } from "../../../src/engine/datasets/parquet/file-bytes";
import { FlatColumn } from "../../../src/engine/datasets/parquet/flat-column";
import { type ParquetColumn, type ParquetFile, readFooter } from "../../../src/engine/datasets/parquet/parquet-file";
import { ofLibrary, reasonOf } from "../../../src/engine/datasets/parquet/reason-of";
import type { Dataset } from "../../../src/shared/contract/models";
import { FaultError } from "../../../src/shared/fault";
import { readChunks } from "./read-chunks";
import { openWritten, readContext, TextSink } from "./support";

function bytesOf(name: string): Buffer {
  return readFileSync(join(__dirname, "parquet", name));
}

describe("why a Parquet file cannot be read", () => {
  it("is told in plain words where the library came upon it, and as a failure of ours where it did not", () => {
    const reason = (call: () => unknown): string => {
      try {
        call();
      } catch (error) {
        return reasonOf(error);
      }
      return "";
    };
    const ends = () => new DataView(new ArrayBuffer(1)).getInt32(0);
    const mistaken = () => (undefined as unknown as string).length;
    expect(reason(() => ofLibrary(ends))).toBe("it ends within a value");
    expect(reason(() => ofLibrary(mistaken))).toMatch(/^it holds something else/);
    for (const own of [ends, mistaken]) expect(reason(own)).toMatch(/^Lanescope failed on it: /);
  });
});

describe("a column whose pages refer to a dictionary", () => {
  /** A dictionary of the number 42 alone, and a data page of 3 rows, not packed, as they stand in a file. */
  const dictionary = [0x15, 4, 0x15, 8, 0x15, 8, 0x4c, 0x15, 2, 0x15, 0, 0, 0, 42, 0, 0, 0];
  const data = (body: readonly number[]) => {
    const sizes = [0x15, 0, 0x15, body.length * 2, 0x15, body.length * 2];
    return [...sizes, 0x2c, 0x15, 6, 0x15, 16, 0x15, 6, 0x15, 6, 0, 0, ...body];
  };

  async function rowsOf(pages: readonly number[]) {
    const bytes = Uint8Array.from([80, 65, 82, 49, ...pages]);
    const about = {
      type: "INT32",
      codec: "UNCOMPRESSED",
      path_in_schema: ["n"],
      data_page_offset: 4n,
      total_compressed_size: BigInt(pages.length),
    };
    const file = { metadata: { row_groups: [{ columns: [{ meta_data: about }] }] } } as unknown as ParquetFile;
    const column = {
      name: "n",
      isPlain: true,
      path: [{ element: { name: "n", type: "INT32", repetition_type: "OPTIONAL" }, children: [] }],
    } as unknown as ParquetColumn;
    const piece = { group: 0, groupStart: 0, groupEnd: 3, from: 0, to: 3 };
    const flat = await FlatColumn.open(file, piece, column, bytes.length);
    return flat.rows(0, 3, (at, length) => bytes.slice(at, at + length));
  }

  it("needs none where no row has a value", async () => {
    const { parts, dictionary: none } = await rowsOf(data([2, 0, 0, 0, 6, 0]));
    expect(none).toBeNull();
    expect(parts.map(({ page }) => page.present)).toEqual([Uint8Array.of(0, 0, 0)]);
    await expect(rowsOf(data([2, 0, 0, 0, 6, 1, 1, 6, 0]))).rejects.toThrow("a dictionary that is not there");
  });

  it("needs no bits where all are its first entry", async () => {
    const { parts, dictionary: entries } = await rowsOf([...dictionary, ...data([2, 0, 0, 0, 6, 1, 0])]);
    expect(parts.map(({ page }) => page.codes)).toEqual([Int32Array.of(0, 0, 0)]);
    expect(entries).toEqual(Int32Array.of(42));
  });
});

describe("a Parquet file of which some bytes are others", () => {
  it("leaves out a row group that tells of another number of missing values than it has", async () => {
    const bytes = bytesOf("none.parquet");
    // Of 64 values some are missing in 64 rows.
    const header = bytes.findIndex(
      (_, at) => bytes.readUIntBE(at, 3) === 0x158001 && bytes[at + 4]! > 0 && bytes.readUIntBE(at + 5, 3) === 0x158001,
    );
    bytes[header + 4] = 0;
    const { rows, problems } = await readChunks(await openWritten(bytes, "missing.parquet"), 1);
    expect(rows).toHaveLength(200 - 64);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/rows without a value, and says 0/) }]);
  });

  it("reads a nested column that is broken once, not for every piece of its row group", async () => {
    const bytes = bytesOf("pieces.parquet");
    const { columns } = (
      await readFooter(asyncBufferOf((at, length) => Uint8Array.from(bytes.subarray(at, at + length)), bytes.length))
    ).metadata.row_groups[0]!;
    const page = Number(columns[4]!.meta_data!.data_page_offset);
    bytes.fill(0x5a, page, page + 40);
    const dataset = await openWritten(bytes, "broken.parquet");
    let reads = 0;
    const context = readContext();
    const trace = {
      ...context.trace,
      begin: (_category: unknown, name: string) => {
        if (name === "read") reads++;
      },
    };
    const readPieces = async (to: number) => {
      reads = 0;
      const { problems } = await readRows(
        { index: 0, from: 0, to },
        dataset,
        { ...context, trace },
        [4],
        new TextSink([4]),
      );
      expect(problems).toMatchObject([{ code: "parquet-broken" }]);
      return reads;
    };
    expect(await readPieces(1)).toBeGreaterThan(1);
    expect(await readPieces(3)).toBe(0);
  });

  it.each([
    "float.parquet",
    "float-dictionary.parquet",
    "encoded.parquet",
    "none.parquet",
    "gzip.parquet",
    "brotli.parquet",
    "zstd.parquet",
    "lz4.parquet",
    "types.parquet",
  ])("is refused, has a counted problem, or as many rows as it says: %s", async (name) => {
    const whole = bytesOf(name);
    let seed = 1;
    const below = (end: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * end);
    };
    let [refused, counted] = [0, 0];
    for (let round = 0; round < (name === "types.parquet" ? 8 : 25); round++) {
      const bytes = Buffer.from(whole);
      for (let flips = 1 + below(4); flips > 0; flips--) bytes[4 + below(bytes.length - 12)] = below(256);
      const dataset = await openWritten(bytes, name).catch((error: unknown) => error);
      if (dataset instanceof Error) {
        expect(dataset).toBeInstanceOf(FaultError);
        expect(dataset.message).not.toContain("Lanescope failed");
        refused++;
        continue;
      }
      const { rows, problems } = await readChunks(dataset as Dataset, 1);
      expect(JSON.stringify([(dataset as Dataset).notes, problems])).not.toContain("Lanescope failed");
      if (problems.length > 0) counted++;
      else expect(rows).toHaveLength((dataset as Dataset).rowsEstimate);
    }
    expect(refused + counted).toBeGreaterThan(0);
  });
});

describe("numbers written as differences", () => {
  /** Blocks of 128 numbers in 4 parts: 3 numbers, from 7 on, each 2 more. */
  const page = [0x80, 1, 4, 3, 14, 4, 0, 0, 0, 0];
  const read = (bytes: readonly number[], type: "INT32" | "INT64" = "INT32", count = 3) =>
    encodedValues(Uint8Array.from(bytes), count, "DELTA_BINARY_PACKED", type, undefined);

  it("are added up", () => {
    expect(read(page)).toEqual(Int32Array.of(7, 9, 11));
    expect(read(page, "INT64")).toEqual(BigInt64Array.of(7n, 9n, 11n));
  });

  it.each([
    [
      "blocks of less than one part, which the library would read without an end",
      [0x80, 1, 255, 255, 255, 255, 15, 3, 0],
    ],
    ["blocks in no part", [0x80, 1, 0, 3, 14]],
    ["blocks of no number", [0, 4, 3, 14]],
    ["blocks of 100 numbers", [100, 4, 3, 14]],
    ["parts of 16 numbers", [0x80, 1, 8, 3, 14]],
    ["another number of them", [0x80, 1, 4, 4, 14, 4, 0, 0, 0, 0]],
    ["too many bits", [0x80, 1, 4, 3, 14, 4, 65, 0, 0, 0]],
    ["an end within its widths", page.slice(0, -1)],
    ["an end within its numbers", [0x80, 1, 4, 3, 14, 4, 8, 0, 0, 0, 1]],
    ["an end within its beginning", [0x80]],
    ["a number without an end", Array(12).fill(0x80)],
  ])("are refused in a page with %s", (_what, bytes) => {
    for (const type of ["INT32", "INT64"] as const) expect(() => read(bytes, type)).toThrow(/^a page /);
  });

  it("may be the lengths of texts, which lie within their page and begin as the ones before", () => {
    const lengths = (first: number, more: number) => [0x80, 1, 4, 2, first * 2, more * 2, 0, 0, 0, 0];
    const texts = (bytes: readonly number[], encoding: Encoding) =>
      Array.from(encodedValues(Uint8Array.from(bytes), 2, encoding, "BYTE_ARRAY", undefined) as Uint8Array[], String);
    const own = [...lengths(1, 1), 97, 98, 99];
    expect(texts(own, "DELTA_LENGTH_BYTE_ARRAY")).toEqual(["97", "98,99"]);
    expect(() => texts(own.slice(0, -1), "DELTA_LENGTH_BYTE_ARRAY")).toThrow();
    expect(texts([...lengths(0, 1), ...own], "DELTA_BYTE_ARRAY")).toEqual(["97", "97,98,99"]);
    for (const broken of [
      [...lengths(0, 2), ...own],
      [...lengths(1, 0), ...own],
      [...lengths(0, 1), ...own.slice(0, -1)],
    ]) {
      expect(() => texts(broken, "DELTA_BYTE_ARRAY")).toThrow(/^a page /);
    }
  });

  it("are of whole numbers, and runs of flags", () => {
    for (const [encoding, type] of [
      ["DELTA_BINARY_PACKED", "DOUBLE"],
      ["DELTA_BYTE_ARRAY", "INT32"],
      ["RLE", "INT32"],
    ] as const) {
      expect(() => encodedValues(new Uint8Array(9), 1, encoding, type, undefined)).toThrow(`${type} written as`);
    }
    expect(encodedValues(Uint8Array.of(2, 0, 0, 0, 6, 1), 3, "RLE", "BOOLEAN", undefined)).toEqual([true, true, true]);
  });
});
