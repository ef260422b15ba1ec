import { z } from "zod";
import { builtinWorkload, categories, formatNumber, planItems } from "../../library/worker";

/** Pixels of a tile's side: each item is one tile. */
const tilePx = 20;

/** The part of the plane that is shown: the whole set. */
const left = -2.2;
const right = 0.8;

const parameters = z.strictObject({
  tiles: z
    .int()
    .min(1)
    .max(60)
    .default(24)
    .meta({ title: "Tiles across", description: `The picture is so many tiles of ${tilePx} pixels wide and high.` }),
  depth: z
    .int()
    .min(10)
    .max(100_000)
    .default(3_000)
    .meta({ title: "Depth", description: "Steps after which a point counts as inside the set: the black part." }),
});

/** The tiles of a chunk, one after the other, a byte a pixel; and how many points never left. */
interface Tiles {
  readonly first: number;
  readonly shades: Uint8Array;
  readonly inside: number;
}

/** Draws the Mandelbrot set, tile by tile. */
export const mandelbrot = builtinWorkload<z.output<typeof parameters>, Tiles>({
  id: "mandelbrot",
  title: "Mandelbrot set",
  summary: "Draws the Mandelbrot set tile by tile: how many steps each point takes until it runs away.",
  lesson:
    "Tiles of the black middle take many times as long as those of the rim. With chunks of one tile the lanes end together; with few large ones somebody gets the middle and the others wait for him.",
  input: "none",
  kind: "cpu",
  area: "images",
  teaches: ["balance", "chunk-size"],
  parameters,
  chunkUnit: "items",
  restartable: true,
  grows: true,
  split: (input) => planItems(0, input.parameters.tiles ** 2, input),
  async task(chunk, context) {
    const { tiles, depth } = context.parameters;
    const shades = new Uint8Array((chunk.to - chunk.from) * tilePx * tilePx);
    let inside = 0;
    let at = 0;
    for (let tile = chunk.from; tile < chunk.to; tile++) {
      context.trace.begin(categories.compute, "tile");
      const top = Math.floor(tile / tiles) * tilePx;
      const start = (tile % tiles) * tilePx;
      for (let y = top; y < top + tilePx; y++) {
        for (let x = start; x < start + tilePx; x++) {
          const shade = shadeOf(x, y, tiles * tilePx, depth);
          if (shade === 0) inside++;
          shades[at++] = shade;
        }
        // A stop kills the worker; a turn for its neighbours is what this is for.
        await context.yield();
      }
      context.trace.end(tilePx * tilePx);
      context.progress(tile + 1 - chunk.from);
    }
    return { partial: { first: chunk.from, shades, inside } };
  },
  combine({ parameters: { tiles } }) {
    const size = tiles * tilePx;
    const pixels = new Uint8Array(size * size);
    let inside = 0;
    let done = 0;
    return {
      add: (partial) => {
        inside += partial.inside;
        const count = partial.shades.length / (tilePx * tilePx);
        for (let index = 0; index < count; index++) paint(pixels, partial, index, tiles);
        done += count;
      },
      result: () => {
        const points = done * tilePx * tilePx;
        return {
          columns: [
            { name: "points", type: "integer" },
            { name: "inside", type: "integer" },
          ],
          rows: [[points, inside]],
          totalRows: 1,
          partial: false,
          chart: null,
          picture: {
            width: size,
            height: size,
            scale: "depth",
            pixels: Buffer.from(pixels).toString("base64"),
            tile: { width: tilePx, height: tilePx },
          },
          headline: `${formatNumber(inside)} of ${formatNumber(points)} points are in the set`,
        };
      },
    };
  },
});

function paint(pixels: Uint8Array, { first, shades }: Tiles, index: number, tiles: number): void {
  const tile = first + index;
  const size = tiles * tilePx;
  for (let row = 0; row < tilePx; row++) {
    const from = (index * tilePx + row) * tilePx;
    const y = Math.floor(tile / tiles) * tilePx + row;
    pixels.set(shades.subarray(from, from + tilePx), y * size + (tile % tiles) * tilePx);
  }
}

/** @returns 0 for a point of the set, else 1 to 255: the more, the longer it takes to run away. */
function shadeOf(x: number, y: number, size: number, depth: number): number {
  const scale = (right - left) / size;
  const real = left + (x + 0.5) * scale;
  const imaginary = (y + 0.5 - size / 2) * scale;
  let a = 0;
  let b = 0;
  for (let step = 0; step < depth; step++) {
    const aa = a * a;
    const bb = b * b;
    // Repeated squares of so few steps tell as much as logarithms, which differ from machine to machine.
    if (aa + bb > 4) return 1 + Math.min(254, Math.floor(Math.sqrt(step) * 16));
    b = 2 * a * b + imaginary;
    a = aa - bb + real;
  }
  return 0;
}
