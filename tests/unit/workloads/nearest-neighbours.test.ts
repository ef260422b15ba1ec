import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ErrorSheet, mostErrors } from "../../../src/workloads/nearest-neighbours/error-sheet";
import { Nearest, vote } from "../../../src/workloads/nearest-neighbours/neighbours";

describe("the nearest images", () => {
  it("are those of a plain search, the first of those as near", () => {
    fc.assert(
      fc.property(
        // Few values, so that many are as near.
        fc.array(fc.array(fc.constantFrom(0, 1, 2, 255), { minLength: 70, maxLength: 70 }), {
          minLength: 2,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 5 }),
        (images, count) => {
          const asked = images.length - 1;
          const nearest = new Nearest(count);
          nearest.find({ data: Uint8Array.from(images.flat()), imageBytes: 70 }, asked, asked);
          const distances = images
            .slice(0, asked)
            .map((image, index) => ({
              index,
              distance: image.reduce<number>((sum, value, at) => sum + (value - images[asked]![at]!) ** 2, 0),
            }))
            .sort((a, b) => a.distance - b.distance);
          const expected = Array.from({ length: count }, (_, at) => distances[at]?.index ?? -1);
          expect([...nearest.images]).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("vote: the most frequent label wins, of several that of the nearest", () => {
    const labels = Uint8Array.of(5, 6, 6, 5, 9);
    expect(vote(Int32Array.of(0, 1, 2), labels)).toBe(6);
    expect(vote(Int32Array.of(0, 1, 2, 3), labels)).toBe(5);
    expect(vote(Int32Array.of(4, 1, 0), labels)).toBe(9);
    expect(vote(Int32Array.of(1, -1, -1), labels)).toBe(6);
  });
});

describe("the sheet of errors", () => {
  it("shows the first ones, each in its place, and leaves the others out", () => {
    const sheet = new ErrorSheet(8, 8);
    for (let error = 0; error < mostErrors + 3; error++) sheet.add(new Uint8Array(64).fill(error + 1));
    const { width, height, pixels } = sheet.picture();
    expect([width, height]).toEqual([420, 252]);
    const bytes = Buffer.from(pixels, "base64");
    expect(bytes[0]).toBe(1);
    expect(bytes[42 * 4]).toBe(2);
    expect(bytes[41 * 4 + 3]).toBe(0);
    expect(bytes[(5 * 42 * width + 9 * 42) * 4]).toBe(mostErrors);
  });
});
