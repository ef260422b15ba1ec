import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Datasets } from "../../../src/engine/service/datasets";
import { Openings } from "../../../src/engine/service/openings";
import { Uploads } from "../../../src/engine/service/uploads";
import type { Dataset } from "../../../src/shared/contract/models";

let folder: string;
let uploads: Uploads;
let datasets: Datasets;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-folder-upload-"));
  datasets = new Datasets(join(folder, "lists"), () => undefined, new Openings(() => undefined));
  uploads = new Uploads(join(folder, "uploads"), (path, name) => datasets.open(path, "upload", name));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function streamOf(files: readonly (readonly [path: string, content: string])[]): Buffer {
  const list = JSON.stringify(files.map(([path, content]) => [path, Buffer.byteLength(content)]));
  return Buffer.from(`${list}\n${files.map(([, content]) => content).join("")}`);
}

/** Sends it in pieces of so many bytes. */
async function send(stream: Buffer, pieceBytes = stream.length): Promise<Dataset> {
  const upload = await uploads.start("letters", stream.length, true);
  try {
    for (let at = 0; at < stream.length; at += pieceBytes) await upload.write(stream.subarray(at, at + pieceBytes));
    return (await upload.finish()) as Dataset;
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

describe("a folder that a browser sends", () => {
  const files = [
    ["a.txt", "one two"],
    ["empty.txt", ""],
    ["deep/er/b.txt", "three"],
  ] as const;

  it.each([1, 3, 1_000])(
    "is stored file by file, however its stream is cut (pieces of %i bytes)",
    async (pieceBytes) => {
      const dataset = await send(streamOf(files), pieceBytes);
      expect(dataset).toMatchObject({ name: "letters", format: "texts", origin: "upload", files: { count: 3 } });
      for (const [path, content] of files) expect(readFileSync(join(dataset.path, path), "utf8")).toBe(content);
      await datasets.remove(dataset.id);
      expect(readdirSync(join(folder, "uploads"))).toEqual([]);
    },
  );

  it("writes nothing outside of its own folder, and no file over another", async () => {
    const dataset = await send(
      streamOf([
        ["../../up.txt", "up"],
        ["/etc/absolute.txt", "absolute"],
        ["same?.txt", "first"],
        ["same*.txt", "second"],
      ]),
    );
    expect(dataset.files).toMatchObject({ count: 4 });
    expect(readdirSync(join(folder, "uploads"))).toHaveLength(1);
    expect(readFileSync(join(dataset.path, "same_.txt"), "utf8")).toBe("first");
    expect(readFileSync(join(dataset.path, "3/same_.txt"), "utf8")).toBe("second");
  });

  it.each([
    ["no list", Buffer.from("no json\n"), "bad-request"],
    ["a list of something else", Buffer.from('{"a":1}\n'), "bad-request"],
    ["more than the list tells", Buffer.from('[["a.txt",1]]\nxyz'), "bad-request"],
    ["less than the list tells", Buffer.from('[["a.txt",10]]\nxyz'), "dataset-unreadable"],
    ["nothing that fits", streamOf([["a.bin", "x"]]), "dataset-empty"],
  ])("that has %s is refused, and nothing stays of it", async (_, stream, code) => {
    await expect(send(stream)).rejects.toMatchObject({ fault: { code } });
    expect(readdirSync(join(folder, "uploads"))).toEqual([]);
    expect(datasets.list()).toEqual([]);
  });
});
