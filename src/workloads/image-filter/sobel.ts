import type { Pixels } from "../../library/worker";

/** Shares of red, green and blue in brightness, of 256 (Rec. 601). */
const redShare = 77;
const greenShare = 150;
const blueShare = 29;

/**
 * Edges: how steeply brightness changes at each pixel, white on black. The border's pixels are taken as going on outside.
 *
 * Source: the Sobel operator; its magnitude as the sum of both directions' amounts, cut at 255.
 */
export function sobel({ rgba, width, height }: Pixels): Pixels {
  const brightness = new Uint8Array(width * height);
  for (let pixel = 0; pixel < brightness.length; pixel++) {
    const at = pixel * 4;
    brightness[pixel] = (rgba[at]! * redShare + rgba[at + 1]! * greenShare + rgba[at + 2]! * blueShare) >> 8;
  }
  const edges = new Uint8Array(rgba.length).fill(255);
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const down =
        brightness[below + left]! +
        2 * brightness[below + x]! +
        brightness[below + right]! -
        (brightness[above + left]! + 2 * brightness[above + x]! + brightness[above + right]!);
      const across =
        brightness[above + right]! +
        2 * brightness[here + right]! +
        brightness[below + right]! -
        (brightness[above + left]! + 2 * brightness[here + left]! + brightness[below + left]!);
      const strength = Math.min(255, Math.abs(down) + Math.abs(across));
      const at = (here + x) * 4;
      edges[at] = strength;
      edges[at + 1] = strength;
      edges[at + 2] = strength;
    }
  }
  return { rgba: edges, width, height };
}
