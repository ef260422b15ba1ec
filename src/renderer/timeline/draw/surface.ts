/** The part of a canvas's context that drawing uses, in CSS pixels: the device's pixel ratio is applied outside. */
export type Surface = Pick<
  CanvasRenderingContext2D,
  | "save"
  | "restore"
  | "beginPath"
  | "closePath"
  | "rect"
  | "roundRect"
  | "clip"
  | "fill"
  | "stroke"
  | "fillRect"
  | "fillText"
  | "moveTo"
  | "lineTo"
  | "arc"
  | "arcTo"
  | "translate"
  | "setLineDash"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "font"
  | "textAlign"
  | "globalAlpha"
  | "drawImage"
  | "imageSmoothingEnabled"
>;

/** CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Restricts what `body` draws to a box. */
export function clipped(out: Surface, box: Box, body: () => void): void {
  out.save();
  out.beginPath();
  out.rect(box.x, box.y, box.width, box.height);
  out.clip();
  body();
  out.restore();
}
