import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ImageCodec, makeThumbnail, openFolder } from "../../../../src/engine/datasets";
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
