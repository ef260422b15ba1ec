import { interpolateInferno, interpolateViridis, rgb } from "d3";
import type { Picture } from "../../../shared/contract/models";

/** Who drew what, for pictures whose plan's items are tiles. */
export interface Painters {
  /** Numbers of workers, by chunk; 0 for chunks that are not done. */
  readonly workers: readonly number[];
  readonly tilesPerChunk: number;
  /** CSS colours, by worker. */
  readonly colours: readonly string[];
}

type Rgb = readonly [red: number, green: number, blue: number];

const shades = 256;

/** Shade 0 of `depth` is the set itself, and what is not drawn yet. */
const scales: Readonly<Record<Exclude<Picture["scale"], "rgb" | "rgba">, readonly Rgb[]>> = {
  heat: tableOf((share) => interpolateInferno(share)),
  depth: tableOf((share) => (share === 0 ? "#000000" : interpolateViridis(share))),
};

function tableOf(colourAt: (share: number) => string): readonly Rgb[] {
  return Array.from({ length: shades }, (_, shade) => parse(colourAt(shade / (shades - 1))));
}

function parse(colour: string): Rgb {
  const { r, g, b } = rgb(colour);
  return [r, g, b];
}

/** Share of a worker's colour over the picture's own. */
const workerShare = 0.65;

/** @returns Four bytes a pixel, as a canvas takes them. */
export function paintPicture(picture: Picture, painters: Painters | null): Uint8ClampedArray<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(picture.pixels), (character) => character.charCodeAt(0));
  const out = new Uint8ClampedArray(picture.width * picture.height * 4);
  const colourOf = colourReader(picture, bytes);
  const workerOf = painters === null ? null : workerReader(picture, painters);
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    const own = colourOf(pixel);
    const over = workerOf?.(pixel) ?? null;
    for (let channel = 0; channel < 3; channel++) {
      const plain = own[channel]!;
      out[pixel * 4 + channel] = over === null ? plain : plain * (1 - workerShare) + over[channel]! * workerShare;
    }
    out[pixel * 4 + 3] = picture.scale === "rgba" && over === null ? bytes[pixel * 4 + 3]! : 255;
  }
  return out;
}

function colourReader({ scale }: Picture, bytes: Uint8Array): (pixel: number) => Rgb {
  if (scale === "rgba") return (pixel) => [bytes[pixel * 4]!, bytes[pixel * 4 + 1]!, bytes[pixel * 4 + 2]!];
  if (scale === "rgb") return (pixel) => [bytes[pixel * 3]!, bytes[pixel * 3 + 1]!, bytes[pixel * 3 + 2]!];
  const table = scales[scale];
  return (pixel) => table[bytes[pixel]!]!;
}

function workerReader({ width, tile }: Picture, painters: Painters): ((pixel: number) => Rgb | null) | null {
  if (tile === null) return null;
  const { workers, tilesPerChunk, colours } = painters;
  const parsed = colours.map(parse);
  const across = Math.ceil(width / tile.width);
  return (pixel) => {
    const column = Math.floor((pixel % width) / tile.width);
    const row = Math.floor(Math.floor(pixel / width) / tile.height);
    const worker = workers[Math.floor((row * across + column) / tilesPerChunk)] ?? 0;
    return worker === 0 ? null : (parsed[(worker - 1) % parsed.length] ?? null);
  };
}
