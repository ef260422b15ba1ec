import { beforeAll, describe, expect, it } from "vitest";
import { ImageCodec } from "../../../../src/engine/datasets";
import { imageHeader } from "../../../../src/engine/datasets/images/image-size";
import { encoded, hugePng, oriented, pixelsOf } from "../../../support/pictures";

let codec: ImageCodec;

beforeAll(async () => {
  codec = await ImageCodec.load();
});

const formats = ["png", "jpeg", "webp"] as const;

describe.each(formats)("an image in %s", (format) => {
  it("tells its size before it is decoded", () => {
    for (const [width, height] of [
      [1, 1],
      [37, 12],
      [300, 700],
    ] as const) {
      expect(imageHeader(encoded(format, width, height))).toEqual({ format, width, height });
    }
  });

  it("is decoded to its pixels, smaller where that is asked for, never larger", () => {
    const decoded = codec.decode(encoded(format, 60, 40));
    if (!decoded.ok) throw new Error(decoded.trouble.reason);
    expect(decoded.remark).toBeNull();
    expect(decoded.image).toMatchObject({ width: 60, height: 40, bytes: 9_600 });
    const pixels = decoded.image.pixels(1_000);
    expect(pixels).toMatchObject({ width: 60, height: 40 });
    expect(pixels.rgba).toHaveLength(9_600);
    if (format === "png") expect(new Uint8Array(pixels.rgba)).toEqual(pixelsOf(60, 40));
    expect(decoded.image.pixels(30)).toMatchObject({ width: 30, height: 20 });
    expect(decoded.image.pixels(30).rgba).toHaveLength(2_400);
  });

  it("says so where it ends within its first bytes", () => {
    const whole = encoded(format, 60, 40);
    for (const bytes of [whole.subarray(0, 15), whole.subarray(0, 40)]) {
      expect(codec.decode(bytes)).toMatchObject({ ok: false, trouble: { code: "image-undecodable" } });
    }
  });
});

describe("an image", () => {
  it("that lies on its side is turned", () => {
    const decoded = codec.decode(oriented(encoded("jpeg", 60, 40), 6));
    if (!decoded.ok) throw new Error(decoded.trouble.reason);
    expect(decoded.image).toMatchObject({ width: 40, height: 60 });
    expect(decoded.image.pixels(30)).toMatchObject({ width: 20, height: 30 });
    // Its left lower corner, without blue and with most green, is on top at the left.
    const [red, green] = decoded.image.pixels(1_000).rgba;
    expect(red).toBeLessThan(40);
    expect(green).toBeGreaterThan(200);
  });

  it("with more pixels than a worker takes is refused before any memory is", () => {
    const bytes = hugePng(60_000, 60_000);
    expect(bytes.length).toBeLessThan(2_000);
    expect(codec.decode(bytes)).toMatchObject({ ok: false, trouble: { code: "image-too-large" } });
  });

  it("in JPEG that ends too early is used, and says so", () => {
    const whole = encoded("jpeg", 600, 400);
    expect(codec.decode(whole.subarray(0, whole.length / 2))).toMatchObject({
      ok: true,
      remark: { code: "image-cut" },
    });
  });

  it("that is something else says so", () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("GIF89a no picture that is read here"),
      Buffer.from("\xff\xd8", "latin1"),
    ]) {
      expect(codec.decode(bytes)).toMatchObject({ ok: false, trouble: { code: "image-undecodable" } });
    }
  });

  it("is encoded, blurred and made a thumbnail of", () => {
    const pixels = { rgba: pixelsOf(60, 40), width: 60, height: 40 };
    for (const format of formats) {
      expect(imageHeader(codec.encode(pixels, format, 80))).toEqual({ format, width: 60, height: 40 });
    }
    const blurred = codec.blur(pixels, 3);
    expect(blurred).toMatchObject({ width: 60, height: 40 });
    expect(blurred.rgba).toHaveLength(pixels.rgba.length);
    expect(blurred.rgba).not.toEqual(pixels.rgba);
    expect(codec.thumbnail(pixels, 16).rgba).toHaveLength(16 * 16 * 4);
  });
});
