import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ImageCodec, makeThumbnail, openFolder } from "../../../../src/engine/datasets";
import { idxImage } from "../../../../src/engine/datasets/idx/idx-image";
import type { Dataset } from "../../../../src/shared/contract/models";
import { encoded, hugePng } from "../../../support/pictures";

let folder: string;
let dataset: Dataset;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-thumbnails-"));
  const images = join(folder, "images");
  mkdirSync(images);
  writeFileSync(join(images, "a.png"), encoded("png", 600, 400));
  writeFileSync(join(images, "b.jpg"), "no picture at all");
  writeFileSync(join(images, "c.png"), hugePng(20_000, 20_000));
  writeFileSync(join(images, "d.webp"), encoded("webp", 20, 30));
  dataset = await openFolder(images, { id: "d", origin: "file", listsFolder: join(folder, "lists") });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a thumbnail", () => {
  it("is the image made small, with the size that it really has", async () => {
    const { webp, ...about } = await makeThumbnail(dataset, 0);
    expect(about).toMatchObject({ name: "a.png", width: 600, height: 400, remark: null });
    const decoded = (await ImageCodec.load()).decode(Buffer.from(webp ?? "", "base64"));
    expect(decoded).toMatchObject({ ok: true, image: { width: 224, height: 149 } });
  });

  it("is never larger than the image", async () => {
    const { webp } = await makeThumbnail(dataset, 3);
    const decoded = (await ImageCodec.load()).decode(Buffer.from(webp ?? "", "base64"));
    expect(decoded).toMatchObject({ ok: true, image: { width: 20, height: 30 } });
  });

  it("of a set of labelled images is one of them, each pixel a square of many", async () => {
    const header = Buffer.alloc(16);
    for (const [at, word] of [0x0803, 2, 2, 3].entries()) header.writeUInt32BE(word, at * 4);
    const shades = Uint8Array.from({ length: 12 }, (_, at) => at * 20);
    for (const name of ["plain-images-idx3-ubyte", "packed-images-idx3-ubyte.gz"]) {
      const path = join(folder, name);
      const bytes = Buffer.concat([header, shades]);
      writeFileSync(path, name.endsWith(".gz") ? gzipSync(bytes) : bytes);
      const set = { path, records: { count: 3, width: 3, height: 2, labels: "" } };
      const { webp, ...about } = await makeThumbnail(set, 1);
      expect(about).toEqual({ name: "2", size: 6, width: 3, height: 2, remark: null });
      const decoded = (await ImageCodec.load()).decode(Buffer.from(webp ?? "", "base64"));
      expect(decoded).toMatchObject({ ok: true, image: { width: 96, height: 64 } });
      if (!decoded.ok) throw new Error("no picture");
      const { rgba } = decoded.image.pixels(96);
      // The first pixel's square, and the last one's.
      expect(Math.abs(rgba[0]! - 120)).toBeLessThan(8);
      expect(Math.abs(rgba.at(-4)! - 220)).toBeLessThan(8);
      expect(await makeThumbnail(set, 2)).toMatchObject({ webp: null, remark: expect.any(String) });
    }
  });

  it("of an image far into a file is read there", async () => {
    const header = Buffer.alloc(16);
    for (const [at, word] of [0x0803, 100, 28, 28].entries()) header.writeUInt32BE(word, at * 4);
    const path = join(folder, "far-images-idx3-ubyte");
    writeFileSync(path, Buffer.concat([header, Buffer.alloc(99 * 784), Buffer.alloc(784, 255)]));
    const image = idxImage({ path, records: { count: 100, width: 28, height: 28, labels: "" } }, 99);
    expect(image).toMatchObject({ width: 84, height: 84 });
    expect(new Set(image?.rgba)).toEqual(new Set([255]));
  });

  it.each([
    [784, 1, 196, 1],
    [1, 1_000_000, 1, 224],
    [300, 400, 150, 200],
    [200, 224, 200, 224],
  ])(
    "of a labelled image of %d by %d pixels is no larger than it is shown",
    (width, height, shownWidth, shownHeight) => {
      const header = Buffer.alloc(16);
      for (const [at, word] of [0x0803, 1, height, width].entries()) header.writeUInt32BE(word, at * 4);
      const path = join(folder, "long-images-idx3-ubyte");
      const shades = Buffer.from(Uint8Array.from({ length: width * height }, (_, at) => at % 251));
      writeFileSync(path, Buffer.concat([header, shades]));
      const image = idxImage({ path, records: { count: 1, width, height, labels: "" } }, 0);
      expect(image).toMatchObject({ width: shownWidth, height: shownHeight });
      // The last pixel that is shown: of its row and column, opaque.
      const every = Math.ceil(Math.max(width, height) / 224);
      const shade = ((shownHeight - 1) * every * width + (shownWidth - 1) * every) % 251;
      expect([...image!.rgba.slice(-4)]).toEqual([shade, shade, shade, 255]);
    },
  );

  it("of what is no image, or too large a one, is a reason", async () => {
    expect(await makeThumbnail(dataset, 1)).toMatchObject({
      name: "b.jpg",
      webp: null,
      remark: expect.stringMatching(/no whole PNG/),
    });
    expect(await makeThumbnail(dataset, 2)).toMatchObject({
      name: "c.png",
      webp: null,
      remark: expect.stringMatching(/more than the 64 million/),
    });
  });
});
