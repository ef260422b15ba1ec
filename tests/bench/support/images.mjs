import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transformer } from "@napi-rs/image";

/** Pixels of the largest image's width; the smallest is half as wide. */
const largestWidth = 1_200;

/**
 * A folder of images that differ in size and content, three in four JPEG, the others PNG and WebP. The same for the same
 * number: it stays in the temporary folder for the next benchmark.
 *
 * @param {number} count
 * @returns {string} Its path.
 */
export function generatedImages(count) {
  const folder = join(tmpdir(), "lanescope-bench", `images-${count}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (let index = 0; index < count; index++) {
    const width = Math.round(largestWidth * (0.5 + ((index * 37) % 100) / 200));
    const height = Math.round(width * 0.7);
    const image = Transformer.fromRgbaPixels(pixelsOf(width, height, index), width, height);
    const [ending, bytes] =
      index % 4 < 3
        ? ["jpg", image.jpegSync(85)]
        : index % 8 === 3
          ? ["png", image.pngSync()]
          : ["webp", image.webpSync(80)];
    writeFileSync(join(unfinished, `${String(index).padStart(4, "0")}.${ending}`), bytes);
  }
  renameSync(unfinished, folder);
  return folder;
}

/**
 * Waves of colour with some noise, which makes decoding as much work as a photograph does.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} seed
 */
function pixelsOf(width, height, seed) {
  const rgba = new Uint8Array(width * height * 4);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const noise = ((x * 7_919 + y * 104_729 + seed) % 17) - 8;
      rgba[at++] = 128 + 100 * Math.sin((x + seed * 13) / 40) + noise;
      rgba[at++] = 128 + 100 * Math.sin((y + seed * 7) / 60) + noise;
      rgba[at++] = 128 + 100 * Math.sin((x + y) / 90) + noise;
      rgba[at++] = 255;
    }
  }
  return rgba;
}
