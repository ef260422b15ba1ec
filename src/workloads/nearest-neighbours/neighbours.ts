/** Images one behind the other, all of the same size. */
export interface ImageSet {
  /** Shape [images * imageBytes]. */
  readonly data: Uint8Array;
  readonly imageBytes: number;
}

/** Bytes after which a distance is given up that is too large already. */
const stripBytes = 64;

/** The images that are nearest to one, the nearest first. */
export class Nearest {
  /** Numbers of images; -1 where there are not so many. */
  readonly images: Int32Array;
  readonly #distances: Float64Array;

  /** @param count How many are looked for. */
  constructor(count: number) {
    this.images = new Int32Array(count);
    this.#distances = new Float64Array(count);
  }

  /**
   * Looks for the images of [0, upTo) nearest to image `asked`, by the sum of squared differences; of two as near the one that
   * comes first.
   */
  find(set: ImageSet, asked: number, upTo: number): void {
    const { data, imageBytes } = set;
    const count = this.images.length;
    this.images.fill(-1);
    this.#distances.fill(Number.POSITIVE_INFINITY);
    const own = asked * imageBytes;
    for (let image = 0; image < upTo; image++) {
      const worst = this.#distances[count - 1]!;
      const other = image * imageBytes;
      let distance = 0;
      for (let from = 0; from < imageBytes && distance < worst; from += stripBytes) {
        const to = Math.min(from + stripBytes, imageBytes);
        for (let at = from; at < to; at++) {
          const difference = data[own + at]! - data[other + at]!;
          distance += difference * difference;
        }
      }
      if (distance < worst) this.#insert(image, distance);
    }
  }

  #insert(image: number, distance: number): void {
    let place = this.images.length - 1;
    for (; place > 0 && this.#distances[place - 1]! > distance; place--) {
      this.#distances[place] = this.#distances[place - 1]!;
      this.images[place] = this.images[place - 1]!;
    }
    this.#distances[place] = distance;
    this.images[place] = image;
  }
}

/** The label that most of the nearest have; of several as frequent, that of the nearest image. */
export function vote(nearest: Int32Array, labels: Uint8Array): number {
  const votes = new Map<number, number>();
  for (const image of nearest) {
    if (image >= 0) votes.set(labels[image]!, (votes.get(labels[image]!) ?? 0) + 1);
  }
  // In the order of their nearest image, and only a larger one wins.
  let [winner, most] = [0, 0];
  for (const [label, count] of votes) if (count > most) [winner, most] = [label, count];
  return winner;
}
