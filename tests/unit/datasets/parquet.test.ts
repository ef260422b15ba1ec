import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkPage, checkPlain } from "../../../src/engine/datasets/parquet/check-page";
import { readFooter } from "../../../src/engine/datasets/parquet/parquet-file";
import { readPreview } from "../../../src/engine/datasets/parquet/preview";
import type { Dataset } from "../../../src/shared/contract/models";
import { datasetSchema } from "../../../src/shared/contract/models";
import { groupBy } from "../../../src/workloads/group-by";
import { histogram } from "../../../src/workloads/histogram";
import { join as joinTables } from "../../../src/workloads/join";
import { sum } from "../../../src/workloads/sum";
import { wordCount } from "../../../src/workloads/word-count";
import { runWorkload } from "../workloads/run-workload";
import { readChunks } from "./read-chunks";
import { openWritten, writeFile } from "./support";

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
    ]);
    expect(dataset.preview).toEqual(expected.slice(0, 50));
  });

  it("shows a column whose first rows are in pages too large for a preview by its name alone, and the others whole", async () => {
    const bytes = bytesOf("types.parquet");
    const file = {
      byteLength: bytes.length,
      slice: (start: number, end = bytes.length) => Uint8Array.from(bytes.subarray(start, end)).buffer,
    };
    const footer = await readFooter(file);
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

  it("gives what its CSV file gives: sums, groups, words", async () => {
    const dataset = await openFixture("types.parquet");
    const names = dataset.columns.map(({ name }) => name);
    const quoted = (cells: readonly string[]): string =>
      cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
    const csv = await openWritten([quoted(names), ...expected.map(quoted)].join("\n"));
    for (const [workload, parameters] of [
      [sum, { column: "wide" }],
      [sum, { column: "uint64" }],
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
        message: expect.stringMatching(/row group 1 cannot be read \(it ends within a value\)/),
      },
    ]);
  });

  it.each([
    [
      "refers to what a dictionary has not",
      { rows: 2, present: null, data: [0, 3], isIndexed: true },
      /entry 4 of .* has 3/,
    ],
    ["has fewer values than rows", { rows: 3, present: null, data: ["a", "b"], isIndexed: false }, /2 of 3 values/],
    ["has fewer than its rows say", { rows: 3, present: [1, 0, 1], data: ["a"], isIndexed: false }, /1 of 2 values/],
    ["does not say whether a row has a value", { rows: 2, present: [1, 7], data: ["a"], isIndexed: false }, /each row/],
    ["has gaps", { rows: 2, present: null, data: ["a", undefined], isIndexed: false }, /fewer values/],
  ])("a page that %s is broken", (_what, page, message) => {
    expect(() => checkPage(page, ["x", "y", "z"])).toThrow(message);
    expect(() =>
      checkPage({ rows: 3, present: [1, 0, 1], data: [0, 2], isIndexed: true }, ["x", "y", "z"]),
    ).not.toThrow();
  });

  it("takes no values that lie behind their page, where other bytes follow", () => {
    const chunk = new Uint8Array(64);
    const page = chunk.subarray(8, 24);
    const ends = (end: number) => [new Uint8Array(chunk.buffer, 8, 2), new Uint8Array(chunk.buffer, 12, end - 12)];
    expect(() => checkPlain(ends(24), page, 0)).not.toThrow();
    expect(() => checkPlain(ends(25), page, 0)).toThrow("a page ends within its values");
    expect(() => checkPlain(new Int32Array(3), page, 4)).not.toThrow();
    expect(() => checkPlain(new Int32Array(4), page, 4)).toThrow("a page ends within its values");
  });
});

function spoiled(whole: Buffer, from: number, length: number): Buffer {
  const bytes = Buffer.from(whole);
  for (let at = from; at < from + length; at++) bytes[at] = bytes[at]! ^ 0xa5;
  return bytes;
}
