/** Generates CSV files for benchmarks: the same bytes for the same options. */

import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives a file of rows `id,region,product,quantity,price`, some of them quoted. It stays in the temporary folder for the
 * next benchmark.
 *
 * @param {{ bytes: number, groups: number }} options `bytes`: how long at least; `groups`: different values of `product`.
 * @returns {string} Its path.
 */
export function generatedCsv({ bytes, groups }) {
  const folder = join(tmpdir(), "lanescope-bench");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `orders-${bytes}-${groups}.csv`);
  if (existsSync(path) && statSync(path).size >= bytes) return path;

  const file = openSync(`${path}.part`, "w");
  let written = writeSync(file, "id,region,product,quantity,price\n");
  let state = 1;
  const random = () => {
    // xorshift32: small, fast, the same everywhere.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const regions = ["north", "south", "east", "west", '"far, far away"'];
  for (let row = 1; written < bytes; ) {
    const lines = [];
    for (let i = 0; i < 20_000; i++, row++) {
      const product = `product-${String(random() % groups).padStart(6, "0")}`;
      const price = `${random() % 1000}.${String(random() % 100).padStart(2, "0")}`;
      lines.push(`${row},${regions[random() % regions.length]},${product},${1 + (random() % 20)},${price}\n`);
    }
    written += writeSync(file, lines.join(""));
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}
