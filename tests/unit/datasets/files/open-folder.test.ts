import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  type ListingWatch,
  openFolder,
  openNamedFiles,
  pathOfListed,
  readFileList,
  readListed,
  textFileOf,
} from "../../../../src/engine/datasets";
import type { Dataset } from "../../../../src/shared/contract/models";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-folder-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array = "some words"): string {
  const path = join(folder, "data", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function open(watch?: ListingWatch): Promise<Dataset> {
  return openFolder(join(folder, "data"), { id: "one", origin: "file", listsFolder: join(folder, "lists") }, watch);
}

function listed(dataset: Dataset): readonly string[] {
  const list = readFileList(dataset.files!.list);
  return Array.from({ length: list.length }, (_, index) => list.at(index).path);
}

describe("a folder that is opened", () => {
  it("gives its texts in the order of their paths, whatever lies between them", async () => {
    for (const name of ["b.txt", "a/z.MD", "a.txt", "a/b/c.log", "ä.txt", "tool.exe", ".hidden.txt", ".git/x.txt"])
      write(name);
    const dataset = await open();
    expect(listed(dataset)).toEqual(["a.txt", "a/b/c.log", "a/z.MD", "b.txt", "ä.txt"]);
    expect(dataset).toMatchObject({ name: "data", format: "texts", size: 50, rowsEstimate: 5 });
    expect(dataset.files).toMatchObject({ count: 5, leftOut: 1, unreadableFolders: 0 });
    expect(dataset.preview[1]).toEqual(["a/b/c.log", "10"]);
  });

  it("is of images where there are not fewer of them than texts, and tells how many files it leaves out", async () => {
    for (const name of ["x.jpg", "y.JPEG", "z.webp", "readme.txt", "table.csv"]) write(name);
    const dataset = await open();
    expect(dataset).toMatchObject({ format: "images", files: { count: 3, leftOut: 2 } });
  });

  it("has the same list for the same files, and another one once a file changed", async () => {
    const path = write("a.txt");
    const first = await open();
    expect((await open()).files).toEqual(first.files);
    utimesSync(path, 1, 2);
    expect((await open()).files!.list).not.toBe(first.files!.list);
  });

  it("lets others have their turn between its files", async () => {
    for (let file = 0; file < 10; file++) write(`${file}.txt`);
    let nowMs = 0;
    // Each look at the clock is a turn later.
    const clock = vi.spyOn(performance, "now").mockImplementation(() => {
      nowMs += 100;
      return nowMs;
    });
    let turns = 0;
    let isOpen = false;
    const turn = (): void => {
      turns++;
      if (!isOpen) setImmediate(turn);
    };
    setImmediate(turn);
    try {
      expect((await open()).files).toMatchObject({ count: 10 });
    } finally {
      isOpen = true;
      clock.mockRestore();
    }
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ["finds them in one folder", null],
    ["asks for their sizes", 10],
  ])("tells how far it is, and stops where it is given up while it %s", async (_what, givenUpAt) => {
    for (let file = 0; file < 10; file++) write(`${file}.txt`);
    let nowMs = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => {
      nowMs += 300;
      return nowMs;
    });
    onTestFinished(() => clock.mockRestore());
    const abort = new AbortController();
    const told: unknown[] = [];
    const onFiles = (files: number, total: number | null): void => {
      told.push([files, total]);
      if (files === 3 && total === givenUpAt) abort.abort();
    };
    await expect(open({ signal: abort.signal, onFiles })).rejects.toMatchObject({ fault: { code: "aborted" } });
    const until = (last: number, total: number | null): unknown[] =>
      Array.from({ length: last + 1 }, (_, files) => [files, total]);
    expect(told).toEqual(givenUpAt === null ? until(3, null) : [...until(10, null), ...until(3, 10).slice(1)]);
  });

  it("is refused in words where there is nothing in it that fits, or no such folder", async () => {
    write("only.bin");
    await expect(open()).rejects.toMatchObject({ fault: { code: "dataset-empty" } });
    rmSync(join(folder, "data"), { recursive: true });
    await expect(open()).rejects.toMatchObject({ fault: { code: "dataset-missing" } });
  });

  it("follows no links to folders, and lists links that lead nowhere for a worker to tell of", async () => {
    write("a.txt");
    symlinkSync(join(folder, "data"), join(folder, "data", "round.txt"));
    symlinkSync(join(folder, "nowhere"), join(folder, "data", "gone.txt"));
    const dataset = await open();
    expect(listed(dataset)).toEqual(["a.txt", "gone.txt"]);
  });
});

describe("files that are opened together", () => {
  it("make one dataset, each of them once", async () => {
    const paths = [write("b.png"), write("a/c.jpg")];
    const given = { id: "one", origin: "file", listsFolder: join(folder, "lists") } as const;
    const dataset = await openNamedFiles([...paths, paths[0]!], given);
    expect(dataset).toMatchObject({ name: "2 images", format: "images", files: { folder: "" } });
    expect(listed(dataset)).toEqual([...paths].sort());
  });
});

describe("a listed file", () => {
  const most = 1_000;

  it("whose name is no text is told so, for it seems to be gone", () => {
    const path = join(folder, "odd-\uFFFD.txt");
    const read = readListed(path, { path, size: 3, modifiedMs: 0 }, most);
    expect(read).toMatchObject({ trouble: { code: "file-unnameable", reason: expect.stringContaining("no UTF-8") } });
  });

  async function listedFile(
    name: string,
  ): Promise<{ dataset: Dataset; path: string; file: ReturnType<ReturnType<typeof readFileList>["at"]> }> {
    const dataset = await open();
    const list = readFileList(dataset.files!.list);
    const index = listed(dataset).indexOf(name);
    const file = list.at(index);
    return { dataset, path: pathOfListed(dataset, file), file };
  }

  it("is read whole", async () => {
    write("a.txt", "whole");
    const { path, file } = await listedFile("a.txt");
    const read = readListed(path, file, most);
    expect(read.ok && Buffer.from(read.bytes).toString()).toBe("whole");
  });

  it("that is gone, changed or too large says so", async () => {
    const path = write("a.txt", "content");
    const { file } = await listedFile("a.txt");
    expect(readListed(path, file, 6)).toMatchObject({ trouble: { code: "file-too-large" } });
    writeFileSync(path, "other");
    expect(readListed(path, file, most)).toMatchObject({ trouble: { code: "file-changed" } });
    rmSync(path);
    expect(readListed(path, file, most)).toMatchObject({ trouble: { code: "file-missing" } });
    mkdirSync(path);
    expect(readListed(path, file, most)).toMatchObject({ ok: false });
  });

  it("is a dataset of its own where it is text, from behind a byte-order mark on", async () => {
    write("a.txt", "\ufeffwords");
    write("b.txt", Uint8Array.of(65, 0, 66));
    const text = await listedFile("a.txt");
    expect(textFileOf(text.dataset, text.path, text.file)).toMatchObject({
      ok: true,
      dataset: { name: "a.txt", path: text.path, format: "text", dataStart: 3, size: 8 },
    });
    const binary = await listedFile("b.txt");
    expect(textFileOf(binary.dataset, binary.path, binary.file)).toMatchObject({ trouble: { code: "file-not-text" } });
  });
});
