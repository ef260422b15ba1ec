import { rgb } from "d3";

/** `share` of one colour over another, opaque. */
export function mix(colour: string, over: string, share: number): string {
  const top = rgb(colour);
  const ground = rgb(over);
  const channel = (a: number, b: number): number => Math.round(a * share + b * (1 - share));
  return rgb(channel(top.r, ground.r), channel(top.g, ground.g), channel(top.b, ground.b)).formatHex();
}
