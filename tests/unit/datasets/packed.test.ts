import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readRows } from "../../../src/engine/datasets";
import { readChunks } from "./read-chunks";
import { openWritten, readContext } from "./support";

const rows = Array.from({ length: 20_000 }, (_, row) => [`name ${row % 97}`, String((row * 7_919) % 10_007)]);
const csv = Buffer.from(`name,value\n${rows.map((row) => row.join(",")).join("\n")}\n`);

describe("a file packed by gzip", () => {
  it("is read like what is in it, in one chunk, whatever chunk size is asked for", async () => {
    const packed = gzipSync(csv);
    const dataset = await openWritten(packed, "data.csv.gz");
    expect(dataset).toMatchObject({
      format: "csv",
      compression: "gzip",
      parts: 1,
      size: packed.length,
      dataStart: 11,
      dataLine: 2,
      columns: [
        { name: "name", type: "text" },
        { name: "value", type: "integer" },
      ],
      notes: [expect.stringMatching(/gzip.*one chunk/)],
    });
    // By the first bytes, of which each packed one makes about as many as the others.
    expect(dataset.rowsEstimate / rows.length).toBeGreaterThan(0.8);
    expect(dataset.rowsEstimate / rows.length).toBeLessThan(1.25);
    const read = await readChunks(dataset, 1_000);
    expect(read.rows).toEqual(rows);
    expect(read.problems).toEqual([]);
  });

  it("may have several parts, as files do that were packed and appended", async () => {
    const half = csv.indexOf("\n", csv.length / 2) - 3;
    const dataset = await openWritten(
      Buffer.concat([gzipSync(csv.subarray(0, half)), gzipSync(csv.subarray(half))]),
      "parts.csv.gz",
    );
    expect((await readChunks(dataset, 1_000)).rows).toEqual(rows);
  });

  it("may hold a row longer than what is unpacked at once", async () => {
    const long = "x".repeat(3_000_000);
    const dataset = await openWritten(gzipSync(`a,b\n1,${long}\n2,y\n`), "long.csv.gz");
    expect((await readChunks(dataset, 1_000)).rows).toEqual([
      ["1", long],
      ["2", "y"],
    ]);
  });

  it("that is cut off counts up to its last whole row, and that is told when it is opened and when it is read", async () => {
    const packed = gzipSync(csv);
    for (const length of [200, packed.length - 1_000, packed.length - 1]) {
      const dataset = await openWritten(packed.subarray(0, length), "cut.csv.gz");
      const read = await readChunks(dataset, 1_000);
      expect(read.rows).toEqual(rows.slice(0, read.rows.length));
      expect(read.problems).toEqual([
        { code: "gzip-damaged", count: 1, line: expect.any(Number), message: expect.stringMatching(/cut off/) },
      ]);
      if (length === 200) expect(dataset.notes.join(" ")).toMatch(/cut off/);
    }
  });

  it("that is damaged within counts up to there", async () => {
    const packed = gzipSync(csv);
    packed.fill(0xff, packed.length / 2, packed.length / 2 + 50);
    const { rows: read, problems } = await readChunks(await openWritten(packed, "bad.csv.gz"), 1_000);
    expect(read.length).toBeGreaterThan(1_000);
    expect(read.length).toBeLessThan(rows.length);
    expect(problems).toMatchObject([{ code: "gzip-damaged", message: expect.stringMatching(/is damaged/) }]);
  });

  it("of which nothing can be unpacked is refused", async () => {
    await expect(openWritten(Buffer.from("1f8b0800ffffffff", "hex"), "no.csv.gz")).rejects.toMatchObject({
      fault: { code: "dataset-binary", message: expect.stringMatching(/Nothing of it can be read/) },
    });
  });

  it("that was made to fill memory is refused when it is read", async () => {
    const member = gzipSync(Buffer.alloc(4 * 1024 ** 2, `${"bomb".repeat(250)},1\n`));
    const dataset = await openWritten(Buffer.concat(Array<Buffer>(40).fill(member)), "bomb.csv.gz");
    const chunk = { index: 0, from: 0, to: dataset.size };
    await expect(readRows(chunk, dataset, readContext(), [0], { row: () => undefined })).rejects.toMatchObject({
      fault: { code: "dataset-unsuitable", message: expect.stringMatching(/more than 300 times its size/) },
    });
  });
});

describe("what a file is that is no text", () => {
  it.each([
    ["504b030414000000", "book.xlsx", /ZIP archive, as spreadsheets.*save the table as CSV/],
    ["28b52ffd04000000", "data.csv.zst", /packed by zstd.*pack it by gzip/],
    ["425a6839314159265359", "data.csv.bz2", /packed by bzip2/],
    ["fd377a585a000004", "data.csv.xz", /packed by xz/],
    ["4152524f57310000ffff", "data.feather", /Arrow file.*Parquet/],
    ["53514c69746520666f726d6174203300", "data.db", /SQLite/],
  ])("is told by how it begins: %s", async (hex, name, message) => {
    await expect(openWritten(Buffer.from(hex, "hex"), name)).rejects.toMatchObject({
      fault: { code: "dataset-binary", message: expect.stringMatching(message) },
    });
  });

  it("is not seen in a text that begins with the same letters", async () => {
    expect(await openWritten(`ORC,BZh\n${"1,2\n".repeat(30)}`)).toMatchObject({ format: "csv" });
    expect(await openWritten(`BZh,ORC\n${"1,2\n".repeat(30)}`)).toMatchObject({ format: "csv" });
  });

  it("is told of text that is no UTF-8: it is read as it is", async () => {
    const dataset = await openWritten(Buffer.from("city,people\nOrléans,1\nMünchen,2\n", "latin1"));
    expect(dataset).toMatchObject({ encoding: "unknown", notes: [expect.stringMatching(/no UTF-8.*Latin-1/)] });
    expect((await readChunks(dataset, 5)).rows).toHaveLength(2);
    expect(await openWritten("city,people\nOrléans,1\n")).toMatchObject({ encoding: "utf-8", notes: [] });
  });

  it("does not take a character for a mistake that the end of the looked-at part cuts", async () => {
    const text = `a${"é".repeat(200_000)}`;
    expect(await openWritten(text, "long.txt")).toMatchObject({ encoding: "utf-8" });
  });
});
