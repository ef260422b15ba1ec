import { describe, expect, it } from "vitest";
import { heat } from "../../../src/workloads/heat";
import { mandelbrot } from "../../../src/workloads/mandelbrot";
import { pi } from "../../../src/workloads/pi";
import { runWorkload } from "./run-workload";

/** The pixel at a place of a picture of one byte each. */
function pixelsOf(picture: { readonly pixels: string } | undefined): Uint8Array {
  return Uint8Array.from(Buffer.from(picture!.pixels, "base64"));
}

describe("pi by chance", () => {
  it("comes near pi, and depends on the seed", async () => {
    const one = await runWorkload(pi, { points: 100, seed: 1 }, null);
    const other = await runWorkload(pi, { points: 100, seed: 2 }, null);
    expect(one.result.rows).toHaveLength(100);
    // A million points err by 0.0016 on average.
    expect(Math.abs(Number(one.result.rows.at(-1)![1]) - Math.PI)).toBeLessThan(0.008);
    expect(other.result.rows).not.toEqual(one.result.rows);
  });
});

describe("the Mandelbrot set", () => {
  it("is black in the middle, not outside, and mirrored above and below", async () => {
    const { result } = await runWorkload(mandelbrot, { tiles: 3, depth: 200 }, null);
    const { width, height } = result.picture!;
    const pixels = pixelsOf(result.picture);
    expect([width, height]).toEqual([60, 60]);
    const at = (real: number, imaginary: number): number =>
      pixels[Math.floor((imaginary / 3 + 0.5) * height) * width + Math.floor(((real + 2.2) / 3) * width)]!;
    expect(at(0, 0.01)).toBe(0);
    expect(at(-1, 0.01)).toBe(0);
    expect(at(0.7, 1.4)).toBeGreaterThan(0);
    for (let y = 0; y < height / 2; y++) {
      const mirrored = (height - 1 - y) * width;
      expect(pixels.slice(y * width, (y + 1) * width)).toEqual(pixels.slice(mirrored, mirrored + width));
    }
    const inside = pixels.filter((shade) => shade === 0).length;
    expect(result.rows).toEqual([[3_600, inside]]);
  });
});

describe("heat in a plate", () => {
  it("changes less and less, and ends by itself once nothing changes much", async () => {
    const { result } = await runWorkload(heat, { size: 12, phases: 5_000, steps: 1, least: 1_000 }, null);
    const changes = result.rows.map(([, change]) => Number(change));
    expect(changes.length).toBeLessThan(1_000);
    expect(changes.at(-1)).toBeLessThan(0.001);
    expect(changes.at(-2)).toBeGreaterThanOrEqual(0.001);
  });

  it("settles where every free point is the mean of its neighbours", async () => {
    const size = 14;
    const { result } = await runWorkload(heat, { size, phases: 100, steps: 30, least: 0 }, null);
    const pixels = pixelsOf(result.picture);
    expect([...pixels.slice(0, size)]).toEqual(Array.from({ length: size }, () => 255));
    // A point near the top, away from what is held: shades are rounded, each by half of one at most.
    const at = (x: number, y: number): number => pixels[y * size + x]!;
    const mean = (at(6, 1) + at(6, 3) + at(5, 2) + at(7, 2)) / 4;
    expect(Math.abs(at(6, 2) - mean)).toBeLessThanOrEqual(1);
  });
});
