import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFolder } from "../../../src/engine/datasets";
import type { Dataset } from "../../../src/shared/contract/models";
import { SavedImages, savedName } from "../../../src/workloads/image-filter/saved-images";
import { writeZip } from "../../../src/workloads/image-filter/zip";

let folder: string;
let dataset: Dataset;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-saved-"));
  mkdirSync(join(folder, "old"));
  writeFileSync(join(folder, "old/a.jpg"), "one");
  dataset = await openFolder(join(folder, "old"), { id: "one", origin: "file", listsFolder: join(folder, "lists") });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("new images that are saved", () => {
  it("stand in a new folder once all are there, and nothing else does", () => {
    const output = join(folder, "new");
    const saved = new SavedImages(output);
    saved.check(dataset);
    saved.write("deep/a.jpg", Buffer.from("one"));
    saved.write("b.jpg", Buffer.from("two"));
    expect(existsSync(output)).toBe(false);
    saved.finish(["deep/a.jpg", "b.jpg"]);
    expect(readdirSync(output).sort()).toEqual(["b.jpg", "deep"]);
    expect(readFileSync(join(output, "deep/a.jpg"), "utf8")).toBe("one");
    expect(existsSync(saved.unfinished)).toBe(false);
  });

  it("stand in a ZIP file where its name says so", () => {
    const output = join(folder, "new.ZIP");
    const saved = new SavedImages(output);
    saved.check(dataset);
    saved.write("b.jpg", Buffer.from("two"));
    saved.finish(["b.jpg"]);
    expect(readFileSync(output).subarray(0, 2).toString()).toBe("PK");
    expect(existsSync(saved.unfinished)).toBe(false);
  });

  it("are written over nothing, and only where a whole path says", () => {
    for (const output of ["relative", join(folder, "old"), join(folder, "old/a.jpg")]) {
      expect(() => new SavedImages(output).check(dataset)).toThrow(/^Save to: /);
    }
  });

  it("that cannot be written say where", () => {
    // A file is where the folder should be.
    const saved = new SavedImages(join(folder, "old/a.jpg/new"));
    expect(() => saved.write("b.jpg", Buffer.from("two"))).toThrow(/cannot be written to .*old\/a\.jpg\/new/);
  });

  it("have the ending of their format, and names that differ as those of the old ones do", () => {
    expect(savedName("a/b.JPG", 0, "jpeg")).toBe("a/b.JPG");
    expect(savedName("a/b.png", 0, "jpeg")).toBe("a/b.png.jpg");
    expect(savedName("a/b.jpg", 0, "webp")).toBe("a/b.jpg.webp");
    expect(savedName(join(folder, "b.png"), 4, "png")).toBe("5-b.png");
  });

  it.each(["jpeg", "png", "webp"] as const)("are all called differently as %s", (format) => {
    const endings = ["png", "jpg", "jpeg", "jpe", "jfif", "webp", "PNG", "JPG"];
    const two = endings.flatMap((one) => endings.map((other) => `${one}.${other}`));
    const old = [...endings, ...two, ...two.map((some) => `${some}.png`)].map((ending) => `a.${ending}`);
    expect(new Set(old.map((name, index) => savedName(name, index, format))).size).toBe(old.length);
  });
});

describe("a ZIP file", () => {
  it("holds each file whole, as readers of ZIP files find it", () => {
    const files = [
      ["a.txt", "123456789"],
      ["é/ü.txt", ""],
    ] as const;
    const entries = files.map(([name, content], index) => {
      const path = join(folder, String(index));
      writeFileSync(path, content);
      return { name, path };
    });
    const path = join(folder, "all.zip");
    writeZip(path, entries);
    const bytes = readFileSync(path);
    const end = bytes.length - 22;
    expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
    expect([bytes.readUInt16LE(end + 8), bytes.readUInt16LE(end + 10)]).toEqual([2, 2]);
    let at = bytes.readUInt32LE(end + 16);
    for (const [name, content] of files) {
      expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
      const nameLength = bytes.readUInt16LE(at + 28);
      expect(bytes.toString("utf8", at + 46, at + 46 + nameLength)).toBe(name);
      // The check value of CRC-32.
      expect(bytes.readUInt32LE(at + 16)).toBe(content === "" ? 0 : 0xcbf43926);
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26);
      expect(bytes.toString("utf8", start, start + content.length)).toBe(content);
      at += 46 + nameLength;
    }
    expect(at).toBe(end);
  });
});
