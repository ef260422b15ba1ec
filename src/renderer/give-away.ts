/**
 * Gives a buffer to nobody. When the first buffer of a thread goes to another one, V8 gives up all code of that thread that it has
 * compiled for speed and that reads typed arrays: better before such code is there.
 */
export function giveAwayOnce(): void {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
}
