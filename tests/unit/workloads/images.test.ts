import { describe, expect, it } from "vitest";
import { colourOf, countColours } from "../../../src/workloads/image-colours/colour-bins";
import { paintColours } from "../../../src/workloads/image-colours/paint-colours";
import { ContactSheet, sheetLayout } from "../../../src/workloads/image-filter/contact-sheet";
import { sobel } from "../../../src/workloads/image-filter/sobel";

describe("a sheet of thumbnails", () => {
  it("has a place for each image, up to a few megabytes of them", () => {
    for (const count of [1, 2, 7, 60, 500, 1_000, 100_000]) {
      const { across, down, side, shown } = sheetLayout(count);
      expect(shown).toBe(Math.min(count, shown));
      expect(across * down).toBeGreaterThanOrEqual(shown);
      expect(across * (down - 1)).toBeLessThan(shown);
      expect(across * down * side ** 2 * 4).toBeLessThan(4_000_000);
    }
    expect(sheetLayout(500).shown).toBe(500);
    expect(sheetLayout(100_000)).toMatchObject({ side: 32, shown: 732 });
  });

  it("fills place by place, in any order, and crosses out what is not there", () => {
    const sheet = new ContactSheet(3);
    const { side, across } = sheetLayout(3);
    sheet.put(1, new Uint8Array(side * side * 4).fill(9));
    sheet.cross(0);
    // Has no place.
    sheet.put(1_000, new Uint8Array(side * side * 4));
    const { width, pixels, tile } = sheet.picture();
    expect(width).toBe(across * side);
    expect(tile).toEqual({ width: side, height: side });
    const bytes = Buffer.from(pixels, "base64");
    const at = (x: number, y: number): number[] => [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
    expect(at(side, 0)).toEqual([9, 9, 9, 9]);
    expect(at(2 * side - 1, side - 1)).toEqual([9, 9, 9, 9]);
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(side / 2, side / 2)).toEqual([200, 60, 60, 255]);
  });
});

describe("the edges of a picture", () => {
  it("are white where dark meets bright, and black where nothing changes", () => {
    const [width, height] = [8, 4];
    const rgba = new Uint8Array(width * height * 4);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const shade = pixel % width < 4 ? 0 : 200;
      rgba.set([shade, shade, shade, 255], pixel * 4);
    }
    const edges = sobel({ rgba, width, height });
    const row = Array.from({ length: width }, (_, x) => edges.rgba[(width + x) * 4]);
    expect(row).toEqual([0, 0, 0, 255, 255, 0, 0, 0]);
    expect(edges.rgba.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });
});

describe("colours", () => {
  it("are counted by 16 shades of each channel, without what cannot be seen", () => {
    const counts = new Float64Array(4_096);
    countColours(Uint8Array.of(255, 0, 16, 255, 250, 15, 31, 255, 255, 0, 16, 10), counts);
    expect(counts[0xf01]).toBe(2);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(colourOf(0xf01).hex).toBe("#f80818");
  });

  it("are painted by hue, each as large as its share", () => {
    const counts = new Float64Array(4_096);
    counts[0xf00] = 3;
    counts[0x00f] = 1;
    const { pixels, width, height } = paintColours(counts);
    const bytes = Buffer.from(pixels, "base64");
    const reds = Array.from({ length: width * height }, (_, pixel) => bytes[pixel * 4]).filter((red) => red === 248);
    expect(reds.length / (width * height)).toBeCloseTo(0.75, 2);
    expect(Buffer.from(paintColours(new Float64Array(4_096)).pixels, "base64").every((byte) => byte === 0)).toBe(true);
  });
});
