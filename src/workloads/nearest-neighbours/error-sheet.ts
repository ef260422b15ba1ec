import type { Picture } from "../../library/worker";

/** Errors that have a place. */
export const mostErrors = 60;

const across = 10;
const down = mostErrors / across;

/** Pixels of a place's side, at least. */
const leastSide = 40;

/** The images that were taken for something else, one beside the other. */
export class ErrorSheet {
  readonly #width: number;
  readonly #height: number;
  /** How many times as large each pixel is drawn. */
  readonly #scale: number;
  readonly #pixels: Uint8Array;
  #count = 0;

  /** @param width Of an image, in pixels. */
  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#scale = Math.max(1, Math.ceil(leastSide / Math.max(width, height)));
    this.#pixels = new Uint8Array(this.#columns * this.#rows * 4);
  }

  /** @param image A byte a pixel: drawn as it is meant, bright on dark. */
  add(image: Uint8Array): void {
    if (this.#count === mostErrors) return;
    const left = (this.#count % across) * this.#placeWidth;
    const top = Math.floor(this.#count / across) * this.#placeHeight;
    this.#count++;
    for (let y = 0; y < this.#height * this.#scale; y++) {
      for (let x = 0; x < this.#width * this.#scale; x++) {
        const shade = image[Math.floor(y / this.#scale) * this.#width + Math.floor(x / this.#scale)]!;
        this.#pixels.set([shade, shade, shade, 255], ((top + y) * this.#columns + left + x) * 4);
      }
    }
  }

  picture(): Picture {
    const pixels = Buffer.from(this.#pixels).toString("base64");
    return { width: this.#columns, height: this.#rows, scale: "rgba", pixels, tile: null };
  }

  /** With a gap to the next one. */
  get #placeWidth(): number {
    return this.#width * this.#scale + 2;
  }

  get #placeHeight(): number {
    return this.#height * this.#scale + 2;
  }

  get #columns(): number {
    return across * this.#placeWidth;
  }

  get #rows(): number {
    return down * this.#placeHeight;
  }
}
