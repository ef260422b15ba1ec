import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  utimesSync,
} from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RowsRead, readRows } from "../../../src/engine/datasets";
import type { Dataset } from "../../../src/shared/contract/models";
import { anyCsv, awkward, delimiters, readCsv, type WrittenCsv, writeCsv } from "./csv";
import { type ReadInChunks, readChunks } from "./read-chunks";
import { describeCsv, openWritten, readContext, TextSink, writeFile } from "./support";

/** Bytes that are read at once. */
const blockBytes = 512 * 1024;

interface Read extends ReadInChunks {
  /** The line on which a quote opens that is not closed. */
  readonly unclosedLine: number | null;
}

async function readInChunks(dataset: Dataset, chunkSize: number, wanted: readonly number[]): Promise<Read> {
  const read = await readChunks(dataset, chunkSize, wanted);
  for (const { code } of read.problems) expect(code).toBe("unclosed-quote");
  return { ...read, unclosedLine: read.problems.at(-1)?.line ?? null };
}

function datasetOf(csv: WrittenCsv): Dataset {
  return describeCsv(writeFile(csv.bytes), csv);
}

/** All columns of the widest row. */
function columnsOf(rows: readonly (readonly string[])[]): number[] {
  return Array.from({ length: rows.reduce((most, row) => Math.max(most, row.length), 1) }, (_, column) => column);
}

describe("a file read in chunks", () => {
  it("gives the rows that were written, with their lines, for every chunk size from 1 byte to the whole file", async () => {
    await fc.assert(
      fc.asyncProperty(anyCsv, async (csv) => {
        const dataset = datasetOf(csv);
        for (let chunkSize = 1; chunkSize <= dataset.size; chunkSize += Math.ceil(chunkSize / 3)) {
          const { rows, lines, unclosedLine } = await readInChunks(dataset, chunkSize, columnsOf(csv.rows));
          expect(rows).toEqual(csv.rows);
          expect(lines).toEqual(csv.lines);
          expect(unclosedLine).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it("gives the same rows of any text whatever for every chunk size: those of an independent reader", async () => {
    const text = fc.string({ unit: fc.constantFrom(...awkward), minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...delimiters), async (given, delimiter) => {
        const { rows, lines, unclosedLine } = readCsv(given, delimiter);
        const dataset = describeCsv(writeFile(given), { delimiter, columns: ["a", "b"], dataStart: 0 });
        for (let chunkSize = 1; chunkSize <= dataset.size; chunkSize += Math.ceil(chunkSize / 3)) {
          expect(await readInChunks(dataset, chunkSize, columnsOf(rows))).toMatchObject({ rows, lines, unclosedLine });
        }
      }),
      { numRuns: 100 },
    );
  }, 30_000);
});

describe("a file of many blocks", () => {
  // 2 MB: four blocks, whose borders fall anywhere in these rows.
  const rows = Array.from({ length: 30_000 }, (_, row) => [
    String(row),
    row % 7 === 0 ? `line\nof "${row}", with all\r\nthat is special` : `plain ${row}`,
    "x".repeat((row * 31) % 60),
  ]);

  it.each([
    ["LF", ["\n"]],
    ["CRLF", ["\r\n"]],
    ["a lone CR", ["\r"]],
  ])(
    "with %s is read the same in one chunk and in many",
    async (_what, lineBreaks) => {
      const csv = writeCsv(["id", "note", "fill"], rows, { lineBreaks });
      const dataset = datasetOf(csv);
      for (const chunkSize of [dataset.size, 700_001, 65_536]) {
        const read = await readInChunks(dataset, chunkSize, [0, 1, 2]);
        expect(read.rows).toEqual(rows);
        expect(read.lines).toEqual(csv.lines);
      }
    },
    30_000,
  );

  it("is read whole where one row is longer than several blocks", async () => {
    const long = [
      ["1", "a".repeat(700_000)],
      ["2", 'said "hi",\nand left\n'.repeat(60_000)],
      ["3", "c"],
    ];
    const dataset = datasetOf(writeCsv(["id", "text"], long));
    for (const chunkSize of [dataset.size, 600_000, 100_000]) {
      const { rows } = await readInChunks(dataset, chunkSize, [0, 1]);
      // Compared as one value each: a difference in a million characters is no use to anybody.
      expect(rows.map((row) => row.map((cell) => cell.length))).toEqual(
        long.map((row) => row.map((cell) => cell.length)),
      );
      expect(JSON.stringify(rows) === JSON.stringify(long)).toBe(true);
    }
  }, 30_000);
});

describe("a guess where a chunk's rows begin", () => {
  it("that is right spares a second reading, even within quotes", async () => {
    const row = ["1", "text, with\nline breaks, and\ncommas, in it"];
    const dataset = datasetOf(writeCsv(["id", "text"], Array<string[]>(5_000).fill(row)));
    expect((await readInChunks(dataset, 10_007, [0, 1])).repeated).toBe(0);
  });

  it("that is wrong is found out, and what it led to is read again", async () => {
    // Quoted text that looks like the rows around it, longer than what a guess looks at.
    const decoy = "9,9\n".repeat(40_000);
    const rows = [
      ["1", decoy],
      ["2", "b"],
      ["3", decoy],
      ["4", "d"],
    ];
    const dataset = datasetOf(writeCsv(["id", "text"], rows));
    const read = await readInChunks(dataset, 50_000, [0, 1]);
    expect(read.rows).toEqual(rows);
    expect(read.repeated).toBeGreaterThan(0);
  });
});

describe("a quote that is not closed", () => {
  it("is told by its line, once, for every chunk size, and the rows before it are kept", async () => {
    const dataset = await openWritten('id,text\n1,a\n2,b\n3,"c\n4,d\n5,e\n');
    for (let chunkSize = 1; chunkSize <= dataset.size; chunkSize++) {
      const { rows, unclosedLine } = await readInChunks(dataset, chunkSize, [0]);
      expect(rows).toEqual([["1"], ["2"]]);
      expect(unclosedLine).toBe(4);
    }
  });
});

const longest = 64 * 1024 * 1024;

/** Writes `head`, a hole of zeros, which takes no room on the disk, and `end`. @param holeEnd Where `end` begins. */
function writeWithHole(head: string, holeEnd: number, end: string): string {
  const path = writeFile(head);
  const file = openSync(path, "r+");
  ftruncateSync(file, holeEnd);
  closeSync(file);
  appendFileSync(path, end);
  return path;
}

describe("a quote in a file of more than 64 MB", () => {
  const head = 'a,b\n1,2\n"x\ny","z\n';

  async function readAll(holeEnd: number, end: string): Promise<{ rows: number; read: RowsRead; size: number }> {
    const path = writeWithHole(head, holeEnd, end);
    const dataset = describeCsv(path, { delimiter: ",", columns: ["a", "b"], dataStart: 4 });
    const sink = { rows: 0, row: () => sink.rows++ };
    const chunk = { index: 0, from: 4, to: 1_000 };
    const read = await readRows(chunk, dataset, readContext(), [0], sink);
    return { rows: sink.rows, read, size: dataset.size };
  }

  it("that is never closed is told as in a small file: by its line, and the rows before it are kept", async () => {
    const small = await readAll(2_000, "");
    const large = await readAll(longest * 2, "");
    expect(small.read.problems).toMatchObject([{ code: "unclosed-quote", line: 2 }]);
    expect(large.read.problems).toEqual(small.read.problems);
    expect(large.rows).toBe(1);
    expect(large.read.seam).toEqual({ first: 4, next: large.size });
    expect(large.read.lines).toBe(small.read.lines);
  });

  // The row begins at byte 8; of it, bytes up to 64 MB and one are looked at before it counts as too long.
  const seen = 8 + longest + 1;

  it.each([seen - 2, seen - 1, seen, seen + 1, seen + blockBytes - 1, seen + blockBytes])(
    "with doubled quotes at byte %i is never closed either",
    async (holeEnd) => {
      const { rows, read } = await readAll(holeEnd, `""\n3,4\n${"5,6\n".repeat(300_000)}""`);
      expect(read.problems).toMatchObject([{ code: "unclosed-quote", line: 2 }]);
      expect(rows).toBe(1);
    },
  );

  it.each([
    ["before a comma", seen + 100, '",3\n'],
    ["behind doubled quotes", seen - 1, '"""\n'],
    ["where the file ends", seen + 1_000_000, '"'],
  ])("that is closed %s makes the row too long", async (_where, holeEnd, end) => {
    await expect(readAll(holeEnd, end)).rejects.toMatchObject({ fault: { code: "row-too-long" } });
  });
});

describe("a row of more than 64 MB", () => {
  /** A file whose second row is so long; the disk holds only what is written, the rest is a hole of zeros. */
  function withRowOf(bytes: number): Dataset {
    const head = "a,b\n1,2\n";
    const path = writeWithHole(head, head.length + bytes - 1, "\n3,4\n");
    return describeCsv(path, { delimiter: ",", columns: ["a", "b"], dataStart: 4 });
  }

  async function read(dataset: Dataset, chunkSize: number): Promise<string[]> {
    const outcomes: string[] = [];
    let rowStart: number | undefined;
    for (let from = dataset.dataStart, index = 0; from < dataset.size; from += chunkSize, index++) {
      const chunk = { index, from, to: Math.min(from + chunkSize, dataset.size), rowStart };
      const sink = { count: 0, row: () => sink.count++ };
      try {
        const { seam } = await readRows(chunk, dataset, readContext(), [0], sink);
        outcomes.push(`${sink.count} rows`);
        rowStart = seam?.next;
      } catch (error) {
        outcomes.push((error as { fault: { code: string } }).fault.code);
        break;
      }
    }
    return outcomes;
  }

  it("is refused wherever it lies in its chunk, and one of 64 MB is not", async () => {
    const tooLong = withRowOf(longest + 2);
    expect(await read(tooLong, tooLong.size)).toEqual(["row-too-long"]);
    expect(await read(tooLong, 4)).toEqual(["1 rows", "row-too-long"]);
    const justRight = withRowOf(longest + 1);
    expect(await read(justRight, justRight.size)).toEqual(["3 rows"]);
    expect(await read(justRight, longest)).toEqual(["2 rows", "1 rows"]);
  }, 30_000);

  it("is told by its byte, with what to look for", async () => {
    const chunk = { index: 0, from: 4, to: 100 };
    const sink = new TextSink([0]);
    await expect(readRows(chunk, withRowOf(longest + 2), readContext(), [0], sink)).rejects.toMatchObject({
      fault: {
        code: "row-too-long",
        message: expect.stringMatching(/byte 8 has no end within 64 MB.*closed too late/s),
      },
    });
  });

  it("that a chunk begins in is no failure but a guess that came to nothing", async () => {
    const dataset = withRowOf(longest * 2);
    const chunk = { index: 1, from: 1_000, to: 2_000 };
    const { seam } = await readRows(chunk, dataset, readContext(), [0], new TextSink([0]));
    expect(seam).toEqual({ first: -1, next: -1 });
  });
});

describe("a file that is not what it was", () => {
  const content = `id,n\n${"1,2\n".repeat(400_000)}`;

  async function readAll(dataset: Dataset, betweenBlocks?: () => void): Promise<unknown> {
    const chunk = { index: 0, from: dataset.dataStart, to: dataset.size };
    return readRows(chunk, dataset, readContext(betweenBlocks), [0], { row: () => undefined });
  }

  /** Calls back between the first two blocks only. */
  function once(change: () => void): () => void {
    let done = false;
    return () => {
      if (!done) change();
      done = true;
    };
  }

  it.each([
    ["grew", (path: string) => appendFileSync(path, "3,4\n")],
    ["shrank", (path: string) => truncateSync(path, 100)],
    ["was written again", (path: string) => utimesSync(path, 1_000, 1_000)],
  ])("because it %s before a chunk is read is refused", async (_what, change) => {
    const dataset = await openWritten(content);
    change(dataset.path);
    await expect(readAll(dataset)).rejects.toMatchObject({
      fault: { code: "dataset-changed", message: expect.stringContaining(dataset.path) },
    });
  });

  it.each([
    ["grows", (path: string) => appendFileSync(path, "3,4\n")],
    ["shrinks", (path: string) => truncateSync(path, 100)],
    ["is written again", (path: string) => utimesSync(path, 1_000, 1_000)],
  ])("because it %s while a chunk is read is refused", async (_what, change) => {
    const dataset = await openWritten(content);
    await expect(
      readAll(
        dataset,
        once(() => change(dataset.path)),
      ),
    ).rejects.toMatchObject({
      fault: { code: "dataset-changed" },
    });
  });

  it("because it vanished is told as gone", async () => {
    const dataset = await openWritten(content);
    rmSync(dataset.path);
    await expect(readAll(dataset)).rejects.toMatchObject({
      fault: { code: "dataset-missing", message: expect.stringMatching(/is gone/) },
    });
  });

  it("but vanishes while a chunk is read is read to its end: it is still there until it is closed", async () => {
    const dataset = await openWritten(content);
    await expect(
      readAll(
        dataset,
        once(() => rmSync(dataset.path)),
      ),
    ).resolves.toMatchObject({
      seam: { next: dataset.size },
    });
  });

  it("because a folder took its place is refused", async () => {
    const dataset = await openWritten(content);
    rmSync(dataset.path);
    mkdirSync(dataset.path);
    await expect(readAll(dataset)).rejects.toMatchObject({ fault: { code: "dataset-changed" } });
  });
});
