import { lab, rgb } from "d3";

/** How a colour is seen. Dichromats of each kind, and a picture without colours. */
export const sights = ["normal", "protan", "deutan", "tritan", "grey"] as const;
type Sight = (typeof sights)[number];

/** Source: Machado, Oliveira, Fernandes 2009, severity 1; matrices for linear RGB. */
const matrices: Readonly<Record<"protan" | "deutan" | "tritan", readonly (readonly number[])[]>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function toLinear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  const share = Math.max(0, Math.min(1, value));
  return 255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055);
}

/** The colour as it is seen, as CSS text. */
export function seenBy(colour: string, sight: Sight): string {
  const { r, g, b } = rgb(colour);
  const linear = [toLinear(r), toLinear(g), toLinear(b)] as const;
  if (sight === "normal") return colour;
  if (sight === "grey") {
    const grey = fromLinear(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]);
    return rgb(grey, grey, grey).formatRgb();
  }
  const [red, green, blue] = matrices[sight].map((row) =>
    fromLinear(row.reduce((sum, factor, at) => sum + factor * linear[at]!, 0)),
  ) as [number, number, number];
  return rgb(red, green, blue).formatRgb();
}

/** Lightness L*, 0 to 100. */
export function lightness(colour: string): number {
  const { r, g, b } = rgb(colour);
  const y = 0.2126 * toLinear(r) + 0.7152 * toLinear(g) + 0.0722 * toLinear(b);
  return y > 216 / 24_389 ? 116 * Math.cbrt(y) - 16 : (24_389 / 27) * y;
}

/** How different two colours look, 0 to about 100. */
export function difference(first: string, second: string): number {
  return labDifference(lab(first), lab(second));
}

type Lab = { readonly l: number; readonly a: number; readonly b: number };

/** Source: CIEDE2000 (Sharma, Wu, Dalal 2005). */
export function labDifference(one: Lab, two: Lab): number {
  const radians = Math.PI / 180;
  const mean7 = ((Math.hypot(one.a, one.b) + Math.hypot(two.a, two.b)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(mean7 / (mean7 + 25 ** 7));
  const [a1, a2] = [one.a * stretch, two.a * stretch];
  const [c1, c2] = [Math.hypot(a1, one.b), Math.hypot(a2, two.b)];
  const hue = (b: number, a: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / radians + 360) % 360);
  const [h1, h2] = [hue(one.b, a1), hue(two.b, a2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const meanHue = grey
    ? h1 + h2
    : Math.abs(h1 - h2) <= 180
      ? (h1 + h2) / 2
      : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const meanL = (one.l + two.l) / 2;
  const meanC = (c1 + c2) / 2;
  const t =
    1 -
    0.17 * Math.cos((meanHue - 30) * radians) +
    0.24 * Math.cos(2 * meanHue * radians) +
    0.32 * Math.cos((3 * meanHue + 6) * radians) -
    0.2 * Math.cos((4 * meanHue - 63) * radians);
  const sl = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const sc = 1 + 0.045 * meanC;
  const sh = 1 + 0.015 * meanC * t;
  const rotation =
    -2 *
    Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)) *
    Math.sin(60 * Math.exp(-(((meanHue - 275) / 25) ** 2)) * radians);
  const l = (two.l - one.l) / sl;
  const c = (c2 - c1) / sc;
  const h = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * radians)) / sh;
  return Math.sqrt(l * l + c * c + h * h + rotation * c * h);
}
