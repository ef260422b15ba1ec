import type { PixelSheet } from "./draw/columns";
import { crossPeriod, dotPeriod, linePeriod, type PatternMaker, stripePeriod } from "./draw/paint";
import { phaseRowHeight } from "./layout";

/** Gives a canvas its size in CSS pixels at the device's ratio. Where that changes its own pixels it is empty then. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  const deviceWidth = Math.max(1, Math.round(width * ratio));
  const deviceHeight = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  // Another zoom of the window may leave the canvas's own pixels as they are.
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** @throws {Error} When the browser has no 2D canvas: then there is no timeline at all. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser offers no 2D canvas");
  return context;
}

/** Pattern tiles at the device's ratio, so that they stay sharp. */
export function createPatterns(document: Document, ratio: number): PatternMaker {
  const tile = (size: number, draw: (out: CanvasRenderingContext2D) => void): CanvasPattern => {
    const canvas = document.createElement("canvas");
    // A whole number of device pixels, or neighbouring tiles would leave a seam.
    const device = Math.max(1, Math.round(size * ratio));
    canvas.width = device;
    canvas.height = device;
    const context = contextOf(canvas);
    context.scale(device / size, device / size);
    draw(context);
    const pattern = context.createPattern(canvas, "repeat");
    if (pattern === null) throw new Error("this browser offers no canvas patterns");
    pattern.setTransform(new DOMMatrix().scale(size / device));
    return pattern;
  };
  return {
    stripes: (colour) =>
      tile(stripePeriod, (out) => {
        out.strokeStyle = colour;
        // 2 px of 6 measured level.
        out.lineWidth = Math.SQRT2;
        out.beginPath();
        for (let at = -2 * stripePeriod; at <= stripePeriod; at += stripePeriod) {
          out.moveTo(at - 2, stripePeriod + 2);
          out.lineTo(at + stripePeriod + 2, -2);
        }
        out.stroke();
      }),
    lines: (colour) =>
      tile(linePeriod, (out) => {
        out.fillStyle = colour;
        out.fillRect(0, linePeriod - 2, linePeriod, 1);
      }),
    cross: (colour) =>
      tile(crossPeriod, (out) => {
        out.strokeStyle = colour;
        out.lineWidth = 1;
        out.beginPath();
        for (const at of [-crossPeriod, 0, crossPeriod]) {
          out.moveTo(at - 1, -1);
          out.lineTo(at + crossPeriod + 1, crossPeriod + 1);
          out.moveTo(at - 1, crossPeriod + 1);
          out.lineTo(at + crossPeriod + 1, -1);
        }
        out.stroke();
      }),
    dots: (colour) =>
      tile(phaseRowHeight, (out) => {
        out.fillStyle = colour;
        for (let x = 1; x < phaseRowHeight; x += dotPeriod) {
          out.fillRect(x, 1, 2, 2);
          out.fillRect(x, phaseRowHeight - 3, 2, 2);
        }
      }),
  };
}

/** More pictures than this are rarely made for one frame. */
const sheetCount = 64;

/**
 * Pictures made of pixels go through canvases of their own, since pixels alone know no clip. Many, one after the other: a canvas
 * whose picture is still to be shown is copied as a whole when the next one is put into it.
 */
function createPixelSheet(document: Document): PixelSheet {
  const makeCanvas = (): CanvasRenderingContext2D => {
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("this browser offers no 2D canvas");
    return context;
  };
  const contexts: CanvasRenderingContext2D[] = [];
  let next = 0;
  let image = makeCanvas().createImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  return {
    acquire(columns, rows) {
      if (image.width < columns || image.height < rows) {
        image = new ImageData(Math.max(image.width, columns), Math.max(image.height, rows));
        pixels = new Uint32Array(image.data.buffer);
      }
      return { pixels, stride: image.width };
    },
    put(out, columns, rows, x, y, height) {
      contexts[next] ??= makeCanvas();
      const context = contexts[next]!;
      next = (next + 1) % sheetCount;
      const { canvas } = context;
      if (canvas.width < columns) canvas.width = image.width;
      if (canvas.height < rows) canvas.height = rows;
      context.putImageData(image, 0, 0, 0, 0, columns, rows);
      out.imageSmoothingEnabled = false;
      out.drawImage(canvas, 0, 0, columns, rows, x, y, columns, height);
    },
  };
}

const sheets = new WeakMap<Document, PixelSheet>();

/** The same for all timelines of a document: they draw one after the other, and making its canvases takes a while. */
export function pixelSheetOf(document: Document): PixelSheet {
  const sheet = sheets.get(document) ?? createPixelSheet(document);
  sheets.set(document, sheet);
  return sheet;
}

const mostCached = 4_000;

/** Measures text and remembers it; `forget` when fonts arrive. */
export function createMeasure(document: Document): {
  measure(text: string, font: string): number;
  forget(): void;
} {
  const context = contextOf(document.createElement("canvas"));
  const known = new Map<string, Map<string, number>>();
  return {
    measure(text, font) {
      let widths = known.get(font);
      if (widths === undefined || widths.size > mostCached) {
        widths = new Map();
        known.set(font, widths);
      }
      let width = widths.get(text);
      if (width === undefined) {
        context.font = font;
        width = context.measureText(text).width;
        widths.set(text, width);
      }
      return width;
    },
    forget: () => known.clear(),
  };
}
