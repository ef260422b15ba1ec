import type { Picture } from "../../library/worker";
import { type Colour, colourOf } from "./colour-bins";

/** Pixels. */
const width = 480;
const height = 300;

/** Rows of the picture: greys, and one for each twelfth of the circle of hues. */
const hues = 12;

/** Chroma, of 255, below which a colour counts as a grey. */
const leastChroma = 24;

/**
 * Paints a count of colours: a row for greys and for each hue, as high as its share of the pixels; in it the colours from dark to
 * light, as wide as theirs.
 */
export function paintColours(counts: Float64Array): Picture {
  const pixels = new Uint8Array(width * height * 4);
  const groups: { readonly colour: Colour; readonly count: number }[][] = Array.from({ length: hues + 1 }, () => []);
  let total = 0;
  counts.forEach((count, bin) => {
    if (count === 0) return;
    const colour = colourOf(bin);
    groups[groupOf(colour)]!.push({ colour, count });
    total += count;
  });
  let above = 0;
  for (const group of groups) {
    group.sort((a, b) => brightness(a.colour) - brightness(b.colour));
    const sum = group.reduce((all, { count }) => all + count, 0);
    const top = Math.round((above / total) * height);
    above += sum;
    const bottom = Math.round((above / total) * height);
    let before = 0;
    for (const { colour, count } of group) {
      const left = Math.round((before / sum) * width);
      before += count;
      fill(pixels, colour, { left, right: Math.round((before / sum) * width), top, bottom });
    }
  }
  return { width, height, scale: "rgba", pixels: Buffer.from(pixels).toString("base64"), tile: null };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function fill(pixels: Uint8Array, { red, green, blue }: Colour, { left, right, top, bottom }: Box): void {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) pixels.set([red, green, blue, 255], (y * width + x) * 4);
  }
}

/** 0 for greys, else 1 to 12 by hue, from red on. */
function groupOf({ red, green, blue }: Colour): number {
  const most = Math.max(red, green, blue);
  const chroma = most - Math.min(red, green, blue);
  if (chroma < leastChroma) return 0;
  const sixth =
    most === red ? (green - blue) / chroma : most === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
  return 1 + (Math.round((sixth / 6) * hues + hues) % hues);
}

function brightness({ red, green, blue }: Colour): number {
  return red * 299 + green * 587 + blue * 114;
}
