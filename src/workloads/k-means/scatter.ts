import type { Picture } from "../../library/worker";
import { nearest, type Point } from "./centres";

const width = 320;
const height = 240;
const marginPx = 8;

const ground = [0x10, 0x13, 0x17] as const;
const centreColour = [0xff, 0xff, 0xff] as const;

/** Of the clusters, on the dark ground. */
const colours = [
  [0x98, 0xd3, 0xff],
  [0xea, 0x97, 0x26],
  [0x96, 0xb5, 0x8e],
  [0xbe, 0x97, 0xb3],
  [0xa2, 0x88, 0xfd],
  [0xf6, 0xee, 0x8b],
  [0x46, 0x87, 0x7e],
  [0xab, 0x6f, 0x4d],
] as const;

export const mostClusters = colours.length;

/** Share of the points on each side that may lie outside of the picture, so that a few far ones do not press all others together. */
const outsideShare = 0.01;

/**
 * Draws points in the colours of their clusters, and the centres as crosses; the first column to the right, the second upwards.
 * The few that lie outside stand at the edge.
 */
export function scatter(points: readonly Point[], centres: readonly Point[]): Picture {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.set(ground, at);
  const dot = (x: number, y: number, colour: readonly number[]): void => {
    if (x >= 0 && x < width && y >= 0 && y < height) pixels.set(colour, (y * width + x) * 3);
  };
  const across = middleOf(points, 0);
  const upwards = middleOf(points, 1);
  const placeOf = (point: Point): readonly [x: number, y: number] => [
    marginPx + Math.round(across(point[0]!) * (width - 2 * marginPx)),
    height - marginPx - Math.round(upwards(point[1]!) * (height - 2 * marginPx)),
  ];
  for (const point of points) {
    const [x, y] = placeOf(point);
    const colour = colours[nearest(point, centres).index]!;
    for (let side = 0; side < 4; side++) dot(x + (side & 1), y + (side >> 1), colour);
  }
  for (const centre of centres) {
    const [x, y] = placeOf(centre);
    // A dark rim tells a cross from the points that it lies on.
    for (let arm = -7; arm <= 7; arm++) {
      for (let side = -2; side <= 2; side++) {
        dot(x + arm, y + side, ground);
        dot(x + side, y + arm, ground);
      }
    }
    for (let arm = -6; arm <= 6; arm++) {
      dot(x + arm, y, centreColour);
      dot(x, y + arm, centreColour);
    }
  }
  return { width, height, scale: "rgb", pixels: Buffer.from(pixels).toString("base64"), tile: null };
}

/** Where a column's numbers stand between those that bound most of the points, from 0 to 1. */
function middleOf(points: readonly Point[], column: number): (value: number) => number {
  const sorted = Float64Array.from(points, (point) => point[column]!).sort();
  const outside = Math.floor(sorted.length * outsideShare);
  const low = sorted[outside] ?? 0;
  const high = sorted[sorted.length - 1 - outside] ?? 1;
  if (low === high) return () => 0.5;
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
}
