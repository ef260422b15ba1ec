import type { Picture } from "../../library/worker";

/** Bytes of a sheet's pixels, about: a view asks for it some times a second. */
const sheetBytes = 3_000_000;

/** Pixels of a thumbnail's side. */
const largestSide = 128;
const smallestSide = 32;

/** How many thumbnails stand in a row for each below each other. */
const widthByHeight = 1.6;

/** How a sheet of thumbnails is laid out. */
export interface SheetLayout {
  /** Pixels. */
  readonly side: number;
  readonly across: number;
  readonly down: number;
  /** Images that have a place, from the first on. */
  readonly shown: number;
}

/** @param count Images, at least one. */
export function sheetLayout(count: number): SheetLayout {
  const fitting = Math.floor(Math.sqrt(sheetBytes / 4 / count));
  // A multiple of 8 looks alike on every sheet.
  const side = Math.min(largestSide, Math.max(smallestSide, fitting - (fitting % 8)));
  const most = Math.floor(sheetBytes / 4 / side ** 2);
  const shown = Math.min(count, most);
  const across = Math.ceil(Math.sqrt(shown * widthByHeight));
  return { side, across, down: Math.ceil(shown / across), shown };
}

/** A mark for an image of which there is none: its colour, and how wide its strokes are. */
const crossColour = [200, 60, 60, 255] as const;

/** A sheet of thumbnails that fills in any order. */
export class ContactSheet {
  readonly #layout: SheetLayout;
  readonly #pixels: Uint8Array;

  constructor(count: number) {
    this.#layout = sheetLayout(count);
    const { across, down, side } = this.#layout;
    this.#pixels = new Uint8Array(across * down * side * side * 4);
  }

  /** @param rgba Of the layout's side; an image without a place is left out. */
  put(index: number, rgba: Uint8Array): void {
    const { side } = this.#layout;
    this.#rows(index, (at, row) => this.#pixels.set(rgba.subarray(row * side * 4, (row + 1) * side * 4), at));
  }

  /** Crosses a place out: there is no such image. */
  cross(index: number): void {
    const { side } = this.#layout;
    const inset = side / 4;
    const stroke = Math.max(1, side / 32);
    this.#rows(index, (at, row) => {
      for (let column = 0; column < side; column++) {
        const isInside = Math.min(row, column) >= inset && Math.max(row, column) < side - inset;
        const isStroke = Math.abs(row - column) < stroke || Math.abs(row + column - side + 1) < stroke;
        if (isInside && isStroke) this.#pixels.set(crossColour, at + column * 4);
      }
    });
  }

  picture(): Picture {
    const { across, down, side } = this.#layout;
    return {
      width: across * side,
      height: down * side,
      scale: "rgba",
      pixels: Buffer.from(this.#pixels).toString("base64"),
      tile: { width: side, height: side },
    };
  }

  /** Calls back with where each row of a place begins. */
  #rows(index: number, use: (at: number, row: number) => void): void {
    const { across, side, shown } = this.#layout;
    if (index >= shown) return;
    const left = (index % across) * side;
    const top = Math.floor(index / across) * side;
    for (let row = 0; row < side; row++) use(((top + row) * across * side + left) * 4, row);
  }
}
