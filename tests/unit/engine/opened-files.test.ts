import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OpenedFiles } from "../../../src/engine/service/opened-files";
import { mostFileBytes } from "../../../src/shared/contract/opened-files";

let folder: string;
let path: string;
let files: OpenedFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-opened-"));
  path = join(folder, "a trace.json");
  writeFileSync(path, "0123456789");
  files = new OpenedFiles();
});

afterEach(() => rmSync(folder, { recursive: true }));

async function text(fileId: string, from: number, to: number): Promise<string> {
  return Buffer.from(await files.read(fileId, from, to)).toString();
}

describe("a file that a view opened by its path", () => {
  it("gives its bytes as far as it reaches", async () => {
    const { fileId, ...described } = await files.open(path);
    expect(described).toEqual({ path, name: "a trace.json", size: 10, modifiedMs: expect.any(Number) });
    expect(await text(fileId, 0, 4)).toBe("0123");
    expect(await text(fileId, 8, 400)).toBe("89");
    expect(await text(fileId, 10, 20)).toBe("");
  });

  it("is refused where it is missing, or a folder", async () => {
    await expect(files.open(join(folder, "none"))).rejects.toMatchObject({ code: "dataset-missing" });
    await expect(files.open(folder)).rejects.toMatchObject({ code: "dataset-directory" });
  });

  it("is told from one that was written since; opened again, it has its former number", async () => {
    const { fileId } = await files.open(path);
    appendFileSync(path, "ab");
    await expect(files.read(fileId, 0, 1)).rejects.toMatchObject({ code: "dataset-changed" });
    expect(await files.open(path)).toMatchObject({ fileId, size: 12 });
    expect(await text(fileId, 9, 12)).toBe("9ab");
    rmSync(path);
    await expect(files.read(fileId, 0, 1)).rejects.toMatchObject({ code: "dataset-missing" });
  });

  it("is the only one that is given: by its number, and in parts that fit into memory", async () => {
    const { fileId } = await files.open(path);
    await expect(files.read("another", 0, 1)).rejects.toMatchObject({ code: "dataset-unknown" });
    for (const [from, to] of [
      [-1, 2],
      [2, 1],
      [0.5, 2],
      [Number.NaN, 2],
      [0, mostFileBytes + 1],
    ] as const) {
      await expect(files.read(fileId, from, to)).rejects.toMatchObject({ code: "bad-request" });
    }
  });
});
