/** Shades of each of red, green and blue. */
const shades = 16;

/** How many colours are told apart. */
export const bins = shades ** 3;

/** Pixels more transparent than this, of 255, are not seen. */
const leastAlpha = 128;

/** Adds pixels to a count by colour. @param counts Shape [4096]. */
export function countColours(rgba: Uint8Array, counts: Float64Array): void {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3]! < leastAlpha) continue;
    const bin = ((rgba[at]! >> 4) << 8) | ((rgba[at + 1]! >> 4) << 4) | (rgba[at + 2]! >> 4);
    counts[bin]! += 1;
  }
}

export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** As style sheets write it. */
  readonly hex: string;
}

/** The middle of a bin. */
export function colourOf(bin: number): Colour {
  const [red, green, blue] = [bin >> 8, (bin >> 4) & 15, bin & 15].map((shade) => shade * 16 + 8) as [
    number,
    number,
    number,
  ];
  const hex = `#${[red, green, blue].map((shade) => shade.toString(16).padStart(2, "0")).join("")}`;
  return { red, green, blue, hex };
}
