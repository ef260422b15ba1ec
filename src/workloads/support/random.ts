/**
 * Random numbers that depend on seed and stream alone, so that a chunk's are the same wherever and after whatever it is done.
 *
 * @param seed A whole number below 2^32, and so is `stream`.
 * @returns Gives the next number, in [0, 1) with 32 bits.
 * Source: sfc32 (Chris Doty-Humphrey, PractRand), public domain.
 */
export function randomStream(seed: number, stream: number): () => number {
  let a = seed >>> 0;
  let b = stream >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first numbers of neighbouring streams resemble each other.
  for (let round = 0; round < 15; round++) next();
  return next;
}
