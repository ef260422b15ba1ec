import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataset, openFolder, readIdx } from "../../../../src/engine/datasets";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-idx-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function idx(dimensions: readonly number[], data: Uint8Array, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, type, dimensions.length]);
  for (const [at, size] of dimensions.entries()) header.writeUInt32BE(size, 4 + 4 * at);
  return Buffer.concat([header, data]);
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const given = { id: "one", origin: "file" } as const;
const pixels = Uint8Array.from({ length: 3 * 2 * 4 }, (_, at) => at);
const images = idx([3, 2, 4], pixels);
const labels = idx([3], Uint8Array.of(7, 1, 7));

describe("labelled images in IDX", () => {
  it.each([
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", false],
    ["t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte", false],
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true],
  ])("are opened by either of their files (%s)", async (imagesName, labelsName, isPacked) => {
    const packed = (bytes: Buffer): Buffer => (isPacked ? gzipSync(bytes) : bytes);
    const path = write(imagesName, packed(images));
    const labelsPath = write(labelsName, packed(labels));
    for (const named of [path, labelsPath]) {
      const dataset = await openDataset(named, given);
      expect(dataset).toMatchObject({
        name: imagesName,
        path,
        format: "idx",
        compression: isPacked ? "gzip" : "none",
        rowsEstimate: 3,
        records: { count: 3, width: 4, height: 2, labels: labelsPath },
        notes: [],
      });
      expect(dataset.preview).toEqual([
        ["1", "7"],
        ["2", "1"],
        ["3", "7"],
      ]);
    }
    expect(readIdx(path)).toMatchObject({ dimensions: [3, 2, 4], count: 3 });
    expect(new Uint8Array(readIdx(path).data)).toEqual(pixels);
  });

  it("are what a folder is taken for that holds no other images: those to learn from", async () => {
    for (const name of ["t10k", "train"]) {
      write(`${name}-images-idx3-ubyte`, images);
      write(`${name}-labels-idx1-ubyte`, labels);
    }
    const dataset = await openFolder(folder, { ...given, listsFolder: join(folder, "lists") });
    expect(dataset).toMatchObject({ name: "train-images-idx3-ubyte", format: "idx" });
  });

  it("whose labels are missing, or of which there are not as many, say so", async () => {
    const path = write("train-images-idx3-ubyte", images);
    await expect(openDataset(path, given)).rejects.toMatchObject({ fault: { code: "dataset-missing" } });
    write("train-labels-idx1-ubyte", idx([2], Uint8Array.of(1, 2)));
    const dataset = await openDataset(path, given);
    expect(dataset.records?.count).toBe(2);
    expect(dataset.notes[0]).toContain("do not belong together");
  });

  it.each([
    ["something else", Buffer.from("no such file at all"), "dataset-unsuitable"],
    ["nothing", Buffer.alloc(0), "dataset-unreadable"],
    ["another type of numbers", idx([3, 2, 4], pixels, 0x0d), "dataset-unsuitable"],
    ["no images but single numbers", idx([24], pixels), "dataset-unsuitable"],
    ["a size that no worker can hold", idx([60_000, 5_000, 5_000], pixels), "dataset-unsuitable"],
    ["a header that is cut", idx([3, 2, 4], pixels).subarray(0, 9), "dataset-unreadable"],
    ["damaged packing", Buffer.concat([gzipSync(images).subarray(0, 4), Buffer.alloc(90, 255)]), "dataset-unreadable"],
  ])("that hold %s are refused in words", async (_, bytes, code) => {
    const path = write("train-images-idx3-ubyte", bytes);
    write("train-labels-idx1-ubyte", labels);
    await expect(openDataset(path, given)).rejects.toMatchObject({ fault: { code } });
  });

  it("that end too early give the records that are whole; packed ones say that they are cut", () => {
    expect(readIdx(write("a-images-idx3-ubyte", images.subarray(0, -3)))).toMatchObject({ count: 2 });
    const cut = write("b-images-idx3-ubyte.gz", gzipSync(images).subarray(0, -10));
    expect(() => readIdx(cut)).toThrow(/cut off/);
  });
});
